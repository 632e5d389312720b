"""What the spending bought: money for a customer won, and money a month for a customer kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, LOSS, OURS
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import counted, money, money_form
from sim.report.run import Run
from sim.report.text import plain, shortened

NAME = "bought"
TITLE = "What the spending bought"
YEAR = 12
"""Months of a year."""
KEEPING = {
    "functional_spend": "Functional quality",
    "technical_spend": "Technical quality",
    "loyalty_programme_spend": "Loyalty programme",
}
"""The lines that are spent on customers."""
SPENDING = ("acquisition_spend", *KEEPING, "winback_spend")
_BEFORE_SPENDING = "Brings before spending"
_ALL = "The three together"


Spans = tuple[pd.DataFrame, pd.DataFrame]
"""The months of the last year, and of the year before it."""


class Price(NamedTuple):
    """What something costs or brings, in money: in the last year, and in the year before it."""

    name: str
    last: Estimate
    before: Estimate
    brings: bool = False

    @classmethod
    def of(
        cls, name: str, spans: Spans, amounts: Sequence[str], count: str, *, brings: bool = False
    ) -> Price:
        """Return the sum of some amounts over a count, in both years."""
        last, before = (_ratio(span, amounts, count) for span in spans)
        return cls(name, last, before, brings)


@reads("months", NAME, TITLE)
@reads("relationships", NAME, TITLE)
def bought_chart(run: Run) -> Chart | Gap:
    """Return what the firm in focus paid for customers won, and for customers kept, in the last year of the books."""
    if not run.own_months["customers"].any():
        return Gap(NAME, TITLE, f"{run.firm} has no customers in any booked month.")
    views = [_winning_view(run), _keeping_view(run)]
    notes = [
        "These are means: all money of a line over all customers that it won or kept. Returns diminish, so one more "
        "customer costs more than the mean one.",
        "A customer won by contact is one whose relationship came about by a contact of the firm; some of them would "
        "have come anyway.",
    ]
    return Chart(NAME, views, notes=notes)


def winning_of(run: Run) -> list[Price]:
    """Return money for a customer won by contact, and for one won back; unknown where nobody was won."""
    by_contact = run.begun[run.begun["source"].astype(str) == "contact"]
    contacts = by_contact.groupby(["replication", "start_month"]).size()
    table = run.own_months.set_index(["replication", "month"])
    won = contacts.rename_axis(["replication", "month"]).reindex(table.index, fill_value=0)
    table = table.assign(by_contact=won).reset_index()
    spans = _years(table)
    return [
        Price.of("A customer won by contact", spans, ["acquisition_spend"], "by_contact"),
        Price.of("A customer won back", spans, ["winback_spend"], "won_back"),
    ]


def keeping_of(run: Run) -> list[Price]:
    """Return money a customer and month by line, of the three together, and what a customer brings before spending."""
    spans = _years(run.own_months)
    return [
        *(Price.of(name, spans, [line], "customers") for line, name in KEEPING.items()),
        Price.of(_ALL, spans, list(KEEPING), "customers"),
        Price.of(_BEFORE_SPENDING, spans, ["profit", *SPENDING], "customers", brings=True),
    ]


def winning_headline(prices: Sequence[Price], firm: str, currency: str) -> str:
    """Return what it costs to win customers; prices: by contact, won back."""
    contact, back = (price.last for price in prices)
    if contact.is_known and back.is_known and back.estimate > 0:
        amounts = f"{money(contact.estimate, currency)}, one won back {money(back.estimate, currency)}"
        return f"A customer won by contact costs {firm} {amounts}"
    if contact.is_known:
        return f"A customer won by contact costs {firm} {money(contact.estimate, currency)}"
    if back.is_known and back.estimate > 0:
        return f"A customer won back costs {firm} {money(back.estimate, currency)}"
    return f"{firm} won nobody by contact in its last year"


def keeping_headline(prices: Sequence[Price], currency: str) -> str:
    """Return how much of what a customer brings is spent on keeping customers; prices: …, together, brings."""
    together, brings = prices[-2].last, prices[-1].last
    if not brings.is_known:
        return "There was no customer to keep in the last year"
    spent, brought = money(together.estimate, currency), money(brings.estimate, currency)
    return f"A customer brings {brought} a month, and {spent} is spent on keeping one"


def bought_figure(prices: Sequence[Price], currency: str, *, narrow: bool = False) -> go.Figure:
    """Return bars of the last year and, if it is on the books, of the year before, on one scale."""
    panels = [Panel([_bar(price, price.last, currency) for price in prices], "Last year", 0.4)]
    if _has_before(prices):
        earlier = [_bar(price, price.before, currency) for price in prices]
        panels.append(Panel(earlier, "The year before", 0.5 if narrow else 0.4))
    figure = bars_figure(panels, row=52)
    if len(panels) > 1:
        ranges = figure.layout.xaxis.range, figure.layout.xaxis2.range
        reach = [min(low for low, _ in ranges), max(high for _, high in ranges)]
        figure.update_layout(xaxis={"range": reach}, xaxis2={"range": reach})
    return figure


def _years(table: pd.DataFrame) -> Spans:
    """Return the last twelve months, and the twelve before them, none if the books do not go back so far."""
    last = int(table["month"].max())
    before = table[table["month"].between(last - 2 * YEAR + 1, last - YEAR)]
    return table[table["month"] > last - YEAR], before if last + 1 >= 2 * YEAR else before.iloc[:0]


def _ratio(table: pd.DataFrame, amounts: Sequence[str], count: str) -> Estimate:
    """Return money over a count, a mean over the replications in which the count is not 0."""
    sums = table.groupby("replication")[[*dict.fromkeys([*amounts, count])]].sum().astype(float)
    ratio = sums[list(amounts)].sum(axis=1) / sums[count].where(sums[count] > 0)
    least = float("-inf") if "profit" in amounts else 0.0
    return Estimate.over(ratio.to_numpy(float), least=least)


def _has_before(prices: Sequence[Price]) -> bool:
    return any(price.before.is_known for price in prices)


def _bar(price: Price, value: Estimate, currency: str) -> Bar:
    if not value.is_known:
        return Bar(price.name, 0.0, "nobody")
    colour = COST
    if price.brings:
        colour = GAIN if value.estimate >= 0 else LOSS
    elif price.name == _ALL:
        colour = OURS
    text = plain(money(value.estimate, currency))
    return Bar(price.name, value.estimate, text, colour, value.low, value.high, bold=price.brings)


def _winning_view(run: Run) -> View:
    prices = winning_of(run)
    subtitle = f"Money of {run.firm} for each customer won, by acquisition and by win-back; {_measured(run)}"
    title = winning_headline(prices, shortened(run.firm, 40), run.currency)
    return _view(run, prices, title, subtitle, "Winning")


def _keeping_view(run: Run) -> View:
    prices = keeping_of(run)
    subtitle = (
        f"Money of {run.firm} for a customer and month, beside revenue less goods and service before all spending; "
        f"{_measured(run)}"
    )
    return _view(run, prices, keeping_headline(prices, run.currency), subtitle, "Keeping")


def _view(run: Run, prices: Sequence[Price], title: str, subtitle: str, name: str) -> View:
    form = money_form(run.currency)
    rows = []
    for price in prices:
        cells = []
        for value in (price.last, price.before):
            cells += [
                form(value.estimate),
                (value.between(form) or NO_INTERVAL) if value.is_known else "none",
            ]
        rows.append([price.name, *cells])
    columns = ["", "last year", INTERVAL, "the year before", INTERVAL]
    alt = "Horizontal bars: the last year and, where the books go back so far, the year before."
    wide, narrow = (bought_figure(prices, run.currency, narrow=n) for n in (False, True))
    return View(title, subtitle, wide, Numbers(columns, rows), alt, name, narrow)


def _measured(run: Run) -> str:
    lines = f", lines are {LEVEL_TEXT} intervals" if run.replications > 1 else ""
    return f"last {counted(min(YEAR, run.booked), 'month')} on the books; {run.mean_of}{lines}"
