"""What a firm reads in its own books: rates and money of its latest closed months."""

from __future__ import annotations

from sim.strategy.view import OwnMonth

YEAR = 12
"""Months of a year; also the months over which rates are taken, so that no season counts twice."""

Books = tuple[OwnMonth, ...]
"""Closed months, oldest first."""


def last_year(own: Books) -> Books:
    """Return the last twelve months, or those that there are."""
    return own[-YEAR:]


def newcomers(own: Books) -> float:
    """Return how many people join in a month, those not counted who were won back. Needs at least one month."""
    return sum(max(month.joined - month.won_back, 0) for month in own) / len(own)


def regain_rate(own: Books) -> float:
    """Return, for one customer lost in these months, how many are won back in them, in [0, 1]; 0 if nobody was lost."""
    lost = sum(month.lost for month in own)
    return min(sum(month.won_back for month in own) / lost, 1.0) if lost else 0.0


def loss_rate(own: Books) -> float:
    """Return the share of the customers who leave in a month, in (0, 1].

    Everybody counts who was there in a month, the lost of that month among them. If nobody has left, half a customer
    has: nobody stays for ever.
    """
    lost = sum(month.lost for month in own)
    there = sum(month.customers for month in own) + lost
    return max(lost, 0.5) / max(there, 1)


def mean_profit(own: Books) -> float:
    """Return the mean profit of a month after all spending, in money. Needs at least one month."""
    return sum(month.profit for month in own) / len(own)


def margin(own: Books) -> float:
    """Return the profit of a customer in a month before all spending, in money; 0 if there were no customers."""
    there = sum(month.customers for month in own)
    return sum(month.profit + month.spending.total for month in own) / there if there else 0.0


def remaining_life(own: Books, discount_rate: float) -> float:
    """Return how many months' profit a customer still brings, discounted: v / (1 − (1 − h) v) ≥ 0.

    h is the loss rate of the books, v = (1 + discount_rate)^(−1/12) with the rate a year: profit falls due at the end
    of a month, and who leaves in a month still brings the profit of it.
    """
    v: float = (1.0 + discount_rate) ** (-1.0 / YEAR)
    return v / (1.0 - (1.0 - loss_rate(own)) * v)
