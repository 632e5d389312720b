"""What satisfaction does: who stays another year, by the seven levels of satisfaction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import INK, OURS, QUIET
from sim.report.interval import INTERVAL, Estimate, ends
from sim.report.number import counted, grouped, percent, percent_form
from sim.report.run import Run
from sim.report.style import Label, axis, label_right, new_figure, share_axis

NAME = "satisfaction"
TITLE = "What satisfaction does"
YEAR = 12
LEVELS = range(1, 8)
_FEWEST = 100
"""Customer-months from which a level is shown."""
_REACH = (0.0, 1.04)
_BOTTOM = 62
COLUMNS = ["level", "months", "stayed", "low", "high", "intention"]


@reads("panel", NAME, TITLE)
def satisfaction_chart(run: Run) -> Chart | Gap:
    """Return who stayed another year, and who had meant to, by satisfaction level of the followed customers."""
    if run.panel.empty:
        return Gap(NAME, TITLE, "No customers were followed month by month in this run.")
    if run.booked <= YEAR:
        return Gap(
            NAME, TITLE, f"With {counted(run.booked, 'month')} on the books nobody was seen to stay a year."
        )
    scale = run.scenario.customers.satisfaction
    table = level_table(run.panel, run.last_month, scale.level_low, scale.level_high)
    if table.empty:
        return Gap(
            NAME, TITLE, f"No satisfaction level has the {_FEWEST} customer-months that would be counted."
        )
    subtitle = (
        "Share of the followed customers, of all firms, who are still with the same firm a year later, by satisfaction "
        f"level now; dashed: their mean intention to stay; {run.mean_of}"
    )
    alt = "Two lines over the seven levels of satisfaction: who stayed, and dashed the intention to stay."
    view = View(headline(table), subtitle, satisfaction_figure(table), _numbers(table), alt)
    note = (
        f"Levels with fewer than {_FEWEST} customer-months are left out. Every month of a customer counts, so the "
        "years overlap. Intention is what customers feel now, about no particular time."
    )
    return Chart(NAME, [view], notes=[note])


def level_table(panel: pd.DataFrame, last: int, lowest: float, highest: float) -> pd.DataFrame:
    """Return the levels with enough customer-months: level, months, stayed, low, high, intention.

    panel: one row for each followed customer and month; a year later counts the same firm with a tenure of twelve more.
    """
    now = panel[panel["firm"].notna() & (panel["tenure"] > 0) & (panel["month"] <= last - YEAR)]
    bonds = now[["procedural", "financial", "relational"]].sum(axis=1)
    who = ["replication", "customer_id", "month"]
    state = now[who].assign(
        firm=now["firm"].astype(str),
        due=now["tenure"].astype(int) + YEAR,
        level=_levels(now["satisfaction"].to_numpy(float), lowest, highest),
        intention=1 / (1 + np.exp(-(now["relative_value"] + bonds).to_numpy(float))),
    )
    there = panel[panel["firm"].notna()]
    later = there[who].assign(
        month=there["month"] - YEAR,
        firm=there["firm"].astype(str),
        due=there["tenure"].astype(int),
        stayed=1.0,
    )
    seen = state.merge(later, how="left", on=[*who, "firm", "due"]).fillna({"stayed": 0.0})
    rows = []
    for level in LEVELS:
        of_level = seen[seen["level"] == level]
        if len(of_level) >= _FEWEST:
            means = of_level.groupby("replication")[["stayed", "intention"]].mean()
            stayed, intention = (Estimate.share(means[name].to_numpy()) for name in ("stayed", "intention"))
            rows.append((level, len(of_level), stayed.estimate, stayed.low, stayed.high, intention.estimate))
    return pd.DataFrame(rows, columns=COLUMNS)


def _levels(satisfaction: NDArray[np.float64], lowest: float, highest: float) -> NDArray[np.float64]:
    band = np.floor((satisfaction - lowest) / (highest - lowest) * len(LEVELS))
    return 1 + np.clip(band, 0, len(LEVELS) - 1)


def headline(table: pd.DataFrame) -> str:
    """Return who stays at the highest and at the lowest level shown."""
    low, high = table.iloc[0], table.iloc[-1]
    top = f"At satisfaction level {high['level']:.0f}, {percent(high['stayed'])} stay another year"
    return top if len(table) == 1 else f"{top}; at level {low['level']:.0f}, {percent(low['stayed'])}"


def satisfaction_figure(table: pd.DataFrame) -> go.Figure:
    """Return both lines over the levels; table: level, stayed, low, high, intention, months."""
    figure = new_figure(380, right=80, bottom=_BOTTOM, hovermode="x unified")
    figure.add_scatter(
        x=table["level"],
        y=table["intention"].round(4),
        mode="lines" if len(table) > 1 else "markers",
        line={"color": INK, "width": 1.5, "dash": "dash"},
        marker={"color": INK, "size": 7},
        hovertemplate="%{y:.0%}<extra>intention to stay</extra>",
    )
    whiskers = None
    if table["low"].notna().any():
        above, below = table["high"] - table["stayed"], table["stayed"] - table["low"]
        whiskers = {
            "array": above,
            "arrayminus": below,
            "symmetric": False,
            "color": OURS,
            "thickness": 1.4,
            "width": 3,
        }
    figure.add_scatter(
        x=table["level"],
        y=table["stayed"].round(4),
        mode="lines+markers",
        line={"color": OURS, "width": 2.6},
        marker={"size": 9, "color": OURS},
        error_y=whiskers,
        customdata=[grouped(months) for months in table["months"]],
        hovertemplate="%{y:.0%} of %{customdata} customer-months<extra>stayed</extra>",
    )
    words = {1: "very<br>dissatisfied", 4: "neither", 7: "very<br>satisfied"}
    ticks = [f"{level}<br>{words.get(level, '')}" for level in LEVELS]
    figure.update_xaxes(
        axis(showline=True, range=[0.5, 7.4], tickvals=list(LEVELS), ticktext=ticks, tickangle=0)
    )
    figure.update_yaxes(share_axis(_REACH[1], tickvals=[0, 0.25, 0.5, 0.75, 1]))
    end = table.to_dict("records")[-1]
    labels = [Label(end["stayed"], "stayed", OURS, bold=True), Label(end["intention"], "intention", QUIET)]
    label_right(figure, labels, _REACH, bottom=_BOTTOM)
    return figure


def _numbers(table: pd.DataFrame) -> Numbers:
    shown = table.rename(
        columns={"months": "customer-months", "stayed": "stayed a year", "intention": "intention to stay"}
    )
    shown[INTERVAL] = ends(table, percent_form())
    forms: Forms = {"level": str, "customer-months": grouped, "stayed a year": percent, INTERVAL: str}
    return Numbers.of(shown, {**forms, "intention to stay": percent})
