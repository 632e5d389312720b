"""What one more unit of money a month does on each line, as a firm can estimate it: on satisfaction, and on equity."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.market import Response
from sim.strategy.analyst import Estimates
from sim.strategy.customer_file import CustomerFile
from sim.strategy.own_books import YEAR, last_year, remaining_life
from sim.strategy.response import contact_chance, winback_chance
from sim.strategy.view import View

Effects = dict[str, float]
"""Effect of one more unit of money a month on each line, when quality has followed it."""

CONTACT_WINS = 0.05
"""Part of the contacts that win a customer, at most: the books tell who joined, but not who joined because of it.
The lower end of the 5–20 % of prospects that are commonly cited (Griffin & Lowenstein)."""
CALL_WINS = 0.20
"""Part of the win-back contacts that win a customer back, while the books tell nothing of it. The lower end of the
20–40 % of the same source."""
PROGRAMME_KEEPS = 0.15
"""Part of the chance to leave that a loyalty programme with full effect takes away: little, after Verhoef (2003)."""
RELIEF = 3.0
"""Part of the chance to leave that one more unit of satisfaction takes away, while answers tell nothing of it: a tenth
takes three tenths. Where satisfaction and leaving were measured together it took more (Jones & Sasser 1995)."""
FEWEST_DIFFERENCES = 1e-6
"""Variance of satisfaction below which answers tell nothing of its effect."""
JUDGED = 0.5
"""Weight of either quality in satisfaction: a firm does not know who judges by which."""


class Worth(NamedTuple):
    """What a firm estimates once a review, in money, from its books and its customer file. None is negative."""

    newcomer: float
    """Lifetime value of a newcomer."""
    customer: float
    """Mean lifetime value of a customer, who lose money counting nothing."""
    per_contact: float
    """Newcomers for a contact with a non-customer."""
    per_call: float
    """Customers won back for a contact with a lost one."""
    by_satisfaction: float
    """Lifetime value kept per customer and month by one more unit of everybody's satisfaction."""
    by_programme: float
    """Lifetime value kept per customer and month by a programme with full effect."""


def worth_of(view: View, months: int) -> Worth | None:
    """Return what the estimates come to, months being what the chance to leave is for; None if there are none."""
    if not view.own or not view.customers:
        return None
    file, estimates = view.customers_seen()
    if not file.size:
        return None
    value = np.maximum(estimates.lifetime_value, 0.0)
    year = last_year(view.own)
    contacts = sum(_contacts(view, month.spending.acquisition) for month in year)
    calls = sum(_calls(view, month.spending.winback) for month in year)
    won = sum(max(month.joined - month.won_back, 0) for month in year)
    back = sum(month.won_back for month in year)
    return Worth(
        newcomer=newcomer_value(file, estimates, months, view.discount_rate),
        customer=float(value.mean()),
        per_contact=min(won / contacts, CONTACT_WINS) if contacts > 0.0 else CONTACT_WINS,
        per_call=min(back / calls, 1.0) if calls > 0.0 else CALL_WINS,
        by_satisfaction=satisfaction_value(estimates, months, remaining_life(year, view.discount_rate)),
        by_programme=PROGRAMME_KEEPS * float((estimates.risk * value).mean()) / months,
    )


def newcomer_value(file: CustomerFile, estimates: Estimates, months: int, discount_rate: float) -> float:
    """Return the lifetime value of somebody who joins, in money, at least 0: a first year, and then as in the second.

    A year of the mean margin of those who joined in the last year, for as long as they stay, and for those who stay
    the mean lifetime value of those in their second year: Σ m sᵏ⁻¹ vᵏ over k = 1 … 12, + (s v)¹² V. The margin of a
    newcomer alone would tell too little, because it grows; that of old customers too much, because they are those who
    stayed. A year in which nobody is is taken to be as that of everybody.
    Source: a chain of two states, Pfeifer & Carraway (2000).
    """
    first = _or_everybody(file.tenure <= YEAR)
    second = _or_everybody((file.tenure > YEAR) & (file.tenure <= 2 * YEAR))
    stays = (1.0 - float(estimates.risk[first].mean())) ** (1.0 / months)
    v = (1.0 + discount_rate) ** (-1.0 / YEAR)
    month = np.arange(YEAR)
    earned = float(file.margin[first].mean()) * float((stays**month * v ** (month + 1.0)).sum())
    later = float(estimates.lifetime_value[second].mean())
    return max(float(earned + (stays * v) ** YEAR * later), 0.0)


def satisfaction_value(estimates: Estimates, months: int, life: float) -> float:
    """Return the lifetime value kept per customer and month by one more unit of satisfaction, in money, at least 0.

    The slope of lifetime value on satisfaction over the customers, divided by the months that it is earned in: who is
    more satisfied stays longer and buys more. While all are thought equally satisfied, `RELIEF` × chance to leave in a
    month × lifetime value. life: discounted months that a customer remains.
    """
    satisfaction = estimates.satisfaction - estimates.satisfaction.mean()
    variance = float((satisfaction**2).mean())
    if variance < FEWEST_DIFFERENCES:
        return RELIEF * float((estimates.risk * np.maximum(estimates.lifetime_value, 0.0)).mean()) / months
    return max(float((satisfaction * estimates.lifetime_value).mean()), 0.0) / variance / life


def on_satisfaction(view: View, money: Effects) -> Effects:
    """Return the effects on the sum of everybody's satisfaction, for the money a month of each line.

    JUDGED × slope of the quality that spending per customer holds; the other lines have none. The money of a line
    divided by n heads moves each of them by slope / n, so the sum over them moves by the slope.
    """
    slope = {
        line: quality_slope(_per_head(view, line, money), view.response)
        for line in ("functional", "technical")
    }
    none = dict.fromkeys(("acquisition", "loyalty_programme", "winback"), 0.0)
    return none | {line: JUDGED * slope[line] if view.customers else 0.0 for line in slope}


def on_equity(view: View, money: Effects, worth: Worth) -> Effects:
    """Return the effects on customer equity, money of lifetime value a month, for the money a month of each line.

    acquisition: newcomers per contact × slope of the chance to reach × value of a newcomer; win-back: the same for the
    lost, × value of a customer; quality: JUDGED × slope × value kept by satisfaction; programme: slope × value kept.
    """
    p = view.response
    head = {line: _per_head(view, line, money) for line in money}
    effects = {
        "acquisition": worth.per_contact
        * slope_at(p.contact_ceiling, p.contact_rate, head["acquisition"])
        * worth.newcomer,
        "functional": JUDGED * quality_slope(head["functional"], p) * worth.by_satisfaction,
        "technical": JUDGED * quality_slope(head["technical"], p) * worth.by_satisfaction,
        "loyalty_programme": slope_at(1.0, p.programme_rate, head["loyalty_programme"]) * worth.by_programme,
        "winback": worth.per_call
        * slope_at(p.winback_ceiling, p.winback_rate, head["winback"])
        * worth.customer,
    }
    return {line: effect if view.heads(line) else 0.0 for line, effect in effects.items()}


def slope_at(ceiling: float, rate: float, spending: float) -> float:
    """Return the derivative of E14, ceiling × rate × e^(−rate × spending), per unit of money per head."""
    return ceiling * rate * math.exp(-rate * spending)


def quality_slope(spending: float, p: Response) -> float:
    """Return by how much the quality that is held rises for one more unit of money per customer."""
    return slope_at(p.quality_highest - p.quality_lowest, p.quality_rate, spending)


def _or_everybody(who: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return who if who.any() else np.ones(who.size, bool)


def _per_head(view: View, line: str, money: Effects) -> float:
    return money[line] / max(view.heads(line), 1)


def _contacts(view: View, money: float) -> float:
    return view.non_customers * contact_chance(money / max(view.non_customers, 1), view.response)


def _calls(view: View, money: float) -> float:
    return view.lately_lost * winback_chance(money / max(view.lately_lost, 1), view.response)
