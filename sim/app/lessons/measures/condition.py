"""Conditions: by which measures of the run an option of a prediction turns out right.

    one_life.pattern == 3
    40 <= fall_that_is_left < 75
    profit_gain < 25 and profit_gain.highest > 25

Numbers and figures compared by <, <=, >, >=, == and !=, several in a row or joined by `and`; nothing else is run.
"""

from __future__ import annotations

import operator
import re
from itertools import pairwise

from sim.app.lessons.measures.place import Measured, figure_at

_SIGNS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_SIGN = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")


def holds(condition: str, measures: Measured) -> bool:
    """Return whether a condition holds; never where a figure in it is not known.

    Raises ValueError if it is not of the form above, KeyError for a figure that there is not.
    """
    return all(
        _compared(_value(left, measures), sign, _value(right, measures))
        for left, sign, right in _comparisons(condition)
    )


def places_of(condition: str) -> tuple[str, ...]:
    """Return the figures that a condition names, in their order. Raises ValueError as `holds`."""
    sides = [side for left, _, right in _comparisons(condition) for side in (left, right)]
    return tuple(dict.fromkeys(side for side in sides if _NAME.fullmatch(side)))


def _comparisons(condition: str) -> list[tuple[str, str, str]]:
    found = []
    for part in re.split(r"\s+and\s+", condition.strip()):
        pieces = _SIGN.split(part.strip())
        sides, signs = pieces[::2], pieces[1::2]
        wrong = [side for side in sides if not (_NUMBER.fullmatch(side) or _NAME.fullmatch(side))]
        if wrong or not signs:
            raise ValueError(
                f'"{condition}" is not a condition: numbers and measures compared by {", ".join(_SIGNS)}'
            )
        found += [(left, sign, right) for (left, right), sign in zip(pairwise(sides), signs, strict=True)]
    return found


def _value(side: str, measures: Measured) -> float:
    return float(side) if _NUMBER.fullmatch(side) else figure_at(side, measures)[0]


def _compared(left: float, sign: str, right: float) -> bool:
    if left != left or right != right:
        return False
    return bool(_SIGNS[sign](left, right))
