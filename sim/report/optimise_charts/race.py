"""How it was found: every candidate of the race, and which of them stopped early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, COST, INK, OURS
from sim.report.interval import INTERVAL
from sim.report.number import NOTHING, counted, known, nice_ticks, signed, span
from sim.report.optimised import Optimised
from sim.report.style import axis, new_figure, value_axis
from sim.report.text import plain

NAME = "race"
ORIGINS = {
    "own": "the present split",
    "blattberg_deighton": "Blattberg–Deighton",
    "start": "covers the space",
    "search": "the sampler's hope",
    "surface": "top of the surface",
}
"""Where candidates come from, in words."""


def race_chart(one: Optimised) -> Chart | Gap:
    """Return the gain of every candidate in the order of the race."""
    table = one.tables["candidates"]
    replications = one.summary["search_replications"]
    subtitle = (
        f"{one.outcome.capitalize()} of each candidate less the present split in the same replications; full dots "
        f"lived all {replications}, hollow ones were stopped as clearly worse; the line is the best so far"
    )
    alt = "A dot for each candidate in the order of the race, and a line that climbs where a better one came."
    rows = [
        [
            str(row["candidate"]),
            ORIGINS[row["origin"]],
            str(row["replications"]),
            *_gain(one, row),
            "yes" if row["pruned"] else "no",
        ]
        for row in table.to_dict("records")
    ]
    columns = ["candidate", "comes from", "replications", "gain", INTERVAL, "stopped early"]
    view = View(headline(one), subtitle, race_figure(one, table), Numbers(columns, rows).thinned(), alt)
    notes = [
        "The best of many candidates is partly lucky: these gains flatter it. What it is truly worth is said above, by "
        "replications that no candidate was chosen by."
    ]
    return Chart(NAME, [view], notes=notes)


def headline(one: Optimised) -> str:
    """Return how many runs the race took, and how many it saved."""
    summary = one.summary
    whole = summary["candidates"] * summary["search_replications"]
    raced = counted(summary["candidates"], "candidate")
    stopped = summary["pruned"]
    if not stopped:
        return f"{raced} lived all {whole} runs; none was stopped early"
    return f"{stopped} of {raced} were stopped early: {summary['race_runs']} runs instead of {whole}"


def race_figure(one: Optimised, table: pd.DataFrame) -> go.Figure:
    """Return dots over the order of the race, and the best so far among those that lived it all."""
    figure = new_figure(320, right=16, top=12, bottom=46)
    finite = table[np.isfinite(table["gain"])]
    best = finite["gain"].where(~finite["pruned"]).cummax().ffill()
    figure.add_scatter(
        x=finite["candidate"], y=best, mode="lines", line={"color": INK, "width": 1.4, "shape": "hv"},
        hoverinfo="skip",
    )  # fmt: skip
    for pruned, colour, symbol in ((True, COST, "circle-open"), (False, OURS, "circle")):
        part = finite[finite["pruned"] == pruned]
        figure.add_scatter(
            x=part["candidate"],
            y=part["gain"],
            mode="markers",
            marker={"color": colour, "size": 9, "symbol": symbol, "line": {"width": 1.6, "color": colour}},
            customdata=[
                f"{row['candidate']}, {ORIGINS[row['origin']]}: {plain(_gain(one, row)[0])}"
                for row in part.to_dict("records")
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    low, high = (float(x) for x in (finite["gain"].min(), finite["gain"].max()))
    pad = (high - low or 1.0) * 0.06
    ticks = nice_ticks(low - pad, high + pad)
    number = one.form().number
    figure.add_hline(y=0, line={"color": AXIS, "width": 1})
    figure.update_yaxes(
        value_axis(range=[low - pad, high + pad], tickvals=ticks, ticktext=[number(at) for at in ticks])
    )
    figure.update_xaxes(axis("Candidate, in the order of the race", showline=True))
    return figure


def _gain(one: Optimised, row: Mapping[Any, Any]) -> tuple[str, str]:
    if not known(row["gain"]):
        return NOTHING, ""
    form = one.form(row["gain"], row["low"], row["high"])
    return signed(form, row["gain"]), span(form, row["low"], row["high"])
