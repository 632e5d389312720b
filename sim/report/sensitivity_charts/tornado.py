"""Tornado: the outcome at both ends of every input, the widest first, the ends labelled with the input's values."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, COST, INK, OURS, QUIET
from sim.report.interval import INTERVAL, LEVEL_TEXT
from sim.report.number import known, nice_ticks
from sim.report.sensitivity_charts.shares import drowned
from sim.report.style import SIZE, SMALL, axis, new_figure
from sim.report.swept import Swept, between, estimate
from sim.report.text import capital, plain, shortened, width

NAME, TITLE = "tornado", "What each input moves"
_ROW = 56
_THICK = 0.34


def tornado_chart(swept: Swept) -> Chart | Gap | None:
    """Return the outcome at both ends of every input."""
    if NAME not in swept.tables:
        return swept.gap(NAME, TITLE)
    rows = swept.rows(NAME)
    facts = swept.summary[NAME]
    centre = swept.level()(facts["centre"])
    around = "the base" if facts["around_base"] else "the mean over all points"
    if facts["around_base"]:
        how = "Each input is moved from the base to its ends, the others stay as they are."
    elif facts["sampled"]:
        how = (
            "Ends are the lowest and the highest fifth of the points, whose medians are the 10th and 90th percentile "
            "of the input, or its least and greatest value where it has few; what the others did there averages out."
        )
    else:
        how = "Ends are the least and the greatest value of the input; the others take all their values at both."
    intervals = (
        "from resampling points and replications"
        if facts["sampled"] and not facts["around_base"]
        else "paired, over replications"
    )
    subtitle = (
        f"{capital(swept.outcome)} at both ends of each input, {swept.averaged}; the line in the middle is {around}, "
        f"{centre}; thin lines are {LEVEL_TEXT} intervals of the distance from it, {intervals}"
    )
    notes = [
        how,
        "A choice without an order has the value with the least and with the greatest outcome as its ends.",
    ]
    if all(row["low_value"] <= row["high_value"] or _is_number(row["low_value"]) for row in rows):
        notes = [how]
    notes += [swept.noise(facts["noise"]), *swept.cautions(NAME)]
    alt = "Bars to both sides of a line in the middle, the widest at the top, each end labelled with the input's value."
    view = View(
        headline(swept),
        subtitle,
        tornado_figure(swept),
        _numbers(swept),
        alt,
        narrow=tornado_figure(swept, narrow=True),
    )
    return Chart(NAME, [view], notes=notes, wide=True)


def widest(swept: Swept) -> dict[str, Any] | None:
    """Return the input that moves the outcome most among those that can be told to move it, or none."""
    for row in swept.rows(NAME):
        swing = estimate(row, "swing")
        if swing.low is None or swing.high is None or swing.low > 0.0 or swing.high < 0.0:
            return row
    return None


def headline(swept: Swept) -> str:
    """Return which input moves the outcome most, and how far."""
    if swept.drowned(NAME):
        return drowned(swept, NAME)
    first = widest(swept)
    if first is None:
        return f"No input can be told to move {swept.outcome}"
    swing = float(first["swing"])
    way, size = "more" if swing > 0 else "less", swept.difference()(abs(swing))
    values = f"from {swept.name(first['low_value'])} to {swept.name(first['high_value'])}"
    return f"{capital(swept.label(first['parameter']))} moves {swept.outcome} most: {values}, {size} {way}"


def tornado_figure(swept: Swept, *, narrow: bool = False) -> go.Figure:
    """Return a bar to each end of every input from the line in the middle."""
    rows = swept.rows(NAME)
    centre, count = float(swept.summary[NAME]["centre"]), len(rows)
    figure = new_figure(count * _ROW + 46, left=6, right=6, top=4, bottom=36, barmode="overlay")
    ends = [centre]
    longest = 0.0
    for place, row in enumerate(reversed(rows)):
        for name, colour in (("low", COST), ("high", OURS)):
            value = estimate(row, f"at_{name}")
            ends += [end for end in (value.estimate, value.low, value.high) if end is not None]
            text = shortened(swept.name(row[f"{name}_value"]), 14)
            longest = max(longest, width(text))
            _draw_end(figure, swept, row, name, place, text, colour, centre)
        figure.add_annotation(
            x=0, xref="paper", y=place + _THICK / 2 + 0.02, xanchor="left", yanchor="bottom", showarrow=False,
            text=plain(swept.label(row["parameter"])), font={"color": INK, "size": SIZE},
        )  # fmt: skip
    low, high = min(ends), max(ends)
    room = (high - low or 1.0) * (0.05 + longest / (300 if narrow else 700))
    figure.add_shape(
        type="line", x0=centre, x1=centre, y0=-0.4, y1=count - 0.3, line={"color": AXIS, "width": 1.4}
    )
    ticks = nice_ticks(low - room, high + room, 4 if narrow else 6)
    figure.update_xaxes(
        axis(
            showline=True, range=[low - room, high + room], tickvals=ticks,
            ticktext=[swept.level(*ticks[:2])(at) for at in ticks],
        )
    )  # fmt: skip
    figure.update_yaxes(axis(visible=False, range=[-0.5, count - 0.15]))
    return figure


def _draw_end(
    figure: go.Figure,
    swept: Swept,
    row: dict[str, Any],
    name: str,
    place: int,
    text: str,
    colour: str,
    centre: float,
) -> None:
    value = estimate(row, f"at_{name}")
    form = swept.level()
    said = f"{swept.label(row['parameter'])} {text}: {form(value.estimate)}"
    figure.add_bar(
        x=[value.estimate - centre], y=[place], base=[centre], orientation="h", width=_THICK,
        marker={"color": colour, "line": {"width": 0}}, customdata=[plain(said)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    if value.low is not None and value.high is not None and value.low < value.high:
        shift = -0.06 if name == "low" else 0.06
        figure.add_scatter(
            x=[value.low, value.high], y=[place + shift] * 2, mode="lines", line={"color": INK, "width": 1.2},
            hoverinfo="skip",
        )  # fmt: skip
    reach = [
        centre,
        *(row[f"at_{end}{suffix}"] for end in ("low", "high") for suffix in ("", "_low", "_high")),
    ]
    known_reach = [float(x) for x in reach if known(x)]
    right = (row["at_high"] >= row["at_low"]) == (name == "high")
    figure.add_annotation(
        x=max(known_reach) if right else min(known_reach), y=place, xanchor="left" if right else "right",
        xshift=4 if right else -4, showarrow=False, text=plain(text),
        font={"color": OURS if name == "high" else QUIET, "size": SMALL},
    )  # fmt: skip


def _is_number(text: object) -> bool:
    try:
        float(str(text))
    except ValueError:
        return False
    return True


def _numbers(swept: Swept) -> Numbers:
    cells = []
    for row in swept.rows(NAME):
        told = []
        for name in ("low", "high"):
            value = estimate(row, f"at_{name}")
            form = swept.level(value.estimate, value.low, value.high)
            told += [swept.name(row[f"{name}_value"]), swept.level()(value.estimate), between(value, form)]
        swing = estimate(row, "swing")
        form = swept.difference(swing.estimate, swing.low, swing.high)
        told += [swept.difference()(swing.estimate), between(swing, form)]
        cells.append([swept.label(row["parameter"]), row["parameter"], *told])
    columns = [
        "input",
        "key",
        "low end",
        "outcome there",
        INTERVAL,
        "high end",
        "outcome there",
        INTERVAL,
        "swing",
        INTERVAL,
    ]
    return Numbers(columns, cells)
