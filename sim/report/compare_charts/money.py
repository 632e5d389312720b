"""Where the money went: the lines of spending in each scenario."""

from __future__ import annotations

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.charts.spending import LINES
from sim.report.colour import COST, OURS, OURS_DOT, RIVAL
from sim.report.compared import Compared
from sim.report.interval import INTERVAL, NO_INTERVAL
from sim.report.number import money, money_form, signed, span
from sim.report.text import capital, label, plain

NAME = "money"
TITLE = "Where the money goes"
MOST = 4
"""Scenarios that are drawn; the table has all."""
_COLOURS = (COST, OURS, RIVAL, OURS_DOT)


def money_chart(compared: Compared) -> Chart | Gap:
    """Return what each scenario spends on each line in a mean month."""
    amounts = amounts_of(compared)
    names = compared.names[:MOST]
    bars = [
        Bar(
            f"{capital(style.name)}: {label(compared.printed(name), 30)}",
            amounts[name, line],
            plain(money(amounts[name, line], compared.currency)),
            _COLOURS[number],
        )
        for line, style in LINES.items()
        for number, name in enumerate(names)
        if any(amounts[each, line] for each in compared.names)
    ]
    if not bars:
        return Gap(NAME, TITLE, f"{compared.firm} spends nothing in any scenario.")
    subtitle = (
        f"What {compared.firm} spends in a mean month from month {compared.opening} on, in {compared.money}; "
        f"{compared.over}"
    )
    alt = "Horizontal bars: for each line of spending one for each scenario."
    view = View(
        headline(compared), subtitle, bars_figure([Panel(bars, free=0.3)], row=36), _numbers(compared), alt
    )
    hidden = len(compared.names) - MOST
    return Chart(NAME, [view], notes=["The table has all scenarios."] if hidden > 0 else [])


def amounts_of(compared: Compared) -> dict[tuple[str, str], float]:
    """Return the mean amount by scenario and line."""
    table = compared.tables["spending"]
    return {
        (row["scenario"], f"{row['line']}_spend"): float(row["amount"]) for row in table.to_dict("records")
    }


def headline(compared: Compared) -> str:
    """Return where the leading scenario spends more and where less than the first."""
    amounts = amounts_of(compared)
    name, form = compared.lead, money_form(compared.currency)
    moved = {line: amounts[name, line] - amounts[compared.names[0], line] for line in LINES}
    clear = [line for line in LINES if form(amounts[name, line]) != form(amounts[compared.names[0], line])]
    if not clear:
        return f"{compared.printed(name, 40)} spends as {compared.printed(compared.names[0], 40)} does"
    parts = []
    for line, word in (
        (min(clear, key=moved.__getitem__), "less"),
        (max(clear, key=moved.__getitem__), "more"),
    ):
        if (moved[line] > 0) == (word == "more"):
            parts.append(f"{form(abs(moved[line]))} a month {word} on {LINES[line].said}")
    most = "most of all " if len(clear) > len(parts) else ""
    return f"{compared.printed(name, 40)} spends {most}{' and '.join(parts)}"


def _numbers(compared: Compared) -> Numbers:
    form = money_form(compared.currency)
    rows = []
    for row in compared.tables["spending"].to_dict("records"):
        name = row["scenario"]
        rows.append(
            [
                capital(LINES[f"{row['line']}_spend"].name),
                compared.printed(name),
                form(row["amount"]),
                "" if name == compared.names[0] else signed(form, row["mean"]),
                "" if name == compared.names[0] else span(form, row["low"], row["high"]) or NO_INTERVAL,
            ]
        )
    return Numbers(["line", "scenario", "a month", "difference", INTERVAL], rows)
