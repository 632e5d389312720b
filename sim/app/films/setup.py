"""Setups: what a page asks for, checked: a scenario, a seed, a size, and which levers are moved when."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.study.sweeping.run_key import hashed

Value = float | str
"""What a lever is moved to: a number on a range, or one of its choices."""

UPLOAD = "upload:"
"""How the scenario of a setup begins if it is a file of the user's own; its hash follows."""
DIGITS = 20
"""Hexadecimal digits of a film's name."""
FORMAT = 1
"""Version of what is written down in a film: another number is another film."""

_LONGEST_NAME = 120
_HIGHEST_SEED = 2**31 - 1


class SetupError(ValueError):
    """A setup that cannot be run: the key of a message, and the values of its places."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(f"{key} {values}" if values else key)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _setup_error, (self.key, self.values)


def _setup_error(key: str, values: dict[str, Any]) -> SetupError:
    """Return an error that comes from another process."""
    return SetupError(key, **values)


@dataclass(frozen=True)
class Bounds:
    """How large a setup may be, so that one run cannot stop the others."""

    least_customers: int = 200
    """Fewer show nothing but luck."""
    most_customers: int = 5000
    most_moves: int = 40
    most_months: int = 240
    """Booked months of the scenario."""
    most_warm_up: int = 120
    """Months before the books open."""
    most_firms: int = 8
    most_events: int = 120
    """Of the scenario; what there is to move is looked up in all of them. A game that is over has sixty."""


@dataclass(frozen=True)
class Move:
    """A lever is moved at the start of a booked month, and stays there until it is moved again."""

    month: int
    lever: str
    value: Value


@dataclass(frozen=True)
class Setup:
    """What is run: a scenario by its name, brought to a number of customers, with moves sorted by month and lever."""

    scenario: str
    seed: int
    customers: int
    moves: tuple[Move, ...] = ()

    @classmethod
    def of(cls, data: object, bounds: Bounds | None = None) -> Setup:
        """Return the setup that JSON data describe.

        `seed` (1), `customers` (2,000) and `moves` (none) may be left out. Of several moves of one lever in one month
        the last counts. Whether levers and values fit the scenario is seen when it is composed.
        Raises SetupError.
        """
        bounds = bounds or Bounds()
        if not isinstance(data, Mapping):
            raise SetupError("films.not_a_setup")
        if unknown := sorted(str(key) for key in data if key not in _KEYS):
            raise SetupError("films.unknown_key", name=unknown[0][:_LONGEST_NAME])
        scenario = data.get("scenario")
        if not isinstance(scenario, str) or not scenario or len(scenario) > _LONGEST_NAME:
            raise SetupError("films.no_scenario")
        seed = _whole(data.get("seed", 1), "films.seed", 0, _HIGHEST_SEED)
        low, high = bounds.least_customers, bounds.most_customers
        customers = _whole(data.get("customers", 2000), "films.customers", low, high)
        return cls(scenario, seed, customers, _moves(data.get("moves", []), bounds.most_moves))

    @property
    def told(self) -> dict[str, Any]:
        """The setup as JSON data in its one canonical form: equal setups give equal data."""
        moves = [{"month": move.month, "lever": move.lever, "value": move.value} for move in self.moves]
        return {"scenario": self.scenario, "seed": self.seed, "customers": self.customers, "moves": moves}

    @property
    def film(self) -> str:
        """The name of the film of this setup: equal names mean equal films, from the same code."""
        return hashed({"setup": self.told, "model": _version(), "format": FORMAT})[:DIGITS]


@cache
def _version() -> str:
    """Return the version of the code that runs here; it is read once."""
    from sim.behaviour.rule import model_version  # with Numba, which a server need not load before it answers

    return model_version()


_KEYS = ("scenario", "seed", "customers", "moves")


def _moves(data: object, most: int) -> tuple[Move, ...]:
    if not isinstance(data, list):
        raise SetupError("films.moves_list")
    if len(data) > most:
        raise SetupError("films.too_many_moves", most=most, moves=len(data))
    moves = {(move.month, move.lever): move for move in map(_move, data)}
    return tuple(moves[place] for place in sorted(moves))


def _move(data: object) -> Move:
    if not isinstance(data, Mapping) or not set(data) <= {"month", "lever", "value"}:
        raise SetupError("films.move_wrong")
    lever, value = data.get("lever"), data.get("value")
    if not isinstance(lever, str) or not lever or len(lever) > _LONGEST_NAME:
        raise SetupError("films.move_wrong")
    month = _whole(data.get("month", 0), "films.move_month", 0, 9999)
    if isinstance(value, str) and len(value) <= _LONGEST_NAME:
        return Move(month, lever, value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise SetupError("films.move_value", lever=lever)
    return Move(month, lever, float(value))


def _whole(value: object, key: str, low: int, high: int) -> int:
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)
    if not is_whole or value != int(value) or not low <= value <= high:  # type: ignore[call-overload, operator]
        raise SetupError(key, low=low, high=high)
    return int(value)  # type: ignore[call-overload, no-any-return]


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
