"""Whom to grow: what customers are worth now against what they could yet be worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.charts.policies import policies_view
from sim.report.colour import INK, OURS_DOT, VEIL
from sim.report.interval import INTERVAL, NO_INTERVAL, Estimate
from sim.report.number import counted, grouped, money, percent, percent_form, tick
from sim.report.run import Run
from sim.report.style import SIZE, axis, compact, new_figure, value_axis
from sim.report.text import capital, plain

NAME = "growth"
TITLE = "Whom to grow"
MOST_DOTS = 1000
_SEED = 20011
"""Of the sample that is drawn: the same run always shows the same dots."""

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
    """cell, customers, share, low, high, value and potential (shares of all)."""
    dots: pd.DataFrame
    medians: tuple[float, float]
    """Of current and of potential value, in money."""


@reads("customers", NAME, TITLE)
def growth_chart(run: Run) -> Chart | Gap:
    """Return the customers of the firm in focus by current and potential value."""
    growth = growth_of(run.customers, run.focus)
    if growth is None:
        return Gap(NAME, TITLE, f"{run.firm} has no customers with a known value at the end.")
    drawn = counted(len(growth.dots), "dot")
    of = "" if run.replications == 1 else " from the first replication"
    subtitle = (
        f"Customers of {run.firm} at the end by what they are expected to bring (across) and what they could bring "
        f"beyond it (up), in {run.currency or 'money'}; shares: {run.mean_of}; {drawn} drawn{of}"
    )
    alt = "Dots in four quarters cut by the median lines, each quarter with its name and shares."
    figure = growth_figure(growth, run.currency)
    view = View(headline(growth.cells), subtitle, figure, _numbers(growth, run), alt, "Map")
    note = (
        "The lines are the medians of all customers in the market. Both values are simple forecasts over the expected "
        "remaining life; potential is what the customer could spend here and does not. Both scales are compressed, "
        "evenly around zero."
    )
    loyal = "Loyal: satisfied (level 5 to 7 of 7) and attached (intention to stay of at least 70 %)."
    policies = policies_view(run, valued_customers(run.own_customers))
    return Chart(NAME, [view, policies], notes=[note, loyal])


def valued_customers(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the customers whose values, and so their cells, are known."""
    return customers.dropna(subset=["predicted_clv", "potential_value", "value_cell"])


def growth_of(customers: pd.DataFrame, firm: str) -> Growth | None:
    """Return cells and dots, None if nobody is there.

    customers: replication, firm, predicted_clv, potential_value, value_cell.
    """
    valued = valued_customers(customers)
    own = valued[valued["firm"] == firm]
    if own.empty:
        return None
    cell = own["value_cell"].astype(str)
    heads = pd.crosstab(own["replication"], cell).reindex(columns=list(CELLS), fill_value=0)
    parts = heads.div(heads.sum(axis=1), axis=0)
    sums = own.groupby(cell)[["predicted_clv", "potential_value"]].sum().reindex(list(CELLS), fill_value=0.0)
    # Below zero if a cell loses money; unknown where all together earn nothing to share.
    of_all = sums / sums.sum().where(sums.sum() > 0)
    rows = []
    for name in CELLS:
        share = Estimate.share(parts[name].to_numpy())
        worth = of_all.loc[name, "predicted_clv"], of_all.loc[name, "potential_value"]
        rows.append((name, int(heads[name].sum()), share.estimate, share.low, share.high, *worth))
    table = pd.DataFrame(rows, columns=["cell", "customers", "share", "low", "high", "value", "potential"])
    first = own["replication"].min()
    dots, market = own[own["replication"] == first], valued[valued["replication"] == first]
    if len(dots) > MOST_DOTS:
        chosen = np.random.default_rng(_SEED).choice(len(dots), MOST_DOTS, replace=False)
        dots = dots.iloc[np.sort(chosen)]
    return Growth(
        table, dots, (float(market["predicted_clv"].median()), float(market["potential_value"].median()))
    )


def headline(cells: pd.DataFrame) -> str:
    """Return how many could be grown; cells: cell, share."""
    share = float(cells.set_index("cell")["share"]["low/high"])
    if share == 0:
        return "There is nobody who is worth little now, but could be worth much"
    return f"{capital(percent(share))} of the customers are worth little now, but could be worth much"


def growth_figure(growth: Growth, currency: str) -> go.Figure:
    """Return dots on compressed scales with median lines and the four corners named."""
    figure = new_figure(400, right=12, bottom=44)
    names = ("predicted_clv", "potential_value")
    values = [growth.dots[name].to_numpy(float) for name in names]
    sizes = [max(abs(median) / 3, 1e-9) for median in growth.medians]
    across, up = (compact(squeezed(v, size)) for v, size in zip(values, sizes, strict=True))
    figure.add_scatter(
        x=across,
        y=up,
        mode="markers",
        marker={"size": 5, "color": OURS_DOT, "line": {"width": 0}},
        customdata=np.column_stack([compact(np.round(v)) for v in values]),
        meta=plain(currency),
        hovertemplate="worth %{customdata[0]:,} %{meta}, could bring %{customdata[1]:,} %{meta} more<extra></extra>",
    )
    lines = [float(squeezed(median, size)) for median, size in zip(growth.medians, sizes, strict=True)]
    figure.update_xaxes(axis("Expected value now", showgrid=True) | _scale(across, lines[0], sizes[0], 0.1))
    figure.update_yaxes(value_axis() | _scale(up, lines[1], sizes[1], 0.16))
    figure.add_vline(x=lines[0], line={"color": INK, "width": 1.2})
    figure.add_hline(y=lines[1], line={"color": INK, "width": 1.2})
    for row in growth.cells.to_dict("records"):
        name, right, high = CELLS[row["cell"]]
        worth = f"<br>{percent(row['value'])} of the value" if pd.notna(row["value"]) else ""
        figure.add_annotation(
            x=right,
            y=high,
            xref="paper",
            yref="paper",
            xanchor="right" if right else "left",
            yanchor="top" if high else "bottom",
            xshift=-4 if right else 4,
            text=f"<b>{name}</b><br>{percent(row['share'])} of customers{worth}",
            align="right" if right else "left",
            showarrow=False,
            font={"color": INK, "size": SIZE},
            bgcolor=VEIL,
        )
    return figure


def squeezed(values: ArrayLike, size: float) -> NDArray[np.float64]:
    """Return values on a scale that is even around zero and logarithmic far from it; losses have a place on it."""
    return np.arcsinh(np.asarray(values, float) / size)


def _scale(places: NDArray[np.float32], line: float, size: float, pad: float) -> dict[str, object]:
    """Return range and ticks of a compressed axis on which all but the farthest dots lie, and the median line."""
    low, high = (float(np.quantile(places, q)) for q in (0.002, 0.998))
    low, high = min(low, line), max(high, line)
    room = (high - low or 1.0) * pad
    reach = [low - room, high + room]
    largest = max(abs(np.sinh(end) * size) for end in reach)
    powers = [10.0 ** (np.floor(np.log10(max(largest, 1.0))) - step) for step in range(3)]
    amounts = [0.0, *powers, *(-power for power in powers)]
    ticks = sorted(amount for amount in amounts if reach[0] <= float(squeezed(amount, size)) <= reach[1])
    return {"range": reach, "tickvals": squeezed(ticks, size), "ticktext": [tick(amount) for amount in ticks]}


def _numbers(growth: Growth, run: Run) -> Numbers:
    rows = []
    for row in growth.cells.to_dict("records"):
        now, later = row["cell"].split("/")
        interval = percent_form().span(row["low"], row["high"]) or NO_INTERVAL
        shares = [percent(row[name]) for name in ("value", "potential")]
        name = CELLS[row["cell"]][0]
        rows.append([name, now, later, grouped(row["customers"]), percent(row["share"]), interval, *shares])
    columns = [
        "cell",
        "value now",
        "potential",
        "customers",
        "share",
        INTERVAL,
        "of the value",
        "of the potential",
    ]
    medians = " now, ".join(money(median, run.currency) for median in growth.medians)
    return Numbers(columns, rows, f"Medians: {medians} potential.")
