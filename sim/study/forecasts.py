"""What a firm could have foretold at a month of the run, and what then came: methods, rankings and moves judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.clv.estimators import ESTIMATORS
from sim.clv.firm_log import FirmLog
from sim.clv.forecast_scores import estimator_scores
from sim.clv.ranking import ABC_CLASSES, BLIND, RANKING_METHODS, ranking_contest
from sim.clv.segments import LEFT, NEW
from sim.market.model import Market
from sim.market.tables import Tables
from sim.scenario.market import Costs
from sim.study.firm_logs import YEAR, CutOff, Seen, logs_of
from sim.study.futures import Futures, equity_drivers, expected_values
from sim.study.migration import migration_table
from sim.study.spending_returns import spending_returns

BEST_FORECAST = "predicted_weibull"
"""The forecast by which the ranking contest ranks: a relationship's own margin and dynamic retention."""


def forecast_tables(market: Market, tables: Tables, cut: CutOff) -> Tables:
    """Return the tables forecasts, forecast_scores, rankings and migration of one replication.

    market: lived to its end with `activity`; tables: its tables. Columns: see docs/data-dictionary.md.
    """
    parts: dict[str, list[pd.DataFrame]] = {
        name: [] for name in ("forecasts", "forecast_scores", "rankings", "migration")
    }
    discount_rate = market.spec.discount_rate
    for seen in logs_of(market, tables["relationships"], cut.month):
        known = _what_was_known(seen, cut, market.spec.market.costs, tables["months"])
        if known.empty:
            continue
        predicted, failures = _predictions(seen.log, cut.horizon, discount_rate)
        came = _what_came(seen, known.index, cut, discount_rate)
        forecasts = pd.concat([known, predicted.reindex(known.index), came], axis=1)
        found = {
            "forecasts": forecasts.reset_index(names="relationship_id"),
            "forecast_scores": scores_of(forecasts, "realised", failures),
            "rankings": _rankings(forecasts),
            "migration": migration_table(seen, cut.month),
        }
        for name, table in found.items():
            parts[name].append(_of_firm(table, seen.firm, market))
    return {name: _tidy(pd.concat(found, ignore_index=True), name) for name, found in parts.items() if found}


def scores_of(forecasts: pd.DataFrame, against: str, failures: dict[str, str]) -> pd.DataFrame:
    """Return a row for each method: how far it was from the truth, or why it failed. against: a column of money."""
    worked = [e.name for e in ESTIMATORS if e.name not in failures]
    predicted = forecasts[[f"predicted_{name}" for name in worked]].set_axis(worked, axis=1)
    scores = estimator_scores(predicted, forecasts[against].to_numpy()) if worked else _NO_SCORES
    failed = pd.DataFrame({"method": list(failures), "failure": list(failures.values())})
    table = pd.concat([scores.assign(failure=""), failed], ignore_index=True)
    return table.assign(against=against).astype({"customers": float})


def add_expectations(tables: Tables, branches: Futures) -> None:
    """Add to the first replication what its customers were truly expected to bring, and judge the methods by it too.

    Adds the columns expected and expected_error to forecasts, rows against "expected" to forecast_scores, and the
    tables equity_drivers and spending_returns, the latter only if a branch tried it.
    """
    if len(branches.tried):
        tables["spending_returns"] = spending_returns(branches.tried)
    if "forecasts" not in tables:
        return
    forecasts = tables["forecasts"]
    first = forecasts["replication"] == 0
    expected = expected_values(branches.worth).reindex(forecasts["relationship_id"]).set_axis(forecasts.index)
    tables["forecasts"] = forecasts = forecasts.assign(**expected.where(first))
    scores = [tables["forecast_scores"]]
    for firm, own in forecasts[first].groupby("firm", observed=True):
        seen = scores[0][(scores[0]["replication"] == 0) & (scores[0]["firm"] == firm)]
        failed = seen[seen["failure"] != ""]
        failures = dict(zip(failed["method"], failed["failure"], strict=True))
        judged = scores_of(own, "expected", failures).assign(replication=0, firm=firm)
        scores.append(judged.astype(scores[0].dtypes.to_dict()))
    tables["forecast_scores"] = pd.concat(scores, ignore_index=True)[scores[0].columns]
    tables["equity_drivers"] = equity_drivers(branches.worth)


def _predictions(log: FirmLog, horizon: int, discount_rate: float) -> tuple[pd.DataFrame, dict[str, str]]:
    predicted: dict[str, Any] = {}
    failures = {}
    for estimator in ESTIMATORS:
        try:
            predicted[f"predicted_{estimator.name}"] = estimator.predict(log, horizon, discount_rate)
        except ValueError as error:
            predicted[f"predicted_{estimator.name}"] = pd.Series(np.nan, log.current, dtype=float)
            failures[estimator.name] = str(error)
    return pd.DataFrame(predicted), failures


def _what_was_known(seen: Seen, cut: CutOff, costs: Costs, months: pd.DataFrame) -> pd.DataFrame:
    """Return what the firm has written down of each relationship that lasts at the cut-off."""
    log, own = seen.log, seen.relationships.loc[seen.log.current]
    did = log.activity.merge(
        seen.activity[["relationship_id", "month", "goods"]], on=["relationship_id", "month"]
    )
    bought = did[did["orders"] > 0].groupby("relationship_id")
    year = did[did["month"] > cut.month - YEAR].groupby("relationship_id")
    so_far = did.groupby("relationship_id")
    stage = did[did["month"] == cut.month].set_index("relationship_id")["stage"]
    known = pd.DataFrame({"customer_id": own["customer_id"]}, index=own.index)
    known["month"] = cut.month
    known["horizon"] = cut.horizon
    known["tenure"] = cut.month - own["start_month"].to_numpy()
    known["stage"] = stage.reindex(own.index).fillna("examination")
    known["source"] = own["source"]
    known["since_last_purchase"] = cut.month - bought["month"].max()
    known["since_last_purchase"] = known["since_last_purchase"].fillna(known["tenure"])
    known["frequency"] = bought.size()
    known["monetary_value"] = bought["revenue"].mean()
    known["revenue"] = so_far["revenue"].sum()
    known["past_profit"] = so_far["profit"].sum()
    known["year_months"] = year.size()
    known["year_revenue"] = year["revenue"].sum()
    known["year_gross_profit"] = known["year_revenue"] - year["goods"].sum()
    known["cost_orders"] = costs.per_order * year["orders"].sum()
    known["cost_contacts"] = costs.per_contact * year["contacts"].sum()
    known["cost_account"] = costs.per_account * year.size()
    known["cost_programme"] = year["programme"].sum()
    known["cost_acquisition"] = _cost_of_winning(own, seen, cut.month, months)
    counts = ["frequency", "year_months"]
    numbers = known.columns.difference(["customer_id", "stage", "source"])
    known[numbers] = known[numbers].fillna(0.0)
    return known.astype(dict.fromkeys(counts, "int64"))


def _cost_of_winning(own: pd.DataFrame, seen: Seen, month: int, months: pd.DataFrame) -> pd.Series[float]:
    """Return the acquisition (or win-back) spending so far, shared by all who joined (or came back) in those months.

    Spending reached everybody; of a sampled market the share of the places in the sample is taken.
    """
    firm = months[(months["firm"] == seen.firm) & (months["month"] <= month)]
    back = int(firm["won_back"].sum())
    new = int(firm["joined"].sum()) - back
    each = np.where(
        own["won_back"],
        firm["winback_spend"].sum() / max(back, 1),
        firm["acquisition_spend"].sum() / max(new, 1),
    )
    return pd.Series(np.where(own["start_month"] >= 0, each, 0.0), own.index)


def _what_came(seen: Seen, current: pd.Index[Any], cut: CutOff, discount_rate: float) -> pd.DataFrame:
    """Return what each relationship then brought, discounted to the cut-off, and in how many months.

    What it was truly expected to bring is added later, if other futures are lived.
    """
    later = seen.activity[seen.activity["month"] > cut.month]
    later = later[later["relationship_id"].isin(current)]
    worth = later["profit"] * (1.0 + discount_rate) ** (-(later["month"] - cut.month) / YEAR)
    by_relationship = worth.groupby(later["relationship_id"])
    return pd.DataFrame(
        {
            "realised": by_relationship.sum().reindex(current, fill_value=0.0),
            "realised_months": by_relationship.size().reindex(current, fill_value=0),
            "expected": np.nan,
            "expected_error": np.nan,
        }
    )


def _rankings(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the contest of ranking methods, or no row if there is nothing to find or to rank by."""
    customers = forecasts.copy()
    if forecasts[BEST_FORECAST].notna().all():
        customers["predicted_clv"] = forecasts[BEST_FORECAST]
    try:
        return ranking_contest(customers, forecasts["realised"].to_numpy())
    except ValueError:
        return pd.DataFrame({"method": pd.Series(dtype=str)})


def _of_firm(table: pd.DataFrame, firm: str, market: Market) -> pd.DataFrame:
    return table.assign(firm=pd.Categorical([firm] * len(table), categories=[f.name for f in market.firms]))


def _tidy(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with its columns in order, and words that repeat as categories."""
    first = [column for column in ("firm", *_FIRST[name]) if column in table]
    table = table[[*first, *(column for column in table if column not in first)]]
    return table.assign(**{c: pd.Categorical(table[c], words) for c, words in _WORDS.items() if c in table})


_NO_SCORES = pd.DataFrame(
    columns=[
        "method", "customers", "mean_predicted", "mean_true", "bias", "mean_absolute_error", "error_over_mean",
        "rank_correlation",
    ]
)  # fmt: skip
_FIRST = {
    "forecasts": ("customer_id", "relationship_id"),
    "forecast_scores": ("method", "against", "failure"),
    "rankings": ("method",),
    "migration": ("before", "after"),
}
_WORDS = {
    "method": [*(e.name for e in ESTIMATORS), *(m.name for m in RANKING_METHODS), BLIND.name],
    "against": ["realised", "expected"],
    "before": [*ABC_CLASSES, NEW],
    "after": [*ABC_CLASSES, LEFT],
}
"""The words that stand in columns of the tables."""
