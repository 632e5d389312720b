"""Money for each budget line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario.strategies import LINES


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

    @property
    def total(self) -> float:
        """Money of all lines."""
        return float(sum(getattr(self, line) for line in LINES))

    def over(self, budget: float) -> bool:
        """Return whether this is more than a budget, beyond rounding."""
        return self.total > budget * (1.0 + 1e-9) + 1e-9
