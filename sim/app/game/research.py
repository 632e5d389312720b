"""What a year brought to every firm, and why: the books and the market research of the game."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from sim.app.game.game import YEAR
from sim.behaviour.choice import CAUSES, SOURCES
from sim.behaviour.stages import STAGES
from sim.market.model import Market
from sim.market.tables import months_table, relationships_table
from sim.scenario.strategies import LINES

NOBODY = "nobody"
"""Where those came from who had no supplier, and where those went who took no other."""
SURVEY = 0x5EED
"""Apart from other draws of the same seed: the luck of the published test of quality."""


def research_of(market: Market, seed: int) -> list[dict[str, Any]]:
    """Return what the last booked year brought, firm by firm, as plain data.

    customers, stages and customer equity (`equity`, the score, money) at its end; joined by source, lost by cause,
    `won` from and `gone` to each firm, in people of the year; profit, revenue and spending, money/year; satisfaction
    and trust, means of the last month in [0, 1]; `kept`, the share of the customers of the year's beginning who stayed;
    share of all customers who have a supplier; price, list price being 1; functional and technical quality as
    delivered; `tested`, the mean of both as a consumer magazine published it. Shares and means are None where there is
    nobody.
    """
    first = market.month - YEAR
    months = months_table(market)
    months = months[months["month"] >= first]
    moves = _moves(relationships_table(market), first)
    attached = int(months[months["month"] == market.month - 1]["customers"].sum())
    results = []
    for firm in market.firms:
        year = months[months["firm"] == firm.name]
        end = year.iloc[-1]
        customers = int(end["customers"])
        quality = (float(end["functional_quality"]), float(end["technical_quality"]))
        results.append(
            {
                "equity": round(float(end["customer_equity"])),
                "customers": customers,
                "share": _share(customers, attached),
                "stages": {stage: int(end[stage]) for stage in STAGES[1:]},
                "profit": round(float(year["profit"].sum())),
                "revenue": round(float(year["revenue"].sum())),
                "spending": {line: round(float(year[f"{line}_spend"].sum())) for line in LINES},
                "satisfaction": _rounded(end["satisfaction"]),
                "trust": _rounded(end["trust"]),
                "price": round(float(end["price"]), 2),
                "functional": round(quality[0], 3),
                "technical": round(quality[1], 3),
                "tested": _tested(market, firm.number, sum(quality) / 2, customers, seed),
                **_comings_and_goings(moves, firm.name, first),
            }
        )
    return results


def _moves(relationships: pd.DataFrame, first: int) -> pd.DataFrame:
    """Return the relationships that lived in the year, each with the firms before and after it: `came`, `went`."""
    table = relationships.sort_values(["customer_id", "start_month", "end_month"])
    own = table[["customer_id", "firm", "start_month", "end_month"]].astype({"firm": str})
    before, after = own.shift(1), own.shift(-1)
    same_before = (before["customer_id"] == own["customer_id"]) & (before["end_month"] == own["start_month"])
    same_after = (after["customer_id"] == own["customer_id"]) & (after["start_month"] == own["end_month"])
    table = table.assign(
        came=before["firm"].where(same_before, NOBODY), went=after["firm"].where(same_after, NOBODY)
    )
    return table[~table["ended"] | (table["end_month"] >= first)]


def _comings_and_goings(moves: pd.DataFrame, firm: str, first: int) -> dict[str, Any]:
    own = moves[moves["firm"] == firm]
    came = own[own["start_month"] >= first]
    left = own[own["ended"]]
    old = own[own["start_month"] < first]
    return {
        "joined": _counted(came["source"], SOURCES[1:]),
        "lost": _counted(left["cause"], CAUSES[1:]),
        "won": {name: int(count) for name, count in came["came"].value_counts().items()},
        "gone": {name: int(count) for name, count in left["went"].value_counts().items()},
        "kept": _share(int((~old["ended"]).sum()), len(old)),
    }


def _counted(values: pd.Series[Any], names: tuple[str, ...]) -> dict[str, int]:
    counts = values.value_counts()
    return {name: int(counts.get(name, 0)) for name in names}


def _tested(market: Market, firm: int, quality: float, customers: int, seed: int) -> float:
    """Return quality as a magazine finds it that asks a part of the customers: as a firm's own survey would be.

    Sample and error are those of `firms[…].observation`; with no customers, one tester.
    """
    told = market.firms[firm].settings.observation
    asked = max(told.coverage * customers, 1.0)
    error = np.random.default_rng([SURVEY, seed, market.month, firm]).normal(
        0.0, told.noise / math.sqrt(asked)
    )
    return round(min(max(quality + error, 0.0), 1.0), 3)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(value: Any) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)
