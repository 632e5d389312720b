"""The rivals' moves: prices and advertising of every firm over the months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from sim.report import shock
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.firm_lines import firm_lines, firm_table, firms_drawn, measured
from sim.report.number import (
    NOTHING,
    Form,
    counted,
    grouped,
    known,
    listed,
    money,
    money_form,
    nice_ticks,
    percent,
    tick,
)
from sim.report.run import Run
from sim.report.style import value_axis
from sim.report.text import shortened

NAME = "rivals"
TITLE = "What the rivals did"
YEAR = 12
"""Months of a year."""

_STEP = 0.0005
"""Prices that differ by less are printed alike."""
_MOVED = 0.1
"""Advertising that moved by a smaller part is not worth a headline."""
_NEVER = "never"


class PriceMoves(NamedTuple):
    """The price of one firm against the list price: at first, at the end, and the months in which it changed."""

    firm: str
    first: float
    last: float
    lowest: float
    highest: float
    months: Sequence[int]


class Advertising(NamedTuple):
    """Acquisition spending of one firm in a mean month of its first year and its last twelve months."""

    firm: str
    first: float
    last: float
    peak: float
    peak_month: int

    @property
    def moved(self) -> float:
        """The change as a part of the first year; unknown if nothing was spent in it."""
        return self.last / self.first - 1 if self.first > 0 else float("nan")


def of_list(distance: float) -> str:
    """Return a price, given its distance from the list price, as a percentage of that: −0.1 → 90.0 %."""
    return percent(1.0 + (0.0 if abs(distance) < _STEP else distance), 1)


@reads("months", NAME, TITLE, wide=True)
def rivals_chart(run: Run) -> Chart | Gap:
    """Return prices and acquisition spending of all firms."""
    if run.months.empty:
        return Gap(NAME, TITLE, "No month is on the books.", wide=True)
    if len(run.firms) == 1:
        return Gap(NAME, TITLE, f"{run.firm} is alone in this market: there is no rival to move.", wide=True)
    prices = price_table(run.months)
    spending = firm_table(run.months, "acquisition_spend", least=0.0)
    moves = price_moves(prices, run)
    views = [_price_view(run, prices, moves), _advertising_view(run, spending)]
    if not any(move.months for move in moves):
        views.reverse()
    # The same firms may not be the largest in both, so the note is of the number only.
    hidden = len(run.firms) - len(firms_drawn(prices, run))
    more = [f"{counted(hidden, 'firm')} not drawn; the table has all of them."] if hidden else []
    notes = [*more, *shock.notes(shock.shocks_of(run.scenario), run.last_month)]
    return Chart(NAME, views, notes=notes, wide=True)


def price_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return how far each price is from the list price: month, firm, value (0.05: five per cent above), low, high."""
    return firm_table(months.assign(distance=months["price"] - 1.0), "distance", least=-1.0)


def price_moves(table: pd.DataFrame, run: Run) -> list[PriceMoves]:
    """Return what each firm did to its price; table: month, firm, value."""
    found = []
    for firm in run.firms:
        line = table[table["firm"] == firm].set_index("month")["value"]
        if line.empty:
            continue
        changed = line.index[(line.diff().abs() >= _STEP).to_numpy()]
        ends = float(line.iloc[0]), float(line.iloc[-1]), float(line.min()), float(line.max())
        found.append(PriceMoves(firm, *ends, [int(month) for month in changed]))
    return found


def price_headline(moves: Sequence[PriceMoves], printed: Callable[[str], str]) -> str:
    """Return who changed its price, and when: the first to do so, and the others."""
    movers = sorted((move for move in moves if move.months), key=lambda move: move.months[0])
    if not movers:
        return "Nobody changed its price"
    first, *others = movers
    name, month = shortened(printed(first.firm), 40), first.months[0]
    together = [move for move in others if move.months[0] == month]
    if len(movers) == 1:
        if len(first.months) == 1:
            verb = "raised" if first.last > first.first else "cut"
            ends = f"from {of_list(first.first)} to {of_list(first.last)} of the list price"
            return f"Only {name} changed its price: {verb} in month {month}, {ends}"
        reach = f"between {of_list(first.lowest)} and {of_list(first.highest)} of the list price"
        return f"Only {name} changed its price, from month {month} on, {reach}"
    if together:
        names = listed([name, *(shortened(printed(move.firm), 40) for move in together)])
        return f"{names} changed their prices first, in month {month}"
    second = others[0]
    then = f"{shortened(printed(second.firm), 40)} in month {second.months[0]}"
    more = f", and {counted(len(others) - 1, 'other')} later" if len(others) > 1 else ""
    return f"{name} changed its price first, in month {month}, {then}{more}"


def advertising_of(table: pd.DataFrame, run: Run) -> list[Advertising]:
    """Return what each firm did to its acquisition spending; table: month, firm, value."""
    found = []
    for firm in run.firms:
        line = table[table["firm"] == firm].set_index("month")["value"]
        if line.empty:
            continue
        ends = float(line.iloc[:YEAR].mean()), float(line.iloc[-YEAR:].mean())
        found.append(
            Advertising(firm, *ends, float(line.max()), int(line.index.to_numpy()[line.to_numpy().argmax()]))
        )
    return found


def advertising_headline(
    lines: Sequence[Advertising], months: int, currency: str, printed: Callable[[str], str]
) -> str:
    """Return whose acquisition spending moved most between first and last year, or who spends most."""
    most = max(lines, key=lambda line: line.last)
    if not any(line.peak > 0 for line in lines):
        return "Nobody spends on acquisition"
    amount = money(most.last, currency)
    name = shortened(printed(most.firm), 40)
    if months < 2 * YEAR:
        return f"{name} spends most on acquisition: {amount} a month"
    begun = [line for line in lines if line.first == 0 and line.last > 0]
    if begun:
        line = max(begun, key=lambda line: line.last)
        begins = money(line.last, currency)
        return f"{shortened(printed(line.firm), 40)} began to spend on acquisition: {begins} a month at last"
    mover = max(lines, key=lambda line: abs(line.moved) if known(line.moved) else 0.0)
    if known(mover.moved) and abs(mover.moved) >= _MOVED:
        who, first, last = printed(mover.firm), money(mover.first, currency), money(mover.last, currency)
        moved = f"from {first} a month in its first year to {last} in its last"
        return f"{shortened(who, 40)} moved its acquisition spending most, {moved}"
    return f"Nobody moved its acquisition spending much; {name} spends most, {amount} a month"


def _price_view(run: Run, table: pd.DataFrame, moves: Sequence[PriceMoves]) -> View:
    form = Form(of_list)
    firms = firms_drawn(table, run)
    names = [run.printed(firm) for firm in firms]
    shocks = shock.shocks_of(run.scenario)
    wide, narrow = (firm_lines(table, firms, names, form, shocks, narrow=n) for n in (False, True))
    for figure in (wide, narrow):
        ticks = nice_ticks(*figure.layout.yaxis.range)
        texts = [of_list(at) for at in ticks]
        # A price holds for its whole month: it is a step, and not a slope from the month before.
        figure.update_traces(line_shape="hv", selector={"mode": "lines"})
        figure.update_yaxes(value_axis(tickvals=ticks, ticktext=texts, zeroline=True))
    rows = []
    for move in moves:
        ends = [form(x) for x in (move.first, move.last, move.lowest, move.highest)]
        when = str(move.months[0]) if move.months else _NEVER
        rows.append([run.printed(move.firm), *ends, grouped(len(move.months)), when])
    columns = ["firm", "at first", "at the end", "lowest", "highest", "changes", "first change in month"]
    subtitle = f"Price of each firm, in % of the list price; {measured(run, firms)}"
    alt = "One line for each firm over the months, steps where its price changed."
    title = price_headline(moves, run.printed)
    return View(title, subtitle, wide, Numbers(columns, rows), alt, "Prices", narrow)


def _advertising_view(run: Run, table: pd.DataFrame) -> View:
    form = money_form(run.currency)
    firms = firms_drawn(table, run)
    names = [run.printed(firm) for firm in firms]
    shocks = shock.shocks_of(run.scenario)
    wide, narrow = (firm_lines(table, firms, names, form, shocks, narrow=n) for n in (False, True))
    for figure in (wide, narrow):
        ticks = nice_ticks(*figure.layout.yaxis.range)
        figure.update_yaxes(value_axis(tickvals=ticks, ticktext=[tick(at) for at in ticks]))
    lines = advertising_of(table, run)
    rows = []
    for line in lines:
        moved = f"{'+' if line.moved > 0 else ''}{percent(line.moved)}" if known(line.moved) else NOTHING
        ends = [form(line.first), form(line.last)]
        rows.append([run.printed(line.firm), *ends, moved, form(line.peak), str(line.peak_month)])
    columns = ["firm", "a month, first year", "last twelve months", "change", "most in a month", "in month"]
    subtitle = (
        f"Acquisition spending of each firm, in {run.currency or 'money'} a month; {measured(run, firms)}"
    )
    alt = "One line for each firm over the months."
    title = advertising_headline(lines, run.booked, run.currency, run.printed)
    return View(title, subtitle, wide, Numbers(columns, rows), alt, "Advertising", narrow)
