"""Whom a firm gives its targeted programme to: by luck, or by what its analyst makes of the customer file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clv.segments import VALUE_CELLS, value_cells
from sim.market.campaigns import Campaign
from sim.market.draws import TARGET, uniforms
from sim.market.records import held_out
from sim.strategy.analyst import Estimates

if TYPE_CHECKING:
    from sim.market.firm import Firm

Array = NDArray[np.float64]

_GROWING = [VALUE_CELLS.index("low/high"), VALUE_CELLS.index("high/high")]


def choose_targets(firm: Firm) -> None:
    """Choose anew which of a firm's customers get the targeted programme, and begin a campaign.

    By a rule other than "random", the highest scores are chosen. Of the chosen, those who are held out do not get it:
    against them the firm can measure what the programme does. While nothing is known of its effect, a rule that needs
    it chooses at random: the firm's first campaign is an experiment.
    """
    market, targeting = firm.model, firm.settings.targeting
    rule = firm.strategy.targeting_rule or targeting.rule
    if rule == "random" or ("uplift" in rule and not firm.analyst.knows_the_programme):
        own = np.flatnonzero(market.crowd.firm == firm.number)
        chosen = own[uniforms(market.key, own, market.month, TARGET + firm.number) < targeting.share]
    else:
        file, estimates = firm.customers_seen()
        best = np.argsort(-scores(rule, estimates), kind="stable")[: round(targeting.share * file.size)]
        chosen = firm.file_rows[np.sort(best)]
    control = held_out(market, firm, chosen)
    market.crowd.targeted[market.crowd.firm == firm.number] = False
    market.crowd.targeted[chosen[~control]] = True
    if firm.keeps_a_file:
        firm.customers_seen()
        firm.analyst.programme_given(market.crowd.targeted[firm.file_rows])
    market.ledger.begins_campaign(Campaign(market, firm.number, chosen, control))


def scores(rule: str, estimates: Estimates) -> Array:
    """Return what a rule orders customers by, (n,): the highest are chosen.

    value: lifetime value; risk: chance to leave; uplift: by how much the programme lowers it; value_uplift: both
    multiplied, the money that the programme saves; segment: those who could be worth much, by what they could be.
    Source: Ascarza (2018), on risk and uplift; Lemmens & Gupta (2020), on their value.
    """
    if rule == "value":
        return estimates.lifetime_value
    if rule == "risk":
        return estimates.risk
    if rule == "uplift":
        return estimates.uplift
    if rule == "value_uplift":
        return estimates.uplift * estimates.lifetime_value
    cells = value_cells(estimates.lifetime_value, estimates.potential).codes
    attainable = estimates.lifetime_value + estimates.potential
    return np.where(np.isin(cells, _GROWING), attainable, attainable - 1e12)
