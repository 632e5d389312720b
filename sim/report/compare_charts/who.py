"""Who gains and who loses: what customers bring the firm, by what they were at the start."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import GAIN, LOSS, RIVAL
from sim.report.compared import Compared, choice_of
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL
from sim.report.number import Form, grouped, known, money_form, signed, span
from sim.report.text import capital, clean, plain, shortened

NAME = "who"
TITLE = "Who gains and who loses"
THIRDS = ("least expert third", "middle third", "most expert third")
SECONDARY = "secondary business"
KINDS = {"stage": "Stage", "segment": "Segment", "expertise": "Expertise"}


def who_chart(compared: Compared) -> Chart | Gap:
    """Return the difference that each group makes, by stage, segment and expertise."""
    table = compared.tables["who"]
    if table.empty:
        return Gap(NAME, TITLE, "Nobody could be followed from one scenario to the other.", wide=True)
    views = []
    for name in compared.ranked:
        for by, label in KINDS.items():
            own = groups_of(table, name, by)
            if (
                by == "segment"
                and own[own["group"] != SECONDARY]["group"].nunique() <= 3
                and "everyone" in set(own["group"])
            ):
                continue  # everybody is in one segment
            called = label if len(compared.others) == 1 else f"{label}: {compared.printed(name, 30)}"
            views.append(_view(compared, name, by, own, called))
    return Chart(NAME, views, notes=_notes(compared), wide=True, question="By", choice=choice_of(views))


def groups_of(table: pd.DataFrame, scenario: str, by: str) -> pd.DataFrame:
    """Return the rows of one scenario and kind of group."""
    return table[(table["scenario"] == scenario) & (table["by"] == by)]


def headline(compared: Compared, own: pd.DataFrame) -> str:
    """Return which groups clearly gain and lose most, as wholes."""
    form = money_form(compared.currency)
    clear = own[(own["total_low"] > 0) | (own["total_high"] < 0)]
    if clear.empty:
        return "Of no group can it be told whether it brings more or less"
    rows = clear.sort_values("total").to_dict("records")
    parts = []
    if rows[-1]["total"] > 0:
        parts.append(f"{_who(rows[-1]['group'])} bring {form(rows[-1]['total'])} more")
    if rows[0]["total"] < 0:
        parts.append(f"{_who(rows[0]['group'])} bring {form(-rows[0]['total'])} less")
    return capital(", ".join(parts))


def _who(group: str) -> str:
    if group in THIRDS:
        return f"the {group} of the customers"
    if group in ("without a supplier", "with a rival"):
        return f"those {group}"
    if group == SECONDARY:
        return "customers of others, or of nobody, with what they buy on the side,"
    return f"customers in {plain_name(group)}"


def plain_name(group: str) -> str:
    """Return the name of a group, which may be a segment that the user has named."""
    return shortened(clean(group), 40)


def _view(compared: Compared, scenario: str, by: str, own: pd.DataFrame, label: str) -> View:
    first = compared.printed(compared.names[0], 40)
    whose = (
        f"as they were at the start of month {compared.opening} in {first}"
        if compared.paired
        else "each by their own start"
    )
    subtitle = (
        f"Discounted profit that a customer, and all of the group, bring {compared.firm} from month {compared.opening} "
        f"to the end, {compared.printed(scenario, 40)} less {first}, in {compared.money}; groups {whose}; lines: "
        f"{LEVEL_TEXT} intervals"
    )
    figure, narrow = who_figure(compared, own), who_figure(compared, own, narrow=True)
    alt = "Horizontal bars, right of zero where a group brings more and left where it brings less."
    return View(headline(compared, own), subtitle, figure, _numbers(compared, own), alt, label, narrow)


def who_figure(compared: Compared, own: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Return bars for each group: per customer at the left, all of it at the right; on a phone the latter only."""
    form = money_form("")
    panels = []
    for column, heading in (("value", "For each"), ("total", "All of the group")):
        bars = [
            Bar(
                f"<b>{plain(capital(plain_name(row['group'])))}</b>{_size(row)}",
                float(row[column]) if known(row[column]) else 0.0,
                plain(signed(form, row[column])),
                _colour(row[f"{column}_low"], row[f"{column}_high"]),
                row[f"{column}_low"] if known(row[f"{column}_low"]) else None,
                row[f"{column}_high"] if known(row[f"{column}_high"]) else None,
            )
            for row in own.to_dict("records")
        ]
        panels.append(Panel(bars, f"{heading}, {plain(compared.money)}", 0.26))
    return bars_figure(panels[1:] if narrow else panels, row=48)


def _size(row: dict[Hashable, Any]) -> str:
    return "" if row["group"] == SECONDARY else f", {grouped(row['customers'])}"


def _colour(low: float, high: float) -> str:
    return GAIN if low > 0 else LOSS if high < 0 else RIVAL


def _numbers(compared: Compared, own: pd.DataFrame) -> Numbers:
    form = money_form(compared.currency)
    points = Form(lambda x: grouped(100.0 * x, 2), " points")
    rows = []
    for row in own.to_dict("records"):
        cells = [capital(plain_name(row["group"])), grouped(row["customers"]), form(row["value_first"])]
        for column, printed in (("value", form), ("total", form), ("satisfaction", points)):
            cells += [
                signed(printed, row[column]),
                span(printed, row[f"{column}_low"], row[f"{column}_high"]) or NO_INTERVAL,
            ]
        rows.append(cells)
    heads = ["group", "customers", "each brings in the first", "each more", INTERVAL, "all more", INTERVAL]
    return Numbers([*heads, "satisfaction at the end, of 100", INTERVAL], rows)


def _notes(compared: Compared) -> list[str]:
    same = "the same place with the same luck" if compared.paired else "other people, with other luck"
    return [
        f"Compared is {same}; whoever leaves the category is replaced in the same place, and the newcomer counts for "
        "the group of the one before.",
        "The groups add up to the difference of discounted profit before spending on nobody in particular "
        "(acquisition, quality, win-back). Secondary business is what customers of others, or of nobody, buy from the "
        "firm on the side.",
        "Satisfaction is that with whoever supplies the customer at the end, of those who have a supplier in both.",
    ]
