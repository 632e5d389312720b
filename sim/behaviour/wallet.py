"""Share of wallet, spending and cross-buying (E13)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.conduct import ShareOfWallet
    from sim.scenario.customers import Wallet


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + e^(−x)), without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1.0 + grown)


@rule
def share_of_wallet_after(
    share: float, relative_value: float, switching_cost: float, p: ShareOfWallet
) -> float:
    """E13. Return the share of wallet in [0, 1] after a month: it moves towards what the relationship deserves.

    relative_value, switching_cost in utility; p: `customers.share_of_wallet`.
    Source: Cooil, Keiningham, Aksoy & Hsu (2007).
    """
    target = logistic(p.slope * (relative_value + p.bonds * switching_cost) + p.intercept)
    return share + p.speed * (target - share)


@rule
def wallet(category_spending: float, products: int, demand: float, p: Wallet) -> float:
    """E13. Return what the customer spends in the category this month at list prices, in money.

    products held; demand: season and market factor; p: `customers.wallet`.
    """
    return category_spending * (p.base + p.per_product * products) * demand


@rule
def buys_further_product(
    luck: float, satisfaction: float, trust: float, share: float, products: int, p: ShareOfWallet
) -> bool:
    """E13. Return whether a customer buys a further product: a condition on the state, never on the stage.

    luck: uniform in (0, 1); p: `customers.share_of_wallet`. Source: Verhoef (2003).
    """
    if trust < p.cross_buying_trust or share < p.cross_buying_share or products >= p.most_products:
        return False
    return luck < p.cross_buying * 0.5 * (satisfaction + trust)
