"""The month with plain Mesa objects, for comparison: run with NUMBA_DISABLE_JIT=1 (benchmarks/month.py does).

The same rules on attributes of one Mesa agent for each customer, without ledger and network: less work than the
compiled month does, so what it costs more is a lower bound. Prints CPU nanoseconds per customer-month.
"""

from __future__ import annotations

import math
from time import process_time

import mesa
import numpy as np

from sim.behaviour.bonds import financial_cost, points_after, procedural_cost, relational_cost
from sim.behaviour.consideration import looks_around
from sim.behaviour.learning import expertise_after, knowledge_after
from sim.behaviour.perception import (
    functional_perceived,
    incident_loss,
    technical_perceived,
    technical_weight,
)
from sim.behaviour.satisfaction import encounter_satisfaction, expectation_after, newest_weight
from sim.behaviour.trust import trust_after
from sim.behaviour.value import own_utility, rival_utility
from sim.behaviour.wallet import share_of_wallet_after, wallet
from sim.behaviour.word_of_mouth import speaks
from sim.scenario import Scenario
from sim.scenario.customers import Customers

CUSTOMERS, MONTHS = 2_000, 6


class PlainCustomer(mesa.Agent):
    """A customer as Mesa's tutorials would write one: attributes, Python's own arithmetic, the model's generator."""

    def __init__(self, model: mesa.Model, settings: Customers) -> None:
        super().__init__(model)
        draw = model.rng
        self.p = settings
        self.spending = float(draw.lognormal(math.log(100), 0.75))
        self.satisfaction, self.expectation, self.trust = 0.62, 0.64, 0.15
        self.expertise, self.knowledge, self.ceiling = 0.3, 0.0, 0.5
        self.share, self.points, self.products, self.tenure, self.uses = 0.2, 0.0, 1, 0, 0
        self.match = [(float(draw.normal(0, 0.06)), float(draw.normal(0, 0.10))) for _ in range(3)]
        self.belief = [float(draw.normal(0.64, 0.06)) for _ in range(3)]
        self.preference = [float(draw.normal(0, 0.5)) for _ in range(3)]
        self.profit = 0.0

    def step(self) -> None:
        p, draw = self.p, self.model.rng
        self.match = [
            (0.985 * f + 0.17 * float(draw.normal(0, 0.06)), 0.985 * t + 0.17 * float(draw.normal(0, 0.10)))
            for f, t in self.match
        ]
        self.tenure += 1
        self.uses += 1
        loss = incident_loss(draw.random(), draw.random(), p.perception)
        functional = functional_perceived(0.64, self.match[0][0], loss, draw.normal(), p.perception)
        technical = technical_perceived(
            0.64, self.match[0][1], loss, self.expertise, draw.normal(), p.perception
        )
        weight = technical_weight(self.expertise, p.perception)
        performance = (1 - weight) * functional + weight * technical
        encounter = encounter_satisfaction(performance, self.expectation, p.satisfaction)
        self.satisfaction += newest_weight(self.uses, p.satisfaction) * (encounter - self.satisfaction)
        self.expectation = expectation_after(self.expectation, performance, max(self.belief), p.satisfaction)
        self.trust = trust_after(self.trust, encounter, p.trust)
        self.expertise = expertise_after(self.expertise, self.ceiling, True, p.expertise)
        self.knowledge = knowledge_after(self.knowledge, p.expertise)
        bonds = (
            procedural_cost(self.knowledge, self.expertise, p.switching_costs)
            + financial_cost(0.5, self.points, self.products, p.switching_costs)
            + relational_cost(self.trust, self.tenure, p.switching_costs)
        )
        own = own_utility(self.satisfaction, self.trust, 9.0, 1.0, self.preference[0], p)
        rivals = [rival_utility(self.belief[f], 9.0, 1.0, self.preference[f], p) for f in (1, 2)]
        value = own - math.log(sum(math.exp(u) for u in rivals))
        self.share = share_of_wallet_after(self.share, value, bonds, p.share_of_wallet)
        orders = int(draw.poisson(3.0 * self.share))
        amount = orders * wallet(self.spending, self.products, 1.0, p.wallet) / 3.0
        contacts = int(draw.poisson(0.35))
        self.points = points_after(self.points, amount, p.switching_costs)
        self.profit += 0.4 * amount - 2 * orders - 8 * contacts - 2
        speaks(draw.random(), encounter, p.word_of_mouth)
        if draw.random() < looks_around(
            self.satisfaction, draw.random() < 0.07, False, False, 1.0, p.consideration
        ):
            weights = np.exp([own + bonds, *rivals])
            if draw.random() > weights[0] / weights.sum():
                self.satisfaction = self.expectation = self.belief[1]
                self.trust, self.share, self.tenure, self.uses = 0.1, 0.2, 0, 0


def main() -> None:
    model = mesa.Model(rng=1)
    model.rng = np.random.default_rng(1)
    for _ in range(CUSTOMERS):
        PlainCustomer(model, Scenario().customers)
    began = process_time()
    for _ in range(MONTHS):
        model.agents.do("step")
    print((process_time() - began) / (CUSTOMERS * MONTHS) * 1e9)


if __name__ == "__main__":
    main()
