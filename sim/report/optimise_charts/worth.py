"""Whether it is worth it: differences on the replications that the search never saw, each with its interval."""

from __future__ import annotations

import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, FAINT, GAIN, INK, LOSS, OURS_DOT, PAPER, QUIET
from sim.report.interval import INTERVAL, LEVEL_TEXT
from sim.report.number import counted, nice_ticks, signed, span
from sim.report.optimised import ANALYTIC, FOUND, OWN, SPLITS, Compared, Optimised
from sim.report.style import SIZE, axis, new_figure
from sim.report.text import plain

NAME = "worth"
TITLE = "Whether it is worth it"
_ROW = 64
_PAIRS = ((OWN, FOUND), (OWN, ANALYTIC), (ANALYTIC, FOUND))


def worth_chart(one: Optimised) -> Chart | Gap:
    """Return the paired differences between the splits on the replications held out."""
    rows = rows_of(one)
    if not rows:
        return Gap(
            NAME,
            TITLE,
            "There is no other split to judge: the present one won, and there is no analytic one.",
        )
    subtitle = (
        f"{one.outcome.capitalize()} of one split less another in the same replication: dots, and mean with its "
        f"{LEVEL_TEXT} interval; {counted(one.held_out, 'replication')} held out from the search"
    )
    alt = "For each pair of splits the differences as dots, and a point with a line for their mean and its interval."
    view = View(headline(one, rows), subtitle, worth_figure(one, rows), _numbers(one, rows), alt)
    return Chart(NAME, [view], wide=True)


def rows_of(one: Optimised) -> list[Compared]:
    """Return the differences that are shown."""
    found = [one.compared(*pair) for pair in _PAIRS if set(pair) <= set(one.splits)]
    return [row for row in found if row is not None and row.gain.is_known]


def headline(one: Optimised, rows: list[Compared]) -> str:
    """Return what the first difference says, the one against now."""
    row = rows[0]
    form, name = one.gain_form(row.gain), SPLITS[row.other]
    size = f"{signed(form, row.gain.estimate)} against now"
    if row.sign == 0:
        return f"{name} cannot be told from now: {size}, more in {row.better} of {one.held_out}"
    return (
        f"{name} is {'better' if row.sign > 0 else 'worse'}: {size}, more in {row.better} of {one.held_out}"
    )


def gains_of(one: Optimised, row: Compared) -> list[float]:
    """Return the differences of one pair, one for each replication."""
    table = one.tables["held_out"].pivot_table(
        index="replication", columns="split", values="value", aggfunc="first"
    )
    return [float(gain) for gain in table[row.other] - table[row.first]]


def worth_figure(one: Optimised, rows: list[Compared]) -> go.Figure:
    """Return dots for the replications, and a point with its interval above them, for each pair."""
    figure = new_figure(len(rows) * _ROW + 50, left=4, right=12, top=6)
    ends = [0.0]
    for place, row in enumerate(reversed(rows)):
        gains = gains_of(one, row)
        ends += gains
        form, gain = one.gain_form(row.gain), row.gain
        colour = {1: GAIN, -1: LOSS, 0: QUIET}[row.sign]
        size = plain(signed(form, gain.estimate))
        words = f"{SPLITS[row.other]} less {SPLITS[row.first].replace('Now', 'now')}"
        figure.add_scatter(
            x=gains, y=[place - 0.2] * len(gains), mode="markers", marker={"color": OURS_DOT, "size": 6},
            customdata=[plain(signed(form, value)) for value in gains], hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        if gain.low is not None and gain.high is not None:
            ends += [gain.low, gain.high]
            figure.add_scatter(
                x=[gain.low, gain.high], y=[place, place], mode="lines", line={"color": colour, "width": 3},
                hoverinfo="skip",
            )  # fmt: skip
        figure.add_scatter(
            x=[gain.estimate], y=[place], mode="markers", marker={"color": colour, "size": 11},
            customdata=[f"{words}: {size}"], hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        figure.add_annotation(
            x=0, xref="paper", y=place + 0.18, xanchor="left", yanchor="bottom", showarrow=False, bgcolor=PAPER,
            text=f"{words}  <b>{size}</b>", font={"color": INK, "size": SIZE}, borderpad=0,
        )  # fmt: skip
    low, high = min(ends), max(ends)
    pad = (high - low or 1.0) * 0.04
    ticks = nice_ticks(low - pad, high + pad, 5)
    form = one.form()
    figure.add_shape(type="line", x0=0, x1=0, y0=-0.5, y1=len(rows) - 0.6, line={"color": AXIS, "width": 1.4})
    figure.update_xaxes(
        axis(showline=True, range=[low - pad, high + pad], tickvals=ticks,
             ticktext=[form.number(at) for at in ticks], tickcolor=FAINT)
    )  # fmt: skip
    figure.update_yaxes(axis(visible=False, range=[-0.5, len(rows) - 0.3]))
    return figure


def _numbers(one: Optimised, rows: list[Compared]) -> Numbers:
    cells = []
    for row in rows:
        form, gain = one.gain_form(row.gain), row.gain
        low, high = gain.low, gain.high
        cells.append(
            [
                f"{SPLITS[row.other]} less {SPLITS[row.first].replace('Now', 'now')}",
                signed(form, gain.estimate),
                span(form, low, high) if low is not None and high is not None else "",
                f"{row.better} of {one.held_out}",
            ]
        )
    return Numbers(["difference", "mean", INTERVAL, "more in"], cells)
