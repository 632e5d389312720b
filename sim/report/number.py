"""Numbers as readers see them: rounded once, here, so that title, label and table print the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

THIN = "\N{NARROW NO-BREAK SPACE}"
"""Between thousands, and between a number and a sign."""
SPACE = "\N{NO-BREAK SPACE}"
"""Between a number and a word."""
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NOTHING = "\N{EM DASH}"
"""Printed where there is no number."""

_SHORT = ((1e9, "bn"), (1e6, "M"), (1e4, "k"))
"""Short forms and the size from which they are used; four digits are read as they stand."""
_SIZE = {"bn": 1e9, "M": 1e6, "k": 1e3}
_MOST_DIGITS = 6


def known(x: float | None) -> bool:
    """Return whether there is a number to print: not None, NaN or infinity."""
    return x is not None and math.isfinite(x)


def grouped(x: float | None, decimals: int = 0) -> str:
    """Return a number with thin spaces between thousands: 12 345.6."""
    if x is None or not math.isfinite(x):
        return NOTHING
    text = f"{abs(x):,.{decimals}f}".replace(",", THIN)
    return f"{MINUS}{text}" if x < 0 and any(digit in "123456789" for digit in text) else text


def significant(x: float, digits: int = 3) -> float:
    """Return x rounded to a number of significant digits."""
    if x == 0 or not math.isfinite(x):
        return x
    return round(x, digits - 1 - math.floor(math.log10(abs(x))))


def short(x: float | None, digits: int = 3) -> str:
    """Return a number with three significant digits in its short form: 47.7, 1 250, 24.0 k, 6.13 M."""
    if x is None or not math.isfinite(x):
        return NOTHING
    rounded = significant(x, digits)
    for least, name in _SHORT:
        if abs(rounded) >= least:
            return f"{_plain(rounded / _SIZE[name], digits)}{SPACE}{name}"
    return _plain(rounded, digits)


def _plain(x: float, digits: int) -> str:
    if x == 0:
        return "0"
    before_point = math.floor(math.log10(abs(x))) + 1
    if before_point > 0:
        return grouped(x, max(digits - before_point, 0))
    # Cents are enough from a tenth on.
    return grouped(x, digits - 1 if before_point == 0 else min(digits - before_point, 4))


def tick(x: float) -> str:
    """Return a round number for an axis: 6 M."""
    return next(
        (f"{x / size:g}{SPACE}{name}" for name, size in _SIZE.items() if abs(x) >= size), f"{x:g}"
    ).replace("-", MINUS)


def money(x: float | None, currency: str, digits: int = 3) -> str:
    """Return an amount with its currency: 112 k EUR."""
    return f"{short(x, digits)}{SPACE}{currency}".rstrip() if known(x) else NOTHING


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share as a percentage: 0.314 → 31 %; what is not quite nothing or all is not called so."""
    return f"{_hundredths(share, decimals)}{THIN}%" if share is not None and math.isfinite(share) else NOTHING


def _hundredths(share: float, decimals: int) -> str:
    least = 10.0**-decimals
    if 0 < share * 100 < least / 2:
        return f"under {least:g}"
    if 100 - least / 2 <= share * 100 < 100:
        return f"over {100 - least:g}"
    return grouped(share * 100, decimals)


def counted(number: float, one: str, many: str = "") -> str:
    """Return a whole number with its noun: 1 customer, 1 200 customers."""
    return f"{grouped(number)}{SPACE}{one if round(number) == 1 else many or one + 's'}"


@dataclass(frozen=True)
class Form:
    """How a quantity is printed: its number, and the unit that an interval names only once."""

    number: Callable[[float], str]
    unit: str = ""

    def __call__(self, x: float) -> str:
        """Return a value with its unit."""
        return f"{self.number(x)}{self.unit}" if known(x) else NOTHING

    def span(self, low: float | None, high: float | None) -> str:
        """Return an interval: 111 k to 113 k EUR; empty where there is none."""
        if low is None or high is None or not (known(low) and known(high)):
            return ""
        return f"{self.number(low)} to {self.number(high)}{self.unit}"


def money_form(currency: str, digits: int = 3) -> Form:
    """Return how amounts are printed."""
    return Form(lambda x: short(x, digits), f"{SPACE}{currency}" if currency else "")


def percent_form(decimals: int = 0) -> Form:
    """Return how shares are printed."""
    return Form(lambda x: _hundredths(x, decimals), f"{THIN}%")


def signed(form: Form, value: float) -> str:
    """Return a difference with its sign: +2.1 k EUR, −3; what rounds to nothing has none."""
    text = form(value)
    has_digits = any(digit in "123456789" for digit in form.number(value)) if known(value) else False
    return f"+{text}" if known(value) and value > 0 and has_digits else text


def span(form: Form, low: float, high: float) -> str:
    """Return an interval with signs: −1.2 k to +3.4 k EUR; empty where there is none."""
    if not (known(low) and known(high)):
        return ""
    bare = Form(form.number)
    return f"{signed(bare, low)} to {signed(bare, high)}{form.unit}"


def digits_needed(estimate: float, low: float | None, high: float | None) -> int:
    """Return the significant digits, three or more, with which an interval is not as narrow as a point."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return 3
    for digits in range(3, _MOST_DIGITS):
        if len({short(x, digits) for x in (low, estimate, high)}) == 3:
            return digits
    return _MOST_DIGITS


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: a, b and c."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most `most` round numbers from low to high, with 0 among them where it lies between."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else []
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(
        size * factor for factor in (1, 2, 2.5, 5, 10, 20) if (high - low) / (size * factor) <= most - 1
    )
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def month_ticks(last: float, most: int = 7) -> list[int]:
    """Return round months from 0 to last: years where the time is long enough."""
    step = next((s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120, 240) if last / s <= most - 1), 600)
    return list(range(0, int(last) + 1, step))
