"""Lives worth telling: which of the followed customers to show, and what happened to each of them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sim.report.number import counted
from sim.report.run import PATTERNS, Run
from sim.report.text import capital

REASON = {
    "price": "the price",
    "functional quality": "the service",
    "technical quality or incident": "what was delivered",
    "competitor's offer": "a rival's offer",
    "recommendation": "a recommendation",
    "preference": "liking another firm better",
    "lapse": "having bought less and less",
    "natural exit": "no longer needing any firm",
}
"""The causes as they stand in a sentence."""
WAY = {
    "contact": "after a contact",
    "recommendation": "on a recommendation",
    "own search": "by own search",
    "win-back": "won back",
    "start": "from the start",
}
"""The sources as they stand in a sentence."""
STILL = "still a customer"


class Life(NamedTuple):
    """One relationship to tell, and every followed month of the person who had it."""

    kind: str
    """Its pattern, or that it still lasts."""
    relationship: dict[str, object]
    months: pd.DataFrame

    @property
    def customer(self) -> str:
        """The number of the customer."""
        return str(self.relationship["customer_id"])


class Moment(NamedTuple):
    """Something that happened to a customer in a month."""

    month: int
    kind: str
    """joined, left, incident, praised, warned, contact or win-back: the sign it gets."""
    words: str


def lives(run: Run) -> list[Life]:
    """Return the most telling life first, then one of every other kind that was seen, of the first replication.

    A life tells more the more stages it went through, then the more happened in it, then the longer it lasted; of
    equals the lowest customer number is taken, so that a run always shows the same lives.
    """
    if run.panel.empty or run.begun.empty:
        return []
    first = run.panel["replication"].min()
    panel = run.panel[run.panel["replication"] == first]
    begun = run.begun[
        (run.begun["replication"] == first) & run.begun["customer_id"].isin(panel["customer_id"].unique())
    ]
    told = [_richness(spell, panel, run.focus) for spell in begun.to_dict("records") if spell["months"] >= 2]
    told.sort(key=lambda item: item[0])
    best: dict[str, dict[str, object]] = {}
    for _, spell in told:
        best.setdefault(kind_of(spell), spell)
    if not best:
        return []
    ended = [kind for kind in best if kind != STILL]
    kinds = [
        *ended[:1],
        *(kind for kind in (*PATTERNS[::-1], STILL) if kind in best and kind not in ended[:1]),
    ]
    by_customer = dict(iter(panel.groupby("customer_id")))
    return [
        Life(kind, best[kind], by_customer[best[kind]["customer_id"]].sort_values("month")) for kind in kinds
    ]


def kind_of(spell: dict[str, object]) -> str:
    """Return the pattern of a relationship, or that it still lasts."""
    return str(spell["pattern"]) if spell["ended"] else STILL


def _richness(
    spell: dict[str, object], panel: pd.DataFrame, firm: str
) -> tuple[tuple[int, ...], dict[str, object]]:
    lived = panel[
        (panel["customer_id"] == spell["customer_id"])
        & (panel["month"] >= spell["start_month"])
        & (panel["month"] <= spell["end_month"])
        & (panel["firm"] == firm)
    ]
    happened = int(
        lived["incident"].astype(bool).sum() + (lived["said"] != 0).sum() + (lived["contacted"] > 0).sum()
    )
    return (-lived["stage"].nunique(), -happened, -len(lived), int(str(spell["customer_id"]))), spell


def moments(life: Life, run: Run) -> list[Moment]:
    """Return what happened to the customer, in order; the firm that is left is named before the one that is joined."""
    found = []
    before: str | None = None
    for month in life.months.to_dict("records"):
        at = int(month["month"])
        firm = str(month["firm"]) if pd.notna(month["firm"]) else None
        if str(month["cause"]) in REASON and before is not None:
            found.append(Moment(at, "left", f"left {run.printed(before)}: {REASON[str(month['cause'])]}"))
        if pd.notna(month["source"]) and firm is not None and month["tenure"] == 0:
            found.append(Moment(at, "joined", f"joined {run.printed(firm)} {WAY[str(month['source'])]}"))
        if month["incident"]:
            found.append(Moment(at, "incident", "something went wrong"))
        if month["said"]:
            found.append(
                Moment(
                    at,
                    *(("praised", "spoke well of it") if month["said"] > 0 else ("warned", "warned others")),
                )
            )
        if month["winback_contact"]:
            found.append(Moment(at, "win-back", "was asked to come back"))
        if month["contacted"]:
            found.append(Moment(at, "contact", f"was contacted by {counted(month['contacted'], 'firm')}"))
        before = firm
    return found


def told(life: Life, firm: str) -> str:
    """Return the relationship of a life in one sentence."""
    spell = life.relationship
    months = counted(float(str(spell["months"])), "month")
    came = f"Customer {life.customer} came to {firm} {WAY.get(str(spell['source']), '')}".rstrip()
    reached = f"reached {spell['peak_stage']}"
    if not spell["ended"]:
        return f"{came}, {reached}, and is still there after {months}"
    return f"{came}, {reached}, and left after {months}: {REASON.get(str(spell['cause']), 'no cause noted')}"


def named(life: Life) -> str:
    """Return the name of a life in a list of lives."""
    return f"{capital(life.kind)}: customer {life.customer}"
