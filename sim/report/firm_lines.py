"""One line for each firm over the months: the firm in focus in colour, its rivals in grey, all named at their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report import shock
from sim.report.chart import Numbers
from sim.report.colour import OURS, OURS_BAND, QUIET, RIVAL, RIVAL_BAND
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, estimates
from sim.report.number import Form
from sim.report.run import Run
from sim.report.shock import Shock
from sim.report.style import Label, compact, label_right, month_axis, new_figure, thinned, value_axis
from sim.report.text import label, plain, width

MOST = 8
"""Firms that are drawn: more lines cannot be told apart."""
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "5px 2px 1px 2px", "2px 4px")
_LONGEST, _LONGEST_NARROW = 15, 10
"""Characters of a name at the end of a line, on a wide page and on a phone."""
_MOST_BANDS = 4
"""Firms up to which every line has its band; of more, only that of the firm in focus."""
_TOP = 22


def firm_table(
    months: pd.DataFrame, value: str, *, least: float = -np.inf, most: float = np.inf
) -> pd.DataFrame:
    """Return the mean of a column over replications by month and firm: month, firm, value, low, high.

    least, most: what the value can be. A firm that enters later has no rows before: it has no price then either. If no
    price is known at all, every firm has all its rows.
    """
    there = months["price"].notna()
    months = months[there] if there.any() else months
    by_firm = months.astype({"firm": str, value: float}).groupby(["month", "firm"])[value]
    return estimates(by_firm, least=least, most=most).reset_index()


def firms_drawn(table: pd.DataFrame, run: Run) -> list[str]:
    """Return the firm in focus and the largest of its rivals at the end, in the scenario's order."""
    last = table[table["month"] == table["month"].max()].set_index("firm")["value"].fillna(0.0).to_dict()
    rivals = sorted(run.firms[1:], key=lambda firm: -last.get(firm, 0.0))[: MOST - 1]
    return [run.focus, *(firm for firm in run.firms[1:] if firm in rivals)]


def measured(run: Run, firms: Sequence[str]) -> str:
    """Return what lines and bands are, in words."""
    if run.replications == 1:
        return run.mean_of
    return f"{run.mean_of} with {LEVEL_TEXT} {'bands' if len(firms) <= _MOST_BANDS else 'band of the firm in focus'}"


def firm_lines(
    table: pd.DataFrame,
    firms: Sequence[str],
    names: Sequence[str],
    form: Form,
    shocks: Sequence[Shock],
    *,
    narrow: bool = False,
) -> go.Figure:
    """Return the lines with bands; table: month, firm, value, low, high; `form` prints a value."""
    shown = [label(name, _LONGEST_NARROW if narrow else _LONGEST) for name in names]
    figure = new_figure(340, right=round(18 + max(width(name) for name in shown)), top=_TOP, hovermode="x")
    last = int(table["month"].max())
    table = thinned(table)
    labels = []
    for number, (firm, name, whole) in enumerate(zip(firms, shown, names, strict=True)):
        line = table[table["firm"] == firm].dropna(subset=["value"])
        if line.empty:
            continue
        ours = number == 0
        if ours or len(firms) <= _MOST_BANDS:
            _draw_band(figure, line, OURS_BAND if ours else RIVAL_BAND)
        figure.add_scatter(
            x=line["month"],
            y=compact(line["value"]),
            mode="lines" if len(line) > 1 else "markers",
            line={"color": OURS if ours else RIVAL, "width": 3 if ours else 1.8, "dash": _DASHES[number]},
            marker={"color": OURS if ours else RIVAL, "size": 9},
            customdata=[plain(form(value)) for value in line["value"]],
            meta=label(whole),
            hovertemplate="%{meta}: %{customdata}<extra></extra>",
        )
        labels.append(Label(float(line["value"].iloc[-1]), name, OURS if ours else QUIET, bold=ours))
    banded = firms if len(firms) <= _MOST_BANDS else firms[:1]
    drawn = [table[table["firm"].isin(firms)][["value"]], table[table["firm"].isin(banded)][["low", "high"]]]
    known = [part for part in drawn if part.notna().any(axis=None)]
    low = min([0.0, *(float(part.min().min()) for part in known)])
    high = max([0.0, *(float(part.max().max()) for part in known)])
    pad = (high - low or 1.0) * 0.05
    reach = (low - pad if low < 0 else 0.0, high + pad)
    figure.update_xaxes(month_axis(last))
    figure.update_yaxes(value_axis(range=reach, zeroline=low < 0))
    shock.marked(figure, shocks, last)
    label_right(figure, labels, reach, top=_TOP)
    return figure


def _draw_band(figure: go.Figure, line: pd.DataFrame, colour: str) -> None:
    band = line.dropna(subset=["low", "high"])
    if len(band) > 1:
        figure.add_scatter(
            x=compact(band["month"], band["month"][::-1]),
            y=compact(band["high"], band["low"][::-1]),
            fill="toself",
            fillcolor=colour,
            line={"width": 0},
            hoverinfo="skip",
        )


def firm_numbers(table: pd.DataFrame, firms: Sequence[str], names: Sequence[str], form: Form) -> Numbers:
    """Return month by firm, the interval of the firm in focus last."""
    by_month = table.pivot(index="month", columns="firm", values="value").reindex(columns=list(firms))
    ours = table[table["firm"] == firms[0]].set_index("month")
    rows = []
    for month, values in by_month.to_dict("index").items():
        interval = form.span(ours["low"].get(month), ours["high"].get(month)) or NO_INTERVAL
        rows.append([str(month), *(form(values[firm]) for firm in firms), interval])
    return Numbers(["month", *names, f"{INTERVAL} of {names[0]}"], rows).thinned()
