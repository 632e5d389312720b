"""What the firm is worth: by its customers and by the usual ways, against what it then earned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, INK, OURS, PAPER
from sim.report.failure import failures
from sim.report.forecast_score import looked_ahead
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import NOTHING, grouped, known, listed, money, money_form, percent
from sim.report.run import Run
from sim.report.text import capital, plain, shortened

NAME = "firm-value"
TITLE = "What the firm is worth"
TRUTH = "what it earned"
METHODS = {
    "customer lifetime values": "today's customers, one by one",
    "customer base with growth": "today's and those to come",
    "discounted cash flow": "the last year goes on",
    "price–earnings": "last year's profit, priced like rivals'",
    "customers × average": "each as past ones were",
    "trend": "a line through two years' profit",
}
"""What each method looks at; equals are shown in this order."""


class Value(NamedTuple):
    """What the firm is worth by one method."""

    method: str
    value: Estimate
    off: float
    """How much too high (above 0) or too low, as a share of what it earned; unknown if it earned nothing."""
    missed: float
    """The same in money."""
    replications: int


@reads("firm_values", NAME, TITLE)
def firm_value_chart(run: Run) -> Chart | Gap:
    """Return what each method says that the firm in focus is worth, beside what it earned in the same months."""
    own = run.firm_values[run.firm_values["firm"] == run.focus]
    truth, values = values_of(own)
    reasons = failures(own, {})
    if not truth.is_known:
        return Gap(NAME, TITLE, f"What {run.firm} earned after the cut-off is not known.")
    if not values:
        return Gap(NAME, TITLE, " ".join([f"No method could tell what {run.firm} is worth.", *reasons]))
    subtitle = (
        f"Value of {run.firm}: discounted profit {looked_ahead(run)} as each method would have had it, against what "
        f"the firm earned after all spending, in {run.currency or 'money'}; {run.mean_of}"
        f"{f', lines are {LEVEL_TEXT} intervals' if run.replications > 1 else ''}"
    )
    alt = (
        "Horizontal bars, the method nearest to the truth on top, and a dotted line at what the firm earned."
    )
    wide, narrow = (firm_value_figure(truth, values, run.currency, narrow=n) for n in (False, True))
    view = View(
        headline(truth, values, run), subtitle, wide, _numbers(truth, values, run), alt, narrow=narrow
    )
    notes = [
        "Every method looks at the same months. Customer lifetime values count only the customers of today, and charge "
        "nothing for winning others; what the firm earned includes those still to come.",
        *reasons,
    ]
    return Chart(NAME, [view], notes=notes)


def values_of(own: pd.DataFrame) -> tuple[Estimate, list[Value]]:
    """Return the truth, and the methods, nearest to it first; own: replication, method, value of one firm.

    A method that failed in some replications is held against the truth of the others.
    """
    table = own.assign(method=own["method"].astype(str)).pivot_table(
        index="replication", columns="method", values="value", aggfunc="mean"
    )
    if TRUTH not in table:
        return Estimate(float("nan")), []
    earned = table[TRUTH]
    values = []
    for method in [*METHODS, *sorted(set(table.columns) - set(METHODS) - {TRUTH})]:
        if method not in table or table[method].isna().all():
            continue
        worked = table[method].notna() & earned.notna()
        said, came = float(table[method][worked].mean()), float(earned[worked].mean())
        off = said / came - 1 if came > 0 else float("nan")
        value = Estimate.over(table[method][worked])
        values.append(Value(method, value, off, said - came, int(worked.sum())))
    return Estimate.over(earned), sorted(values, key=lambda value: abs(value.missed))


def headline(truth: Estimate, values: Sequence[Value], run: Run) -> str:
    """Return which method comes closest to what the firm earned, and which is farthest off; values: nearest first."""
    best, worst = values[0], values[-1]
    firm, earned = shortened(run.firm, 40), money(abs(truth.estimate), run.currency)
    verb = "earned" if truth.estimate >= 0 else "lost"
    nearest = [value for value in values if said_off(value, run.currency) == said_off(best, run.currency)]
    names = capital(listed(value.method for value in nearest))
    come = "comes" if len(nearest) == 1 else "come"
    said = f"{names} {come} closest to the {earned} that {firm} {verb}: {said_off(best, run.currency)}"
    return said if worst in nearest else f"{said}; {worst.method} is {said_off(worst, run.currency)}"


def said_off(value: Value, currency: str) -> str:
    """Return how far a method is off, in words: 34 % too high, or an amount where the firm earned nothing."""
    if not known(value.off):
        way = "high" if value.missed >= 0 else "low"
        return f"{money(abs(value.missed), currency)} too {way}"
    hundredths = round(value.off * 100)
    if hundredths == 0:
        return f"{percent(0.0)} off"
    return f"{percent(abs(hundredths) / 100)} too {'high' if hundredths > 0 else 'low'}"


def firm_value_figure(
    truth: Estimate, values: Sequence[Value], currency: str, *, narrow: bool = False
) -> go.Figure:
    """Return bars with the truth on top, from whose end a dotted line goes down through all of them."""
    earned = plain(money(truth.estimate, currency))
    bars = [Bar("What it earned", truth.estimate, earned, OURS, truth.low, truth.high, bold=True)]
    for value in values:
        name = f"<b>{plain(capital(value.method))}</b>"
        if value.method in METHODS and not narrow:
            name = f"{name}, {METHODS[value.method]}"
        text = f"{plain(money(value.value.estimate, currency))}, {plain(said_off(value, currency))}"
        colour = GAIN if value is values[0] else COST
        bars.append(Bar(name, value.value.estimate, text, colour, value.value.low, value.value.high))
    figure = bars_figure([Panel(bars, free=0.62 if narrow else 0.5)], row=56)
    figure.update_annotations(bgcolor=PAPER)
    figure.add_shape(
        type="line", x0=truth.estimate, x1=truth.estimate, y0=-0.35, y1=len(bars) - 0.8,
        line={"color": INK, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    return figure


def _numbers(truth: Estimate, values: Sequence[Value], run: Run) -> Numbers:
    form = money_form(run.currency)
    rows = [
        [
            "What it earned",
            "the truth",
            form(truth.estimate),
            truth.between(form) or NO_INTERVAL,
            NOTHING,
            NOTHING,
        ]
    ]
    for value in values:
        interval = value.value.between(form) or NO_INTERVAL
        meaning, amount = METHODS.get(value.method, ""), form(value.value.estimate)
        times = grouped(value.replications)
        rows.append([capital(value.method), meaning, amount, interval, said_off(value, run.currency), times])
    return Numbers(["method", "looks at", "value", INTERVAL, "off by", "replications"], rows)
