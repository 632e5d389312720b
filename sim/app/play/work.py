"""What a worker process does for the play page besides films."""

from __future__ import annotations

from collections.abc import Sequence

from sim.app.films.composing import base_of
from sim.app.films.film import packed
from sim.app.films.levers import board_of
from sim.app.films.presets import PRESETS
from sim.app.films.setup import UPLOAD, Bounds, Setup


def board(scenario: str, customers: int, bounds: Bounds, upload: str | None) -> bytes:
    """Return what there is to move in a scenario of a size, as gzipped JSON. upload: its YAML text, if it is one.

    Raises SetupError.
    """
    return packed(board_of(base_of(scenario, customers, lambda _: upload, bounds)))


def validated(text: str, bounds: Bounds) -> bytes:
    """Return nothing if a YAML text is a scenario that can be shown. Raises SetupError with what the loader says."""
    setup = Setup.of({"scenario": f"{UPLOAD}tried"}, bounds)
    base_of(setup.scenario, setup.customers, lambda _: text, bounds)
    return b""


def combined(a: Sequence[bytes], b: Sequence[bytes]) -> bytes:
    """Return what differs between two markets, as gzipped JSON. a, b: the figures of the same replications."""
    from sim.app.films.sureness import figures_from, sureness

    first, other = ([figures_from(part) for part in parts] for parts in (a, b))
    return packed(sureness(first, other))


def warm_up() -> None:
    """Load the compiled code of a month, by a film of the smallest market."""
    from sim.app.films.work import finish_film, open_film

    smallest = Setup.of({"scenario": PRESETS[0].a.scenario, "customers": Bounds.least_customers})
    finish_film(smallest, open_film(smallest).state)
