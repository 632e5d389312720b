"""What a firm sees of its own business, and what it decides to spend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from sim.scenario.firms import LINES


@dataclass(frozen=True)
class View:
    """What a firm sees at the start of a month: counts of people, and its own books of last month."""

    month: int
    customers: int
    non_customers: int
    lately_lost: int
    """Own customers lost in the last 12 months who have not come back."""


@dataclass(frozen=True)
class Spending:
    """Money for each budget line in one month."""

    acquisition: float = 0.0
    functional: float = 0.0
    technical: float = 0.0
    loyalty_programme: float = 0.0
    winback: float = 0.0

    def checked(self, firm: str, month: int) -> Spending:
        """Return this spending, or raise ValueError that names firm, month and line if a figure is impossible."""
        for line in LINES:
            money = getattr(self, line)
            if not (math.isfinite(money) and money >= 0):
                raise ValueError(
                    f"{firm} wants to spend {money} on {line} in month {month}: it must be 0 or more"
                )
        return self


class Strategy(Protocol):
    """Decides every month what a firm spends. A strategy sees a `View` and keeps its own memory, nothing else."""

    def decide(self, view: View) -> Spending:
        """Return the money for each line in the month of the view."""
