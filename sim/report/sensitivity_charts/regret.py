"""Robustness: how each setting of the levers does over the futures, by regret, expectation, worst case and success."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS
from sim.report.interval import INTERVAL, LEVEL_TEXT, Estimate
from sim.report.number import Form, percent, percent_form
from sim.report.swept import Swept, between, estimate, futures
from sim.report.text import capital, plain

NAME, TITLE = "robustness", "Which lever setting is safe"
SURE = 0.95
"""Share of resamples in which a setting has the least regret, from which on that is called sure."""
MOST_SETTINGS = 24
"""Settings that are drawn, the best ones; the table has more, and the files have all."""


class Measure(NamedTuple):
    """A way to judge settings: its column, its name among the views, its title, and how it is printed."""

    column: str
    label: str
    title: Callable[[Swept, list[dict[str, Any]]], str]
    form: Callable[[Swept], Form]
    meaning: str


def robustness_chart(swept: Swept) -> Chart | Gap | None:
    """Return each measure of every setting, a view for each."""
    if NAME not in swept.tables:
        return swept.gap(NAME, TITLE)
    facts = swept.summary[NAME]
    views = [_view(swept, measure) for measure in MEASURES]
    enough = swept.level()(facts["threshold"])
    origin = "as asked for" if facts["threshold_given"] else "the median of the base setting over the futures"
    base = swept.name(swept.tables[NAME]["setting"].iloc[facts["base"]])
    notes = [
        f"Regret: in a future, what the best setting there yields beyond this one. Good enough: {enough}, {origin}. "
        f"The base setting is {base}.",
        "Worst case and greatest regret are about the futures that were tried; where luck is large, regrets are too "
        "large, because the best of several settings is partly the luckiest.",
        swept.noise(facts["noise"]),
        *swept.cautions(NAME),
    ]
    return Chart(NAME, views, notes=notes, wide=True, question="Judge by")


def best(swept: Swept) -> dict[str, Any]:
    """Return the setting with the least greatest regret."""
    return swept.rows(NAME)[int(swept.summary[NAME]["best"])]


def regret_headline(swept: Swept, rows: list[dict[str, Any]]) -> str:
    """Return which setting has the least regret, and how much that is at most."""
    first = best(swept)
    regret = swept.difference()(first["regret"])
    return f"{capital(swept.name(first['setting']))} {has(first)} the least regret: at most {regret} in any future"


def has(row: dict[str, Any]) -> str:
    """Return whether a setting has the least regret in nearly all resamples, or only seems to."""
    return "has" if row["least_regret"] >= SURE else "seems to have"


def hidden(swept: Swept) -> str:
    """Return that luck hides which setting is safe."""
    share = percent(swept.summary[NAME]["noise"]["share"])
    return f"Luck hides which setting is safe: it is {share} of the variance between settings and futures"


def _expected_headline(swept: Swept, rows: list[dict[str, Any]]) -> str:
    return (
        f"{capital(swept.name(rows[0]['setting']))} is best on average: {swept.level()(rows[0]['expected'])}"
    )


def _worst_headline(swept: Swept, rows: list[dict[str, Any]]) -> str:
    return f"{capital(swept.name(rows[0]['setting']))} has the best worst case: {swept.level()(rows[0]['worst'])}"


def _satisfied_headline(swept: Swept, rows: list[dict[str, Any]]) -> str:
    share = percent(rows[0]["satisfied"])
    return f"{capital(swept.name(rows[0]['setting']))} is good enough most often: in {share} of the futures"


def _difference(swept: Swept) -> Form:
    return swept.difference()


def _level(swept: Swept) -> Form:
    return swept.level()


MEASURES = (
    Measure("regret", "Greatest regret", regret_headline, _difference, "Greatest regret"),
    Measure("expected", "Mean", _expected_headline, _level, "Mean over the futures"),
    Measure("worst", "Worst case", _worst_headline, _level, "Worst of the futures"),
    Measure(
        "satisfied",
        "Good enough",
        _satisfied_headline,
        lambda swept: percent_form(),
        "Share of futures good enough",
    ),
)


def _view(swept: Swept, measure: Measure) -> View:
    rows = swept.rows(NAME, f"{measure.column}_rank")
    facts, form = swept.summary[NAME], measure.form(swept)
    bars = []
    for number, row in enumerate(rows[:MOST_SETTINGS]):
        value = estimate(row, measure.column)
        colour = OURS if number == 0 else COST
        bars.append(
            Bar(
                plain(swept.name(row["setting"])),
                value.estimate,
                form(value.estimate),
                colour,
                value.low,
                value.high,
            )
        )
    how = "futures and replications" if facts["sampled"] else "replications"
    subtitle = (
        f"{measure.meaning} of each setting, {swept.outcome}, {futures(facts['futures'])}, {swept.averaged}; lines are "
        f"{LEVEL_TEXT} intervals from resampling {how}"
    )
    alt = "Horizontal bars, the best setting at the top."
    title = hidden(swept) if swept.drowned(NAME) else measure.title(swept, rows)
    return View(
        title, subtitle, bars_figure([Panel(bars, free=0.16)]), _numbers(swept, rows), alt,
        measure.label, narrow=bars_figure([Panel(bars, free=0.32)]),
    )  # fmt: skip


def _numbers(swept: Swept, rows: list[dict[str, Any]]) -> Numbers:
    cells = []
    for row in rows:
        told = [swept.name(row["setting"])]
        for name in ("expected", "worst", "mean_regret", "regret_90", "regret"):
            value = estimate(row, name)
            make = swept.difference if "regret" in name else swept.level
            told += [make()(value.estimate), between(value, make(value.estimate, value.low, value.high))]
        share: Estimate = estimate(row, "satisfied")
        told += [percent(share.estimate), between(share, percent_form()), percent(row["least_regret"])]
        cells.append(told)
    columns = ["setting"]
    for name in (
        "mean",
        "worst case",
        "mean regret",
        "90th percentile of regret",
        "greatest regret",
        "good enough",
    ):
        columns += [name, INTERVAL]
    return Numbers([*columns, "least regret in … of resamples"], cells).thinned()
