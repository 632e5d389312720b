"""A survey of customers: answers on 7-point scales, several items for each question, and what they did afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.behaviour.loyalty import bell_index
from sim.market.columns import NOBODY
from sim.market.draws import SURVEY, uniforms

if TYPE_CHECKING:
    from sim.market.model import Market

ITEMS = 3
"""Items for each question, so that reliability can be estimated."""

STRONG_BOND = 1.1
"""Switching cost in utility that is answered with 7: about the most that a type reaches (state table of the model)."""

QUESTIONS = (
    "functional_quality", "technical_quality", "expertise", "procedural_cost", "financial_cost", "relational_cost",
    "satisfaction", "trust", "attitudinal_loyalty", "intention_to_stay",
)  # fmt: skip

# Addresses within the family SURVEY.
_SAMPLE, _INDEX_NOISE, _FIRST_ITEM = 0, 1, 2


def answers(market: Market, sample: int) -> dict[str, NDArray[Any]]:
    """Return the answers of a random sample, of at most that size, of the customers served this month."""
    c, survey = market.crowd.columns, market.spec.survey
    asked = np.flatnonzero((c.firm != NOBODY) & (c.tenure > 0))
    luck = uniforms(market.key, asked, market.month, SURVEY + _SAMPLE)
    rows = np.sort(asked[np.argsort(luck, kind="stable")[:sample]])
    truth = _truth(market, rows)
    result: dict[str, NDArray[Any]] = {
        "month": np.full(rows.size, market.month, np.int16),
        "customer_id": market.crowd.customer_id[rows],
        "relationship_id": market.crowd.relationship_id[rows],
        "firm": c.firm[rows],
        "segment": c.segment[rows],
        "stage": c.stage[rows],
    }
    for number, question in enumerate(QUESTIONS):
        for item in range(ITEMS):
            u = uniforms(market.key, rows, market.month, SURVEY + _FIRST_ITEM + ITEMS * number + item)
            felt = np.clip(truth[question] + survey.item_noise * special.ndtri(u), 0.0, 1.0)
            result[f"{question}_{item + 1}"] = (1 + np.rint(6 * felt)).astype(np.int8)
    return result


def _truth(market: Market, rows: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Return what the customers would answer without error, from 0 to 1."""
    c = market.crowd.columns
    segment = c.segment[rows]
    bonds = {name: getattr(c, name)[rows] for name in ("procedural", "financial", "relational")}
    attitude = 0.5 * (c.satisfaction[rows] + c.trust[rows])
    for name, strength in bonds.items():
        effect = market.by_segment(lambda p, name=name: getattr(p.switching_costs, f"{name}_attitude"))  # type: ignore[misc]
        attitude = attitude + effect[segment] * strength
    total = sum(bonds.values())
    truth = {
        "functional_quality": c.perceived_functional[rows],
        "technical_quality": c.perceived_technical[rows],
        "expertise": c.expertise[rows],
        "satisfaction": c.satisfaction[rows],
        "trust": c.trust[rows],
        "attitudinal_loyalty": attitude,
        "intention_to_stay": special.expit(c.relative_value[rows] + total),
    } | {f"{name}_cost": strength / STRONG_BOND for name, strength in bonds.items()}
    if market.spec.survey.bell_index.enabled:
        truth["attitudinal_loyalty"] = _explicit_index(market, rows, truth, total)
    return truth


def _explicit_index(market: Market, rows: NDArray[np.int64], truth: Any, bonds: Any) -> NDArray[np.float64]:
    """E12b. Return the explicit index over the sample, from 0 to 1."""
    p = market.spec.survey.bell_index
    functional, technical, expertise = (
        truth["functional_quality"],
        truth["technical_quality"],
        truth["expertise"],
    )
    index = bell_index(_z(functional), _z(technical), _z(expertise), _z(bonds), p)
    noise = p.noise * special.ndtri(uniforms(market.key, rows, market.month, SURVEY + _INDEX_NOISE))
    return special.ndtr(index + noise)


def _z(x: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = x.std() if x.size else 0.0
    return (x - x.mean()) / spread if spread > 0 else np.zeros_like(x)
