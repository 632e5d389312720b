"""What carries customer equity: how much of it is lost if value, brand or relationships count for nothing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.clv.equity import NOT_ATTRIBUTED
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import OURS, RIVAL, STAGE
from sim.report.forecast_score import looked_ahead
from sim.report.interval import Estimate
from sim.report.number import NOTHING, known, listed, money, money_form, percent
from sim.report.run import Run
from sim.report.text import capital, plain

NAME = "equity-drivers"
TITLE = "What carries customer equity"
DRIVERS = {
    "value equity": ("Value", "price and quality", "value carries"),
    "brand equity": ("Brand", "taste for the firm", "the brand carries"),
    "relationship equity": ("Relationship", "trust and bonds", "relationships carry"),
}
"""Driver → its name, what it is made of, and how a sentence about it begins."""
_REACH = 2.0
"""Standard errors that lines reach on each side."""
_SPAN = "two standard errors on each side"
_ALL = "all"


class Part(NamedTuple):
    """What one driver carries."""

    driver: str
    equity: Estimate
    share: float
    """Of all customer equity; unknown if there is none."""


@reads("equity_drivers", NAME, TITLE)
def equity_drivers_chart(run: Run) -> Chart | Gap:
    """Return customer equity of the firm in focus, what each driver carries of it, and what none alone explains."""
    parts = parts_of(run.equity_drivers[run.equity_drivers["firm"] == run.focus])
    if not parts:
        return Gap(NAME, TITLE, f"Customer equity of {run.firm} was not taken apart.")
    subtitle = (
        f"What today's customers of {run.firm} bring {looked_ahead(run)}, discounted, and what is lost of it without "
        f"each driver, in {run.currency or 'money'} and as a share of the whole; lines: {_SPAN}"
    )
    alt = "Horizontal bars: customer equity on top, then its drivers, then what none of them explains."
    title, figure = headline(parts, run.currency), equity_drivers_figure(parts, run.currency)
    view = View(title, subtitle, figure, _numbers(parts, run), alt)
    return Chart(NAME, [view], notes=_notes(parts))


def parts_of(own: pd.DataFrame) -> list[Part]:
    """Return the whole, then each driver, then what is not attributed; own: driver, equity, error of one firm.

    Empty if a driver or its equity is missing.
    """
    rows = {str(row["driver"]): row for row in own.to_dict("records")}
    names = [*DRIVERS, NOT_ATTRIBUTED]
    if not all(name in rows and known(rows[name]["equity"]) for name in names):
        return []
    whole = sum(float(rows[name]["equity"]) for name in names)
    parts = [Part(_ALL, Estimate(whole), 1.0 if whole > 0 else float("nan"))]
    for name in names:
        equity, error = float(rows[name]["equity"]), float(rows[name]["error"])
        reach = _REACH * error if known(error) and error > 0 else None
        low, high = (None, None) if reach is None else (equity - reach, equity + reach)
        parts.append(Part(name, Estimate(equity, low, high), equity / whole if whole > 0 else float("nan")))
    return parts


def headline(parts: list[Part], currency: str) -> str:
    """Return what each driver carries, the most first, and what is left over."""
    drivers = sorted(
        (part for part in parts if part.driver in DRIVERS), key=lambda part: -part.equity.estimate
    )
    first, *others = drivers
    said = capital(DRIVERS[first.driver][2])
    rest = parts[-1]
    others += [rest] if rest.equity.estimate > 0 else []
    if known(first.share):
        shares = ", ".join(f"{_word(part)} {percent(part.share)}" for part in others)
        return f"{said} {percent(first.share)} of customer equity; {shares}"
    amounts = ", ".join(f"{_word(part)} {money(part.equity.estimate, currency)}" for part in others)
    return f"{said} {money(first.equity.estimate, currency)}; {amounts}"


def equity_drivers_figure(parts: list[Part], currency: str) -> go.Figure:
    """Return a bar for the whole and for each part of it."""
    colours = dict(zip(DRIVERS, (STAGE["formation"], STAGE["examination"], STAGE["stability"]), strict=True))
    bars = []
    for part in parts:
        amount = plain(money(part.equity.estimate, currency))
        share = f" ({percent(part.share)})" if known(part.share) and part.driver != _ALL else ""
        colour = OURS if part.driver == _ALL else colours.get(part.driver, RIVAL)
        low, high = part.equity.low, part.equity.high
        bars.append(
            Bar(
                _name(part),
                part.equity.estimate,
                f"{amount}{share}",
                colour,
                low,
                high,
                bold=part.driver == _ALL,
            )
        )
    return bars_figure([Panel(bars, free=0.42)], row=56)


def _name(part: Part) -> str:
    if part.driver == _ALL:
        return "Customer equity"
    if part.driver == NOT_ATTRIBUTED:
        return "<b>Not attributed</b>"
    name, meaning, _ = DRIVERS[part.driver]
    return f"<b>{name}</b>, {meaning}"


def _numbers(parts: list[Part], run: Run) -> Numbers:
    form = money_form(run.currency)
    rows = []
    for part in parts:
        name = {_ALL: "Customer equity"}.get(part.driver, capital(part.driver))
        meaning = DRIVERS[part.driver][1] if part.driver in DRIVERS else ""
        interval = part.equity.between(form) or NOTHING
        rows.append([name, meaning, form(part.equity.estimate), interval, percent(part.share)])
    return Numbers(["driver", "made of", "equity", _SPAN, "share"], rows)


def _notes(parts: list[Part]) -> list[str]:
    """Return how the drivers were taken away, what is not attributed, and what cannot be told or does harm."""
    rest = parts[-1].equity.estimate
    if rest >= 0:
        why = "about what a firm that is like its rivals, and to which nothing binds, would earn with these customers"
    else:
        why = (
            "drivers need each other, so that taking one away takes along what it carries with another; together they "
            "are more than the whole, and what is counted twice is taken off here"
        )
    notes = [
        "In other futures of the first replication, one driver at a time is taken away. Without value the firm offers "
        "what its rivals offer on average; without brand nobody likes it better or worse than the average rival; "
        "without relationship nothing binds and trust counts for nothing.",
        f"Not attributed: {why}.",
    ]
    drivers = [part for part in parts if part.driver in DRIVERS]
    harm = [_word(part) for part in drivers if part.equity.high is not None and part.equity.high < 0]
    if harm:
        notes.append(f"Below zero: customers would bring more without {listed(harm, 'or')}.")
    unclear = [
        _word(p) for p in drivers if p.equity.low is not None and p.equity.low <= 0 <= (p.equity.high or 0)
    ]
    if unclear:
        notes.append(f"Whether anything hangs on {listed(unclear, 'or')} cannot be told from so few futures.")
    return notes


def _word(part: Part) -> str:
    return DRIVERS[part.driver][0].lower() if part.driver in DRIVERS else part.driver
