"""Why customers came or left: how often each reason was named, as a sentence, as bars and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import ROW, Bar, Panel, bars_figure
from sim.report.chart import Forms
from sim.report.colour import COST
from sim.report.frequency import shares
from sim.report.interval import INTERVAL, ends
from sim.report.number import grouped, percent, percent_form
from sim.report.text import capital

ALT = "Horizontal bars, the longest at the top."


@dataclass(frozen=True)
class Reasons:
    """The vocabulary of one kind of reason."""

    noun: str
    """What a reason is called: cause, source."""
    who: str
    """Those who had one, as they stand in a sentence after a share."""
    all: str
    """All of them."""
    words: Mapping[str, tuple[str, str]]
    """What those did who had a reason, and what it means; equals are shown in this order."""
    colour: str
    """Of the most frequent one; the others are grey."""
    row: int = ROW
    """Pixels for each bar and its name."""

    def did(self, name: str) -> str:
        """Return what those did who had a reason."""
        return self.words[name][0]

    def named(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """Return the rows of a table whose reason has words here."""
        return table[table[column].astype(str).isin(list(self.words))]

    def counted(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """Return how often each reason was named, most frequent first: name, count, share, low, high."""
        return shares(table[column], table["replication"], tuple(self.words))

    def headline(self, table: pd.DataFrame) -> str:
        """Return the two most frequent reasons; table: name, share, most frequent first."""
        first, second = table.iloc[0], table.iloc[1]
        if first["share"] == 1:
            return f"{self.all} {self.did(first['name'])}"
        share = percent(second["share"])
        return f"{percent(first['share'])} of {self.who} {self.did(first['name'])}, {share} {self.did(second['name'])}"

    def figure(self, table: pd.DataFrame) -> go.Figure:
        """Return bars of shares; table: name, count, share, low, high. Reasons that nobody had are left out."""
        bars: list[Bar] = []
        for row in table[table["count"] > 0].to_dict("records"):
            colour = COST if bars else self.colour
            name, share = capital(row["name"]), row["share"]
            bars.append(Bar(name, share, percent(share), colour, row["low"], row["high"]))
        return bars_figure([Panel(bars, free=0.12)], row=self.row)

    def printed(self, table: pd.DataFrame) -> tuple[pd.DataFrame, Forms]:
        """Return the table with what each reason means, and how its columns are printed, in their order."""
        shown = table.assign(
            **{self.noun: [capital(name) for name in table["name"]]},
            meaning=[", ".join(self.words[name]) for name in table["name"]],
        )
        shown[INTERVAL] = ends(table, percent_form())
        forms: Forms = {self.noun: str, "meaning": str, "count": grouped, "share": percent, INTERVAL: str}
        return shown, forms
