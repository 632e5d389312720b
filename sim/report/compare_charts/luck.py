"""What it is worth that both scenarios have the same luck: intervals beside those of independent runs."""

from __future__ import annotations

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS, RIVAL
from sim.report.compared import OUTCOMES, Compared, Row, choice_of
from sim.report.interval import INTERVAL
from sim.report.number import NOTHING, grouped, known, percent, short, span
from sim.report.text import plain

NAME = "luck"
TITLE = "What common luck saves"
SHOWN = (
    "customer_equity",
    "profit",
    "firm_value",
    "retention_rate",
    "customers",
    "realised_clv",
    "satisfaction",
)


def luck_chart(compared: Compared) -> Chart | Gap:
    """Return how much narrower the paired interval of each outcome is than that of independent runs."""
    if not compared.paired:
        return Gap(
            NAME, TITLE, "The scenarios were given luck of their own (--independent): nothing is paired."
        )
    views = []
    for name in compared.ranked:
        rows = [row for row in compared.rows(name) if row.outcome in SHOWN and known(row.width)]
        rows.sort(key=lambda row: SHOWN.index(row.outcome))
        if rows:
            views.append(_view(compared, name, rows))
    if not views:
        return Gap(NAME, TITLE, "It takes at least two seeds, in which the scenarios differ, to tell.")
    notes = [
        "Both intervals come from these very runs: the paired one from the differences seed by seed (Student), the "
        "other from the two scenarios as if they had nothing in common (Welch). An interval shrinks with the "
        "root of the runs: one half as wide saves four times as many. With few seeds the variance saved (in the table) "
        "says more, as the intervals also have other degrees of freedom."
    ]
    return Chart(NAME, views, notes=notes, question="Scenario", choice=choice_of(views))


def headline(rows: list[Row]) -> str:
    """Return how wide the interval of customer equity is, or of the first outcome there is."""
    row = rows[0]
    what = {"customer_equity": "customer equity", "profit": "profit"}.get(
        row.outcome, OUTCOMES[row.outcome].title.lower()
    )
    said = f"The same luck makes the interval for {what} {percent(row.width)} as wide as other luck would"
    if row.width >= 1:
        return f"The same luck makes the interval for {what} no narrower: {percent(row.width)} of the width"
    fewer = (1.0 / row.width) ** 2 if row.width > 0 else float("nan")
    return f"{said}: {short(fewer, 2)} times fewer runs" if known(fewer) else said


def _view(compared: Compared, scenario: str, rows: list[Row]) -> View:
    bars = [Bar("Interval of independent runs", 1.0, percent(1.0), COST)]
    for row in rows:
        colour = OURS if row.width < 1 else RIVAL
        bars.append(Bar(plain(OUTCOMES[row.outcome].title), row.width, percent(row.width), colour))
    name, first = compared.printed(scenario, 40), compared.printed(compared.names[0], 40)
    subtitle = (
        f"Width of the paired {INTERVAL} for {name} less {first}, as a share of the interval that independent runs "
        f"would have given; {compared.seeds} seeds"
    )
    alt = "Horizontal bars, one for each outcome, under one of full length for independent runs."
    figure = bars_figure([Panel(bars)])
    return View(headline(rows), subtitle, figure, _numbers(compared, rows), alt, compared.printed(scenario))


def _numbers(compared: Compared, rows: list[Row]) -> Numbers:
    cells = []
    for row in rows:
        form = compared.form(row)
        times = f"{grouped(row.variance, 1)} ×" if known(row.variance) else NOTHING
        cells.append(
            [
                OUTCOMES[row.outcome].title,
                span(form, row.low, row.high),
                span(form, row.unpaired_low, row.unpaired_high),
                percent(row.width),
                times,
            ]
        )
    return Numbers(["outcome", f"paired {INTERVAL}", "of independent runs", "width", "variance saved"], cells)
