"""The control of win-back: who came back, by cause of leaving and first life, and what second lives bring.

What is causal here: a firm draws whom it calls this month from those whom it selects, with one chance for all of them.
So months with and without a contact differ by nothing else, and how often the lost return in months without one tells
what they do by themselves (`returns_without`); only returns beyond that are credited to win-back.

What is not: differences between groups, since those who left over the price differ in more than their cause. The worth
of a second life, taken to be alike for those whom the offer moved and those who would have come anyway, though the
latter probably stay longer. And months are taken as independent: where some of the lost are always readier to return
than others, those who accept an offer are among them, so returns without win-back come out somewhat too low and its
effect too high.

Sources: Stauss & Friege (1999), analysis, actions and controlling, and the value of a second lifetime; Kumar, Bhagwat &
Zhang (2015), by cause of leaving and first lifetime.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.clv.checks import DISCOUNT, Array, columns, number, one_of, whole
from sim.clv.life_value import discounted_months, life_value
from sim.clv.survival.kaplan_meier import KaplanMeier

THIRDS = ("lowest third", "middle third", "highest third")
"""Groups by a number that is known of every lost customer."""
GROUPINGS = ("all", "cause", "trust", "satisfaction", "value")
FEWEST = 10
"""Second lives below which nothing is said of their length and worth."""
LEVEL = 0.95
_NEEDED = (
    "customer_id", "firm", "start_month", "end_month", "months", "ended", "cause", "source", "trust", "satisfaction",
    "profit", "discounted_profit", "winback_contacts", "former_profit",
)  # fmt: skip


def losses(relationships: pd.DataFrame, within: int, last_month: int | None = None) -> pd.DataFrame:
    """Return the analysis: one row for each customer lost, what the books hold of the first life, and what followed.

    relationships: of all firms, as in the data dictionary, with or without `replication`; within ≥ 1: months of
    win-back; last_month: the last on the books (None: the last in which anybody of the table was a customer). A
    natural exit is no loss that could be won back. Losses less than `within` months before the last month are left out,
    so every one had the same time to return.

    Columns: replication, firm, cause, end_month, trust, satisfaction, value (profit a month of the first life);
    first_months and first_value (discounted profit; missing for first lives begun before the books); contacts (win-back
    contacts made); away_profit and away_months (profit that secondary business still brought until the end of the next
    relationship with another firm, money, and how long that was); wait (months until the customer was back, missing if
    never within the time), regained (back by win-back); and of second lives begun by win-back second_months,
    second_ended and second_value (discounted profit so far), else missing.
    Raises ValueError if the table lacks a column or has no rows, or `within` is no whole number of at least 1.
    """
    columns("relationships", relationships, _NEEDED)
    time = whole("within", within, 1)
    table = relationships if "replication" in relationships else relationships.assign(replication=0)
    table = table.assign(firm=table["firm"].astype(str), source=table["source"].astype(str))
    table = table.sort_values(["replication", "customer_id", "start_month", "end_month"], kind="stable")
    after = table.groupby(["replication", "customer_id", "firm"], sort=False)[
        ["start_month", "source", "months", "ended", "discounted_profit"]
    ].shift(-1)
    following = table.groupby(["replication", "customer_id"], sort=False)[
        ["firm", "end_month", "former_profit"]
    ].shift(-1)
    last = int(table["end_month"].max()) if last_month is None else last_month
    elsewhere = following["firm"] != table["firm"]
    until = following["end_month"].where(elsewhere, after["start_month"]).fillna(last)
    wait = after["start_month"] - table["end_month"]
    back = wait <= time
    regained = back & (after["source"] == "win-back")
    seen = table["start_month"] >= 0
    found = pd.DataFrame(
        {
            "replication": table["replication"],
            "firm": table["firm"],
            "cause": table["cause"],
            "end_month": table["end_month"],
            "trust": table["trust"].astype(float),
            "satisfaction": table["satisfaction"].astype(float),
            "value": table["profit"] / table["months"].clip(lower=1),
            "first_months": table["months"].where(seen).astype(float),
            "first_value": table["discounted_profit"].where(seen),
            "contacts": table["winback_contacts"],
            "away_profit": following["former_profit"].where(elsewhere).fillna(0.0).astype(float),
            "away_months": (until - table["end_month"]).astype(float),
            "wait": wait.where(back),
            "regained": regained,
            "second_months": after["months"].where(regained).astype(float),
            "second_ended": after["ended"].where(regained).astype(float),
            "second_value": after["discounted_profit"].where(regained).astype(float),
        }
    )
    lost = table["ended"].astype(bool) & (table["cause"].astype(str) != "natural exit")
    counted = lost & (table["end_month"] <= last - time)
    return pd.DataFrame(found[counted].reset_index(drop=True))


def regain_table(
    lost: pd.DataFrame, months: pd.DataFrame, by: str, within: int, discount_rate: float, horizon: int = 60
) -> pd.DataFrame:
    """Return the control: a row for each firm and group of its lost customers who were asked back at least once.

    lost: from `losses`, with the same `within`; months: the table of that name; by: all, cause, or trust, satisfaction
    or value of the first life, each in thirds of the firm's lost customers; discount_rate a year; horizon ≥ 1: months
    of a second life that count, cut to what is known of every group.

    Columns: firm, group, lost, contacts, regained, returned (without a contact in that month); regain_rate (regained by
    lost) with low and high (95 %, Wilson 1927, customers of all replications taken as independent); returns_without
    (share that would have returned without any win-back), caused (share of the regained who would not have);
    second_months, second_value and away_value (expected within the horizon, money discounted to its beginning);
    first_months and first_value (means of first lives that began on the books; all of them have ended); cost (money of
    contacts for one regained), offer (money paid to one regained, mean of the firm), break_even (the most that may be
    paid to one who returns: caused × (second_value − away_value) − cost), horizon. away_value is what they would have
    brought in the same months by secondary business, as customers of others: the mean of the group's months away.

    Second lives still lasting at the end are censored: survival is Kaplan–Meier's, and a month that is lived brings the
    mean discounted profit of the group's months. As profit grows with tenure and late months are seen less often, this
    is somewhat too low. Missing for fewer than `FEWEST` second lives.
    Raises ValueError if a table lacks a column, or an argument is outside its range.
    """
    one_of("by", by, GROUPINGS)
    columns("months", months, ("firm", "won_back", "winback_spend", "winback_offers", "winback_contacts"))
    rate = number("discount_rate", discount_rate, DISCOUNT)
    time, farthest = whole("within", within, 1), whole("horizon", horizon, 1)
    spent = months.assign(firm=months["firm"].astype(str)).groupby("firm")[
        ["won_back", "winback_spend", "winback_offers", "winback_contacts"]
    ].sum()  # fmt: skip
    groups = [
        (firm, group, rows)
        for firm, own in lost.groupby("firm", sort=False)
        for group, rows in _groups(own, by)
        if rows["contacts"].sum() > 0
    ]
    known = [_lives(rows) for _, _, rows in groups]
    longest = [life.known_until for life in known if life is not None]
    until = int(min([float(farthest), *longest]))
    found = []
    for (firm, group, rows), life in zip(groups, known, strict=True):
        money = spent.loc[str(firm)]
        row: dict[str, Any] = {"firm": firm, "group": group} | _returned(rows, time)
        row |= _second_lives(rows, life, until, rate)
        row |= {"first_months": rows["first_months"].mean(), "first_value": rows["first_value"].mean()}
        calls = (money["winback_spend"] - money["winback_offers"]) / max(money["winback_contacts"], 1)
        row["cost"] = calls * row["contacts"] / row["regained"] if row["regained"] else np.nan
        row["offer"] = money["winback_offers"] / money["won_back"] if money["won_back"] else np.nan
        row["break_even"] = row["caused"] * (row["second_value"] - row["away_value"]) - row["cost"]
        found.append(row | {"horizon": until})
    return pd.DataFrame(found, columns=list(COLUMNS))


COLUMNS = (
    "firm", "group", "lost", "contacts", "regained", "returned", "regain_rate", "low", "high", "returns_without",
    "caused", "second_months", "second_value", "away_value", "first_months", "first_value", "cost",
    "offer", "break_even", "horizon",
)  # fmt: skip
"""Of `regain_table`, in their order."""


def returns_without(wait: Array, regained: NDArray[np.bool_], contacts: int, within: int) -> float:
    """Return the share of lost customers who would have returned within the time without any win-back, in [0, 1].

    wait (n,): months until each was back, NaN if not within the time; regained (n,): back by win-back; contacts: made
    to all of them. In month k, h(k) = returned by themselves / (not yet back × (1 − q)), q being the contacts by the
    months in which they could be made; the share is 1 − Π (1 − h(k)). Where a rule rules some of them out, q is lower
    for these than for the others, and the share comes out too high or too low by less than q of itself.
    """
    back = np.where(np.isnan(wait), within + 1, wait).astype(int)
    month = np.arange(1, within + 1)
    there = np.count_nonzero(back[:, None] >= month, axis=0).astype(float)
    alone = np.bincount(back[~regained], minlength=within + 2)[1 : within + 1]
    asked = min(contacts / max(there.sum(), 1.0), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(alone > 0, alone / (there * (1.0 - asked)), 0.0)
    return float(1.0 - np.prod(1.0 - np.minimum(hazard, 1.0)))


def _groups(lost: pd.DataFrame, by: str) -> list[tuple[Hashable, pd.DataFrame]]:
    if by == "all":
        return [("all", lost)]
    if by == "cause":
        return list(lost.groupby("cause", observed=True))
    place = (lost[by].rank(method="first").to_numpy() - 1.0) * len(THIRDS) // len(lost)
    return [(name, lost[place == number]) for number, name in enumerate(THIRDS) if (place == number).any()]


def _returned(rows: pd.DataFrame, within: int) -> dict[str, Any]:
    lost, regained = len(rows), int(rows["regained"].sum())
    returned = int(rows["wait"].notna().sum()) - regained
    contacts = int(rows["contacts"].sum())
    span = stats.binomtest(regained, lost).proportion_ci(LEVEL, method="wilson")
    without = returns_without(rows["wait"].to_numpy(float), rows["regained"].to_numpy(bool), contacts, within)
    more = regained + returned - lost * without
    return {
        "lost": lost,
        "contacts": contacts,
        "regained": regained,
        "returned": returned,
        "regain_rate": regained / lost,
        "low": span.low,
        "high": span.high,
        "returns_without": without,
        "caused": min(max(more / regained, 0.0), 1.0) if regained else np.nan,
    }


def _lives(rows: pd.DataFrame) -> KaplanMeier | None:
    """Return the survival of second lives, None if there are too few of them, or none has been lived for a month."""
    lives = rows[rows["regained"]]
    if len(lives) < FEWEST or lives["second_months"].max() < 1:
        return None
    return KaplanMeier.fit(lives["second_months"], lives["second_ended"] > 0)


def _second_lives(
    rows: pd.DataFrame, survival: KaplanMeier | None, horizon: int, discount_rate: float
) -> dict[str, float]:
    if survival is None:
        return dict.fromkeys(("second_months", "second_value", "away_value"), np.nan)
    lives = rows[rows["regained"]]
    away = rows["away_profit"].sum() / max(rows["away_months"].sum(), 1.0)
    return {
        "second_months": survival.expected_lifetime(horizon),
        "second_value": life_value(
            survival, lives["second_months"], lives["second_value"], horizon, discount_rate
        ),
        "away_value": away * discounted_months(survival, horizon, discount_rate),
    }
