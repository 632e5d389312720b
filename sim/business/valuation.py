"""What a user's customers are worth: every analysis of their transactions, as tables and headline figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.business.cohorts import cohorts_table
from sim.business.customers import customers_table
from sim.business.future import probability_buying, simulated_purchases, simulated_spending
from sim.business.grouping import migration, segments_table
from sim.business.holdout import HoldOut, hold_out
from sim.business.models import Models, fit_models, spend_frequency_correlation
from sim.business.problem import TransactionsError
from sim.business.purchases import Purchases, iso
from sim.business.terms import Terms
from sim.business.transactions import Transactions
from sim.business.uncertainty import Expected, Interval, Simulated, Uncertainty
from sim.clv.checks import Array
from sim.clv.costing import WhaleCurve
from sim.clv.gamma_gamma import GammaGamma
from sim.clv.purchase_model import PurchaseModel
from sim.clv.transactions import expected_purchases

BEST = 0.2
"""Share of the customers whose part of the value is told."""
COVERS = (
    "how well these customers tell the models' parameters, and the luck of each customer; not that customers may stop "
    "behaving as the models say"
)
"""What the intervals cover."""


@dataclass(frozen=True)
class Valuation:
    """Tables and headline figures, as they are written and as the page reads them."""

    tables: dict[str, pd.DataFrame]
    """customers, cohorts, segments, migration, holdout; columns are in the data dictionary."""
    summary: dict[str, Any]
    """Headline figures: plain numbers, texts and None, ready for JSON."""


def value_customers(transactions: Transactions, terms: Terms) -> Valuation:
    """Return what the customers of some transactions are worth under the terms.

    What a model cannot tell is missing, with a sentence among the summary's notes; all else is still there.
    Raises TransactionsError if nothing was bought until the end of the observation, or all was refunded.
    """
    try:
        purchases = Purchases.of(transactions, terms.until, terms.time_unit)
    except ValueError as error:
        raise TransactionsError(str(error), transactions.file) from error
    models = fit_models(purchases.summary, terms)
    customers = customers_table(purchases, models, terms)
    moves = migration(purchases)
    checked = hold_out(transactions, purchases, terms)
    notes = [*models.notes]
    if isinstance(checked, str) and models.purchases is not None:
        notes.append(checked)
    if moves is None:
        notes.append(
            "There was no revenue in one half of the observation, so nobody can have moved between classes."
        )
    tables = {
        "customers": customers,
        "cohorts": cohorts_table(purchases),
        "segments": segments_table(customers),
        "migration": _NO_MOVES if moves is None else moves.table,
        "holdout": checked.table if isinstance(checked, HoldOut) else _NO_CHECK,
    }
    summary = {
        **_read(transactions, purchases),
        "terms": _terms(terms),
        "purchase_model": _model(models.purchases),
        "spending_model": _model(models.spending),
        "spend_frequency_correlation": _known(spend_frequency_correlation(purchases.summary)),
        "figures": _figures(purchases, models, customers, terms),
        "interval_covers": COVERS,
        "concentration": _concentration(customers),
        "holdout": checked.summary if isinstance(checked, HoldOut) else None,
        "migration": None if moves is None else [iso(day) for day in moves.spans],
        "notes": notes,
    }
    return Valuation(tables, summary)


def _read(transactions: Transactions, purchases: Purchases) -> dict[str, Any]:
    refunds = purchases.occasions.refunds
    return {
        "file": transactions.file,
        "rows": transactions.rows,
        "skipped": dict(transactions.skipped),
        "first_skipped": transactions.first_skipped,
        "after_until": purchases.later,
        "first_day": iso(int(purchases.first_day.min())),
        "until": iso(purchases.until),
        "customers": purchases.customers,
        "bought_again": int((purchases.summary["frequency"] > 0).sum()),
        "purchases": int(purchases.day.size),
        "revenue": float(purchases.amount.sum()),
        "refunds": {
            "rows": refunds.number,
            "amount": refunds.amount,
            "cancelled_purchases": refunds.cancelled,
            "unmatched_amount": refunds.unmatched,
        },
    }


def _terms(terms: Terms) -> dict[str, Any]:
    names = ("time_unit", "horizon", "horizon_unit", "discount_rate", "margin", "currency", "model")
    return {name: getattr(terms, name) for name in names}


def _model(model: Any) -> dict[str, Any] | None:
    if model is None:
        return None
    return {
        "name": getattr(model, "name", "Gamma-Gamma"),
        "parameters": dict(model.parameters),
        "log_likelihood": model.log_likelihood,
        "at_bound": list(model.at_bound),
    }


def _figures(
    purchases: Purchases, models: Models, customers: pd.DataFrame, terms: Terms
) -> dict[str, dict[str, Any]]:
    """Return the totals over all customers, each with its interval."""
    names = ("probability_buying", "expected_purchases", "predicted_clv")
    found = {name: Interval(float(customers[name].sum(min_count=1))) for name in names}
    if models.purchases is not None:
        uncertainty = Uncertainty.of(models.purchases, models.spending, purchases.summary)
        for name, (expected, simulated) in _variations(models, terms).items():
            if not np.isnan(found[name].estimate):
                found[name] = uncertainty.interval(found[name].estimate, expected, simulated)
    units = ("customers", "purchases", terms.currency)
    meanings = (
        "customers who buy at least once within the horizon",
        "purchases of today's customers within the horizon",
        "discounted value of what today's customers are expected to buy within the horizon",
    )
    keys = ("active_customers", "expected_purchases", "customer_equity")
    return {
        key: {
            **{end: _known(value) for end, value in found[name]._asdict().items()},
            "unit": unit,
            "meaning": meaning,
        }
        for key, name, unit, meaning in zip(keys, names, units, meanings, strict=True)
    }


def _variations(models: Models, terms: Terms) -> dict[str, tuple[Expected, Simulated]]:
    """Return for each total what is expected of each customer and what one future may bring.

    Money is not discounted here, because that hardly changes how far it varies in relation to its size.
    """
    horizon = terms.horizon, terms.horizon_unit

    def purchases(rows: pd.DataFrame, rng: np.random.Generator) -> Array:
        assert models.purchases is not None
        return simulated_purchases(models.purchases, rows, *horizon, rng)

    def spending(rows: pd.DataFrame, rng: np.random.Generator) -> Array:
        assert models.spending is not None
        return simulated_spending(models.spending, rows, purchases(rows, rng), rng)

    def money(model: PurchaseModel, spend: GammaGamma | None, rows: pd.DataFrame) -> Array:
        assert spend is not None
        return spend.expected_spend(rows) * expected_purchases(model, rows, *horizon)

    return {
        "probability_buying": (
            lambda model, _, rows: probability_buying(model, rows, *horizon),
            lambda rows, rng: (purchases(rows, rng) > 0).astype(float),
        ),
        "expected_purchases": (lambda model, _, rows: expected_purchases(model, rows, *horizon), purchases),
        "predicted_clv": (money, spending),
    }


def _concentration(customers: pd.DataFrame) -> dict[str, float | None]:
    """Return the share of what was and of what will be earned that the best customers hold."""
    shares: dict[str, float | None] = {"best": BEST}
    for name, column in (("of_past_value", "past_value"), ("of_predicted_clv", "predicted_clv")):
        values = customers[column].dropna()
        shares[name] = None
        if len(values) and values.sum() > 0:
            shares[name] = float(WhaleCurve.of(values).share_earned_by(BEST))
    return shares


def _known(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


_NO_MOVES = pd.DataFrame(
    {
        name: pd.Series(dtype=kind)
        for name, kind in {
            "before": "str",
            "after": "str",
            "customers": "int64",
            "revenue_before": "float64",
            "revenue_after": "float64",
        }.items()
    }
)
_NO_CHECK = pd.DataFrame(
    {
        name: pd.Series(dtype=kind)
        for name, kind in {
            "frequency": "int64",
            "customers": "int64",
            "expected_purchases": "float64",
            "actual_purchases": "int64",
            "expected_revenue": "float64",
            "actual_revenue": "float64",
        }.items()
    }
)
