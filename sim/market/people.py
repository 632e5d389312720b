"""Who the customers are: the first crowd, and the new person who takes the place of one who leaves the category."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.behaviour.choice import AT_START
from sim.behaviour.stages import EXAMINATION
from sim.market.columns import NEVER, NOBODY, Crowd
from sim.market.draws import (
    BELIEF,
    BIRTH_STATE,
    BIRTH_TRAITS,
    FIRST_MATCH,
    ORIGIN,
    PREFERENCE,
    SHARED_MATCH,
    SUPPLIER,
    Key,
    uniforms,
)
from sim.scenario.customers import Customers
from sim.scenario.scenario import Scenario

Rows = NDArray[np.int64]

SPENDING, CEILING, EXPERTISE, SEGMENT = (4 * BIRTH_TRAITS + lane for lane in range(4))
ORDER_RATE, SENSITIVITY, CONTACT_NEED, ATTACHED = (4 * BIRTH_STATE + lane for lane in range(4))

WINDOW = 4
"""Places on either side whose shared match is averaged: a window of nine."""


def first_crowd(scenario: Scenario, crowd: Crowd, key: Key) -> None:
    """Draw all customers at the start: who they are, what they believe, and whose customers they are."""
    everybody = np.arange(crowd.size)
    shares = np.array([segment.share for segment in scenario.segments])
    bounds = np.concatenate([np.cumsum(shares), [1.0]])
    # Segment 0 is everyone else; the named ones follow in the order of the scenario.
    drawn = np.searchsorted(bounds, uniforms(key, everybody, ORIGIN, SEGMENT), side="right")
    crowd.segment = np.where(drawn < len(shares), drawn + 1, 0)
    for number, settings in enumerate(scenario.customers_by_segment().values()):
        rows = np.flatnonzero(crowd.segment == number)
        if rows.size:
            _draw_place(crowd, rows, settings, key)
            _draw_person(crowd, rows, settings, key, ORIGIN)
            _attach(scenario, crowd, rows, settings, key)


def newcomers(scenario: Scenario, crowd: Crowd, rows: Rows, key: Key, month: int) -> None:
    """Put new persons in the places of those who left the category in this month: they know nothing and nobody."""
    c = crowd.columns
    c.generation[rows] += 1
    c.lost_firm[rows] = NOBODY
    c.lost_month[rows] = NEVER
    c.known[rows] = False
    c.recommended_month[rows] = NEVER
    c.heard_firm[rows] = NOBODY
    for number, settings in enumerate(scenario.customers_by_segment().values()):
        chosen = rows[c.segment[rows] == number]
        if chosen.size:
            _draw_person(crowd, chosen, settings, key, month)
            c.expertise[chosen] = settings.expertise.start_low * c.expertise_ceiling[chosen]


def _draw_place(crowd: Crowd, rows: Rows, p: Customers, key: Key) -> None:
    """Draw what stays with a place: orders, price sensitivity, need for service, the match shared with neighbours."""
    c = crowd.columns
    u = uniforms(key, rows, ORIGIN, ORDER_RATE)
    c.order_rate[rows] = special.gammaincinv(p.orders.shape, u) * p.orders.mean / p.orders.shape
    c.order_rate[rows] = np.clip(c.order_rate[rows], 1e-6, 600.0)
    sensitivity = p.price_sensitivity
    u = uniforms(key, rows, ORIGIN, SENSITIVITY)
    if sensitivity.sd > 0:
        below = special.ndtr((sensitivity.minimum - sensitivity.mean) / sensitivity.sd)
        part = np.minimum(below + u * (1.0 - below), np.nextafter(1.0, 0.0))
        drawn = sensitivity.mean + sensitivity.sd * special.ndtri(part)
    else:
        drawn = np.full(rows.size, sensitivity.mean)
    c.price_sensitivity[rows] = np.maximum(drawn, sensitivity.minimum)
    c.contact_need[rows] = _lognormal(1.0, p.contact_sigma, uniforms(key, rows, ORIGIN, CONTACT_NEED))
    for f in range(crowd.firms):
        for column, sd, decision in (
            (c.functional_shared, p.match.functional_sd, SHARED_MATCH + 2 * f),
            (c.technical_shared, p.match.technical_sd, SHARED_MATCH + 2 * f + 1),
        ):
            column[rows, f] = math.sqrt(p.match.shared) * sd * _neighbourhood(rows, key, decision)


def _neighbourhood(rows: Rows, key: Key, decision: int) -> NDArray[np.float64]:
    """Return a standard normal for each place that it shares with its neighbours: the scaled mean of a window."""
    total = np.zeros(rows.size)
    for step in range(-WINDOW, WINDOW + 1):
        total += special.ndtri(uniforms(key, rows + step, ORIGIN, decision))
    return total / math.sqrt(2 * WINDOW + 1)


def _draw_person(crowd: Crowd, rows: Rows, p: Customers, key: Key, month: int) -> None:
    """Draw what belongs to a person: spending, expertise, tastes, beliefs, and the own part of the match."""
    c = crowd.columns
    c.category_spending[rows] = _lognormal(
        p.wallet.mean, p.wallet.sigma, uniforms(key, rows, month, SPENDING)
    )
    ceiling = p.expertise.ceiling
    c.expertise_ceiling[rows] = special.betaincinv(ceiling.a, ceiling.b, uniforms(key, rows, month, CEILING))
    low, high = p.expertise.start_low, p.expertise.start_high
    start = low + (high - low) * uniforms(key, rows, month, EXPERTISE)
    c.expertise[rows] = start * c.expertise_ceiling[rows]
    own = math.sqrt(1.0 - p.match.shared)
    firms = np.arange(crowd.firms)

    def normals(family: int, step: int = 1) -> NDArray[np.float64]:
        return special.ndtri(uniforms(key, rows[:, None], month, family + step * firms))

    c.preference[rows] = p.beliefs.preference_sd * normals(PREFERENCE)
    c.belief[rows] = np.clip(p.beliefs.mean + p.beliefs.sd * normals(BELIEF), 0.0, 1.0)
    c.functional_match[rows] = own * p.match.functional_sd * normals(FIRST_MATCH, 2)
    c.technical_match[rows] = own * p.match.technical_sd * normals(FIRST_MATCH + 1, 2)


def _attach(scenario: Scenario, crowd: Crowd, rows: Rows, p: Customers, key: Key) -> None:
    """Give those who are attached at the start a supplier, uniformly among the firms that are there from the start."""
    c = crowd.columns
    attached = rows[uniforms(key, rows, ORIGIN, ATTACHED) >= scenario.market.unattached]
    there = np.array([number for number, firm in enumerate(scenario.firms) if firm.enters is None], np.int8)
    c.firm[attached] = there[(uniforms(key, attached, ORIGIN, SUPPLIER) * there.size).astype(np.int8)]
    start: dict[str, Any] = {
        "start_month": -scenario.warm_up - 1,
        "source": AT_START,
        "stage": EXAMINATION,
        "peak_stage": EXAMINATION,
        "satisfaction": p.satisfaction.start,
        "expectation": p.satisfaction.expectation_start,
        "trust": p.trust.start,
        "share_of_wallet": p.share_of_wallet.start,
        "perceived_functional": p.satisfaction.start,
        "perceived_technical": p.satisfaction.start,
        "usual_functional": p.satisfaction.start,
        "usual_technical": p.satisfaction.start,
    }
    for name, value in start.items():
        crowd.read(name)[attached] = value


def _lognormal(mean: float, sigma: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    return mean * np.exp(sigma * special.ndtri(u) - 0.5 * sigma * sigma)
