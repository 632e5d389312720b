"""The tables that a run leaves behind, as pandas DataFrames (docs/data-dictionary.md explains every column)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.behaviour.choice import CAUSES, SOURCES, WINBACK
from sim.behaviour.stages import EARLY_DECLINE, FORMATION, LONG_TERM, MID_TERMINATION, PATTERNS, STAGES
from sim.market.books import SPELL
from sim.market.columns import NOBODY
from sim.market.customer_tables import (
    campaigns_table,
    contacts_table,
    customers_table,
    panel_table,
    survey_table,
    transactions_table,
)
from sim.market.naming import firm_names, named, segment_names

if TYPE_CHECKING:
    from sim.market.model import Market

Tables = dict[str, pd.DataFrame]


def tables_of(market: Market) -> Tables:
    """Return every table of one replication, without the column `replication`."""
    relationships = relationships_table(market)
    tables = {
        "months": months_table(market),
        "relationships": relationships,
        "customers": customers_table(market),
        "panel": panel_table(market),
        "transitions": transitions_table(market),
        "survey": survey_table(market, relationships),
    }
    if market.ledger.campaigns:
        tables["campaigns"] = campaigns_table(market)
    if market.ledger.keeps_transactions:
        tables["transactions"] = transactions_table(market)
    if market.ledger.keeps_contacts:
        tables["contacts"] = contacts_table(market)
    return tables


def months_table(market: Market) -> pd.DataFrame:
    """Return one row for each booked month and firm: people, money and means."""
    sums = pd.DataFrame([row for month in market.ledger.months for row in month])
    stages = np.array(sums["stages"].to_list())
    heads = stages.sum(axis=1)

    def mean(column: str) -> pd.Series[Any]:
        return (sums[column] / np.where(heads > 0, heads, 1)).where(heads > 0)

    table = {
        "month": sums["month"].astype("int16"),
        "firm": firm_names(market, sums["firm"].to_numpy()),
        "customers": heads,
    }
    table |= {name: stages[:, number] for number, name in enumerate(STAGES) if number > 0}
    table |= {name: sums[name] for name in ("joined", "lost", "won_back", "referred")}
    for name in ("customers", *STAGES[1:], "joined", "lost", "won_back", "referred"):
        table[name] = np.asarray(table[name]).astype("int32")
    revenue = sums["revenue"] + sums["secondary_revenue"]
    # The cost of secondary business holds goods and orders; goods are split off to keep gross margin readable.
    # A firm that has not entered yet has no price, and no business.
    secondary_volume = (sums["secondary_revenue"] / sums["price"]).fillna(0.0)
    secondary_goods = secondary_volume * market.spec.market.costs.cost_of_goods
    goods = sums["cost_of_goods"] + secondary_goods
    service = sums["cost_to_serve"] + sums["secondary_cost"] - secondary_goods
    spends = {
        f"{line}_spend": sums[f"{line}_spend"]
        for line in ("acquisition", "functional", "technical", "loyalty_programme", "winback")
    }
    table |= {"revenue": revenue, "cost_to_serve": service, "cost_of_goods": goods} | spends
    table["profit"] = revenue - goods - service - sum(spends.values())
    table |= {name: mean(name) for name in ("satisfaction", "trust", "switching_cost")}
    table |= {name: sums[name] for name in ("functional_quality", "technical_quality", "price")}
    before = sums["before"]
    table["retention_rate"] = (1.0 - sums["lost"] / before.where(before > 0)).astype(float)
    table["share_of_wallet"] = mean("share_of_wallet")
    table["customer_equity"] = sums["customer_equity"]
    table["secondary_revenue"] = sums["secondary_revenue"]
    table["secondary_profit"] = sums["secondary_revenue"] - sums["secondary_cost"]
    table["winback_offers"] = sums["winback_offers"]
    table["winback_contacts"] = sums["winback_contacts"].astype("int32")
    return pd.DataFrame(table)


def relationships_table(market: Market) -> pd.DataFrame:
    """Return one row for each relationship that lived in the booked months; who still stays is censored."""
    c = market.crowd.columns
    staying = np.flatnonzero(c.firm != NOBODY)
    standing = np.zeros(staying.size, SPELL)
    write_down_all(standing, staying, market.month - 1, c)
    spells = np.concatenate([*market.ledger.ended, standing])
    spells = spells[np.lexsort((spells["place"], spells["spell"]))]
    places = market.crowd.size
    ended = spells["cause"] > 0
    peak, stable = spells["peak_stage"], spells["months_in_stability"]
    long_term = market.by_segment(lambda p: p.stages.long_term)[spells["segment"]]
    pattern = np.select(
        [~ended, peak < FORMATION, peak == FORMATION, stable < long_term],
        [-1, 0, MID_TERMINATION, EARLY_DECLINE],
        LONG_TERM,
    )
    number = spells["place"] + places * spells["spell"].astype(np.int64)
    asked = pd.Series(np.concatenate([*market.ledger.asked_back, np.zeros(0, np.int64)])).value_counts()
    return pd.DataFrame(
        {
            "relationship_id": number,
            "customer_id": spells["place"] + places * spells["generation"].astype(np.int64),
            "firm": firm_names(market, spells["firm"]),
            "start_month": spells["start_month"],
            "end_month": spells["end_month"],
            "months": spells["end_month"] - spells["start_month"],
            "ended": ended,
            "cause": named(spells["cause"], CAUSES),
            "source": named(spells["source"], SOURCES),
            "peak_stage": named(peak, STAGES),
            "months_in_stability": stable,
            "pattern": named(pattern, PATTERNS),
            "revenue": spells["revenue"],
            "cost": spells["cost"],
            "profit": spells["revenue"] - spells["cost"],
            "discounted_profit": spells["discounted_profit"],
            "won_back": spells["source"] == WINBACK,
            "satisfaction": spells["satisfaction"],
            "segment": named(spells["segment"], segment_names(market)),
            "trust": spells["trust"],
            "winback_contacts": asked.reindex(number, fill_value=0).to_numpy("int16"),
            "former_profit": spells["former_profit"],
        }
    )


def write_down_all(records: NDArray[Any], rows: NDArray[np.int64], month: int, c: Any) -> None:
    """Write the relationships of rows, as they stand at the end of a month, into records."""
    for name in SPELL.names or ():
        if name not in ("place", "end_month", "cause"):
            records[name] = getattr(c, name)[rows]
    records["place"] = rows
    records["end_month"] = month


def transitions_table(market: Market) -> pd.DataFrame:
    """Return one row for each month and pair of stages between which somebody moved, or stayed."""
    moves = np.array(market.ledger.moves)
    month, old, new = np.nonzero(moves)
    return pd.DataFrame(
        {
            "month": month.astype("int16"),
            "from": named(old, STAGES),
            "to": named(new, STAGES),
            "count": moves[month, old, new].astype("int32"),
            "profit": np.array(market.ledger.move_profit)[month, old, new],
        }
    )
