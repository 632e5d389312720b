"""Tables about customers: who they are at the end, what the followed ones lived, answered, bought, and were offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.behaviour.choice import CAUSES, SOURCES
from sim.behaviour.loyalty import LADDER, LOYALTY_TYPES
from sim.behaviour.stages import STAGES
from sim.clv.segments import value_cells
from sim.market.campaigns import GROUPS
from sim.market.columns import NEVER, NOBODY
from sim.market.ledger import PANEL
from sim.market.naming import firm_names, named, segment_names, stacked
from sim.market.readout import read_customers
from sim.market.survey import answers

if TYPE_CHECKING:
    from sim.market.model import Market

FELT = (
    "satisfaction", "expectation", "trust", "procedural", "financial", "relational", "relative_value",
    "share_of_wallet",
)  # fmt: skip
"""What is felt about the own firm, and missing while there is none."""


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
            "firm": firm_names(market, c.firm),
            "stage": named(c.stage, STAGES),
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
            "segment": named(c.segment, segment_names(market)),
            "value_cell": value_cells(predicted, potential),
            "loyalty_type": named(loyalty, LOYALTY_TYPES),
            "ladder": named(ladder, LADDER),
        }
    )


def panel_table(market: Market) -> pd.DataFrame:
    """Return one row for each followed customer and month: the raw material of a life story."""
    panel = stacked(market.ledger.panel)
    joined = panel.pop("start_month") == panel["month"]
    for name in FELT:
        panel[name] = np.where(panel["firm"] == NOBODY, np.nan, panel[name])
    panel["winback_contact"] = panel["winback_firm"] != NOBODY
    panel["contacted"] = np.bitwise_count(panel["contacted"]).astype(np.int8)
    for name, names in (("stage", STAGES), ("cause", CAUSES)):
        panel[name] = named(panel[name], names)
    panel["source"] = named(np.where(joined, panel["source"], -1), SOURCES)
    for name in ("firm", "served_by"):
        panel[name] = firm_names(market, panel[name])
    order = ["customer_id", "month", *PANEL]
    shown = ["winback_contact" if name == "winback_firm" else name for name in order if name != "start_month"]
    return pd.DataFrame({name: panel[name] for name in shown})


def survey_table(market: Market, relationships: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each answered questionnaire, and whether the customer then stayed."""
    survey = stacked(market.ledger.survey or [answers(market, sample=0)])
    for name, names in (("stage", STAGES), ("segment", segment_names(market))):
        survey[name] = named(survey[name], names)
    survey["firm"] = firm_names(market, survey["firm"])
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
    purchases = stacked(market.ledger.transactions)
    purchases["firm"] = firm_names(market, purchases["firm"])
    return pd.DataFrame(purchases)


def campaigns_table(market: Market) -> pd.DataFrame:
    """Return two rows for each campaign that is over: those who got the programme, and those held out."""
    campaigns = stacked(market.ledger.campaigns)
    campaigns["firm"] = firm_names(market, campaigns["firm"])
    campaigns["group"] = named(campaigns["group"], GROUPS)
    order = ("month", "firm", "months", "group", "customers", "left", "profit")
    return pd.DataFrame({name: campaigns[name] for name in order})


def contacts_table(market: Market) -> pd.DataFrame:
    """Return one row for each contact that a firm made with somebody who was not its customer."""
    contacts = stacked(market.ledger.contacts)
    contacts["firm"] = firm_names(market, contacts["firm"])
    contacts["kind"] = pd.Categorical(contacts["kind"], categories=["acquisition", "win-back"])
    return pd.DataFrame(contacts)
