"""Value relative to the best alternative (E10) and the moving standards of comparison (E10b).

In all rules of this file `p` is `customers` of the scenario.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import Customers


@rule
def price_burden(sensitivity: float, satisfaction: float, price: float, p: Customers) -> float:
    """E10. Return the utility lost by the price of one's own firm: less when satisfied.

    sensitivity in utility for 100 % of price; satisfaction in [0, 1]; price, list price being 1. Source: Stock (2005).
    """
    return sensitivity * (1.0 - p.price_sensitivity.relief * satisfaction) * (price - 1.0)


@rule
def own_utility(
    satisfaction: float, trust: float, sensitivity: float, price: float, preference: float, p: Customers
) -> float:
    """E10. Return the utility of staying with one's own firm, without switching costs.

    satisfaction, trust in [0, 1]; preference in utility. Source: Rust, Lemon & Zeithaml (2004).
    """
    burden = price_burden(sensitivity, satisfaction, price, p)
    return p.value.satisfaction * satisfaction + p.value.trust * trust - burden + preference


@rule
def rival_utility(belief: float, sensitivity: float, price: float, preference: float, p: Customers) -> float:
    """E10. Return the utility that a customer believes another firm would give.

    belief in [0, 1]; price, list price being 1; preference in utility. Source: Rust, Lemon & Zeithaml (2004).
    """
    return p.value.satisfaction * belief - sensitivity * (price - 1.0) + preference


@rule
def outside_utility(p: Customers) -> float:
    """E12. Return the utility of having no supplier."""
    return p.value.satisfaction * p.choice.outside_satisfaction + p.choice.outside_bonus


@rule
def comparison_utility(
    satisfaction: float,
    expectation: float,
    trust: float,
    tenure: int,
    price: float,
    neighbours_deal: float,
    p: Customers,
) -> float:
    """E10b. Return what comparisons add: with one's own expectation early, with the neighbours' deal later.

    neighbours_deal: mean of the neighbours' satisfaction per price; tenure in months. The weights depend on tenure and
    trust, never on the stage. Source: concept of internal, external and fairness comparison; Bolton & Lemon (1999).
    """
    early = p.value.expectation * math.exp(-tenure / p.value.expectation_months)
    late = p.value.fairness * trust * (1.0 - math.exp(-tenure / p.value.fairness_months))
    return early * (satisfaction - expectation) + late * (satisfaction / price - neighbours_deal)
