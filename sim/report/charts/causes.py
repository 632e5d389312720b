"""Why they left: what weighed most when a relationship with the firm in focus ended."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, LOSS
from sim.report.frequency import shares
from sim.report.number import counted, grouped, percent
from sim.report.run import Run
from sim.report.text import capital

NAME = "causes"
TITLE = "Why customers left"

CAUSES = {
    "price": "the price became too high beside the others'",
    "functional quality": "service got worse: how they are served",
    "technical quality or incident": "what they got was worse, or something went wrong",
    "competitor's offer": "a rival's advertisement or offer reached them",
    "recommendation": "somebody recommended a rival",
    "preference": "nothing else weighed more than liking another firm better",
    "lapse": "they bought less and less until nothing was left",
    "natural exit": "they left the category: moved away, no longer needed it",
}
"""What each cause means, in the order in which equals are shown."""


def causes_chart(run: Run) -> Chart | Gap:
    """Return the causes for which relationships with the firm in focus ended, most frequent first."""
    ended = run.own_relationships[run.own_relationships["ended"].astype(bool)]
    if ended.empty:
        return Gap(NAME, TITLE, f"Nobody left {run.firm} in the booked months.")
    table = shares(ended["cause"], ended["replication"], tuple(CAUSES))
    subtitle = (
        f"Share of the endings by what weighed most in leaving {run.firm}; "
        f"{counted(len(ended), 'relationship')} ended, {run.mean_of}"
    )
    view = View(headline(table), subtitle, causes_figure(table), _numbers(table), "Horizontal bars, the longest at the top.")
    return Chart(NAME, [view], notes=_satisfied(ended, run))


def headline(table: pd.DataFrame) -> str:
    """Return the most frequent cause, or causes if they are printed with the same share."""
    highest = percent(table["share"].iloc[0])
    first = [str(name) for name, share in zip(table["name"], table["share"], strict=True) if percent(share) == highest]
    if len(first) > 1:
        return f"Most often they leave for {' or '.join(first)} ({highest} each)"
    return f"Most often they leave for {first[0]} ({highest})"


def causes_figure(table: pd.DataFrame) -> go.Figure:
    """Return bars of shares; table: name, share, low, high, in the order to show. Causes that never came up are left out."""
    bars = [
        Bar(capital(row["name"]), row["share"], percent(row["share"]), LOSS if place == 0 else COST, row["low"], row["high"])
        for place, row in enumerate(table.to_dict("records"))
        if row["count"]
    ]
    return bars_figure([Panel(bars, free=0.12)])


def _numbers(table: pd.DataFrame) -> Numbers:
    shown = table.assign(cause=[capital(name) for name in table["name"]], meaning=[CAUSES[name] for name in table["name"]])
    shown["95 % interval"] = [
        f"{percent(low)} to {percent(high)}" if pd.notna(low) else "one replication"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    forms = {"cause": str, "meaning": str, "count": grouped, "share": percent, "95 % interval": str}
    return Numbers.of(shown, **forms)


def _satisfied(ended: pd.DataFrame, run: Run) -> list[str]:
    """Return how many of those who left had been on the satisfied side of the scale (levels 5 to 7)."""
    scale = run.scenario.customers.satisfaction
    felt = ended["satisfaction"].dropna()
    if felt.empty:
        return []
    satisfied = (felt >= scale.level_low + (scale.level_high - scale.level_low) * 4 / 7).mean()
    return [f"{percent(satisfied)} of those who left had been satisfied (levels 5 to 7 of 7) when they did."]
