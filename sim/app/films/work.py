"""What a worker process does for a film: top-level functions, and what they return to the server.

upload: the YAML text, if the setup's scenario is an upload.
"""

from __future__ import annotations

import pickle

from sim.app.films.composing import scenario_of
from sim.app.films.film import OPENING, film_part, packed
from sim.app.films.hood import yaml_of
from sim.app.films.lives import lives
from sim.app.films.parts import Opened, Rested
from sim.app.films.recorder import Recorder
from sim.app.films.setup import Setup
from sim.app.films.sureness import figures_as_bytes, figures_of


def open_film(setup: Setup, upload: str | None = None) -> Opened:
    """Return the first year of a film. Raises SetupError."""
    scenario = scenario_of(setup, lambda _: upload)
    recorder = Recorder(scenario, setup.seed)
    recorder.live_until(OPENING)
    part = film_part(setup, scenario, recorder, 0, recorder.months)
    return Opened(packed(part), pickle.dumps((scenario, recorder), protocol=5))


def finish_film(setup: Setup, state: bytes) -> Rested:
    """Return the months after the first year, and the followed lives.

    state: as `open_film` returned it, from a worker of this server and nobody else: a pickle can hold code.
    """
    scenario, recorder = pickle.loads(state)
    first = recorder.months
    recorder.live_until(scenario.months)
    part = film_part(setup, scenario, recorder, first, recorder.months)
    return Rested(packed(part), packed(lives(setup, recorder)))


def outcomes(setup: Setup, replication: int, upload: str | None = None) -> bytes:
    """Return the figures of one run for `sureness`: a task of half a second, so that no film waits for eight pairs.

    Those of A are of use to everybody who compares with A. Raises SetupError.
    """
    return figures_as_bytes(figures_of(scenario_of(setup, lambda _: upload), setup.seed, replication))


def yaml_file(setup: Setup, upload: str | None = None, whole: bool = False) -> bytes:
    """Return the scenario file of a setup, UTF-8. Raises SetupError."""
    return yaml_of(setup, lambda _: upload, whole=whole).encode()
