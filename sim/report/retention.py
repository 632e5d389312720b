"""How long customers stay by several laws: one constant rate, laws that let retention change, and what was seen."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clv.survival import RetentionComparison, Tenures, dynamic_retention_clv, retention_comparison
from sim.report.colour import INK, LOSS, OURS, QUIET
from sim.report.run import Run

SEEN, ONE_RATE = "kaplan_meier", "constant"


class Law(NamedTuple):
    """One way to tell how many stay: its name, and how its line looks."""

    name: str
    colour: str
    dash: str
    width: float

    @property
    def heading(self) -> str:
        """The name as it begins a line."""
        return self.name.capitalize() if self.name.islower() else self.name


LAWS = {
    SEEN: Law("as it was", OURS, "solid", 2.6),
    ONE_RATE: Law("one rate", LOSS, "solid", 2.0),
    "weibull": Law("Weibull", INK, "dash", 1.4),
    "shifted_beta_geometric": Law("sBG", QUIET, "dot", 1.8),
}
BINS = (0, 3, 6, 12, 24, 36, 48, 60, 84, 120, 180, 240, 360, 600, 1200)
"""Months since joining between which monthly retention is averaged: longer where it changes less."""
_FEWEST_FOLLOWED = 30
"""Relationships that have to be followed in a month for it to be compared."""
_FEWEST_ENDS = 20
"""Ends from which laws are fitted."""
_FEWEST_MONTHS = 6
_CLOSE = 0.01
"""Share of the customers by which one rate may be wrong and still be called right."""


class Trap(NamedTuple):
    """How many stay by each law, and what a customer is worth by it."""

    table: pd.DataFrame
    """month 0, 1 …, at_risk (followed in the month), and the share still there by each of the laws."""
    bins: pd.DataFrame
    """start, end (months), at_risk (followed in the first month of them), and mean monthly retention by each law."""
    rate: float
    """The one rate, a month."""
    shape: float
    """Of the Weibull law: below 1 if leaving gets rarer with time."""
    crossing: int | None
    """Month at whose end one rate stops to promise too many, or too few if the hazard rises; None if it never does, or
    if it is right all the time."""
    promises_too_many: bool
    """Whether it promises too many customers until then, or throughout."""
    margin: float
    """Mean profit of a month lived, in money."""
    worth: dict[str, float]
    """Discounted profit of a new customer within the months of the table, in money, by law."""
    won: float
    """Customers won in the booked months of a replication."""

    @property
    def months(self) -> int:
        """How many months since joining are compared."""
        return int(self.table["month"].iloc[-1])

    @property
    def is_right(self) -> bool:
        """Whether one rate tells survival well enough."""
        return self.error_of(ONE_RATE) < _CLOSE

    def error_of(self, law: str) -> float:
        """Return by how much a law is wrong at most, as a share of the customers."""
        return float((self.table[law] - self.table[SEEN]).abs().max())

    def over(self, law: str) -> float:
        """Return what a law promises beyond what was seen, for all customers won, in money."""
        return (self.worth[law] - self.worth[SEEN]) * self.won


def trap_of(run: Run) -> Trap | None:
    """Return the laws fitted to the relationships that lived in the booked months, None if too few were followed.

    Those from before the books count from their opening on, so the one rate is what the books show: all who left, by
    all months lived.
    """
    own = run.own_relationships[run.own_relationships["months"] > 0]
    if own["ended"].astype(bool).sum() < _FEWEST_ENDS:
        return None
    months, ended = own["months"].to_numpy(float), own["ended"].to_numpy(bool)
    entry = np.maximum(0.0, -1.0 - own["start_month"].to_numpy(float))
    followed = Tenures.of(months, ended, entry).at_risk(np.arange(1, months.max() + 1))
    few = np.flatnonzero(followed < _FEWEST_FOLLOWED)
    periods = int(few[0]) if few.size else followed.size
    seen = ended & (months <= periods)
    if periods < _FEWEST_MONTHS or np.count_nonzero(seen) < _FEWEST_ENDS or np.unique(months[seen]).size < 3:
        return None
    compared = retention_comparison(months, ended, entry, periods=periods)
    margin = float(own["profit"].sum() / (months - entry).sum())
    discount = (1.0 + run.scenario.discount_rate) ** (1 / 12) - 1.0
    return _trap(compared, margin, discount, len(run.begun) / run.replications)


def _trap(compared: RetentionComparison, margin: float, discount: float, won: float) -> Trap:
    shape = compared.models["weibull"].parameters["shape"]
    error = compared.table["constant_error"].to_numpy()
    crossing = compared.crossing if shape < 1 else compared.reverse_crossing
    if np.abs(error).max() < _CLOSE:
        crossing = None
    table = compared.table.rename(columns={"period": "month"})[["month", "at_risk", *LAWS]]
    start = pd.DataFrame([{"month": 0, "at_risk": table["at_risk"].iloc[0], **dict.fromkeys(LAWS, 1.0)}])
    months = len(table)
    return Trap(
        table=pd.concat([start, table], ignore_index=True),
        bins=_binned(compared.table),
        rate=compared.models[ONE_RATE].parameters["retention_rate"],
        shape=shape,
        crossing=crossing,
        promises_too_many=bool(error[: crossing and crossing - 1].sum() > 0),
        margin=margin,
        worth={
            law: dynamic_retention_clv(margin, compared.models[law], discount, months, "period_end")
            for law in LAWS
        },
        won=won,
    )


def _binned(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean monthly retention between the `BINS`: the root of the share that stays through all of one."""
    months = len(table)
    edges = [*(edge for edge in BINS if edge < months), months]
    if len(edges) > 2 and edges[-1] - edges[-2] < (edges[-2] - edges[-3]) / 2:
        del edges[-2]
    rows = []
    for start, end in pairwise(edges):
        row = {"start": start, "end": end, "at_risk": table["at_risk"].iloc[start]}
        for law in LAWS:
            before = table[law].iloc[start - 1] if start else 1.0
            row[law] = (table[law].iloc[end - 1] / before) ** (1 / (end - start)) if before > 0 else np.nan
        rows.append(row)
    return pd.DataFrame(rows)
