"""What a worker process does for a film: top-level functions of plain arguments that return bytes.

upload: the YAML text, if the setup's scenario is an upload. All but `prepare` raise SetupError.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence

from sim.app.films.composing import loaded, scenario_of
from sim.app.films.film import OPENING, film_part, packed
from sim.app.films.hood import yaml_of
from sim.app.films.lives import lives
from sim.app.films.recorder import Recorder
from sim.app.films.setup import Bounds, Setup, SetupError
from sim.app.films.sureness import figures_as_bytes, figures_of
from sim.scenario.problems import ScenarioError

_LENGTH = 8
"""Bytes that tell the length of a part."""


def open_film(setup: Setup, upload: str | None = None) -> bytes:
    """Return two parts, `joined`: the first year of a film (gzip), and the state from which `finish_film` goes on."""
    scenario = scenario_of(setup, lambda _: upload)
    recorder = Recorder(scenario, setup.seed)
    recorder.live_until(OPENING)
    part = film_part(setup, scenario, recorder, 0, recorder.months)
    return joined([packed(part), pickle.dumps(recorder, protocol=5)])


def finish_film(setup: Setup, upload: str | None = None, state: bytes | None = None) -> bytes:
    """Return two parts, `joined`: the months after the first year, and the lives of the people followed (both gzip).

    state: as `open_film` left it, from a worker of this server and nobody else; without it the first year is lived
    again. Either way the bytes are the same.
    """
    scenario = scenario_of(setup, lambda _: upload)
    if state is None:
        recorder = Recorder(scenario, setup.seed)
        recorder.live_until(OPENING)
    else:
        recorder = pickle.loads(state)
    first = recorder.months
    recorder.live_until(scenario.months)
    part = film_part(setup, scenario, recorder, first, recorder.months)
    return joined([packed(part), packed(lives(setup, recorder))])


def outcomes(setup: Setup, replication: int, upload: str | None = None) -> bytes:
    """Return the outcomes of one run for `sureness`; those of A are of use to everybody who compares with A."""
    return figures_as_bytes(figures_of(scenario_of(setup, lambda _: upload), setup.seed, replication))


def yaml_file(setup: Setup, upload: str | None = None, whole: bool = False) -> bytes:
    """Return the scenario file of a setup, UTF-8."""
    return yaml_of(setup, lambda _: upload, whole=whole).encode()


def check_upload(text: str, customers: int, bounds: Bounds | None = None) -> bytes:
    """Return nothing if an upload is a scenario that can be run; SetupError with the loader's message if not."""
    from sim.app.films.composing import base_of

    base_of("upload:", customers, lambda _: text, bounds)
    return b""


def prepare() -> None:
    """Load the compiled month, or compile it: that takes seconds, on a new machine a minute."""
    try:
        tiny = loaded(
            "extends: baseline\nmonths: 13\nwarm_up: 1\nmarket: {customers: 200}\nsurvey: {months: []}\n"
        )
    except ScenarioError as error:
        raise SetupError("films.upload_wrong", message=str(error)) from None
    recorder = Recorder(tiny, 1)
    recorder.live_until(tiny.months)


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several results of one piece of work as one, to be taken apart by `apart`."""
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)


def apart(data: bytes) -> list[bytes]:
    """Return the results that `joined` put together."""
    parts, at = [], 0
    while at < len(data):
        begin = at + _LENGTH
        at = begin + int.from_bytes(data[at:begin], "big")
        parts.append(data[begin:at])
    return parts
