"""Loyalty read off what customers do and think: Dick & Basu's quadrants, Chen's three loyalties, bands of the wallet.

Types of loyalty and the rungs of the ladder are states of the model (`sim.behaviour.loyalty`); they come in as labels
of the customers, and `sim.clv.segments.segment_profile` counts and values them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import NOT_NEGATIVE, SHARE, number, row_of_numbers

LOYALTY_QUADRANTS = ("no loyalty", "spurious loyalty", "latent loyalty", "loyalty")
"""Neither; repeat patronage without attitude; attitude without repeat patronage; both. Source: Dick & Basu (1994)."""
CHEN_LOYALTIES = ("behavioural", "attitudinal", "sustained")
"""Three loyalties along the stages, each resting on the one before. Source: Chen Mingliang (2001)."""
SHARE_BANDS = ("below 50 %", "50–80 %", "80–100 %")
"""Bands of share of wallet: initial, stable and strategic cooperation."""

LOYAL_ATTITUDE = 4 / 7
"""Attitude in [0, 1] from which a customer counts as attached: level 5 of 7, as for a satisfied customer."""
LOYAL_SHARE = 0.5
"""Share of wallet from which patronage counts as repeated: the firm is the main supplier."""
_BAND_EDGES = (0.5, 0.8)


def loyalty_quadrants(
    attitude: ArrayLike,
    patronage: ArrayLike,
    *,
    attitude_from: float = LOYAL_ATTITUDE,
    patronage_from: float = LOYAL_SHARE,
) -> Any:
    """Return the quadrant (`LOYALTY_QUADRANTS`) of each customer by relative attitude × repeat patronage, (n,).

    attitude: towards the firm relative to others, in any unit, (n,); patronage: share of wallet or purchase frequency,
    in any unit, (n,); both count as high from their threshold on. A missing value gives a missing quadrant.
    Raises ValueError if the lengths differ or a threshold is not finite. Source: Dick & Basu (1994).
    """
    felt, done = _same_length(attitude, patronage, "attitude", "patronage")
    high = 2 * (felt >= number("attitude_from", attitude_from)) + (
        done >= number("patronage_from", patronage_from)
    )
    return _named(high, np.isnan(felt) | np.isnan(done), LOYALTY_QUADRANTS)


def chen_loyalties(
    repeat_purchases: ArrayLike,
    attitude: ArrayLike,
    months_in_stability: ArrayLike,
    *,
    long_term: float,
    attitude_from: float = LOYAL_ATTITUDE,
) -> pd.DataFrame:
    """Return three flags for each customer: behavioural, attitudinal and sustained loyalty, (n,) of true and false.

    Behavioural: has bought again (from examination on). Attitudinal: that, and attitude from its threshold on (early
    stability). Sustained: that, for at least `long_term` months in stability. Each includes the one before.
    repeat_purchases ≥ 0, a number; attitude: in [0, 1]; months_in_stability ≥ 0; long_term > 0 in months, as in the
    scenario's `stages.long_term`. Raises ValueError for values outside these ranges. Source: Chen Mingliang (2001).
    """
    repeats = row_of_numbers("repeat_purchases", repeat_purchases, NOT_NEGATIVE)
    felt = row_of_numbers("attitude", attitude, SHARE, repeats.size)
    stable = row_of_numbers("months_in_stability", months_in_stability, NOT_NEGATIVE, repeats.size)
    behavioural = repeats > 0
    attitudinal = behavioural & (felt >= number("attitude_from", attitude_from))
    sustained = attitudinal & (stable >= number("long_term", long_term, NOT_NEGATIVE))
    return pd.DataFrame(dict(zip(CHEN_LOYALTIES, (behavioural, attitudinal, sustained), strict=True)))


def share_bands(share_of_wallet: ArrayLike) -> Any:
    """Return the band of share of wallet (`SHARE_BANDS`) of each customer, (n,); a missing share gives a missing band.

    share_of_wallet in [0, 1]; 0.5 and 0.8 belong to the band above. Raises ValueError for a share outside.
    """
    share = np.asarray(share_of_wallet, float)
    if not np.isnan(share).all():
        row_of_numbers("share_of_wallet", share[~np.isnan(share)], SHARE)
    return _named(np.digitize(share, _BAND_EDGES), np.isnan(share), SHARE_BANDS)


def _named(code: Any, missing: Any, names: tuple[str, ...]) -> Any:
    return pd.Categorical.from_codes(np.where(missing, -1, code), pd.Index(names))


def _same_length(one: ArrayLike, other: ArrayLike, name: str, other_name: str) -> Any:
    first, second = np.asarray(one, float), np.asarray(other, float)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError(
            f"{name} has the shape {first.shape} and {other_name} {second.shape}, but both must be (n,)"
        )
    return first, second
