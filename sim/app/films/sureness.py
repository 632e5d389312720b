"""Sureness: what differs between two markets over several seeds, and how surely it does."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from sim.app.films.film import significant
from sim.app.films.recorder import FOCUS
from sim.market.model import Market
from sim.market.tables import months_table
from sim.scenario.scenario import Scenario
from sim.study.difference import LEVEL, Difference

OUTCOMES = ("profit", "customer_equity", "customers", "in_stability")
"""What is compared of the firm in focus: profit of all booked months in money, and at the end customer equity in money,
customers, and the share of them in stability."""

Figures = dict[str, float]


def figures_of(scenario: Scenario, seed: int, replication: int) -> Figures:
    """Return the outcomes of one run; replication 0 is the film. Missing ones are NaN."""
    survey = scenario.survey.model_copy(update={"months": ()})
    market = Market(scenario.model_copy(update={"followed": 0, "survey": survey}), seed, replication).run()
    table = months_table(market)
    own = table[table["firm"] == market.firms[FOCUS].name]
    last = own.iloc[-1]
    customers = float(last["customers"])
    return {
        "profit": float(own["profit"].sum()),
        "customer_equity": float(last["customer_equity"]),
        "customers": customers,
        "in_stability": float(last["stability"]) / customers if customers else math.nan,
    }


def sureness(a: Sequence[Figures], b: Sequence[Figures]) -> dict[str, Any]:
    """Return, as JSON data, how much higher every outcome is in B than in A, with its interval, paired by luck.

    a, b: the figures of the same replications, in the same order.
    """
    outcomes = {}
    for name in OUTCOMES:
        first, other = ([run[name] for run in runs] for runs in (a, b))
        difference = Difference.between(first, other, paired=True)
        outcomes[name] = {
            "estimate": significant(difference.mean),
            "low": significant(difference.low),
            "high": significant(difference.high),
            "a": significant(Difference.of(first).mean),
            "b": significant(Difference.of(other).mean),
            "better": sum(y > x for x, y in zip(first, other, strict=True)),
        }
    return {"pairs": len(a), "level": LEVEL, "outcomes": outcomes}


def figures_as_bytes(figures: Figures) -> bytes:
    """Return figures as a worker hands them over."""
    return json.dumps(figures).encode()


def figures_from(data: bytes) -> Figures:
    """Return figures that a worker handed over."""
    figures: Figures = json.loads(data)
    return figures
