"""Lives worth telling: which of the followed customers to show, and what happened to each of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from sim.report.number import counted
from sim.report.run import PATTERNS, Run
from sim.report.text import capital

REASON = {
    "price": "over the price",
    "functional quality": "over the service",
    "technical quality or incident": "over what was delivered",
    "competitor's offer": "for a rival's offer",
    "recommendation": "on a recommendation",
    "preference": "for a firm liked better",
    "lapse": "having bought less and less",
    "natural exit": "needing no firm any more",
}
"""The causes of leaving as they stand in a sentence."""
WAY = {
    "contact": "after a contact",
    "recommendation": "on a recommendation",
    "own search": "by own search",
    "win-back": "won back by an offer",
    "start": "from the start",
}
"""The sources of joining as they stand in a sentence."""
STILL = "still a customer"

Spell = dict[str, Any]
"""A row of the relationships table."""


class Life(NamedTuple):
    """One relationship to tell, and every followed month of the person who had it."""

    kind: str
    """Its pattern, or that it still lasts."""
    spell: Spell
    months: pd.DataFrame


class Moment(NamedTuple):
    """Something that happened to a customer in a month."""

    month: int
    kind: str
    """joined, left, incident, praised, warned, contact or win-back: the sign it gets."""
    words: str


def lives(run: Run) -> list[Life]:
    """Return the most telling life that has ended, then one of every other kind that was seen.

    They are of the first replication. A life tells more the more stages it went through, then the more happened in it,
    then the longer it lasted; of equals the lowest customer number is taken, so that a run always shows the same.
    """
    if run.panel.empty or run.begun.empty:
        return []
    first = run.panel["replication"].min()
    followed = dict(iter(run.panel[run.panel["replication"] == first].groupby("customer_id")))
    begun = run.begun[(run.begun["replication"] == first) & (run.begun["months"] >= 2)]
    spells = begun[begun["customer_id"].isin(list(followed))].to_dict("records")
    spells.sort(key=lambda spell: _richness(spell, followed[spell["customer_id"]], run.focus))
    best: dict[str, Spell] = {}
    for spell in spells:
        best.setdefault(str(spell["pattern"]) if spell["ended"] else STILL, spell)
    richest = [kind for kind in best if kind != STILL][:1]
    kinds = [*richest, *(kind for kind in (*PATTERNS[::-1], STILL) if kind in best and kind not in richest)]
    return [
        Life(kind, best[kind], followed[best[kind]["customer_id"]].sort_values("month")) for kind in kinds
    ]


def _richness(spell: Spell, months: pd.DataFrame, firm: str) -> tuple[int, ...]:
    within = (months["month"] >= spell["start_month"]) & (months["month"] <= spell["end_month"])
    lived = months[within & (months["firm"] == firm)]
    happened = (
        lived["incident"].astype(bool).sum(),
        (lived["said"] != 0).sum(),
        (lived["contacted"] > 0).sum(),
    )
    return (
        -lived["stage"].nunique(),
        -sum(int(count) for count in happened),
        -len(lived),
        int(spell["customer_id"]),
    )


def moments(life: Life, run: Run) -> list[Moment]:
    """Return what happened to the customer, in order; leaving one firm comes before joining the next."""
    found = []
    before: str | None = None
    for month in life.months.to_dict("records"):
        at = int(month["month"])
        firm = str(month["firm"]) if pd.notna(month["firm"]) else None
        if str(month["cause"]) in REASON and before is not None:
            found.append(Moment(at, "left", f"left {run.printed(before)} {REASON[str(month['cause'])]}"))
        if firm is not None and month["tenure"] == 0 and str(month["source"]) in WAY:
            found.append(Moment(at, "joined", f"joined {run.printed(firm)} {WAY[str(month['source'])]}"))
        if month["incident"]:
            found.append(Moment(at, "incident", "something went wrong"))
        if month["said"] > 0:
            found.append(Moment(at, "praised", "spoke well of the firm"))
        if month["said"] < 0:
            found.append(Moment(at, "warned", "warned others of the firm"))
        if month["winback_contact"]:
            found.append(Moment(at, "win-back", "was asked to come back"))
        if month["contacted"] > 0:
            found.append(Moment(at, "contact", f"was contacted by {counted(month['contacted'], 'firm')}"))
        before = firm
    return found


def told(life: Life, firm: str) -> str:
    """Return the relationship of a life in one sentence."""
    spell = life.spell
    months = counted(spell["months"], "month")
    came = f"Customer {spell['customer_id']} came to {firm} {WAY.get(str(spell['source']), '')}".rstrip()
    peak = spell["peak_stage"]
    reached = "never got past examination" if peak == "examination" else f"reached {peak}"
    if not spell["ended"]:
        return f"{came}, {reached}, and is still there after {months}"
    return f"{came}, {reached}, and left after {months} {REASON.get(str(spell['cause']), '')}".rstrip()


def named(life: Life) -> str:
    """Return the name of a life in a list of lives."""
    return f"{capital(life.kind)}: customer {life.spell['customer_id']}"
