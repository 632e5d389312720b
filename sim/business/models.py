"""The two models of a valuation, fitted to a user's customers; what cannot be fitted becomes a sentence."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.business.terms import MODELS, Terms
from sim.clv.gamma_gamma import GammaGamma, fit_gamma_gamma
from sim.clv.purchase_model import PurchaseModel

_CORRELATED = 0.3
"""Correlation of amounts with frequency from which the Gamma-Gamma model's assumption is in doubt: a rule of thumb."""


class Models(NamedTuple):
    """How often customers buy and leave, and what they spend; None where the data do not tell."""

    purchases: PurchaseModel | None
    spending: GammaGamma | None
    notes: tuple[str, ...] = ()
    """What failed or is in doubt, a sentence each."""


def fit_models(summary: pd.DataFrame, terms: Terms) -> Models:
    """Return the models fitted to a summary of `rfm_summary` whose times are in the terms' time unit."""
    notes: list[str] = []
    purchases = _purchase_model(summary, terms, notes)
    return Models(purchases, _spending_model(summary, notes) if purchases else None, tuple(notes))


def spend_frequency_correlation(summary: pd.DataFrame) -> float:
    """Return the correlation of mean amount and frequency over repeat buyers; NaN where one of them is constant."""
    again = summary[summary["frequency"] > 0]
    frequency, amount = again["frequency"].to_numpy(float), again["monetary_value"].to_numpy(float)
    if len(again) < 2 or np.ptp(frequency) == 0 or np.ptp(amount) == 0:
        return float("nan")
    return float(np.corrcoef(frequency, amount)[0, 1])


def _purchase_model(summary: pd.DataFrame, terms: Terms, notes: list[str]) -> PurchaseModel | None:
    kind = MODELS[terms.model]
    if not summary["frequency"].any():
        notes.append(
            f"Nobody bought on a second day, so nothing tells how often customers come back: the {kind.name} model "
            "cannot be fitted, and probabilities, purchases and values to come are missing."
        )
        return None
    try:
        model = kind.fit(summary, terms.time_unit)
    except ValueError as error:
        notes.append(
            f"The {kind.name} model could not be fitted, so probabilities, purchases and values to come are missing: "
            f"{error}."
        )
        return None
    notes += _undetermined(
        kind.name, model.at_bound, "as if customers hardly differed in it, or nobody ever left"
    )
    return model


def _spending_model(summary: pd.DataFrame, notes: list[str]) -> GammaGamma | None:
    try:
        model = fit_gamma_gamma(summary)
        model.expected_spend(summary)
    except ValueError as error:
        notes.append(
            f"The Gamma-Gamma model of spending cannot be used, so values in money are missing: {error}."
        )
        return None
    notes += _undetermined(
        "Gamma-Gamma", model.at_bound, "as if customers hardly differed in what they spend"
    )
    if model.left_out:
        notes.append(
            f"{model.left_out} customers whose repeat purchases were all free told the Gamma-Gamma model nothing."
        )
    correlation = spend_frequency_correlation(summary)
    if abs(correlation) > _CORRELATED:
        more = "more" if correlation > 0 else "less"
        notes.append(
            f"Who buys often spends {more} on an occasion (correlation {correlation:.2f}), but the Gamma-Gamma model "
            "takes both as independent: values of the most frequent customers are in doubt."
        )
    return model


def _undetermined(name: str, at_bound: tuple[str, ...], meaning: str) -> list[str]:
    if not at_bound:
        return []
    return [
        f"The data do not determine {_listed(at_bound)} of the {name} model, which ran to the bound of the search, "
        f"{meaning}: its predictions may still be good, but look at the hold-out check."
    ]


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
