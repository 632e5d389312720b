"""Forecasts judged by the truth: how far off, how biased, in what order, and whether they keep their word by decile."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import row_of_numbers
from sim.clv.ranking import rank_correlation

DECILES = 10


def estimator_scores(predictions: pd.DataFrame, truth: ArrayLike) -> pd.DataFrame:
    """Return one row for each method that says how well it predicted what customers brought.

    predictions: a column for each method and a row for each customer, (n, methods), in money; truth: what they then
    brought, over the same horizon and discounted to the same day, (n,), in money.
    Columns: method; customers; mean_predicted and mean_true, in money; bias, mean predicted − mean true, in money;
    mean_absolute_error of a customer, in money; error_over_mean, the same as a share of the true mean in absolute
    terms (NaN if that is 0); rank_correlation, Spearman's with the truth, 0 if the method, or the truth, tells nobody
    apart. Error over the mean of all, not of each, since single profits may be 0 or negative.
    Raises ValueError if there is no method or customer, a value is not finite, or the lengths differ.
    Source: Malthouse & Blattberg (2005); Donkers, Verhoef & de Jong (2007).
    """
    true = row_of_numbers("truth", truth)
    if not len(predictions.columns):
        raise ValueError("predictions has 0 columns, but must have one for each method")
    mean = float(true.mean())
    rows = []
    for name in predictions:
        predicted = row_of_numbers(str(name), predictions[name].to_numpy(), size=true.size)
        error = float(np.abs(predicted - true).mean())
        rows.append(
            {
                "method": str(name),
                "customers": true.size,
                "mean_predicted": float(predicted.mean()),
                "mean_true": mean,
                "bias": float(predicted.mean()) - mean,
                "mean_absolute_error": error,
                "error_over_mean": error / abs(mean) if mean else float("nan"),
                "rank_correlation": rank_correlation(predicted, true),
            }
        )
    return pd.DataFrame(rows)


def calibration_by_decile(predicted: ArrayLike, truth: ArrayLike) -> pd.DataFrame:
    """Return what each tenth of the customers was to bring, and what it brought: the lowest predictions first.

    predicted, truth: as in `estimator_scores`, (n,), at least ten customers. Columns: decile, 1 … 10; customers, equal
    numbers but for one; predicted and realised, means in money. Where equal predictions straddle the border of two
    tenths, each of their customers counts in both by the same part, so that the order of rows does not matter.
    Raises ValueError if a value is not finite, the lengths differ, or there are fewer than ten customers.
    """
    forecast = row_of_numbers("predicted", predicted)
    true = row_of_numbers("truth", truth, size=forecast.size)
    if forecast.size < DECILES:
        raise ValueError(f"predicted has {forecast.size} customers, but must have at least {DECILES}")
    order = np.argsort(forecast, kind="stable")
    _, place = np.unique(forecast[order], return_inverse=True)
    fair = (np.bincount(place, true[order]) / np.bincount(place))[place]
    parts = [np.array_split(values, DECILES) for values in (forecast[order], fair)]
    return pd.DataFrame(
        {
            "decile": np.arange(1, DECILES + 1),
            "customers": [part.size for part in parts[0]],
            "predicted": [float(part.mean()) for part in parts[0]],
            "realised": [float(part.mean()) for part in parts[1]],
        }
    )
