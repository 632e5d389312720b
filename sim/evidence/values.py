"""Facts about the value of relationships: F5, F6, F22."""

from __future__ import annotations

from sim.behaviour.stages import PATTERNS
from sim.evidence.fact import Verdict, fact
from sim.market.tables import Tables


@fact(
    "F5",
    "value rises through examination, formation and stability, and falls in decline",
    source="Dwyer, Schurr & Oh (1987); life-cycle literature",
    broken_by={"customers.share_of_wallet.slope": 0.0, "customers.share_of_wallet.bonds": 0.0},
)
def value_is_an_inverted_u(tables: Tables) -> Verdict:
    """Profit per customer-month: examination < formation < stability > decline."""
    moves = tables["transitions"].groupby("from", observed=False)[["count", "profit"]].sum()
    profit = (moves["profit"] / moves["count"]).drop("none")
    holds = profit["examination"] < profit["formation"] < profit["stability"] > profit["decline"]
    return Verdict(bool(holds), {str(stage): float(value) for stage, value in profit.items()})


@fact(
    "F6",
    "four patterns of relationships exist, and the later ones end the more they are worth",
    source="Chen Mingliang (2001)",
    broken_by={"customers.trust.gain": 0.0},
)
def four_patterns_exist(tables: Tables) -> Verdict:
    """Each pattern has at least 3 % of the relationships ended; their lifetime profits are in order."""
    relationships = tables["relationships"]
    ended = relationships[relationships["ended"] & (relationships["start_month"] >= 0)]
    share = ended["pattern"].value_counts(normalize=True).reindex(PATTERNS, fill_value=0.0)
    profit = ended.groupby("pattern", observed=False)["profit"].mean().reindex(PATTERNS)
    holds = bool((share >= 0.03).all() and profit.is_monotonic_increasing)
    figures = {f"share {p}": float(share[p]) for p in PATTERNS} | {
        f"profit {p}": float(profit[p]) for p in PATTERNS
    }
    return Verdict(holds, figures)


@fact(
    "F22",
    "long-lived customers are more profitable, but far from always",
    source="Reinartz & Kumar (2000)",
    broken_by={
        "customers.wallet.sigma": 0.0,
        "customers.orders.shape": 1000.0,
        "customers.contact_sigma": 0.0,
    },
)
def tenure_and_profit_are_loosely_linked(tables: Tables) -> Verdict:
    """Correlation of months and profit in .2–.5; at least 15 % of the longest-lived quarter earn below the median."""
    relationships = tables["relationships"]
    begun = relationships[relationships["start_month"] >= 0]
    correlation = float(begun["months"].corr(begun["profit"]))
    longest = begun[begun["months"] >= begun["months"].quantile(0.75)]
    poor = float((longest["profit"] < begun["profit"].median()).mean())
    return Verdict(
        0.2 <= correlation <= 0.5 and poor >= 0.15, {"correlation": correlation, "poor though long": poor}
    )
