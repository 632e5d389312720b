"""Random draws that are addressed, never streamed.

A draw is a pure function of (seed, replication, place, month, decision): Philox4x32-10 of Salmon, Moraes, Dror & Shaw
(2011), with the key from seed and replication, and place, month, decision and branch as the counter. So nobody's
draws depend on how many customers, firms, threads or rules there are, scenarios with one seed give the same customers
the same luck, and another future from the same state is another number of the branch.

A decision is a number; four decisions that are taken together share a block, which one call computes.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.rule import rule

Key = tuple[int, int, int]
"""Two words of 32 bits from seed and replication, and the number of the branch: 0 is the run itself."""

ORIGIN = -1_000_000
"""The month of what was drawn before the first month, and is the same in all branches: who the first customers are."""

# Blocks of four decisions taken together in a month.
SERVICE, PURCHASE, TALK, LOOK, ADVICE, BIRTH_TRAITS, BIRTH_STATE = range(7)

SUPPLIER = 4 * 7
"""Whose customer somebody is at the start."""

# Families: one decision for each firm, link, question or order; each has room for a thousand.
(
    CONTACT, MATCH, PREFERENCE, BELIEF, SHARED_MATCH, LINK, SURVEY, ORDER_DAY, ORDER_SIZE, TARGET, FIRST_MATCH,
    ASKED, ANSWER, HOLD_OUT, EXIT_INTERVIEW,
) = (4096 * number for number in range(1, 16))  # fmt: skip

_MASK = 0xFFFFFFFF
_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_UNIT = 2.0**-32
MOST_EVENTS = 1000
"""Largest number that a Poisson draw returns."""


def key_of(seed: int, replication: int, branch: int = 0) -> Key:
    """Return the key of a replication and a branch (0, 1, …): its words are a hash of seed and replication."""
    digest = hashlib.blake2b(f"tenure {seed} {replication}".encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little"), branch


@rule
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return four words of 32 bits from a counter of four words and a key of two: Philox4x32-10."""
    for _ in range(10):
        first = _MULTIPLIER_0 * c0
        second = _MULTIPLIER_1 * c2
        c0 = ((second >> 32) & _MASK) ^ c1 ^ k0
        c1 = second & _MASK
        c2 = ((first >> 32) & _MASK) ^ c3 ^ k1
        c3 = first & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@rule
def block(key: Key, place: int, month: int, number: int) -> tuple[float, float, float, float]:
    """Return four uniforms in (0, 1): the decisions 4 × number … 4 × number + 3 of one place in one month."""
    branch = 0 if month == ORIGIN else key[2]
    a, b, c, d = philox(int(place) & _MASK, int(month) & _MASK, int(number), branch, key[0], key[1])
    return (a + 0.5) * _UNIT, (b + 0.5) * _UNIT, (c + 0.5) * _UNIT, (d + 0.5) * _UNIT


@rule
def uniform(key: Key, place: int, month: int, decision: int) -> float:
    """Return the uniform in (0, 1) of one decision."""
    return block(key, place, month, decision // 4)[decision % 4]


@rule
def _fill(key: Key, places: Any, months: Any, decisions: Any, result: Any) -> None:
    for n in range(len(places)):
        result[n] = uniform(key, places[n], months[n], decisions[n])


def uniforms(key: Key, places: Any, months: Any, decisions: Any) -> NDArray[np.float64]:
    """Return uniforms in (0, 1) for places × months × decisions (scalars or arrays), broadcast against one another."""
    shape = np.broadcast_shapes(np.shape(places), np.shape(months), np.shape(decisions))
    flat = [
        np.ascontiguousarray(np.broadcast_to(np.asarray(x, np.int64), shape)).ravel()
        for x in (places, months, decisions)
    ]
    result = np.empty(int(np.prod(shape)))
    _fill(key, flat[0], flat[1], flat[2], result)
    return result.reshape(shape)


# Coefficients of AS 241, highest power first: numerator and denominator, for the centre, the tails, and far out.
_CENTRE = (
    (
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080,
    ),
    (
        5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
        5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0,
    ),
)  # fmt: skip
_TAIL = (
    (
        7.74545014278341407640e-4, 0.0227238449892691845833, 0.241780725177450611770, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 0.0151986665636164571966, 0.148103976427480074590,
        0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0,
    ),
)  # fmt: skip
_FAR = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.00124266094738807843860, 0.0265321895265761230930,
        0.296560571828504891230, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        0.0148753612908506148525, 0.136929880922735805310, 0.599832206555887937690, 1.0,
    ),
)  # fmt: skip


@rule
def _ratio(r: float, coefficients: Any) -> float:
    above = 0.0
    below = 0.0
    for power in range(8):
        above = above * r + coefficients[0][power]
        below = below * r + coefficients[1][power]
    return above / below


@rule
def normal(u: float) -> float:
    """Return the standard normal quantile of u in (0, 1): algorithm AS 241 (Wichura 1988), to about 1e-15."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(0.180625 - q * q, _CENTRE)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    size = _ratio(r - 1.6, _TAIL) if r <= 5.0 else _ratio(r - 5.0, _FAR)
    return size if q > 0.0 else -size


@rule
def poisson(rate: float, u: float) -> int:
    """Return the Poisson quantile of u in (0, 1) by inversion, at most MOST_EVENTS; rate in [0, 700]."""
    chance = math.exp(-rate)
    reached = chance
    count = 0
    while u > reached and count < MOST_EVENTS:
        count += 1
        chance *= rate / count
        reached += chance
    return count
