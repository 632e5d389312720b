"""The tables that a run leaves behind, as pandas DataFrames (docs/data-dictionary.md explains every column)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.behaviour.choice import CAUSES, SOURCES, WINBACK
from sim.behaviour.loyalty import LADDER, LOYALTY_TYPES
from sim.behaviour.stages import EARLY_DECLINE, FORMATION, LONG_TERM, MID_TERMINATION, PATTERNS, STAGES
from sim.clv.segments import value_cells
from sim.market.books import SPELL
from sim.market.columns import NEVER, NOBODY
from sim.market.readout import read_customers

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
        "firm": _firms(market, sums["firm"].to_numpy()),
        "customers": heads,
    }
    table |= {name: stages[:, number] for number, name in enumerate(STAGES) if number > 0}
    table |= {name: sums[name] for name in ("joined", "lost", "won_back", "referred")}
    for name in ("customers", *STAGES[1:], "joined", "lost", "won_back", "referred"):
        table[name] = np.asarray(table[name]).astype("int32")
    revenue = sums["revenue"] + sums["secondary_revenue"]
    # The cost of secondary business holds goods and orders; goods are split off to keep gross margin readable.
    secondary_goods = sums["secondary_revenue"] / sums["price"] * market.spec.market.costs.cost_of_goods
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
    return pd.DataFrame(
        {
            "relationship_id": spells["place"] + places * spells["spell"].astype(np.int64),
            "customer_id": spells["place"] + places * spells["generation"].astype(np.int64),
            "firm": _firms(market, spells["firm"]),
            "start_month": spells["start_month"],
            "end_month": spells["end_month"],
            "months": spells["end_month"] - spells["start_month"],
            "ended": ended,
            "cause": _named(spells["cause"], CAUSES),
            "source": _named(spells["source"], SOURCES),
            "peak_stage": _named(peak, STAGES),
            "months_in_stability": stable,
            "pattern": _named(pattern, PATTERNS),
            "revenue": spells["revenue"],
            "cost": spells["cost"],
            "profit": spells["revenue"] - spells["cost"],
            "discounted_profit": spells["discounted_profit"],
            "won_back": spells["source"] == WINBACK,
            "satisfaction": spells["satisfaction"],
            "segment": _named(spells["segment"], _segments(market)),
        }
    )


def write_down_all(records: NDArray[Any], rows: NDArray[np.int64], month: int, c: Any) -> None:
    """Write the relationships of rows, as they stand at the end of a month, into records."""
    for name in SPELL.names or ():
        if name not in ("place", "end_month", "cause"):
            records[name] = getattr(c, name)[rows]
    records["place"] = rows
    records["end_month"] = month


def customers_table(market: Market) -> pd.DataFrame:
    """Return one row for each customer at the end: state, what a firm could have seen, value and types."""
    crowd, c = market.crowd, market.crowd.columns
    attached = c.firm != NOBODY
    level, intention, loyalty, ladder = read_customers(c, market.parameters, market.month - 1)

    def felt(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.where(attached, values, np.nan)

    life = np.where(attached, market.ledger.remaining_life[c.firm, c.stage], np.nan)
    joined_now = np.array([market.ledger.newcomer_margin(firm.number) for firm in market.firms])
    margin = np.where(c.tenure > 0, c.margin, joined_now[c.firm])
    predicted = margin * life
    buyers = c.first_purchase != NEVER
    repeats = np.maximum(c.purchase_months - 1, 0)
    base = market.by_segment(lambda p: p.wallet.base)[c.segment]
    per_product = market.by_segment(lambda p: p.wallet.per_product)[c.segment]
    budget = c.category_spending * (base + per_product * c.products)
    most = c.category_spending * (
        base + per_product * market.by_segment(lambda p: p.share_of_wallet.most_products)[c.segment]
    )
    gross_margin = market.offers.price[c.firm] - market.spec.market.costs.cost_of_goods
    potential = np.maximum(most - c.share_of_wallet * budget, 0.0) * gross_margin * life
    return pd.DataFrame(
        {
            "customer_id": crowd.customer_id,
            "firm": _firms(market, c.firm),
            "stage": _named(c.stage, STAGES),
            "tenure": c.tenure,
            "satisfaction": felt(c.satisfaction),
            "satisfaction_level": pd.Series(level, dtype="Int8").where(attached),
            "trust": felt(c.trust),
            "expertise": c.expertise,
            "procedural": felt(c.procedural),
            "financial": felt(c.financial),
            "relational": felt(c.relational),
            "share_of_wallet": felt(c.share_of_wallet),
            "wallet": budget,
            "frequency": np.where(attached & buyers, repeats, 0),
            "recency": np.where(attached & buyers, c.last_purchase - c.first_purchase, 0),
            "T": np.where(attached & buyers, market.month - 1 - c.first_purchase, 0),
            "monetary_value": np.where(
                attached & (repeats > 0), c.repeat_amount / np.maximum(repeats, 1), 0.0
            ),
            "months_since_last_purchase": np.where(
                attached & buyers, market.month - 1 - c.last_purchase, np.nan
            ),
            "intention_to_stay": felt(intention),
            "realised_clv": felt(c.discounted_profit),
            "predicted_clv": predicted,
            "potential_value": potential,
            "segment": _named(c.segment, _segments(market)),
            "value_cell": value_cells(predicted, potential),
            "loyalty_type": _named(loyalty, LOYALTY_TYPES),
            "ladder": _named(ladder, LADDER),
        }
    )


def panel_table(market: Market) -> pd.DataFrame:
    """Return one row for each followed customer and month: the raw material of a life story."""
    panel = _stacked(market.ledger.panel)
    if not panel:
        return pd.DataFrame()
    joined = panel.pop("start_month") == panel["month"]
    panel["contacted"] = np.bitwise_count(panel["contacted"]).astype(np.int8)
    for name, names in (("stage", STAGES), ("cause", CAUSES)):
        panel[name] = _named(panel[name], names)
    panel["source"] = _named(np.where(joined, panel["source"], -1), SOURCES)
    for name in ("firm", "served_by"):
        panel[name] = _firms(market, panel[name])
    first = ["customer_id", "month"]
    return pd.DataFrame({name: panel[name] for name in [*first, *(n for n in panel if n not in first)]})


def transitions_table(market: Market) -> pd.DataFrame:
    """Return one row for each month and pair of stages between which somebody moved, or stayed."""
    moves = np.array(market.ledger.moves)
    month, old, new = np.nonzero(moves)
    return pd.DataFrame(
        {
            "month": month.astype("int16"),
            "from": _named(old, STAGES),
            "to": _named(new, STAGES),
            "count": moves[month, old, new].astype("int32"),
            "profit": np.array(market.ledger.move_profit)[month, old, new],
        }
    )


def survey_table(market: Market, relationships: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each answered questionnaire, and whether the customer then stayed."""
    survey = _stacked(market.ledger.survey)
    if not survey:
        return pd.DataFrame()
    for name, names in (("stage", STAGES), ("segment", _segments(market))):
        survey[name] = _named(survey[name], names)
    survey["firm"] = _firms(market, survey["firm"])
    table = pd.DataFrame(survey)
    fate = relationships.set_index("relationship_id").loc[
        table["relationship_id"], ["end_month", "ended", "cause"]
    ]
    seen_until = table["month"].to_numpy() + market.spec.survey.outcome_months
    left = fate["ended"].to_numpy() & (fate["end_month"].to_numpy() <= seen_until)
    known = left | (seen_until < market.month)
    table["stayed"] = pd.Series(~left, dtype="boolean").where(known)
    table["cause"] = fate["cause"].where(left, "none").to_numpy()
    table["cause"] = pd.Categorical(table["cause"], categories=list(CAUSES))
    return table


def transactions_table(market: Market) -> pd.DataFrame:
    """Return one row for each purchase."""
    purchases = _stacked(market.ledger.transactions)
    purchases["firm"] = _firms(market, purchases["firm"])
    return pd.DataFrame(purchases)


def contacts_table(market: Market) -> pd.DataFrame:
    """Return one row for each contact that a firm made with somebody who was not its customer."""
    contacts = _stacked(market.ledger.contacts)
    if not contacts:
        return pd.DataFrame(columns=["customer_id", "firm", "month", "kind", "cost", "held_out", "response"])
    contacts["firm"] = _firms(market, contacts["firm"])
    contacts["kind"] = pd.Categorical(contacts["kind"], categories=["acquisition", "win-back"])
    return pd.DataFrame(contacts)


def _stacked(parts: list[dict[str, NDArray[Any]]]) -> dict[str, Any]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _named(codes: Any, names: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(np.asarray(codes, np.int8), pd.Index(names))


def _firms(market: Market, numbers: Any) -> Any:
    return _named(numbers, [firm.name for firm in market.firms])


def _segments(market: Market) -> list[str]:
    return list(market.spec.customers_by_segment())
