"""The answer of a run in one sentence, and the four figures that matter."""

from __future__ import annotations

from typing import NamedTuple

from sim.report.interval import INTERVAL, Estimate
from sim.report.number import SPACE, Form, digits_needed, grouped, known, money_form, percent_form, short
from sim.report.run import Run
from sim.report.text import shortened

_LONGEST = 60

FIGURES = {
    "profit": "Profit a month",
    "customer_equity": "Customer equity at the end",
    "retention_rate": "Retention a year",
    "realised_clv": "Realised lifetime value",
    "customers": "Customers at the end",
    "market_share": "Market share at the end",
    "median_lifetime": "Median lifetime",
}
"""The figures of the summary, the four that matter first."""
MAIN = tuple(FIGURES)[:4]

MEANING = {
    "profit": "revenue less all costs and spending, mean of the booked months",
    "customer_equity": "expected discounted profit of the customers at the end",
    "retention_rate": "share of customers kept from one year to the next",
    "realised_clv": "mean discounted profit so far of relationships begun in the booked months",
}


class Dot(NamedTuple):
    """A firm on the line of a card: places in per cent of the line's length."""

    place: float
    low: float
    high: float
    ours: bool


class Card(NamedTuple):
    """One of the figures that matter."""

    name: str
    value: str
    interval: str
    meaning: str
    dots: list[Dot]


def form_of(name: str, value: Estimate, currency: str) -> Form:
    """Return how a figure of the summary is printed, so that its interval is not narrower than its last digit."""
    if name in ("profit", "customer_equity", "realised_clv"):
        return money_form(currency, digits_needed(value.estimate, value.low, value.high))
    if name in ("retention_rate", "market_share"):
        return percent_form(1)
    if name == "customers":
        return Form(grouped)
    if name == "median_lifetime":
        return Form(lambda x: grouped(x, 1), f"{SPACE}months")
    return Form(short, f"{SPACE}{value.unit}".rstrip())


def printed(name: str, value: Estimate, currency: str) -> str:
    """Return a figure of the summary as text."""
    return form_of(name, value, currency)(value.estimate)


def answer(run: Run) -> str:
    """Return what the firm in focus earns, beside its rivals, and whether it keeps its customers."""
    firm = shortened(run.firm, _LONGEST)
    profit, kept = run.result(run.focus, "profit"), run.result(run.focus, "retention_rate")
    if not profit.is_known:
        return f"This run says nothing about the profit of {firm}."
    parts = [_earned(firm, profit, run), _beside_rivals(run, clearly_earns=_sign(profit) > 0)]
    sentence = ", ".join(part for part in parts if part)
    if kept.is_known:
        share = printed("retention_rate", kept, run.currency)
        sentence += f"{',' if parts[1] else ''} and keeps {share} of its customers from one year to the next"
    return f"{sentence}."


def _earned(firm: str, profit: Estimate, run: Run) -> str:
    form = form_of("profit", profit, run.currency)
    loses = profit.estimate < 0
    verb = "loses" if loses else "earns"
    shown = Estimate(-profit.estimate, *_turned(profit)) if loses else profit
    if shown.low is None or shown.high is None:
        return f"{firm} {verb} {form(shown.estimate)} a month in the one replication that was run"
    interval = f"({INTERVAL} {shown.between(form)})"
    if _sign(profit) == 0:
        middle = f"{form(profit.estimate)} a month ({INTERVAL} {profit.between(form)})"
        return f"{firm} neither clearly earns nor clearly loses money, {middle}"
    return f"{firm} {verb} {form(shown.estimate)} a month {interval}"


def _turned(value: Estimate) -> tuple[float | None, float | None]:
    if value.low is None or value.high is None:
        return None, None
    return -value.high, -value.low


def _sign(profit: Estimate) -> int:
    """Return 1 or -1 where the interval, or else the one replication, says gain or loss, and 0 where it cannot."""
    low, high = (profit.estimate if end is None else end for end in (profit.low, profit.high))
    return 1 if low > 0 else -1 if high < 0 else 0


def _beside_rivals(run: Run, *, clearly_earns: bool) -> str:
    """Return in how many replications the firm in focus earned more than every rival."""
    if len(run.firms) == 1 or run.months.empty:
        return ""
    means = run.months.astype({"firm": str}).groupby(["replication", "firm"])["profit"].mean().unstack()
    means = means.reindex(columns=list(run.firms)).dropna()
    if means.empty:
        return ""
    own, best = means[run.focus], means[list(run.firms[1:])].max(axis=1)
    rival = shortened(run.printed(run.firms[1]), _LONGEST) if len(run.firms) == 2 else ""
    won, lost, all_of = int((own > best).sum()), int((own < best).sum()), len(means)
    where = "" if all_of == 1 else f" in all {all_of} replications"
    more, less = ("more", "less") if clearly_earns else ("does better", "does worse")
    if won == all_of:
        return f"{more} than {rival or 'any rival'}{where}"
    if lost == all_of:
        return f"{less} than {rival or 'its best rival'}{where}"
    if lost > won:
        return f"{less} than {rival or 'its best rival'} in {lost} of {all_of} replications"
    return f"{more} than {rival or 'any rival'} in {won} of {all_of} replications" if won else ""


def cards(run: Run) -> list[Card]:
    """Return the four figures that matter, each with its interval and its place among the rivals."""
    found = []
    for name in MAIN:
        value = run.result(run.focus, name)
        form = form_of(name, value, run.currency)
        if not value.is_known:
            interval = "not known in this run"
        elif value.low is None or value.high is None:
            interval = "one replication: no interval"
        else:
            interval = f"{INTERVAL} {value.between(form)}"
        found.append(Card(FIGURES[name], form(value.estimate), interval, MEANING[name], _dots(run, name)))
    return found


def _dots(run: Run, name: str) -> list[Dot]:
    """Return every firm's place on a common line, the firm in focus last so that it lies on top."""
    values = [
        (firm, value) for firm in (*run.firms[1:], run.focus) if (value := run.result(firm, name)).is_known
    ]
    if len(values) < 2:
        return []
    ends = [end for _, v in values for end in (v.estimate, v.low, v.high) if end is not None]
    low, high = min(ends), max(ends)
    if high <= low:
        return []

    def place(x: float) -> float:
        return round(4 + 92 * (x - low) / (high - low), 2)

    return [
        Dot(
            place(v.estimate),
            place(v.estimate if v.low is None else v.low),
            place(v.estimate if v.high is None else v.high),
            firm == run.focus,
        )
        for firm, v in values
    ]


def late_entries(run: Run) -> list[str]:
    """Return for every firm that entered within the booked months what that means for its mean month."""
    return [
        f"{shortened(run.printed(firm.name), _LONGEST)} entered the market in month {firm.enters}: "
        "the months before count as 0 in its profit a month."
        for firm in run.scenario.firms
        if firm.enters is not None and firm.enters > 0
    ]


def firms_beside_each_other(run: Run) -> tuple[list[str], list[list[str]]]:
    """Return the figures of every firm as a table: head and rows, each cell with its interval."""
    rows = []
    for name, title in FIGURES.items():
        cells = []
        for firm in run.firms:
            value = run.result(firm, name)
            form = form_of(name, value, run.currency)
            interval = value.between(form) if value.is_known else ""
            cells.append(f"{form(value.estimate)}\n{interval}" if interval else form(value.estimate))
        if any(known(run.result(firm, name).estimate) for firm in run.firms):
            rows.append([title, *cells])
    return ["", *(run.printed(firm) for firm in run.firms)], rows
