"""Who earns the money: the whale curve of relationships sorted from most to least profitable."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from sim.clv.costing import WhaleCurve
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import FAINT, GAIN, INK, LOSS, clear
from sim.report.number import NOTHING, counted, grouped, money, nice_ticks, percent, tick
from sim.report.run import Run
from sim.report.style import axis, new_figure, note, value_axis
from sim.report.text import plain

NAME = "whale"
TITLE = "Who earns the money"
_BEST = 0.2
"""Share of the relationships that the headline is about."""
_LEAST_LEFT = 0.2
"""Share of what is earned that has to be left as profit for shares of the profit to mean anything."""

_HUNDREDTHS = np.linspace(0.0, 1.0, 101)

Array = NDArray[np.float64]


@reads("relationships", NAME, TITLE)
def whale_chart(run: Run) -> Chart | Gap:
    """Return the whale curve on two cost bases: serving alone, and with what winning customers cost."""
    own = run.own_relationships.dropna(subset=["profit"])
    if own.empty:
        return Gap(NAME, TITLE, f"{run.firm} had no relationship of known profit in the booked months.")
    profit = own["profit"].to_numpy(float)
    views = [_view(run, WhaleCurve.of(profit), "after goods, service and loyalty programme", "Serving costs")]
    charge = acquisition_charge(own, run.own_months)
    notes = [
        "Spending on quality is charged to nobody here. Who left and came back counts as two relationships."
    ]
    if charge.any():
        basis = "after goods, service, loyalty programme, and what winning the customer cost"
        views.append(_view(run, WhaleCurve.of(profit - charge), basis, "Acquisition charged too"))
        notes.append(
            "What winning cost: acquisition spending shared equally by all who joined in the booked months, "
            "win-back spending by those won back."
        )
    return Chart(NAME, views, notes=notes, question="Costs")


def acquisition_charge(own: pd.DataFrame, months: pd.DataFrame) -> Array:
    """Return what winning each relationship cost, 0 for those begun before the books opened; own: (n, …) → (n,)."""
    spent = months[["acquisition_spend", "winback_spend"]].sum()
    begun, back = own["start_month"].to_numpy() >= 0, own["won_back"].to_numpy(bool)
    charge = np.zeros(len(own))
    for who, money_spent in (
        (begun & ~back, spent["acquisition_spend"]),
        (begun & back, spent["winback_spend"]),
    ):
        if who.any():
            charge[who] = money_spent / np.count_nonzero(who)
    return charge


def in_shares(whale: WhaleCurve) -> bool:
    """Return whether enough of what is earned is left as profit to tell heights as shares of it, not as money."""
    return whale.total > whale.peak * _LEAST_LEFT


def headline(whale: WhaleCurve, currency: str) -> str:
    """Return what the best fifth earns, and how many lose money."""
    if not in_shares(whale):
        if whale.losers == whale.size:
            return f"All relationships lose money, {money(-whale.total, currency)} together"
        earned, lost = money(whale.peak, currency), money(whale.peak - whale.total, currency)
        return f"Profitable relationships earn {earned}, the others lose {lost}"
    loses = f"{percent(whale.losing)} lose money" if whale.losers else "nobody loses money"
    share = percent(whale.share_earned_by(_BEST))
    return f"The best {percent(_BEST)} of relationships earn {share} of the profit; {loses}"


def whale_figure(whale: WhaleCurve, currency: str) -> go.Figure:
    """Return the curve: the best fifth in green, the losing end in red, peak and loss named.

    Its height is the share of all profit, or money where there is no profit to share.
    """
    told_in_shares, turn = in_shares(whale), 1 - whale.losing
    unit = whale.total if told_in_shares else 1.0
    at = np.append(_HUNDREDTHS, turn)
    height = np.append(whale.earned_by(_HUNDREDTHS), whale.peak) / unit
    order = np.argsort(at, kind="stable")
    at, height = at[order], height[order]
    figure = new_figure(380, right=26, top=26, hovermode="x")
    turn = max(turn, _BEST)
    for start, end, colour in ((0.0, _BEST, GAIN), (_BEST, turn, INK), (turn, 1.0, LOSS)):
        part = (at >= start - 1e-9) & (at <= end + 1e-9)
        if end > start:
            figure.add_scatter(
                x=at[part].round(4),
                y=height[part].round(4 if told_in_shares else 0),
                mode="lines",
                line={"color": colour, "width": 3},
                fill="tozeroy",
                fillcolor=clear(colour),
                customdata=[
                    _said(a, h * unit, whale, currency) for a, h in zip(at[part], height[part], strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
    low, high = min(0.0, float(height.min())), max(float(height.max()), 0.0)
    reach = (low - (high - low) * 0.04 if low < 0 else 0.0, high + (high - low or 1.0) * 0.1)
    figure.update_xaxes(
        axis("Relationships, most profitable first", tickformat=".0%", range=[0, 1], showline=True, nticks=6)
    )
    if told_in_shares:
        figure.add_hline(y=1, line={"color": FAINT, "width": 1, "dash": "dot"})
        figure.update_yaxes(value_axis(tickformat=".0%", range=reach, nticks=6))
        _name_the_peak(figure, whale)
    else:
        ticks = nice_ticks(*reach)
        figure.update_yaxes(
            value_axis(tickvals=ticks, ticktext=[tick(at) for at in ticks], range=reach, zeroline=True)
        )
    return figure


def _name_the_peak(figure: go.Figure, whale: WhaleCurve) -> None:
    if not whale.losers:
        return
    at, peak = 1 - whale.losing, whale.peak / whale.total
    figure.add_scatter(x=[at], y=[peak], mode="markers", marker={"color": INK, "size": 7}, hoverinfo="skip")
    side = "right" if at > 0.7 else "left" if at < 0.3 else "center"
    text = f"<b>peak: {percent(at)} earn {percent(peak)}</b>"
    note(figure, at, peak, text, xanchor=side, yanchor="bottom", yshift=4)
    lost = f"the other {percent(whale.losing)} lose {percent(peak - 1)}"
    note(figure, 1, 1, lost, xanchor="right", yanchor="top", yshift=-14, font={"color": LOSS, "size": 13})


def _said(share: float, earned: float, whale: WhaleCurve, currency: str) -> str:
    part = (
        f"{percent(earned / whale.total)} of the profit"
        if whale.total > 0
        else plain(money(earned, currency))
    )
    return f"the best {percent(share)}: {part}"


def _view(run: Run, whale: WhaleCurve, basis: str, label: str) -> View:
    subtitle = (
        f"What the most profitable share of {run.firm}'s relationships earns of all profit, {basis}; "
        f"{counted(whale.size, 'relationship')}, {run.pooled}"
    )
    alt = (
        "A curve that rises steeply at first, flattens to its peak, and falls where relationships lose money."
    )
    figure = whale_figure(whale, run.currency)
    return View(headline(whale, run.currency), subtitle, figure, _tenths(whale, run.currency), alt, label)


def _tenths(whale: WhaleCurve, currency: str) -> Numbers:
    told_in_shares, size = in_shares(whale), whale.size

    def line(name: str, count: float, earned: float, until: float | None = None) -> list[str]:
        mean = money(earned / count, currency) if count else NOTHING
        shares = [
            percent(x / whale.total) if x is not None and told_in_shares else "" for x in (earned, until)
        ]
        return [name, grouped(count), mean, money(earned, currency), *shares]

    tenths = whale.earned_by(_HUNDREDTHS[::10])
    rows = [
        line(f"{start} to {percent(stop / 100)}", size / 10, b - a, b)
        for (start, stop), (a, b) in zip(pairwise(range(0, 101, 10)), pairwise(tenths), strict=True)
    ]
    rows.append(line(f"best {percent(_BEST)}", size * _BEST, whale.earned_by(_BEST)))
    if whale.losers:
        rows.append(line(f"earning ({percent(1 - whale.losing)})", size - whale.losers, whale.peak))
        lost = whale.total - whale.peak
        rows.append(line(f"losing ({percent(whale.losing)})", whale.losers, lost))
    columns = ["best", "relationships", "mean profit", "profit", "share of profit", "with those above"]
    return Numbers(columns, rows)
