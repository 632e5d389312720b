"""Customer lifetime value by Markov chains: customers who move between states, or between brands.

A transition matrix has rows that sum to one: from the state of the row to the state of the column in one period. The
chain of relationship stages is estimated from a run in `stage_chain`, which can be had from here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clv.checks import (
    DISCOUNT,
    FINITE,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Array,
    finite,
    number,
    row_of_numbers,
    spread,
    transition_matrix,
    whole,
)
from sim.clv.stage_chain import MarkovTest, StageChain, estimate_transitions, markov_property_test

__all__ = [
    "Chain",
    "MarkovTest",
    "Pruned",
    "StageChain",
    "brand_switching_clv",
    "estimate_transitions",
    "markov_clv",
    "markov_property_test",
    "prune_unprofitable",
    "recency_chain",
    "return_on_marketing",
]


class Chain(NamedTuple):
    """A transition matrix (states, states) and the reward of being in each state for a period (states,)."""

    transition: Array
    rewards: Array


class Pruned(NamedTuple):
    """A chain without its unprofitable last states: matrix, rewards, CLV of the states kept, and their numbers."""

    transition: Array
    rewards: Array
    values: Array
    kept: NDArray[np.int64]


def markov_clv(
    transition: ArrayLike, rewards: ArrayLike, discount_rate: float, horizon: int | None = None
) -> Array:
    """Return the CLV of a customer in each state, (states,): (I − vP)⁻¹R for ever, or Σ (vP)ᵗR for t = 0 … horizon.

    transition P (states, states) per period; rewards R (states,), any sign, in money per period; discount_rate
    d > −1 per period, v = 1/(1 + d); horizon ≥ 0 in periods, None for ever. For ever needs d > 0, or that every
    customer is absorbed in the end by a state that pays nothing.
    Cash-flow convention: the reward of today's state is paid now and in full, the next one a period later.
    Raises ValueError if an argument is outside its range, or the value is not finite.
    Source: Pfeifer & Carraway (2000).
    """
    p = transition_matrix("transition", transition)
    r = row_of_numbers("rewards", rewards, FINITE, len(p))
    v = 1.0 / (1.0 + number("discount_rate", discount_rate, DISCOUNT))
    with np.errstate(all="ignore"):
        if horizon is not None:
            value = r.copy()
            for _ in range(whole("horizon", horizon)):
                value = r + v * (p @ value)
            return finite("CLV", value)
        value = np.zeros(len(p))
        alive = (np.diag(p) < 1) | (r != 0)
        remaining = v * p[np.ix_(alive, alive)]
        radius = float(np.abs(np.linalg.eigvals(remaining)).max(initial=0.0))
        if radius >= 1 - 1e-12:
            raise ValueError(
                f"discount_rate is {discount_rate:g}, but must be above 0 for an infinite horizon, unless every "
                "customer ends in an absorbing state whose reward is 0"
            )
        value[alive] = np.linalg.solve(np.eye(len(remaining)) - remaining, r[alive])
        return finite("CLV", value)


def recency_chain(
    purchase_probability_by_recency: ArrayLike, gross_contribution: float, contact_cost: float
) -> Chain:
    """Return the chain of customers by recency of their last purchase; its last state is the lost ones.

    purchase_probability_by_recency (cells,) in [0, 1] of those who bought last in this period, the one before, …;
    gross_contribution in money per purchase, any sign; contact_cost ≥ 0 in money per person in any cell and period.
    Returns matrix and rewards of cells + 1 states: a buyer goes to the first, who skips one down, who skips in the
    last cell is lost for good and costs nothing.
    Cash-flow convention: the contacts of the period ahead are paid at its start, together with the purchase.
    Raises ValueError if an argument is outside its range. Source: Pfeifer & Carraway (2000).
    """
    p = row_of_numbers("purchase_probability_by_recency", purchase_probability_by_recency, SHARE)
    contribution = number("gross_contribution", gross_contribution)
    cost = number("contact_cost", contact_cost, NOT_NEGATIVE)
    transition = np.diag(1 - p, k=1)
    transition[:-1, 0] = p
    transition[-1, -1] = 1.0
    rewards = np.full(p.size + 1, -cost)
    rewards[0] += contribution
    rewards[-1] = 0.0
    return Chain(transition, rewards)


def prune_unprofitable(transition: ArrayLike, rewards: ArrayLike, discount_rate: float) -> Pruned:
    """Return the chain without the last states that are worth less than nothing: customers there are let go.

    Arguments as in `markov_clv`, for ever. States are in order, and the last one must be the lost customers: absorbing
    and with reward 0. While the state before it has a CLV below 0 it is dropped, and who would go there is lost.
    Returns the smaller matrix and rewards, the CLV of each state kept, and their numbers in the chain given.
    Cash-flow convention: as in `markov_clv`. Raises ValueError as `markov_clv`, or if the last state is another one.
    Source: Pfeifer & Carraway (2000).
    """
    p = transition_matrix("transition", transition)
    r = row_of_numbers("rewards", rewards, FINITE, len(p))
    if p[-1, -1] != 1 or r[-1] != 0:
        raise ValueError(
            f"the last state stays with chance {p[-1, -1]:g} and has reward {r[-1]:g}, but must be the lost "
            "customers: chance 1 and reward 0"
        )
    kept = np.arange(len(p))
    values = markov_clv(p, r, discount_rate)
    while len(kept) > 1 and values[-2] < 0:
        p = p.copy()
        p[:, -1] += p[:, -2]
        kept, r = np.delete(kept, -2), np.delete(r, -2)
        p = np.delete(np.delete(p, -2, axis=0), -2, axis=1)
        values = markov_clv(p, r, discount_rate)
    return Pruned(p, r, values, kept)


def brand_switching_clv(
    switching_matrix: ArrayLike,
    last_brand: int | ArrayLike,
    volume: ArrayLike,
    margin: ArrayLike,
    purchases_per_year: float,
    years: float,
    discount_rate: float,
) -> Array:
    """Return what a customer is worth to each brand, (brands,): Σ (1 + d)^(−t/f) v π Bₜ over t = 0 … fH.

    switching_matrix A (brands, brands): chances that a buyer of the row's brand buys the column's at the next purchase.
    last_brand: number of the brand bought last, or the chances (brands,) of each; Bₜ is the row last_brand of A^(t+1),
    so the first purchase that counts is already one switch ahead. volume v ≥ 0 in units per purchase and margin π, any
    sign, in money per unit: a number or (brands,). purchases_per_year f > 0; years H ≥ 0; d > −1 per YEAR. Of the
    purchases those count that fall within H years.
    Cash-flow convention: the first purchase is paid now, the next one 1/f years later.
    Raises ValueError if an argument is outside its range, or the value is not finite.
    Source: Rust, Lemon & Zeithaml (2004).
    """
    a = transition_matrix("switching_matrix", switching_matrix)
    units, money = spread("volume", volume, NOT_NEGATIVE, len(a)), spread("margin", margin, FINITE, len(a))
    f = number("purchases_per_year", purchases_per_year, POSITIVE)
    d = number("discount_rate", discount_rate, DISCOUNT)
    chance = _start(last_brand, len(a))
    with np.errstate(all="ignore"):
        step = (1 + d) ** (-1 / f)
        total = np.zeros(len(a))
        for t in range(int(f * number("years", years, NOT_NEGATIVE) + 1e-9) + 1):
            chance = chance @ a
            total += step**t * chance
        return finite("CLV", total * units * money)


def return_on_marketing(
    equity_before: float, equity_after: float, expenditure: ArrayLike, discount_rate: float = 0.0
) -> float:
    """Return (equity after − equity before − E)/E: what a marketing expenditure earns beyond itself, as a share.

    Equities in money, any sign, of the same customers over the same horizon; expenditure ≥ 0 in money: a number, or a
    stream (periods,); discount_rate d > −1 per period.
    Cash-flow convention: the first expenditure is paid now, E is the discounted sum of all.
    Raises ValueError if an argument is outside its range, or E is not above 0. Source: Rust, Lemon & Zeithaml (2004).
    """
    before, after = number("equity_before", equity_before), number("equity_after", equity_after)
    stream = spread("expenditure", expenditure, NOT_NEGATIVE, max(np.size(expenditure), 1))
    d = number("discount_rate", discount_rate, DISCOUNT)
    with np.errstate(all="ignore"):
        spent = number(
            "the sum of expenditure", stream @ (1 + d) ** -np.arange(stream.size, dtype=float), POSITIVE
        )
        return float(finite("the return on marketing", (after - before - spent) / spent))


def _start(last_brand: int | ArrayLike, brands: int) -> Array:
    if np.ndim(last_brand) == 0:
        number_of_brand = whole("last_brand", last_brand)
        if number_of_brand >= brands:
            raise ValueError(f"last_brand is {number_of_brand}, but must be a number in 0 … {brands - 1}")
        return np.asarray(np.arange(brands) == number_of_brand, float)
    chance = row_of_numbers("last_brand", last_brand, SHARE, brands)
    if abs(chance.sum() - 1) > 1e-8:
        raise ValueError(f"last_brand sums to {chance.sum():g}, but must sum to 1")
    return chance
