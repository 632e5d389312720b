"""What differs: every outcome with its interval, on one scale."""

from __future__ import annotations

import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, FAINT, GAIN, INK, LOSS, PAPER, QUIET
from sim.report.compared import OUTCOMES, PRICES, Compared, Row, choice_of
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL
from sim.report.number import (
    NOTHING,
    counted,
    grouped,
    known,
    nice_ticks,
    percent,
    percent_form,
    signed,
    span,
)
from sim.report.style import SIZE, axis, new_figure
from sim.report.text import plain

NAME = "outcomes"
_ROW = 40


def outcomes_chart(compared: Compared) -> Chart | Gap:
    """Return the differences of all outcomes, a view for each other scenario."""
    views = [_view(compared, name) for name in compared.ranked]
    notes = [
        "Green: better, red: worse, with the whole interval; grey: cannot be told. Of many outcomes one in twenty "
        "would seem to differ by luck alone.",
    ]
    return Chart(NAME, views, notes=notes, question="Scenario", choice=choice_of(views))


def headline(compared: Compared, scenario: str) -> str:
    """Return how many outcomes are better and worse."""
    rows = [row for row in compared.rows(scenario) if row.has_interval]
    better, worse = sum(row.sign > 0 for row in rows), sum(row.sign < 0 for row in rows)
    name, first = compared.printed(scenario, 40), compared.printed(compared.names[0], 40)
    if not rows:
        return f"What differs between {name} and {first}"
    if not better and not worse:
        return f"{name} and {first} cannot be told apart in any of {len(rows)} outcomes"
    return (
        f"{name} is better than {first} in {better} and worse in {worse} of {counted(len(rows), 'outcome')}"
    )


def share_of_first(row: Row, value: float) -> float:
    """Return a difference as a share of what the first scenario has; of list prices it is one already."""
    if OUTCOMES[row.outcome].kind == PRICES:
        return value
    return value / abs(row.first) if known(row.first) and row.first != 0 else float("nan")


def _view(compared: Compared, scenario: str) -> View:
    rows = compared.rows(scenario)
    first = compared.printed(compared.names[0], 40)
    subtitle = (
        f"Outcomes of {compared.firm}, {compared.printed(scenario, 40)} less {first}, in % of {first}, with "
        f"{LEVEL_TEXT} intervals; {compared.over}"
    )
    alt = "A point with a line for each outcome, left of zero where it is lower and right where it is higher."
    return View(
        headline(compared, scenario), subtitle, forest_figure(compared, rows), _numbers(compared, rows), alt,
        compared.printed(scenario),
    )  # fmt: skip


def forest_figure(compared: Compared, rows: list[Row]) -> go.Figure:
    """Return a point with its interval for each outcome, and the difference in its own unit in words."""
    drawn = [row for row in rows if row.is_known and known(share_of_first(row, row.mean))]
    figure = new_figure(max(len(drawn), 1) * _ROW + 50, left=4, right=12, top=4)
    ends = [0.0]
    for place, row in enumerate(reversed(drawn)):
        colour = {1: GAIN, -1: LOSS, 0: QUIET}[row.sign]
        shares = [share_of_first(row, value) for value in (row.low, row.mean, row.high)]
        ends += [share for share in shares if known(share)]
        form, title = compared.form(row), OUTCOMES[row.outcome].title
        if row.has_interval:
            figure.add_scatter(
                x=[shares[0], shares[2]], y=[place, place], mode="lines", line={"color": colour, "width": 3},
                hoverinfo="skip",
            )  # fmt: skip
        figure.add_scatter(
            x=[shares[1]],
            y=[place],
            mode="markers",
            marker={"color": colour, "size": 10},
            customdata=[
                plain(f"{title}: {signed(form, row.mean)}, {span(form, row.low, row.high) or NO_INTERVAL}")
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
        figure.add_annotation(
            x=0, xref="paper", y=place + 0.2, xanchor="left", yanchor="bottom", showarrow=False, bgcolor=PAPER,
            text=f"{plain(title)}  <b>{plain(signed(form, row.mean))}</b>", font={"color": INK, "size": SIZE},
            borderpad=0,
        )  # fmt: skip
    low, high = min(ends), max(ends)
    pad = (high - low or 0.01) * 0.05
    ticks = nice_ticks(low - pad, high + pad, 5)
    decimals = 0 if all(abs(at * 100 - round(at * 100)) < 1e-6 for at in ticks) else 1
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.5, y1=len(drawn) - 0.4, line={"color": AXIS, "width": 1.4}
    )
    figure.update_xaxes(
        axis(
            showline=True,
            range=[low - pad, high + pad],
            tickvals=ticks,
            ticktext=[percent(at, decimals) for at in ticks],
            tickcolor=FAINT,
        )
    )
    figure.update_yaxes(axis(visible=False, range=[-0.6, max(len(drawn), 1) - 0.2]))
    return figure


def _numbers(compared: Compared, rows: list[Row]) -> Numbers:
    cells = []
    for row in rows:
        form = compared.form(row)
        share = share_of_first(row, row.mean)
        cells.append(
            [
                OUTCOMES[row.outcome].title,
                compared.level(row, row.first),
                compared.level(row, row.other),
                signed(form, row.mean),
                span(form, row.low, row.high) or NO_INTERVAL,
                f"{'+' if share > 0 else ''}{grouped(100 * share, 1)} %" if known(share) else NOTHING,
                f"{row.better} of {row.seeds}",
                percent_form().span(row.chance_low, row.chance_high),
            ]
        )
    heads = [
        "outcome",
        "first scenario",
        "this scenario",
        "difference",
        INTERVAL,
        "in % of the first",
        "better in",
        f"chance, {INTERVAL}",
    ]
    return Numbers(heads, cells)
