"""One run of the scenario as it is: what the firm spends, and what Blattberg & Deighton would make of its books."""

from __future__ import annotations

from typing import NamedTuple

from sim.market.model import Market
from sim.scenario.strategies import LINES, StrategySettings
from sim.strategy.blattberg_deighton import BlattbergDeighton
from sim.strategy.policy import shares_of
from sim.strategy.view import View
from sim.study.optimising.question import Budget, Question
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.simplex import in_grains
from sim.study.optimising.space import GRAIN, Parts


class Probe(NamedTuple):
    """What one run of the scenario tells before the search.

    analytic: the split of Blattberg & Deighton (1996) by the firm's own books at the end of that run, None if they
    allow no estimate.
    """

    budget: Budget
    analytic: Parts | None


def probe(question: Question, seed: int, replication: int) -> Probe:
    """Live the scenario once. Raises OptimiseError if the firm has rates per head and spends nothing by them."""
    market = Market(question.scenario, seed, replication, code=question.code)
    firm = market.firms[question.number]
    spent, months = dict.fromkeys(LINES, 0.0), 0
    while market.month < question.scenario.months:
        is_booked = market.month >= 0
        market.step()
        if is_booked and firm.present:
            months += 1
            for line in LINES:
                spent[line] += getattr(firm.spending, line)
    budget = _given(question) or _found(question, spent, months)
    return Probe(budget, _analytic(firm.view(), budget))


def _given(question: Question) -> Budget | None:
    strategy = question.strategy
    if strategy.budget is None or strategy.split is None:
        return None
    return Budget(strategy.budget, Parts.of(strategy.split), True)


def _found(question: Question, spent: dict[str, float], months: int) -> Budget:
    """Return the mean spending of the booked months with the firm in them as a budget, to six digits, and its split."""
    total = sum(spent.values())
    money = float(f"{total / max(months, 1):.6g}")
    if money <= 0:
        raise OptimiseError(f"{question.firm} spends nothing in the scenario: there is nothing to split")
    shares = in_grains([spent[line] / total for line in LINES], GRAIN)
    return Budget(money, Parts.of(dict(zip(LINES, shares.tolist(), strict=True))), False)


def _analytic(view: View, budget: Budget) -> Parts | None:
    split = budget.own.split()
    settings = StrategySettings(kind="blattberg_deighton", budget=budget.money, split=split)
    shares = BlattbergDeighton(settings).informed(view, shares_of(split))
    if shares is None:
        return None
    parts = Parts.of(shares)
    return Parts(*in_grains(parts, GRAIN).tolist())
