"""What becomes of the best customers: moves between classes of profit from one year to the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.clv.ranking import ABC_CLASSES, ABC_LIMITS
from sim.clv.segments import LEFT, NEW
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, INK, LOSS, OURS, QUIET
from sim.report.interval import INTERVAL, NO_INTERVAL, Estimate
from sim.report.number import NOTHING, grouped, money, money_form, percent, percent_form
from sim.report.run import Run
from sim.report.style import SIZE, SMALL, axis, new_figure
from sim.report.text import capital, plain

NAME = "migration"
TITLE = "What becomes of the best customers"
BEFORE = (*ABC_CLASSES, NEW)
AFTER = (*ABC_CLASSES, LEFT)
_WORDS = {"A": "A, the best", "B": "B, the middle", "C": "C, the rest", NEW: "New"}
_ROW = 58
_SHADE = ((0.0, "rgba(0,114,178,0.04)"), (1.0, "rgba(0,114,178,0.62)"))
"""One colour that is clear enough for ink, light or dark, to be read on it."""
_STEPS = {
    "before": "The year before",
    LEFT: "Customers who left",
    "A": "Stayed, class A before",
    "B": "Stayed, class B before",
    "C": "Stayed, class C before",
    NEW: "New customers",
    "after": "The year after",
}


class Migration(NamedTuple):
    """Moves between classes over two years, means over replications."""

    shares: dict[tuple[str, str], Estimate]
    """Of those in a class before, how many are in each class after; classes where nobody was are left out."""
    customers: dict[str, float]
    """How many were in each class before, or came new."""
    profit: dict[str, tuple[float, float]]
    """What those in a class before, or come new, brought in the year before and in the year after."""
    steps: dict[str, Estimate]
    """Profit of the year before, what changed it, and profit of the year after, in money."""


@reads("migration", NAME, TITLE)
def migration_chart(run: Run) -> Chart | Gap:
    """Return where the customers of each class are a year later, and how that changed the profit."""
    moves = run.migration[run.migration["firm"] == run.focus]
    if not moves["customers"].sum() > 0:
        return Gap(NAME, TITLE, f"No two whole years of customers of {run.firm} are on the books.")
    migration = migration_of(moves)
    notes = [
        f"Class A: the most profitable customers who bring {percent(ABC_LIMITS[0])} of all gains together; "
        f"B: the next, up to {percent(ABC_LIMITS[1])}; C: the rest, and all who bring a loss. Each year has its own "
        "classes, of those who are customers at its end. New: not a customer at the end of the year before."
    ]
    return Chart(NAME, [_view_of_customers(run, migration), _view_of_profit(run, migration)], notes=notes)


def migration_of(moves: pd.DataFrame) -> Migration:
    """Return the moves; moves: replication, before, after, customers, profit_before, profit_after of one firm."""
    moves = moves.astype({"before": str, "after": str})
    heads = moves.pivot_table(
        index=["replication", "before"], columns="after", values="customers", aggfunc="sum", fill_value=0
    ).reindex(columns=list(AFTER), fill_value=0)
    totals = heads.sum(axis=1)
    parts = heads[totals > 0].div(totals[totals > 0], axis=0)
    shares = {
        (before, after): Estimate.share(parts.xs(before, level="before")[after])
        for before in BEFORE
        if before in parts.index.get_level_values("before")
        for after in AFTER
    }
    runs = moves["replication"].nunique()
    sums = moves.groupby("before")[["customers", "profit_before", "profit_after"]].sum() / runs
    table = sums.reindex(list(BEFORE), fill_value=0.0).to_dict("index")
    return Migration(
        shares,
        {before: float(table[before]["customers"]) for before in BEFORE},
        {
            before: (float(table[before]["profit_before"]), float(table[before]["profit_after"]))
            for before in BEFORE
        },
        _steps(moves),
    )


def _steps(moves: pd.DataFrame) -> dict[str, Estimate]:
    """Return what led from the profit of one year to that of the next, each a mean over replications."""
    change = moves["profit_after"] - moves["profit_before"]
    left = moves["after"] == LEFT
    stayed = {before: change.where(~left & (moves["before"] == before)) for before in BEFORE}
    amounts = {
        "before": moves["profit_before"],
        LEFT: change.where(left),
        **stayed,
        "after": moves["profit_after"],
    }
    by_run = {name: amount.groupby(moves["replication"]).sum() for name, amount in amounts.items()}
    return {name: Estimate.over(by_run[name]) for name in _STEPS}


def headline(migration: Migration) -> str:
    """Return how many of the best are still so a year later, and how many left."""
    shares = migration.shares
    if ("A", "A") not in shares:
        return "Nobody brought a profit in the year before"
    stay, left = (percent(shares["A", after].estimate) for after in ("A", LEFT))
    gone = "nobody left" if shares["A", LEFT].estimate == 0 else f"{left} left"
    return f"Of the best class, {stay} are still in it a year later; {gone}"


def headline_of_profit(migration: Migration, currency: str) -> str:
    """Return what those who left took with them, and what new customers bring."""
    gone, new = -migration.steps[LEFT].estimate, migration.steps[NEW].estimate
    took, brought = money(abs(gone), currency), money(abs(new), currency)
    if gone == 0:
        said = "Nobody left who had brought anything"
    else:
        said = f"Those who left had {'brought' if gone > 0 else 'cost'} {took} in the year before"
    return f"{said}; new customers {'bring' if new >= 0 else 'cost'} {brought}"


def migration_figure(migration: Migration) -> go.Figure:
    """Return coloured cells: a row for each class before, a column for each class after and for those who left."""
    rows = [before for before in BEFORE if (before, AFTER[0]) in migration.shares]
    share = [[migration.shares[before, after].estimate for after in AFTER] for before in rows]
    figure = new_figure(len(rows) * _ROW + 50, left=4, right=4, top=44, bottom=6)
    figure.add_heatmap(
        x=list(range(len(AFTER))),
        y=list(range(len(rows))),
        z=np.round(share, 4),
        zmin=0,
        zmax=1,
        colorscale=_SHADE,
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=[[_said(migration, before, after) for after in AFTER] for before in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for down, before in enumerate(rows):
        for across, after in enumerate(AFTER):
            value = migration.shares[before, after].estimate
            impossible = (before, after) == (NEW, LEFT)
            figure.add_annotation(
                x=across, y=down, text=NOTHING if impossible else f"<b>{percent(value)}</b>", showarrow=False,
                font={"color": INK, "size": SIZE},
            )  # fmt: skip
    names = [f"{_WORDS[before]}<br><b>{grouped(migration.customers[before])}</b>" for before in rows]
    heads = [f"<b>{name}</b>" for name in ABC_CLASSES] + ["<b>left</b>"]
    figure.update_xaxes(
        axis("Class a year later", side="top", tickvals=list(range(len(AFTER))), ticktext=heads)
        | {"tickfont": {"size": SIZE, "color": INK}, "range": [-0.5, len(AFTER) - 0.5]}
    )
    figure.update_yaxes(
        axis(tickvals=list(range(len(rows))), ticktext=names, range=[len(rows) - 0.5, -0.5])
        | {"tickfont": {"size": SMALL, "color": QUIET}}
    )
    return figure


def profit_figure(migration: Migration, currency: str) -> go.Figure:
    """Return bars that step from the profit of one year over what changed it to that of the next."""
    bars = []
    reached = 0.0
    for name, words in _STEPS.items():
        step = migration.steps[name]
        text = plain(money(step.estimate, currency))
        if name in ("before", "after"):
            bars.append(Bar(words, step.estimate, text, OURS, step.low, step.high, bold=True))
            reached = step.estimate
            continue
        colour = GAIN if step.estimate > 0 else LOSS if step.estimate < 0 else COST
        sign = "+" if step.estimate > 0 else ""
        bars.append(Bar(words, step.estimate, f"{sign}{text}", colour, start=reached))
        reached += step.estimate
    return bars_figure([Panel(bars, free=0.24)], row=51)


def _said(migration: Migration, before: str, after: str) -> str:
    share = migration.shares[before, after]
    among = share.between(percent_form())
    interval = f" ({among})" if among else ""
    where = "left" if after == LEFT else f"in class {after} a year later"
    who = "new customers" if before == NEW else f"class {before}"
    return f"of {who}, {percent(share.estimate)}{interval} {where}"


def _view_of_customers(run: Run, migration: Migration) -> View:
    subtitle = (
        f"Customers of {run.firm} by class in one year (rows, with how many) and in the next (columns): shares of each "
        f"row; classes by the profit of the year; {run.mean_of}"
    )
    rows, shades = [], []
    for before in BEFORE:
        cells = [migration.shares.get((before, after), Estimate(float("nan"))) for after in AFTER]
        profit = [money(amount, run.currency) for amount in migration.profit[before]]
        head = [capital(before), grouped(migration.customers[before])]
        rows.append([*head, *(percent(cell.estimate) for cell in cells), *profit])
        shades.append([0.0, 0.0, *(np.nan_to_num(cell.estimate) for cell in cells), 0.0, 0.0])
    columns = ["class before", "customers", *(f"to {name}" for name in ABC_CLASSES), "left"]
    note = " ".join(
        f"{INTERVAL} of {words}: {among}."
        for after, words in (("A", "the best who still are"), (LEFT, "the best who left"))
        if (among := migration.shares.get(("A", after), Estimate(0.0)).between(percent_form()))
    )
    numbers = Numbers([*columns, "profit before", "profit after"], rows, note, shades)
    alt = "A table of coloured cells, stronger where more customers are."
    return View(headline(migration), subtitle, migration_figure(migration), numbers, alt, "Customers")


def _view_of_profit(run: Run, migration: Migration) -> View:
    subtitle = (
        f"What the customers of {run.firm} at the end of one year had brought in it, those at the end of the next year "
        f"in that, and what makes the difference: who left, who stayed, by class before, and who came; {run.mean_of}"
    )
    form = money_form(run.currency)
    rows = [
        [words, form(step.estimate), step.between(form) or NO_INTERVAL]
        for (name, words) in _STEPS.items()
        for step in [migration.steps[name]]
    ]
    numbers = Numbers(["", "profit", INTERVAL], rows)
    alt = "Bars that step from the profit of the first year to that of the second."
    title = headline_of_profit(migration, run.currency)
    return View(title, subtitle, profit_figure(migration, run.currency), numbers, alt, "Profit")
