"""The box: in which ranges of the inputs the strategy fails, and what other boxes would trade."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, GRID, INK, LOSS, OURS, QUIET
from sim.report.interval import INTERVAL, Estimate
from sim.report.number import MINUS, NOTHING, grouped, known, listed, percent, percent_form
from sim.report.style import SIZE, SMALL, axis, new_figure, share_axis
from sim.report.swept import Swept, between, some_of
from sim.report.text import capital, plain

NAME, TITLE = "failing", "When it fails"
_ROW = 54
WORTH = 1.2
"""How many times as dense as everything the box must be in points kept out of the search to be believed."""


def box_chart(swept: Swept) -> Chart | Gap | None:
    """Return the ranges in which the strategy fails."""
    if "limits" not in swept.tables:
        return swept.gap(NAME, TITLE)
    facts = swept.summary[NAME]
    coverage, density = Estimate.read(facts["coverage"]), Estimate.read(facts["density"])
    form = percent_form()
    subtitle = (
        f"{capital(failure(swept))} in {some_of(facts['fails'], facts['points'])}. In the box it does so in "
        f"{facts['box_fails']} of {facts['box_points']}: density {percent(density.estimate)} ({INTERVAL} "
        f"{between(density, form)}), coverage {percent(coverage.estimate)} ({between(coverage, form)})"
    )
    notes = [
        "Density: how often it fails in the box. Coverage: which part of all failures lies there. The box was searched "
        f"for in the same futures, which flatters it: {tested(swept)}.",
        "Quasi-p: how likely chance alone makes a limit so telling (Bryant and Lempert 2010).",
        swept.noise(swept.summary["noise"]),
        *swept.cautions(NAME),
    ]
    alt = (
        "A line for each input from its least to its greatest value, on which the range of the box is thick."
    )
    if swept.tables["limits"].empty:
        return Gap(NAME, TITLE, f"{capital(failure(swept))} in {some_of(facts['fails'], facts['points'])}, but no "
                   "range of any input tells these from the others.")  # fmt: skip
    views = [
        View(headline(swept), subtitle, box_figure(swept), _numbers(swept), alt, "The box"),
        View(
            "A smaller box would fail more surely, but hold fewer of the failures",
            "Coverage and density of every box on the way from all futures to a few; the first holds everything",
            path_figure(swept), _path_numbers(swept),
            "A line that falls to the right: the higher the coverage, the lower the density.", "Other boxes",
        ),
    ]  # fmt: skip
    return Chart(NAME, views, notes=notes, wide=True)


def failure(swept: Swept) -> str:
    """Return what failing means here, in words: "acquisition 0.2 does worse than acquisition 0.4"."""
    facts = swept.summary[NAME]
    strategy, rival, limit = facts["strategy"], facts["rival"], facts["threshold"]
    if rival is not None:
        return f"{swept.name(strategy)} does worse than {swept.name(rival)}"
    who = swept.name(strategy) if strategy is not None else swept.outcome
    side = "below" if swept.better == "more" else "above"
    return f"{who} is {side} {swept.level()(limit)}"


def headline(swept: Swept) -> str:
    """Return where it fails, if that holds in futures that were kept out of the search."""
    if not believed(swept):
        return f"{capital(failure(swept))}: the inputs do not tell when"
    return f"{capital(failure(swept))} mostly when {conditions(swept)}"


def believed(swept: Swept) -> bool:
    """Return whether the box was found again in futures that were kept out of the search for it."""
    facts = swept.summary[NAME]
    share = facts["fails"] / facts["points"]
    found = facts.get("tested_density")
    return known(found) and found >= WORTH * share and len(swept.tables["limits"]) > 0


def conditions(swept: Swept) -> str:
    """Return the ranges of the box in words."""
    return listed(
        f"{swept.label(row['parameter'])} is {in_words(swept, row)}" for row in swept.rows("limits")
    )


def in_words(swept: Swept, row: dict[str, Any]) -> str:
    """Return a range in words: at most 1.02, at least 9, 9 to 10, asleep or copies."""
    low, high = row["low"], row["high"]
    if row["choices"]:
        return swept.name(row["choices"])
    if known(low) and known(high):
        return f"{value(low)} to {value(high)}" if low < high else value(low)
    return f"at most {value(high)}" if known(high) else f"at least {value(low)}"


def value(x: float) -> str:
    """Return a value of an input."""
    return f"{x:.4g}".replace("-", MINUS)


def tested(swept: Swept) -> str:
    """Return how boxes did in futures that were kept out of the search for them."""
    facts = swept.summary[NAME]
    if not known(facts["tested_density"]):
        return "boxes that were found without a fifth of the futures hold none of that fifth"
    return (
        "boxes that were found without a fifth of the futures have, in that fifth, a density of "
        f"{percent(facts['tested_density'])} and a coverage of {percent(facts['tested_coverage'])}, where "
        f"{percent(facts['fails'] / facts['points'])} of all futures fail"
    )


def box_figure(swept: Swept) -> go.Figure:
    """Return a line for each limited input, with the range of the box."""
    rows = swept.rows("limits")
    ranges = swept.summary[NAME]["ranges"]
    colour = LOSS if believed(swept) else QUIET
    figure = new_figure(len(rows) * _ROW + 16, left=10, right=10, top=4, bottom=12)
    for place, row in enumerate(reversed(rows)):
        key = row["parameter"]
        heading = f"{swept.label(key)}: {in_words(swept, row)}"
        figure.add_annotation(
            x=0, xref="paper", y=place + 0.16, xanchor="left", yanchor="bottom", showarrow=False,
            text=f"<b>{plain(heading)}</b>", font={"color": INK, "size": SIZE},
        )  # fmt: skip
        if key not in ranges or row["choices"]:
            continue
        least, most = ranges[key]
        low = row["low"] if known(row["low"]) else least
        high = row["high"] if known(row["high"]) else most
        at = [(end - least) / ((most - least) or 1.0) for end in (low, high)]
        figure.add_scatter(
            x=[0, 1], y=[place, place], mode="lines", line={"color": GRID, "width": 10}, hoverinfo="skip"
        )
        figure.add_scatter(
            x=at, y=[place, place], mode="lines+markers", line={"color": colour, "width": 10},
            marker={"color": colour, "size": 10}, customdata=[plain(heading)] * 2,
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        for end, anchor, text in ((0, "left", value(least)), (1, "right", value(most))):
            figure.add_annotation(
                x=end, y=place, xanchor=anchor, yanchor="top", yshift=-6, showarrow=False, text=text,
                font={"color": QUIET, "size": SMALL},
            )  # fmt: skip
    figure.update_xaxes(axis(visible=False, range=[-0.02, 1.02]))
    figure.update_yaxes(axis(visible=False, range=[-0.5, len(rows) - 0.3]))
    return figure


def path_figure(swept: Swept) -> go.Figure:
    """Return coverage and density of all boxes, and of the one that was taken."""
    path, facts = swept.tables["trajectory"], swept.summary[NAME]
    figure = new_figure(320, bottom=46)
    figure.add_scatter(
        x=path["coverage"], y=path["density"], mode="lines+markers", line={"color": AXIS, "width": 1.4},
        marker={"color": QUIET, "size": 6}, customdata=path["dimensions"],
        hovertemplate="coverage %{x:.0%}, density %{y:.0%}, %{customdata} inputs<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[facts["coverage"]["estimate"]], y=[facts["density"]["estimate"]], mode="markers+text", text=["taken"],
        textposition="middle left", textfont={"color": OURS, "size": SIZE}, marker={"color": OURS, "size": 12},
        hovertemplate="taken: coverage %{x:.0%}, density %{y:.0%}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(share_axis(1.03, title={"text": "Coverage", "font": {"size": SMALL, "color": QUIET}}))
    figure.update_yaxes(share_axis(1.03, title={"text": "Density", "font": {"size": SMALL, "color": QUIET}}))
    return figure


def _numbers(swept: Swept) -> Numbers:
    cells = []
    ranges = swept.summary[NAME]["ranges"]
    for row in swept.rows("limits"):
        tried = [value(end) for end in ranges.get(row["parameter"], ())] or [NOTHING, NOTHING]
        quasi = f"under {0.001:g}" if row["quasi_p"] < 0.001 else grouped(row["quasi_p"], 3)
        cells.append([swept.label(row["parameter"]), row["parameter"], in_words(swept, row), *tried, quasi])
    facts, form = swept.summary[NAME], percent_form()
    shares = [Estimate.read(facts[name]) for name in ("coverage", "density")]
    note = "; ".join(
        f"{name} {percent(share.estimate)} ({INTERVAL} {between(share, form)})"
        for name, share in zip(("coverage", "density"), shares, strict=True)
    )
    return Numbers(
        ["input", "key", "in the box", "least tried", "greatest tried", "quasi-p"], cells, f"{capital(note)}."
    )


def _path_numbers(swept: Swept) -> Numbers:
    forms: dict[str, Callable[[Any], str]] = {"step": str, "dimensions": str}
    forms |= dict.fromkeys(("coverage", "density", "mass"), percent)
    return Numbers.of(swept.tables["trajectory"], forms)
