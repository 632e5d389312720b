"""Facts about how long relationships last: F0, F1, F2."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.clv.survival import KaplanMeier, Weibull
from sim.evidence.fact import Verdict, fact
from sim.market.tables import Tables

PUBLISHED_SURVIVAL = {12: 0.631, 24: 0.468, 36: 0.382, 48: 0.326}
"""Share of 1,000 customers left after one to four yearly renewals. Source: Fader & Hardie (2014)."""
TOLERANCE = 0.04

WINDOW = 60
"""Months for which every relationship of the cohort is seen, in a run of 120."""

WITHOUT_MEMORY: dict[str, Any] = {
    "customers.switching_costs.scale": 0.0,
    "customers.value.trust": 0.0,
    "customers.match.functional_sd": 0.0,
    "customers.match.technical_sd": 0.0,
    "customers.beliefs.sd": 0.0,
    "customers.beliefs.preference_sd": 0.0,
    "customers.perception.functional_noise": 0.0,
    "customers.perception.technical_noise": 0.001,
    "customers.perception.novice_noise": 0.0,
    "customers.perception.incident.probability": 0.0,
    "customers.consideration.winback": 0.0,
    "customers.choice.winback_offer": 0.0,
    "customers.choice.unfamiliarity": 0.0,
}
"""Nothing that makes an old relationship differ from a young one: no bonds that grow with use, no customers who suit
a firm better than others, no luck of the first encounters, no old firm that tries to win a new customer back.
What is left is a constant hazard (a Weibull shape of 1.00 was measured)."""


def cohort(tables: Tables) -> pd.DataFrame:
    """Return the relationships begun in months 24–59: old enough to be seen for long, of a settled market."""
    relationships = tables["relationships"]
    return relationships[relationships["start_month"].between(24, 59)]


@fact(
    "F0",
    "the survival curve of customers who renew yearly",
    source="Fader & Hardie (2014)",
    kind="calibrated",
    broken_by={"customers.switching_costs.scale": 0.0},
)
def survival_is_as_published(tables: Tables) -> Verdict:
    """Kaplan–Meier at 12, 24, 36, 48 months lies within ±.04 of the published shares."""
    begun = cohort(tables)
    curve = KaplanMeier.fit(begun["months"], begun["ended"])
    seen = {month: float(curve.survival(month)) for month in PUBLISHED_SURVIVAL}
    holds = all(abs(seen[month] - share) <= TOLERANCE for month, share in PUBLISHED_SURVIVAL.items())
    return Verdict(holds, {f"survival at {month}": share for month, share in seen.items()})


@fact(
    "F1",
    "customers who have stayed longer are less likely to leave",
    source="Fader & Hardie (2007)",
    broken_by=WITHOUT_MEMORY,
)
def hazard_falls_with_tenure(tables: Tables) -> Verdict:
    """The shape of a right-censored Weibull lies in .5–.95, and its 95 % interval below 1."""
    begun = cohort(tables)
    shape = Weibull.fit(begun["months"], begun["ended"]).interval("shape")
    return Verdict(
        0.5 <= shape.estimate <= 0.95 and shape.high < 1.0, {"shape": shape.estimate, "high": shape.high}
    )


@fact(
    "F2",
    "a constant retention rate promises too much early and too little late",
    source="after Reichheld (1996)",
    broken_by=WITHOUT_MEMORY,
)
def constant_retention_misleads(tables: Tables) -> Verdict:
    """The curve of one rate lies above Kaplan–Meier at 6, 12, 24 months, below at 48, 60, and crosses it between.

    The rate is the likeliest constant one for the same 60 months (losses per month lived), as an analyst would take it.
    """
    begun = cohort(tables)
    curve = KaplanMeier.fit(begun["months"], begun["ended"])
    lost = (begun["ended"] & (begun["months"] <= WINDOW)).sum()
    rate = 1.0 - lost / begun["months"].clip(upper=WINDOW).sum()
    error = {month: float(rate**month - curve.survival(month)) for month in (6, 12, 24, 48, 60)}
    holds = all(error[month] > 0 for month in (6, 12, 24)) and all(error[month] < 0 for month in (48, 60))
    return Verdict(holds, {f"error at {month}": value for month, value in error.items()})
