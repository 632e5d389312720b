"""Whom to grow: what customers are worth now against what they could yet be worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import INK, OURS, QUIET, clear
from sim.report.interval import Estimate
from sim.report.number import counted, grouped, money, percent, short
from sim.report.run import Run
from sim.report.style import SIZE, new_figure, value_axis
from sim.report.text import plain

NAME = "growth"
TITLE = "Whom to grow"
MOST_DOTS = 1000
_SEED = 20011

CELLS = {
    "low/high": ("Grow", 0, 1),
    "high/high": ("Keep and grow", 1, 1),
    "low/low": ("Serve simply", 0, 0),
    "high/low": ("Keep", 1, 0),
}
"""Current/potential value: its name, and in which corner it stands."""


class Growth(NamedTuple):
    """Cells of current × potential value over all replications, and the customers of one to draw."""

    cells: pd.DataFrame
    """cell, customers, share, low, high, value (share of all current value), potential."""
    dots: pd.DataFrame
    medians: tuple[float, float]


def growth_chart(run: Run) -> Chart | Gap:
    """Return the customers of the firm in focus by current and potential value."""
    growth = growth_of(run.customers, run.focus)
    if growth is None:
        return Gap(NAME, TITLE, f"{run.firm} has no customers with a known value at the end.")
    one = f"; dots: {counted(len(growth.dots), 'customer')} drawn at random" + (
        " from the first replication" if run.replications > 1 else ""
    )
    subtitle = (
        f"Customers of {run.firm} at the end by expected value (across) and what they could yet bring beyond it (up), "
        f"in {run.currency or 'money'}; shares: {run.mean_of}{one}"
    )
    alt = "Dots in four quarters cut by the median lines, each quarter with its name and shares."
    view = View(headline(growth), subtitle, growth_figure(growth, run.currency), _numbers(growth, run), alt)
    note = (
        "The lines are the medians of all customers in the market. Both values are simple forecasts over the expected remaining "
        "life; potential counts what the customer now buys elsewhere or not at all. Scales are compressed towards large amounts."
    )
    return Chart(NAME, [view], notes=[note])


def growth_of(customers: pd.DataFrame, firm: str) -> Growth | None:
    """Return cells and dots; customers: replication, firm, predicted_clv, potential_value, value_cell. None if nobody is there."""
    valued = customers.dropna(subset=["predicted_clv", "potential_value", "value_cell"])
    own = valued[valued["firm"] == firm]
    if own.empty:
        return None
    cell = own["value_cell"].astype(str)
    heads = pd.crosstab(own["replication"], cell).reindex(columns=list(CELLS), fill_value=0)
    parts = heads.div(heads.sum(axis=1), axis=0)
    totals = (
        own.groupby(cell)[["predicted_clv", "potential_value"]].sum().reindex(list(CELLS), fill_value=0.0)
    )
    rows = []
    for name in CELLS:
        share = Estimate.over(parts[name].to_numpy())
        value, potential = (_part(totals[column], name) for column in ("predicted_clv", "potential_value"))
        rows.append((name, int(heads[name].sum()), share.estimate, share.low, share.high, value, potential))
    table = pd.DataFrame(rows, columns=["cell", "customers", "share", "low", "high", "value", "potential"])
    first = own[own["replication"] == own["replication"].min()]
    market = valued[valued["replication"] == own["replication"].min()]
    if len(first) > MOST_DOTS:
        first = first.iloc[np.sort(np.random.default_rng(_SEED).choice(len(first), MOST_DOTS, replace=False))]
    return Growth(
        table, first, (float(market["predicted_clv"].median()), float(market["potential_value"].median()))
    )


def _part(totals: pd.Series, name: str) -> float:
    """Return the share of a cell; none where losses make a share meaningless."""
    return float(totals[name] / totals.sum()) if (totals >= 0).all() and totals.sum() > 0 else float("nan")


def headline(growth: Growth) -> str:
    """Return how many could be grown."""
    share = float(growth.cells.set_index("cell").loc["low/high", "share"])
    return f"{percent(share)} of the customers are worth little now, but could be worth much"


def growth_figure(growth: Growth, currency: str) -> go.Figure:
    """Return dots on compressed scales with median lines and the four corners named."""
    now, later = (growth.dots[name].to_numpy(float) for name in ("predicted_clv", "potential_value"))
    sizes = [max(abs(median), 1e-9) / 3 for median in growth.medians]
    figure = new_figure(420, right=10, bottom=46)
    figure.add_scatter(
        x=_squeezed(now, sizes[0]).round(3), y=_squeezed(later, sizes[1]).round(3), mode="markers",
        marker={"size": 5, "color": clear(OURS, 0.42), "line": {"width": 0}},
        customdata=[(_amount(a, currency), _amount(b, currency)) for a, b in zip(now, later, strict=True)],
        hovertemplate="worth %{customdata[0]}, could bring %{customdata[1]} more<extra></extra>",
    )  # fmt: skip
    reaches = []
    for which, values, size, median in (
        ("x", now, sizes[0], growth.medians[0]),
        ("y", later, sizes[1], growth.medians[1]),
    ):
        low, high = float(np.quantile(values, 0.002)), float(np.quantile(values, 0.998))
        at = _squeezed(np.array([min(low, median), max(high, median)]), size)
        pad = (at[1] - at[0] or 1.0) * 0.16
        reach = (float(at[0] - pad * (0.5 if which == "x" else 1)), float(at[1] + pad))
        ticks = _ticks(*(_spread_out(np.array(reach), size)))
        figure.update_layout(
            {
                f"{which}axis": value_axis(
                    range=reach, tickvals=_squeezed(ticks, size), ticktext=[short(tick) for tick in ticks]
                )
            }
        )
        reaches.append(reach)
    middle = [float(_squeezed(median, size)) for median, size in zip(growth.medians, sizes, strict=True)]
    figure.add_vline(x=middle[0], line={"color": INK, "width": 1.2})
    figure.add_hline(y=middle[1], line={"color": INK, "width": 1.2})
    figure.update_xaxes(title={"text": "Expected value now", "font": {"size": 12, "color": QUIET}})
    _name_corners(figure, growth.cells)
    return figure


def _name_corners(figure: go.Figure, cells: pd.DataFrame) -> None:
    for row in cells.to_dict("records"):
        name, right, up = CELLS[row["cell"]]
        worth = f"<br>{percent(row['value'])} of the value" if pd.notna(row["value"]) else ""
        figure.add_annotation(
            x=right, y=up, xref="paper", yref="paper", xanchor="right" if right else "left", yanchor="top" if up else "bottom",
            text=f"<b>{name}</b><br>{percent(row['share'])} of customers{worth}", align="right" if right else "left",
            showarrow=False, font={"color": INK, "size": SIZE}, bgcolor="rgba(255,255,255,0)",
        )  # fmt: skip


def _squeezed(values: ArrayLike, size: float) -> NDArray[np.float64]:
    """Return values on a scale that is even around zero and logarithmic far from it; losses have a place on it."""
    return np.arcsinh(np.asarray(values, float) / size)


def _spread_out(values: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    return np.sinh(values) * size


def _ticks(low: float, high: float) -> list[float]:
    """Return zero and powers of ten between two amounts."""
    largest = max(abs(low), abs(high), 1.0)
    powers = [
        10.0**n for n in range(int(np.floor(np.log10(largest))), int(np.floor(np.log10(largest))) - 3, -1)
    ]
    return sorted(tick for tick in [0.0, *powers, *(-power for power in powers)] if low <= tick <= high)


def _amount(x: float, currency: str) -> str:
    return plain(money(x, currency))


def _numbers(growth: Growth, run: Run) -> Numbers:
    rows = []
    for row in growth.cells.to_dict("records"):
        now, later = row["cell"].split("/")
        interval = (
            f"{percent(row['low'])} to {percent(row['high'])}" if pd.notna(row["low"]) else "one replication"
        )
        rows.append(
            [CELLS[row["cell"]][0], now, later, grouped(row["customers"]), percent(row["share"]), interval,
             percent(row["value"]), percent(row["potential"])]
        )  # fmt: skip
    medians = " and ".join(money(median, run.currency) for median in growth.medians)
    columns = [
        "cell",
        "value now",
        "potential",
        "customers",
        "share",
        "95 % interval",
        "of the value",
        "of the potential",
    ]
    of = "the first replication" if run.replications > 1 else "the replication"
    return Numbers(columns, rows, f"Medians of all customers in {of}: {medians}.")
