"""Groups of customers: how many they are, and how much of the expected value they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Numbers
from sim.report.colour import COST, PAPER
from sim.report.interval import INTERVAL, NO_INTERVAL, Estimate
from sim.report.number import grouped, money, percent, percent_form
from sim.report.text import plain

ALT = "Two columns of horizontal bars: shares of the customers at the left, of their expected value at the right."
_FREE = 0.3


class Group(NamedTuple):
    """A group of customers, which may overlap with others."""

    name: str
    meaning: str
    belongs: ArrayLike
    """Who is in it, (n,) of true and false."""
    colour: str = COST


class Portion(NamedTuple):
    """How many are in a group, and what they hold."""

    group: Group
    customers: int
    share: Estimate
    """Of all customers."""
    worth: float
    """Mean expected value of one of them in money; NaN if there is nobody."""
    value: float
    """Share of all expected value; below zero if they lose money, NaN where all together earn nothing to share."""

    @property
    def printed(self) -> str:
        """The share of the customers as it is printed."""
        return percent(self.share.estimate)

    @property
    def holding(self) -> str:
        """What they hold of the value, as the end of a sentence; empty where that cannot be said."""
        if np.isnan(self.value) or self.customers == 0:
            return ""
        return f"; they hold {percent(self.value)} of the value"


def portions(own: pd.DataFrame, groups: Iterable[Group]) -> list[Portion]:
    """Return how much of the customers and of their value the groups are.

    own: replication, predicted_clv in money, (n,); a missing value counts as nothing. The share of the customers is the
    mean over the replications that have any, so it is the middle of its interval; values are of all of them together.
    """
    heads, value = own.groupby("replication").size(), own["predicted_clv"].fillna(0.0)
    everything = float(value.sum())
    found = []
    for group in groups:
        chosen = np.asarray(group.belongs, bool)
        count = own[chosen].groupby("replication").size().reindex(heads.index, fill_value=0)
        held, size = float(value[chosen].sum()), int(count.sum())
        worth = held / size if size else np.nan
        share = Estimate.share((count / heads).to_numpy())
        found.append(Portion(group, size, share, worth, held / everything if everything > 0 else np.nan))
    return found


def portions_figure(found: Sequence[Portion], row: int = 50) -> go.Figure:
    """Return two panels of bars: the groups' customers at the left, what they hold of the value at the right."""
    heads, held = [], []
    for portion in found:
        name, meaning, _, colour = portion.group
        called, share = f"<b>{plain(name)}</b>, {plain(meaning)}", portion.share
        heads.append(Bar(called, share.estimate, portion.printed, colour, share.low, share.high))
        value = 0.0 if np.isnan(portion.value) else portion.value
        held.append(Bar(plain(name), value, percent(portion.value), colour))
    figure = bars_figure([Panel(heads, "Customers", _FREE), Panel(held, "Expected value", _FREE)], row=row)
    return names_on_paper(figure)


def names_on_paper(figure: go.Figure) -> go.Figure:
    """Put paper behind the names of bars, which the axis of a panel or of losses would else strike through."""
    paper = {"bgcolor": PAPER, "borderpad": 0, "yshift": 2}
    return figure.for_each_annotation(lambda words: words.update(paper), {"xref": "paper", "yref": "y"})


def portion_numbers(heading: str, found: Iterable[Portion], currency: str) -> Numbers:
    """Return a row for each group; heading: what a group is called."""
    rows = [
        [
            portion.group.name,
            portion.group.meaning,
            grouped(portion.customers),
            portion.printed,
            portion.share.between(percent_form()) or NO_INTERVAL,
            money(portion.worth, currency),
            percent(portion.value),
        ]
        for portion in found
    ]
    columns = ["meaning", "customers", "share", INTERVAL, "mean expected value", "of the value"]
    return Numbers([heading, *columns], rows)
