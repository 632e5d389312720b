"""The recorder: lives a market month by month and writes down what the page plays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.app.films.past import opened_market
from sim.behaviour.stages import STAGES
from sim.market.books import SPELL
from sim.market.model import Market
from sim.scenario.scenario import Scenario

FOLLOWED = 200
"""Places whose people are followed month by month, evenly spread: enough for a cloud of points, few enough to send."""
FOCUS = 0
"""Number of the firm in focus."""
LONGEST = 60
"""Months of tenure up to which the survival curve is told."""
WHALE = np.linspace(0.0, 1.0, 41)
"""Shares of the customers, best first, at which the whale curve is told."""

Array = NDArray[np.float64]


class Recorder:
    """A market that is lived, and for every booked month what its tables do not say.

    The books of the market have the firms' months and the followed people; the recorder adds, of the firm in focus,
    the flows between stages, the survival of its relationships and how its profit is spread, as known at that month's
    end. It can be pickled between two months and goes on as if nothing had been.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        survey = scenario.survey.model_copy(update={"months": ()})
        followed = scenario.model_copy(update={"followed": FOLLOWED, "survey": survey})
        self.market = opened_market(followed, seed)
        self.flows: list[NDArray[np.int64]] = []
        """(stages × stages) movements of each booked month; stage 0 is outside of the firm."""
        self.survival: list[Array] = []
        """(LONGEST + 1,) of each booked month; NaN where nothing is known."""
        self.whale: list[tuple[float, Array]] = []
        """Total and cumulated profit (41,) of each booked month, in money."""
        self.firm_before = np.zeros(0, np.int8)
        """The firms of the followed places when the books opened."""
        self._ended = np.zeros(0, SPELL)
        self._taken = 0

    @property
    def months(self) -> int:
        """Booked months lived so far."""
        return max(self.market.month, 0)

    def live_until(self, month: int) -> None:
        """Live the months before a booked one; those that are lived already are not lived again."""
        market = self.market
        while market.month < min(month, market.spec.months):
            if market.month == 0:
                self.firm_before = market.crowd.firm[market.ledger.followed].copy()
            before = _Standing(market) if market.month >= 0 else None
            market.step()
            if before is not None:
                self._write_down(before)

    def _write_down(self, before: _Standing) -> None:
        self._take_ended()
        now = _Standing(self.market)
        self.flows.append(now.flows_from(before))
        c, month = self.market.crowd.columns, self.market.month - 1
        own = np.flatnonzero(c.firm == FOCUS)
        start = np.concatenate([self._ended["start_month"], c.start_month[own]]).astype(np.int64)
        end = np.concatenate([self._ended["end_month"], np.full(own.size, month)]).astype(np.int64)
        self.survival.append(survival(start, end, self._ended.size))
        profit = np.concatenate([self._ended["revenue"] - self._ended["cost"], c.revenue[own] - c.cost[own]])
        places = np.concatenate([self._ended["place"], own]).astype(np.int64)
        generation = np.concatenate([self._ended["generation"], c.generation[own]]).astype(np.int64)
        self.whale.append(whale(profit, places + self.market.crowd.size * generation))

    def _take_ended(self) -> None:
        """Take in the relationships with the firm in focus that have ended since."""
        ledger = self.market.ledger
        new = [spells[spells["firm"] == FOCUS] for spells in ledger.ended[self._taken :]]
        self._taken = len(ledger.ended)
        self._ended = np.concatenate([self._ended, *new])


class _Standing:
    """Where everybody stands with the firm in focus at the end of a month."""

    def __init__(self, market: Market) -> None:
        c = market.crowd.columns
        self.stage = np.where(c.firm == FOCUS, c.stage, 0).astype(np.int64)
        self.spell = c.spell.copy()

    def flows_from(self, before: _Standing) -> NDArray[np.int64]:
        """Return how many went from each stage (rows) to each stage, 0 being outside; who stays outside is not counted.

        Who left and came back within the month went both ways.
        """
        count = len(STAGES)
        stays = (before.spell == self.spell) | (before.stage == 0) | (self.stage == 0)
        flows = np.bincount(before.stage[stays] * count + self.stage[stays], minlength=count * count)
        flows += np.bincount(before.stage[~stays] * count, minlength=count * count)
        flows += np.bincount(self.stage[~stays], minlength=count * count)
        flows[0] = 0
        return flows.reshape(count, count)


def survival(start: NDArray[np.int64], end: NDArray[np.int64], ended: int) -> Array:
    """Return the share of relationships that last 0, 1 … LONGEST months, (LONGEST + 1,); NaN beyond the longest seen.

    start, end: months (n,) at whose ends they began and were last seen; the first `ended` of them have ended then, the
    others still last. Those that began before the books opened count as followed from the opening on (delayed entry).
    Where all who were followed at an age left while others came under observation later, nothing is known from there.
    Source: Kaplan & Meier (1958); checked against `sim.clv.survival.KaplanMeier`.
    """
    duration, entry = end - start, np.maximum(-1 - start, 0)
    curve = np.full(LONGEST + 1, np.nan)
    if not duration.size:
        return curve
    longest = int(duration.max())
    left = np.bincount(duration[:ended], minlength=longest + 1)
    gone = np.cumsum(np.bincount(duration, minlength=longest + 1))
    entered = np.cumsum(np.bincount(entry, minlength=longest + 1))
    # At risk at age a: who entered before a and is not gone before a.
    at_risk = np.append(0, entered[:-1] - gone[:-1])
    stays = 1.0 - left / np.maximum(at_risk, 1)
    alive = np.cumprod(stays)
    nobody = np.flatnonzero(alive == 0.0)
    if nobody.size and nobody[0] < longest:
        alive[nobody[0] :] = np.nan
    known = min(longest, LONGEST)
    curve[: known + 1] = alive[: known + 1]
    return curve


def whale(profit: Array, customer: NDArray[np.int64]) -> tuple[float, Array]:
    """Return all profit, and the profit of the best 0, 2.5 … 100 % of the customers together, (41,), in money.

    profit: of relationships (n,); customer: whose they are (n,). Between two customers the curve is straight.
    """
    _, number = np.unique(customer, return_inverse=True)
    if not number.size:
        return 0.0, np.zeros(WHALE.size)
    each = np.sort(np.bincount(number, weights=profit))[::-1]
    earned = np.append(0.0, np.cumsum(each))
    return float(earned[-1]), np.interp(WHALE * each.size, np.arange(earned.size), earned)
