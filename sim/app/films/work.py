"""What a worker process does for a film: functions that can be sent to another process, with what they return."""

from __future__ import annotations

import pickle
from typing import NamedTuple

from sim.app.films.composing import scenario_of
from sim.app.films.film import OPENING, film_part, packed
from sim.app.films.lives import lives
from sim.app.films.recorder import Recorder
from sim.app.films.setup import Setup


class Opened(NamedTuple):
    """The first part of a film, and from where it goes on."""

    opening: bytes
    state: bytes


class Rested(NamedTuple):
    """What is left of a film, and the lives of the people that it follows."""

    rest: bytes
    lives: bytes


def open_film(setup: Setup, upload: str | None = None) -> Opened:
    """Return the first year of a film. upload: the YAML text, if the scenario is an upload. Raises SetupError."""
    scenario = scenario_of(setup, lambda _: upload)
    recorder = Recorder(scenario, setup.seed)
    recorder.live_until(OPENING)
    part = film_part(setup, scenario, recorder, 0, recorder.months)
    return Opened(packed(part), pickle.dumps((scenario, recorder), protocol=5))


def finish_film(setup: Setup, state: bytes) -> Rested:
    """Return the months after the first year, and the followed lives. state: as `open_film` returned it."""
    scenario, recorder = pickle.loads(state)
    first = recorder.months
    recorder.live_until(scenario.months)
    part = film_part(setup, scenario, recorder, first, recorder.months)
    return Rested(packed(part), packed(lives(setup, recorder)))
