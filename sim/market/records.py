"""What firms write down of single customers beside the accounts: orders, complaints, answers to their surveys.

Every row belongs to the firm of its relationship, and only that firm may read it. When a relationship begins, its
record is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.market.columns import NOBODY
from sim.market.draws import ANSWER, ASKED, HOLD_OUT, uniforms
from sim.strategy.customer_file import CustomerFile

if TYPE_CHECKING:
    from sim.market.firm import Firm
    from sim.market.model import Market

Array = NDArray[np.float64]

QUESTIONS = ("satisfaction", "share_of_wallet", "intention")
FADING = 0.9
"""Part of a complaint that still counts a month later."""
USUAL = 12.0
"""Months over which orders are averaged."""


class Answers(NamedTuple):
    """Answers on their way to a firm."""

    month: int
    """The month in which they are known."""
    rows: NDArray[np.intp]
    relationship: NDArray[np.int64]
    values: Array
    """(questions, rows)."""


class Records:
    """The records of all customers, by row."""

    def __init__(self, market: Market) -> None:
        size = market.crowd.size
        self._relationship = market.crowd.relationship_id
        self._orders = np.zeros(size)
        self._last_order = np.full(size, market.month)
        self._complaints = np.zeros(size)
        self._answers = np.full((len(QUESTIONS), size), np.nan)
        self._on_their_way: list[Answers] = []

    def close_month(self, market: Market) -> None:
        """Write down what each firm saw of its customers in the month, and let the answers that are due arrive."""
        crowd, c = market.crowd, market.crowd.columns
        relationship = crowd.relationship_id
        new = relationship != self._relationship
        self._relationship = relationship
        self._orders[new], self._complaints[new], self._answers[:, new] = 0.0, 0.0, np.nan
        self._last_order[new] = market.month
        bought = (c.orders > 0) & ~new
        self._last_order[bought] = market.month
        self._orders += np.where(new, 0.0, c.orders - self._orders) / np.clip(c.tenure, 1.0, USUAL)
        self._complaints *= FADING
        self._complaints += c.incident & (c.contacts > 0) & ~new
        for firm in market.firms:
            self._ask(market, firm)
        due = [answers for answers in self._on_their_way if answers.month <= market.month + 1]
        self._on_their_way = [answers for answers in self._on_their_way if answers.month > market.month + 1]
        for _, rows, asked, values in due:
            there = asked == relationship[rows]
            self._answers[:, rows[there]] = values[:, there]

    def _ask(self, market: Market, firm: Firm) -> None:
        """Ask a sample of a firm's customers, if a survey is due."""
        told = firm.settings.observation
        if not firm.keeps_a_file or told.oracle or market.month % told.months:
            return
        own = np.flatnonzero(market.crowd.firm == firm.number)
        luck = uniforms(market.key, own, market.month, ASKED + firm.number)
        rows = own[luck < told.coverage]
        error = told.noise * special.ndtri(
            uniforms(market.key, rows, market.month, ANSWER + np.arange(len(QUESTIONS))[:, None])
        )
        values = np.clip(_truth(market, rows) + error, 0.0, 1.0)
        known = market.month + 1 + told.lag
        self._on_their_way.append(Answers(known, rows, market.crowd.relationship_id[rows], values))

    def file(self, market: Market, firm: Firm) -> tuple[NDArray[np.intp], CustomerFile]:
        """Return the rows of a firm's customers, and what it has written down of them."""
        crowd, c = market.crowd, market.crowd.columns
        rows = np.flatnonzero((crowd.firm == firm.number) & (crowd.tenure > 0))
        answers = _truth(market, rows) if firm.settings.observation.oracle else self._answers[:, rows]
        return rows, CustomerFile(
            relationship=crowd.relationship_id[rows],
            tenure=c.tenure[rows].astype(float),
            margin=c.margin[rows].copy(),
            orders=self._orders[rows].copy(),
            idle=market.month - 1.0 - self._last_order[rows],
            complaints=self._complaints[rows].copy(),
            products=c.products[rows].astype(float),
            satisfaction=answers[0],
            share_of_wallet=answers[1],
            intention=answers[2],
            targeted=c.targeted[rows].copy(),
            held_out=held_out(market, firm, rows),
        )


def held_out(market: Market, firm: Firm, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which customers never get the targeted programme, (n,): drawn once for each relationship."""
    share = firm.settings.targeting.hold_out
    if share == 0.0:
        return np.zeros(rows.size, bool)
    began = market.crowd.start_month[rows]
    return uniforms(market.key, rows, began, HOLD_OUT + firm.number) < share


def _truth(market: Market, rows: NDArray[np.intp]) -> Array:
    """Return the true answers to the questions, (questions, rows)."""
    c = market.crowd.columns
    bonds = c.procedural[rows] + c.financial[rows] + c.relational[rows]
    attached = c.firm[rows] != NOBODY
    intention = np.where(attached, special.expit(c.relative_value[rows] + bonds), 0.0)
    return np.stack([c.satisfaction[rows], c.share_of_wallet[rows], intention])
