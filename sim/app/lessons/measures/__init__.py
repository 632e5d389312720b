"""What the lessons measure: one function each from the tables of one run, or of two, to plain data.

Importing this package declares all of them in `MEASURES`.
"""

from sim.app.lessons.measures import (
    bad_year,
    experts,
    leaving,
    lives,
    lock,
    offers,
    one_rate,
    retention_gain,
    satisfied,
    whale,
)
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import MEASURES, taken
from sim.app.lessons.measures.run import Run

__all__ = [
    "MEASURES",
    "Figure",
    "Measure",
    "Run",
    "bad_year",
    "experts",
    "leaving",
    "lives",
    "lock",
    "offers",
    "one_rate",
    "retention_gain",
    "satisfied",
    "taken",
    "whale",
]
