"""Why they left: what weighed most when a relationship with the firm in focus ended."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import COST, LOSS
from sim.report.frequency import shares
from sim.report.interval import INTERVAL, ends
from sim.report.number import counted, grouped, percent, percent_form
from sim.report.run import Run
from sim.report.text import capital

NAME = "causes"
TITLE = "Why customers left"

CAUSES = {
    "price": ("went over the price", "it became too high beside the others'"),
    "functional quality": ("went over the service", "how they are served got worse"),
    "technical quality or incident": ("went over what they got", "it got worse, or something went wrong"),
    "competitor's offer": ("followed a rival's offer", "an advertisement or offer of a rival reached them"),
    "recommendation": ("followed a recommendation", "somebody spoke well of a rival"),
    "preference": ("liked another firm better", "nothing that had changed weighed more than taste"),
    "lapse": ("bought less and less", "until nothing was left"),
    "natural exit": ("dropped out of the category", "moved away, or needed it no longer"),
}
"""What those did who left for a cause, and what it means; equals are shown in this order."""


@reads("relationships", NAME, TITLE)
def causes_chart(run: Run) -> Chart | Gap:
    """Return the causes for which relationships with the firm in focus ended, most frequent first."""
    ended = run.own_relationships[run.own_relationships["ended"].astype(bool)]
    ended = ended[ended["cause"].astype(str).isin(CAUSES)]
    if ended.empty:
        return Gap(NAME, TITLE, f"Nobody left {run.firm} in the booked months.")
    table = shares(ended["cause"], ended["replication"], tuple(CAUSES))
    subtitle = (
        f"Share of the endings by what weighed most in leaving {run.firm}; "
        f"{counted(len(ended), 'relationship')} ended, {run.mean_of}"
    )
    alt = "Horizontal bars, the longest at the top."
    view = View(headline(table), subtitle, causes_figure(table), _numbers(table), alt)
    return Chart(NAME, [view], notes=_satisfied(ended, run))


def headline(table: pd.DataFrame) -> str:
    """Return the two most frequent causes; table: name, share, most frequent first."""
    first, second = table.iloc[0], table.iloc[1]
    did = CAUSES[first["name"]][0]
    if first["share"] == 1:
        return f"All who left {did}"
    return f"{percent(first['share'])} of those who left {did}, {percent(second['share'])} {CAUSES[second['name']][0]}"


def causes_figure(table: pd.DataFrame) -> go.Figure:
    """Return bars of shares; table: name, count, share, low, high. Causes that never came up are left out."""
    bars: list[Bar] = []
    for row in table[table["count"] > 0].to_dict("records"):
        colour = COST if bars else LOSS
        bars.append(
            Bar(capital(row["name"]), row["share"], percent(row["share"]), colour, row["low"], row["high"])
        )
    return bars_figure([Panel(bars, free=0.12)])


def _numbers(table: pd.DataFrame) -> Numbers:
    shown = table.assign(
        cause=[capital(name) for name in table["name"]],
        meaning=[", ".join(CAUSES[name]) for name in table["name"]],
    )
    shown[INTERVAL] = ends(table, percent_form())
    forms: Forms = {"cause": str, "meaning": str, "count": grouped, "share": percent, INTERVAL: str}
    return Numbers.of(shown, forms)


def _satisfied(ended: pd.DataFrame, run: Run) -> list[str]:
    """Return how many of those who left had been on the satisfied side of the scale (levels 5 to 7)."""
    scale = run.scenario.customers.satisfaction
    felt = ended["satisfaction"].dropna()
    if felt.empty:
        return []
    satisfied = (felt >= scale.level_low + (scale.level_high - scale.level_low) * 4 / 7).mean()
    return [
        f"{capital(percent(satisfied))} of those who left had been satisfied (levels 5 to 7 of 7) when they did."
    ]
