"""Is it better, and since when: the difference over the months, as a fan of paired seeds."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Forms, Gap, Numbers, View
from sim.report.colour import AXIS, FAINT, OURS, OURS_BAND, QUIET
from sim.report.compare_charts.path import CUMULATIVE, OTHERS, Path, form_of, path_of
from sim.report.compared import Compared, choice_of
from sim.report.interval import INTERVAL, NO_INTERVAL
from sim.report.number import (
    counted,
    known,
    nice_ticks,
    percent,
    signed,
    span,
    tick,
)
from sim.report.style import (
    MOST_MONTHS,
    SMALL,
    Label,
    compact,
    label_right,
    month_axis,
    new_figure,
    note,
    thinned,
    value_axis,
)
from sim.report.text import capital, plain, shortened, width

FEWEST = 4
"""Seeds from which bands are drawn."""


def difference_chart(compared: Compared) -> Chart | Gap:
    """Return the difference of cumulative discounted profit over the months, a view for each other scenario."""
    views = [_view(compared, name, CUMULATIVE, compared.printed(name)) for name in compared.ranked]
    return Chart(
        "difference", views, notes=_notes(compared), wide=True, question="Scenario", choice=choice_of(views)
    )


def measures_chart(compared: Compared) -> Chart | Gap:
    """Return the differences of the other measures over the months."""
    alone = len(compared.others) == 1
    views = [
        _view(
            compared,
            name,
            path,
            capital(path.title) if alone else f"{capital(path.title)}: {compared.printed(name, 30)}",
        )
        for path in OTHERS
        for name in compared.ranked
    ]
    return Chart("measures", views, wide=True, question="Measure", choice=choice_of(views))


def headline(compared: Compared, scenario: str, path: Path) -> str:
    """Return how far a scenario is ahead or behind in the last month, in the words and numbers of the chart's end."""
    end = path_of(compared, scenario, path.name).iloc[-1]
    form, name = form_of(compared, path), compared.printed(scenario, 40)
    if not known(end["median"]):
        return f"Nothing is known of {path.title} at the end"
    if not any(digit in "123456789" for digit in form.number(end["median"])):
        return f"{name} and {compared.printed(compared.names[0], 40)} end alike in {path.title}"
    below, seeds = int(end["seeds"] - end["better"]), int(end["seeds"])
    ahead = end["median"] > 0
    hits = int(end["better"]) if ahead else below
    return (
        f"{name} ends {form(abs(end['median']))} {'ahead' if ahead else 'behind'} in {path.title}"
        f"{' on the median' if seeds > 1 else ''}, in {hits} of {counted(seeds, 'seed')}"
    )


def _view(compared: Compared, scenario: str, path: Path, label: str) -> View:
    table = path_of(compared, scenario, path.name)
    bands = compared.seeds >= FEWEST
    what = "pairs of seeds" if compared.paired else "pairs of independent seeds"
    lines = f"line: median of {compared.seeds} {what}" + (
        f", bands: the middle {percent(0.5)} and {percent(0.9)} of them" if bands else ""
    )
    unit = f", in {compared.money}" if path.money else ""
    name, first = compared.printed(scenario, 40), compared.printed(compared.names[0], 40)
    subtitle = (
        f"{path.measured} of {compared.firm}, {name} less {first}{unit}; "
        f"{lines if compared.seeds > 1 else 'one seed'}"
    )
    wide, narrow = (fan_figure(compared, table, path, scenario, bands, narrow=n) for n in (False, True))
    alt = "One line over the months" + (
        ", with two bands around it and a line at zero." if bands else " and a line at zero."
    )
    return View(
        headline(compared, scenario, path),
        subtitle,
        wide,
        _numbers(compared, table, path),
        alt,
        label,
        narrow,
    )


def fan_figure(
    compared: Compared, table: pd.DataFrame, path: Path, scenario: str, bands: bool, *, narrow: bool = False
) -> go.Figure:
    """Return the median difference with its bands and a line at zero; table: month, the quantiles, better, seeds."""
    form = form_of(compared, path)
    drawn = thinned(table).dropna(subset=["median"])
    last = int(table["month"].max())
    end = drawn.iloc[-1] if len(drawn) else None
    value = "" if end is None else signed(form, float(end["median"]))
    texts = [value, "no difference"] if narrow else [value, f"{percent(0.9)} of the seeds", "no difference"]
    figure = new_figure(400, right=round(18 + max(width(text) for text in texts)), top=22, hovermode="x")
    figure.add_hline(y=0, line={"color": AXIS, "width": 1.4})
    _mark_months(figure, compared, scenario, path, last)
    columns = ["median", *(("low_90", "high_90") if bands else ())]
    for low, high in (("low_90", "high_90"), ("low_50", "high_50")) if bands else ():
        figure.add_scatter(
            x=compact(drawn["month"], drawn["month"][::-1]),
            y=compact(drawn[high], drawn[low][::-1]),
            fill="toself",
            fillcolor=OURS_BAND,
            line={"width": 0},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=drawn["month"],
        y=compact(drawn["median"]),
        mode="lines" if len(drawn) > 1 else "markers",
        line={"color": OURS, "width": 2.8},
        customdata=[
            plain(f"{signed(form, median)}, above 0 in {better} of {seeds} seeds")
            for median, better, seeds in zip(drawn["median"], drawn["better"], drawn["seeds"], strict=True)
        ],
        hovertemplate="month %{x}: %{customdata}<extra></extra>",
    )
    lowest, highest = float(drawn[columns].min().min()), float(drawn[columns].max().max())
    bottom, summit = min(0.0, lowest if known(lowest) else 0.0), max(0.0, highest if known(highest) else 0.0)
    pad = (summit - bottom or 1.0) * 0.06
    reach = (bottom - pad, summit + pad)
    ticks = nice_ticks(*reach)
    scale = 100.0 if path.name == "satisfaction" else 1.0
    figure.update_xaxes(month_axis(last))
    figure.update_yaxes(
        value_axis(range=reach, tickvals=ticks, ticktext=[tick(round(scale * at, 9)) for at in ticks])
    )
    labels = [Label(0.0, "no difference", QUIET)]
    if end is not None:
        labels.append(Label(float(end["median"]), plain(value), OURS, bold=True))
        if bands and not narrow:
            edge = "high_90" if end["median"] >= 0 else "low_90"
            labels.append(Label(float(end[edge]), f"{percent(0.9)} of the seeds", QUIET))
    label_right(figure, labels, reach, top=22)
    return figure


def _mark_months(figure: go.Figure, compared: Compared, scenario: str, path: Path, last: int) -> None:
    """Mark the month in which scenarios branch, and that from which on this one has paid back."""
    if compared.summary["branch_at"]:
        figure.add_vline(x=compared.opening, line={"color": FAINT, "width": 1, "dash": "dot"})
        side = "left" if compared.opening < 0.7 * last else "right"
        note(
            figure, compared.opening, 1, "scenarios branch", yref="paper", yanchor="bottom", xanchor=side,
            font={"color": QUIET, "size": SMALL},
        )  # fmt: skip
    told = compared.summary["payback"][scenario]
    if path is CUMULATIVE and told["case"] == "pays back":
        figure.add_vline(x=told["month"], line={"color": FAINT, "width": 1, "dash": "dot"})
        left = told["month"] < 0.75 * last
        note(
            figure, told["month"], 1, f"pays back in month {told['month']}", yref="paper", yanchor="top",
            xanchor="left" if left else "right", xshift=5 if left else -5,
        )  # fmt: skip


def _numbers(compared: Compared, table: pd.DataFrame, path: Path) -> Numbers:
    form = form_of(compared, path)
    rows = pd.DataFrame(
        {
            "month": table["month"].map(lambda month: str(int(month))),
            "median": table["median"].map(lambda x: signed(form, x)),
            f"middle {percent(0.5)}": [
                span(form, a, b) for a, b in zip(table["low_50"], table["high_50"], strict=True)
            ],
            f"middle {percent(0.9)}": [
                span(form, a, b) for a, b in zip(table["low_90"], table["high_90"], strict=True)
            ],
            "mean": table["mean"].map(lambda x: signed(form, x)),
            INTERVAL: [
                span(form, a, b) or NO_INTERVAL for a, b in zip(table["low"], table["high"], strict=True)
            ],
            "seeds above 0": [f"{a} of {b}" for a, b in zip(table["better"], table["seeds"], strict=True)],
        }
    )
    forms: Forms = dict.fromkeys(rows.columns, str)
    return Numbers.of(rows, forms)


def _notes(compared: Compared) -> list[str]:
    """Return when each scenario has paid back, and that scenarios may differ before the books open."""
    said = []
    for name in compared.others:
        told, called = compared.summary["payback"][name], shortened(compared.printed(name), 40)
        agree = f"{told['agree']} of {counted(told['seeds'], 'seed')}"
        sentence = {
            "pays back": f"{called} pays back in month {told['month']}: from then on the mean of the seeds stays above "
            f"0, and so do {agree}.",
            "never": f"{called} has not paid back by month {compared.months - 1}; {agree} are not ahead then.",
            "at once": f"{called} never was behind on the mean; {agree} never were.",
            "no difference": f"{called} never differs.",
        }[told["case"]]
        said.append(sentence)
    if compared.summary["branch_at"] is None and compared.scenarios[0].warm_up:
        warm_up = counted(compared.scenarios[0].warm_up, "month")
        said.append(
            f"Each scenario has lived {warm_up} of its own before the books open; with --branch-at they start from one "
            "state, and payback counts from there."
        )
    if compared.months > MOST_MONTHS:
        said.append("Not every month is drawn.")
    return said
