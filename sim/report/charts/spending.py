"""Where the spending went: the five lines of a firm's spending over the months."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report import shock
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import PAPER, STAGE, STAGE_TEXT
from sim.report.interval import INTERVAL, NO_INTERVAL, Estimate
from sim.report.number import DASH, counted, known, listed, money, money_form, nice_ticks, percent, tick
from sim.report.run import Run
from sim.report.shock import Shock
from sim.report.style import Label, compact, label_right, month_axis, new_figure, thinned, value_axis
from sim.report.text import capital, plain, shortened, width

NAME = "spending"
TITLE = "Where the spending went"
YEAR = 12
"""Months of a year."""
MOST = 8
"""Firms that have a view of their own."""


class Line(NamedTuple):
    """A line of spending: its name, its name in a sentence and on a phone, and the stage whose colours it borrows."""

    name: str
    said: str
    narrow: str
    colour: str


LINES = {
    "acquisition_spend": Line("acquisition", "acquisition", "Acquisition", "examination"),
    "functional_spend": Line("functional quality", "functional quality", "Functional", "formation"),
    "technical_spend": Line("technical quality", "technical quality", "Technical", "stability"),
    "loyalty_programme_spend": Line("loyalty programme", "the loyalty programme", "Programme", "decline"),
    "winback_spend": Line("win-back", "win-back", "Win-back", "left"),
}
"""The lines from the bottom of the chart to its top."""
_MOVED = 0.05
"""A share of the spending that moved by less is not worth a headline."""
_GREW = 0.1
"""The same for all spending, as a part of what it was."""
_WHOLE = 100.0
"""Amounts of a chart that reaches so far are read without decimals."""
_TOP = 22


@reads("months", NAME, TITLE, wide=True)
def spending_chart(run: Run) -> Chart | Gap:
    """Return the spending of each firm by line, the firm in focus first."""
    if run.own_months.empty:
        return Gap(NAME, TITLE, f"No money of {run.firm} is on the books.", wide=True)
    shocks = shock.shocks_of(run.scenario)
    views = []
    for firm in run.firms[:MOST]:
        months = run.months[run.months["firm"] == firm]
        if firm == run.focus or len(months):
            views.append(_view(run, firm, months, shocks))
    hidden = len(run.firms) - MOST
    more = [f"{counted(hidden, 'firm')} without a view of {'its' if hidden == 1 else 'their'} own."]
    notes = [*(more if hidden > 0 else []), *shock.notes(shocks, run.last_month)]
    return Chart(NAME, views, notes=notes, wide=True, question="Firm")


def _view(run: Run, firm: str, months: pd.DataFrame, shocks: Sequence[Shock]) -> View:
    name = run.printed(firm)
    by_month, by_year = month_table(months), year_table(months)
    subtitle = f"What {name} spends in a month by line, in {run.currency or 'money'}; {run.mean_of}"
    alt = (
        f"Stacked areas over the months, from the bottom: {', '.join(line.name for line in LINES.values())}."
    )
    wide, narrow = (spending_figure(by_month, run.currency, shocks, narrow=n) for n in (False, True))
    title = headline(by_year, shortened(name, 40), run.currency)
    return View(title, subtitle, wide, _numbers(by_year, run.currency), alt, shortened(name), narrow)


def month_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the mean spending of one firm by month: month, the five lines."""
    return months.groupby("month")[list(LINES)].mean().reset_index()


def year_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the spending of one firm in a mean month of each year and, last, of all months.

    Columns: years (text), the five lines, all, low, high, and the share of each line, unknown where nothing was
    spent. A last year that is not over has fewer months; a run of one year has only the row of all months.
    """
    last = int(months["month"].max())
    spans = [(start, min(start + YEAR - 1, last)) for start in range(0, last + 1, YEAR)]
    names = [f"year {number}" for number in range(1, len(spans) + 1)]
    if len(spans) == 1:
        spans, names = [], []
    rows = []
    for name, (start, end) in zip([*names, "all"], [*spans, (0, last)], strict=True):
        means = months[months["month"].between(start, end)].groupby("replication")[list(LINES)].mean()
        total = Estimate.over(means.sum(axis=1).to_numpy(), least=0.0)
        amounts = means.mean()
        row = {"years": f"{name} (months {start}{DASH}{end})", "all": total.estimate}
        row |= {"low": total.low, "high": total.high, **amounts}
        spent = total.estimate if total.estimate > 0 else np.nan
        rows.append(row | {f"{line} share": amounts[line] / spent for line in LINES})
    return pd.DataFrame(rows)


def headline(table: pd.DataFrame, firm: str, currency: str) -> str:
    """Return which line takes most, and what moved most from the first year to the last; table: `year_table`."""
    *years, whole = table.to_dict("records")
    if whole["all"] == 0:
        return f"{firm} spends nothing"
    amount = money(whole["all"], currency)
    share = percent(max(whole[f"{line} share"] for line in LINES))
    largest = [line for line in LINES if percent(whole[f"{line} share"]) == share]
    names = capital(listed(LINES[line].said for line in largest))
    takes = f"takes {share}" if len(largest) == 1 else f"take {share} each"
    said = f"{names} {takes} of the {amount} that {firm} spends a month"
    return said if len(years) < 2 else said + _moved(years, largest, currency)


def _moved(years: Sequence[Mapping[Hashable, Any]], largest: Sequence[str], currency: str) -> str:
    """Return what moved most from the first year to the last, empty if nothing did."""
    first, last = years[0], years[-1]
    moved = {line: last[f"{line} share"] - first[f"{line} share"] for line in LINES}
    line = max(moved, key=lambda name: abs(moved[name]) if known(moved[name]) else 0.0)
    if known(moved[line]) and abs(moved[line]) >= _MOVED:
        before, after = (percent(year[f"{line} share"]) for year in (first, last))
        who = "it" if [line] == largest else LINES[line].said
        way = "grows" if moved[line] > 0 else "shrinks"
        return f"; {who} {way} from {before} in year 1 to {after} in year {len(years)}"
    before, after = (money(year["all"], currency) for year in (first, last))
    if before != after and abs(last["all"] - first["all"]) >= _GREW * first["all"]:
        way = "rises" if last["all"] > first["all"] else "falls"
        return f"; all of it {way} from {before} in year 1 to {after} in year {len(years)}"
    return ""


def spending_figure(
    table: pd.DataFrame, currency: str, shocks: Sequence[Shock], *, narrow: bool = False
) -> go.Figure:
    """Return the areas of the lines; table: month, the five lines."""
    shown = {line: style.narrow if narrow else capital(style.name) for line, style in LINES.items()}
    used = [line for line in LINES if table[line].any()] or list(LINES)[:1]
    right = round(16 + 1.06 * max(width(shown[line]) for line in used))
    figure = new_figure(380, right=right, top=_TOP, hovermode="x unified")
    last = int(table["month"].iloc[-1])
    drawn = thinned(table)
    decimals = 0 if drawn[used].to_numpy().max() >= _WHOLE else 2
    # One month has no width: it is drawn as a block.
    months = [-0.4, 0.4] if len(table) == 1 else drawn["month"]
    labels, below = [], 0.0
    for line in used:
        colour, height = LINES[line].colour, compact(drawn[line])
        figure.add_scatter(
            x=months,
            y=[*height, *height] if len(table) == 1 else height,
            mode="lines",
            stackgroup="lines",
            line={"width": 0.8, "color": PAPER},
            fillcolor=STAGE[colour],
            meta=plain(currency),
            hovertemplate=f"%{{y:,.{decimals}f}} %{{meta}}<extra>{shown[line]}</extra>",
        )
        at_end = float(drawn[line].iloc[-1])
        if at_end > 0:
            labels.append(Label(below + at_end / 2, shown[line], STAGE_TEXT[colour], bold=True))
        below += at_end
    highest = float(drawn[used].sum(axis=1).max()) * 1.03 or 1.0
    ticks = nice_ticks(0.0, highest)
    figure.update_xaxes(month_axis(last))
    figure.update_yaxes(value_axis(range=[0, highest], tickvals=ticks, ticktext=[tick(at) for at in ticks]))
    shock.marked(figure, shocks, last)
    label_right(figure, labels, (0, highest), top=_TOP)
    return figure


def _numbers(table: pd.DataFrame, currency: str) -> Numbers:
    form = money_form(currency)
    rows = []
    for row in table.to_dict("records"):
        cells = [row["years"]]
        for line in LINES:
            cells += [form(row[line]), percent(row[f"{line} share"])]
        rows.append([*cells, form(row["all"]), form.span(row["low"], row["high"]) or NO_INTERVAL])
    names = [name for line in LINES.values() for name in (line.name, "share")]
    return Numbers(["mean month of", *names, "all lines", INTERVAL], rows)
