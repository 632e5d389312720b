"""What a firm sees at the start of a month, and what it decides: its own books, its customer file, public prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.scenario.market import Response
from sim.strategy.analyst import Estimates
from sim.strategy.customer_file import CustomerFile
from sim.strategy.spending import Spending


@dataclass(frozen=True)
class OwnMonth:
    """One closed month in a firm's own books."""

    month: int
    customers: int
    """At its end."""
    joined: int
    lost: int
    won_back: int
    revenue: float
    profit: float
    """After all spending, money."""
    spending: Spending
    price: float


@dataclass(frozen=True)
class Rival:
    """What anybody can see of another firm: last month's price, and how much it advertises."""

    price: float
    advertising: float
    """Acquisition spending for each of its non-customers last month, money: media analysts publish it."""


def _nothing() -> tuple[CustomerFile, Estimates]:
    raise ValueError("this firm keeps no customer file")


@dataclass(frozen=True)
class View:
    """What a firm sees at the start of a month.

    month: the month that begins. customers, non_customers, lately_lost: heads that the budget lines reach. own: its
    closed months, oldest first, at most 36. rivals: in the order of the scenario. response: how spending works in this
    trade, as textbooks and consultants have it; a firm may correct it by its own books. customers_seen: returns the
    customer file and the analyst's estimates of this month; made when first asked for, so ask at reviews only.
    """

    month: int
    customers: int
    non_customers: int
    lately_lost: int
    """Own customers lost within the months of win-back who have not come back, and whom the firm's rule asks back."""
    price: float = 1.0
    discount_rate: float = 0.0
    """A year."""
    own: tuple[OwnMonth, ...] = ()
    rivals: tuple[Rival, ...] = ()
    response: Response = field(default_factory=Response)
    customers_seen: Callable[[], tuple[CustomerFile, Estimates]] = _nothing
    looks_ahead: int | None = None
    """Months that the estimated risk of leaving is for; None: as many as a review is for."""

    def heads(self, line: str) -> int:
        """Return how many people a budget line reaches."""
        if line == "acquisition":
            return self.non_customers
        return self.lately_lost if line == "winback" else self.customers


@dataclass(frozen=True)
class Decision:
    """What a firm decides for a month: money for each line, and a price if it is to differ from the scenario's."""

    spending: Spending
    price: float | None = None
