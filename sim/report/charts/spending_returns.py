"""What one more unit of money on each line of spending brings, at what is spent on it today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go
from scipy import stats

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.charts.spending import LINES
from sim.report.colour import COST, GAIN, LOSS, PAPER, QUIET
from sim.report.forecast_score import looked_ahead
from sim.report.interval import INTERVAL, LEVEL, LEVEL_TEXT, Estimate
from sim.report.number import Form, counted, grouped, known, listed, money_form, percent
from sim.report.run import Run
from sim.report.style import SMALL
from sim.report.text import capital

NAME = "spending-returns"
TITLE = "What one more unit of money brings"
_TABLE = "spending_returns"
_DECIMALS = 2
_BACK = 1.0
"""The return at which added money comes back exactly."""
_FORM = Form(lambda x: grouped(x, _DECIMALS))
_NO_INTERVAL = "none: one future"
_ROW = 52
_UNDER = 20
"""Pixels under the bars for the name of the line at 1.00."""


class Return(NamedTuple):
    """What a line brings for each unit of money that is added to what is spent on it today."""

    line: str
    """As in a sentence."""
    spend: float
    added: float
    within: Estimate
    """Within the horizon."""
    whole: Estimate
    """The same, and the gain of customer equity at its end."""
    futures: int

    @property
    def pays(self) -> bool | None:
        """Whether more comes back than was added, None if that cannot be told; by the numbers as they are printed."""
        low, high = self.whole.low, self.whole.high
        if low is None or high is None:
            return None
        if round(low, _DECIMALS) > _BACK:
            return True
        return False if round(high, _DECIMALS) < _BACK else None


def spending_returns_chart(run: Run) -> Chart | Gap:
    """Return what more money on each line would bring the firm in focus, within the horizon and with equity."""
    if _TABLE in run.missing or run.spending_returns.empty:
        why = f"The table “{_TABLE}” is not among the results of this run"
        return Gap(
            NAME, TITLE, f"{why}: it takes other futures (--branches) of a firm that is there at the cut-off."
        )
    returns = returns_of(run.spending_returns[run.spending_returns["firm"] == run.focus])
    if not returns:
        return Gap(
            NAME, TITLE, f"No money could be added to what {run.firm} spends: there was nobody to reach."
        )
    unit = _unit(run.currency)
    subtitle = (
        f"What {run.firm} gains, before the added money is taken off, for each {unit} that is added to a line of "
        f"spending every month; {looked_ahead(run)}, and with what its customers are worth then{_lines(returns)}"
    )
    alt = (
        "Two columns of horizontal bars: what comes back within the horizon, and with customer equity at its end; "
        "a dashed line where the money comes back exactly."
    )
    wide, narrow = (spending_returns_figure(returns, narrow=n) for n in (False, True))
    view = View(headline(returns, run.currency), subtitle, wide, _numbers(returns, run), alt, narrow=narrow)
    return Chart(NAME, [view], notes=_notes(returns, run))


def returns_of(own: pd.DataFrame) -> list[Return]:
    """Return the lines with a known return, in the order of the chart of spending; own: rows of one firm."""
    rows = {f"{row['line']}_spend": row for row in own.to_dict("records")}
    found = []
    for name, line in LINES.items():
        if name not in rows or not known(rows[name]["with_equity"]):
            continue
        row = rows[name]
        futures = int(row["branches"])
        within, whole = (
            _estimate(float(row[value]), float(row[f"{value}_error"]), futures)
            for value in ("within_horizon", "with_equity")
        )
        found.append(Return(line.said, float(row["spend"]), float(row["added"]), within, whole, futures))
    return found


def headline(returns: Sequence[Return], currency: str) -> str:
    """Return which line brings most for money added today, and which lines do not pay."""
    best = best_of(returns)
    names = capital(listed(found.line for found in best))
    most = f"{_FORM(best[0].whole.estimate)} for each {_unit(currency)} added"
    verb = "returns" if len(best) == 1 else "return"
    losers = [found.line for found in returns if found.pays is False]
    if len(losers) == len(returns):
        return f"No line pays at today's spend: {names[:1].lower()}{names[1:]} {verb} most, {most}"
    said = f"{names} {verb} most at today's spend, {most}"
    if best[0].pays and len(best) == 1 and round(best[0].within.estimate, _DECIMALS) < _BACK:
        said += f", {_FORM(best[0].within.estimate)} of it within the horizon"
    if any(found.pays is None for found in best):
        said += f", and whether {'it pays' if len(best) == 1 else 'they pay'} cannot be told"
    return f"{said}; {listed(losers)} {'does' if len(losers) == 1 else 'do'} not pay" if losers else said


def best_of(returns: Sequence[Return]) -> list[Return]:
    """Return the lines whose return is the highest as it is printed."""
    most = max(round(found.whole.estimate, _DECIMALS) for found in returns)
    return [found for found in returns if round(found.whole.estimate, _DECIMALS) == most]


def spending_returns_figure(returns: Sequence[Return], *, narrow: bool = False) -> go.Figure:
    """Return a bar for each line, within the horizon at the left and with equity at the right, on one scale."""
    headings = (
        ("In the horizon", "With equity") if narrow else ("Within the horizon", "With equity at its end")
    )
    free = 0.34 if narrow else 0.2
    panels = [
        Panel([_bar(found, found.within, COST) for found in returns], headings[0], free),
        Panel([_bar(found, found.whole, _colour(found)) for found in returns], headings[1], free),
    ]
    figure = bars_figure(panels, row=_ROW)
    low = min(axis.range[0] for axis in (figure.layout.xaxis, figure.layout.xaxis2))
    high = max(axis.range[1] for axis in (figure.layout.xaxis, figure.layout.xaxis2))
    reach = [low, max(high, 1.1 * _BACK)]
    figure.update_layout(
        xaxis={"range": reach},
        xaxis2={"range": reach},
        height=figure.layout.height + _UNDER,
        margin={"b": figure.layout.margin.b + _UNDER},
    )
    # Names and values lie over the line at 1.00, and hide the part of it that is under them.
    figure.update_annotations(bgcolor=PAPER, borderpad=0)
    for number in ("", "2"):
        figure.add_shape(
            type="line", layer="below", line={"color": QUIET, "width": 1, "dash": "dash"},
            x0=_BACK, x1=_BACK, y0=-0.35, y1=len(returns) - 0.6, xref=f"x{number}", yref=f"y{number}",
        )  # fmt: skip
        figure.add_annotation(
            x=_BACK, y=-0.4, xref=f"x{number}", yref=f"y{number}", yanchor="top", showarrow=False, text=_FORM(_BACK),
            font={"color": QUIET, "size": SMALL},
        )  # fmt: skip
    return figure


def _bar(found: Return, value: Estimate, colour: str) -> Bar:
    return Bar(capital(found.line), value.estimate, _FORM(value.estimate), colour, value.low, value.high)


def _colour(found: Return) -> str:
    return COST if found.pays is None else GAIN if found.pays else LOSS


def _estimate(mean: float, error: float, futures: int) -> Estimate:
    """Return a mean over futures with its t interval, which one future does not have."""
    if futures < 2 or not known(error):
        return Estimate(mean)
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, futures - 1)) * error
    return Estimate(mean, mean - reach, mean + reach)


def _numbers(returns: Sequence[Return], run: Run) -> Numbers:
    form = money_form(run.currency)
    rows = []
    for found in returns:
        cells = []
        for value in (found.within, found.whole):
            cells += [_FORM(value.estimate), value.between(_FORM) or _NO_INTERVAL]
        rows.append([capital(found.line), form(found.spend), form(found.added), *cells])
    columns = ["", "spent a month", "added a month", "within the horizon", INTERVAL, "with equity", INTERVAL]
    return Numbers(columns, rows, f"At {_FORM(_BACK)} the money comes back exactly.")


def _notes(returns: Sequence[Return], run: Run) -> list[str]:
    """Return how it was tried, what both numbers leave out, and what cannot be told."""
    futures = max(found.futures for found in returns)
    speed = percent(run.scenario.market.response.quality_speed)
    notes = [
        f"In {counted(futures, 'other future')} of the first replication, {run.firm} decides the same again with the "
        "same luck, but spends more on one line in every month: a tenth of what it spends on it today, or on the mean "
        f"line if that is more. {_FORM(_BACK)} means that the money comes back exactly; all money is discounted.",
        f"The horizon misses what pays late: quality moves {speed} of its way in a month, trust and bonds grow for "
        "years. Equity at its end has that in it, as if what was reached would last, but the money that it takes to "
        "make it last is not taken off. So the left number says too little, and the right one rather too much.",
    ]
    if futures == 1:
        notes.append("One future has no interval: more of them (--branches) would tell luck from effect.")
    unclear = [found.line for found in returns if found.pays is None]
    if unclear and futures > 1:
        notes.append(f"Whether money for {listed(unclear, 'or')} pays cannot be told from so few futures.")
    first = best_of(returns)[0]
    close = [
        found.line for found in returns if found.line != first.line and _overlap(found.whole, first.whole)
    ]
    if close:
        notes.append(f"Whether {listed(close, 'or')} returns as much as {first.line} cannot be told.")
    return notes


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Return whether two intervals have a part in common."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high


def _lines(returns: Sequence[Return]) -> str:
    return f"; lines are {LEVEL_TEXT} intervals" if any(found.whole.has_interval for found in returns) else ""


def _unit(currency: str) -> str:
    return currency or "unit of money"
