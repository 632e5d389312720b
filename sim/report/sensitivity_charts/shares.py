"""Shares of the variance: Sobol indices of a Saltelli sample, feature scores of any other."""

from __future__ import annotations

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS, RIVAL
from sim.report.interval import INTERVAL, LEVEL_TEXT, Estimate
from sim.report.number import NOTHING, Form, grouped, percent, percent_form
from sim.report.swept import Swept, between, estimate, over
from sim.report.text import capital, plain

_FORM = percent_form()
_TWO = Form(lambda x: grouped(x, 2))


def sobol_chart(swept: Swept) -> Chart | Gap | None:
    """Return first-order and total indices of every input that was sampled."""
    if "sobol" not in swept.tables:
        return None
    rows = swept.rows("sobol")
    facts = swept.summary["sobol"]
    panels = []
    for name, heading in (("first", "Alone"), ("total", "With what it does together with others")):
        bars = []
        for number, row in enumerate(rows):
            value = estimate(row, name)
            colour = OURS if number == 0 else COST
            bars.append(_bar(swept.label(row["parameter"]), value, colour))
        panels.append(Panel(bars, heading))
    narrow = bars_figure(
        [
            panel._replace(heading=words, free=0.4)
            for panel, words in zip(panels, ("Alone", "With others"), strict=True)
        ]
    )
    alone = Estimate.read(facts["alone"])
    notes = [
        "Alone: what the variance would lose if the input were known. With others: what would be left if all others "
        f"were known. Alone, all inputs explain {percent(alone.estimate)} ({INTERVAL} {between(alone, _FORM)}); the "
        "rest is what they do together.",
        swept.noise(facts["noise"], facts["combinations"]),
        *over(facts["combinations"]),
        *swept.cautions("sobol"),
    ]
    subtitle = (
        f"Share of the variance of {swept.outcome} between points, {swept.averaged}, lines are {LEVEL_TEXT} intervals "
        f"from resampling {facts['blocks']} base points and the replications"
    )
    alt = "Two columns of horizontal bars, the input with the largest total at the top."
    columns = ["input", "key", "alone", INTERVAL, "with others", INTERVAL]
    cells = [
        [
            swept.label(row["parameter"]),
            row["parameter"],
            *(t for name in ("first", "total") for t in _told(row, name)),
        ]
        for row in rows
    ]
    view = View(
        sobol_headline(swept), subtitle, bars_figure(panels), Numbers(columns, cells), alt, narrow=narrow
    )
    return Chart("sobol", [view], notes=notes, wide=True)


def scores_chart(swept: Swept) -> Chart | Gap | None:
    """Return the feature score and the rank correlation of every input."""
    if "scores" not in swept.tables:
        return None
    rows = swept.rows("scores")
    facts = swept.summary["scores"]
    scores, ways = [], []
    for number, row in enumerate(rows):
        label, value, way = (
            swept.label(row["parameter"]),
            estimate(row, "score"),
            estimate(row, "rank_correlation"),
        )
        colour = RIVAL if value.estimate <= row["chance"] else OURS if number == 0 else COST
        scores.append(_bar(label, value, colour))
        text = grouped(way.estimate, 2) if way.is_known else "no order"
        ways.append(Bar(plain(label), way.estimate if way.is_known else 0.0, text, colour, way.low, way.high))
    panels = [Panel(scores, "Share of the variance"), Panel(ways, "Rank correlation, from −1 to 1")]
    narrow = bars_figure(
        [
            panel._replace(heading=words, free=0.4)
            for panel, words in zip(panels, ("Share", "Correlation"), strict=True)
        ]
    )
    notes = [
        "The share that goes with each input alone, straight or curved, corrected for chance; what inputs do only "
        "together is in none. A correlation below zero: the more of the input, the less of the outcome. "
        "The table says what 95 of 100 inputs that do nothing would stay below.",
        swept.noise(facts["noise"], facts["combinations"]),
        *over(facts["combinations"]),
        *swept.cautions("scores"),
    ]
    subtitle = (
        f"Share of the variance of {swept.outcome} between {facts['points']} points, {swept.averaged}, lines are "
        f"{LEVEL_TEXT} intervals from resampling points and replications"
    )
    alt = "Two columns of horizontal bars, the input with the largest share at the top."
    columns = ["input", "key", "share", INTERVAL, "by chance, up to", "rank correlation", INTERVAL]
    cells = []
    for row in rows:
        way = estimate(row, "rank_correlation")
        direction = [grouped(way.estimate, 2), between(way, _TWO)] if way.is_known else [NOTHING, NOTHING]
        chance = percent(row["chance"])
        cells.append(
            [swept.label(row["parameter"]), row["parameter"], *_told(row, "score"), chance, *direction]
        )
    view = View(
        scores_headline(swept), subtitle, bars_figure(panels), Numbers(columns, cells), alt, narrow=narrow
    )
    return Chart("scores", [view], notes=notes, wide=True)


def sobol_headline(swept: Swept) -> str:
    """Return what decides, and how much of the variance it explains alone."""
    if swept.drowned("sobol"):
        return drowned(swept, "sobol")
    first = swept.rows("sobol")[0]
    label = capital(swept.label(first["parameter"]))
    alone = f"alone it explains {percent(first['first'])} of the variance of {swept.outcome}"
    return f"{label} {swept.decides('sobol', 'total')}: {alone}"


def scores_headline(swept: Swept) -> str:
    """Return what decides, and how much of the variance goes with it."""
    first = swept.rows("scores")[0]
    if first["score"] <= first["chance"]:
        return f"No input goes with {swept.outcome} more than chance would make it"
    if swept.drowned("scores"):
        return drowned(swept, "scores")
    label, share = capital(swept.label(first["parameter"])), percent(first["score"])
    return (
        f"{label} {swept.decides('scores', 'score')}: {share} of the variance of {swept.outcome} goes with it"
    )


def drowned(swept: Swept, name: str) -> str:
    """Return that luck hides what matters."""
    share = percent(swept.summary[name]["noise"]["share"])
    return f"Luck hides what matters: it is {share} of the variance between points"


def _bar(label: str, value: Estimate, colour: str) -> Bar:
    return Bar(plain(label), value.estimate, percent(value.estimate), colour, value.low, value.high)


def _told(row: dict[str, object], name: str) -> list[str]:
    value = estimate(row, name)
    return [percent(value.estimate), between(value, _FORM)]
