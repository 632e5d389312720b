"""How fine to segment: k segments by value and response, from one for everybody to one for each customer."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.cluster import vq

from sim.clv.checks import NOT_NEGATIVE, Array, number, row_of_numbers, whole

_ROUNDS = 30
"""Rounds of k-means; few customers change their segment after ten."""


def value_segments(value: ArrayLike, response: ArrayLike, segments: int) -> NDArray[np.int64]:
    """Return the segment of each customer, 0, 1 …, (n,), at most `segments` of them, the most valuable first.

    k-means on value and response, each in standard deviations, begun from equal groups by value × response: no luck is
    in it. value: in money, (n,); response: to what the firm does, such as the chance that a contact changes
    something, (n,); segments: 1 … n; one is everybody, n is one for each different customer. Equal customers
    share a segment, so there may be fewer than asked for. Segments are ordered by mean value × response.
    Raises ValueError for values that are not finite, or segments outside 1 … n. Source: MacQueen (1967).
    """
    worth = row_of_numbers("value", value)
    reacts = row_of_numbers("response", response, size=worth.size)
    if whole("segments", segments, 1) > worth.size:
        raise ValueError(f"segments is {segments}, but must be at most {worth.size}, the number of customers")
    points = np.column_stack([_standardised(worth), _standardised(reacts)])
    different, place = np.unique(points, axis=0, return_inverse=True)
    if segments >= len(different):
        return _ordered(place.ravel().astype(np.int64), worth * reacts)
    groups = np.array_split(points[np.argsort(-worth * reacts, kind="stable")], segments)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # an empty group: there are fewer segments than asked for
        centres, _ = vq.kmeans2(
            points, np.array([group.mean(axis=0) for group in groups]), _ROUNDS, minit="matrix"
        )
    return _ordered(vq.vq(points, centres)[0].astype(np.int64), worth * reacts)


def granularity_curve(
    value: ArrayLike,
    response: ArrayLike,
    gain: ArrayLike,
    contact_cost: float,
    counts: Iterable[int],
) -> pd.DataFrame:
    """Return what targeting earns with 1, 2 … n segments: a segment is contacted if its mean value × response pays.

    value: what a response is thought to be worth, in money, (n,); response: the chance that a contact brings one, as
    estimated, (n,); gain: what contacting each customer really brings, in money, before the cost of the contact,
    (n,) — value × response itself to see what the estimates promise; contact_cost ≥ 0 in money; counts: numbers of
    segments to try. Columns: segments (asked for), found (different ones), contacted (customers), profit in money.
    With good estimates finer is better; with noisy ones the finest segments chase noise.
    Raises ValueError for values outside these ranges, or counts outside 1 … n.
    """
    worth = row_of_numbers("value", value)
    reacts = row_of_numbers("response", response, size=worth.size)
    brings = row_of_numbers("gain", gain, size=worth.size)
    cost = number("contact_cost", contact_cost, NOT_NEGATIVE)
    rows = []
    for count in counts:
        segment = value_segments(worth, reacts, count)
        promised = np.bincount(segment, worth * reacts) / np.bincount(segment)
        contacted = promised[segment] > cost
        rows.append(
            {
                "segments": count,
                "found": promised.size,
                "contacted": int(np.count_nonzero(contacted)),
                "profit": float((brings[contacted] - cost).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["segments", "found", "contacted", "profit"])


def _standardised(values: Array) -> Array:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros(values.size)


def _ordered(found: NDArray[np.int64], by: Array) -> NDArray[np.int64]:
    """Return segments renumbered without gaps, the highest mean first."""
    _, code = np.unique(found, return_inverse=True)
    mean = np.bincount(code, by) / np.bincount(code)
    number_of = np.empty(mean.size, np.int64)
    number_of[np.argsort(-mean, kind="stable")] = np.arange(mean.size)
    return number_of[code]
