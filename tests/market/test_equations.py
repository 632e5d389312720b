"""A month of every customer, worked out again with NumPy from the equations, agrees with the month that was lived.

The reference below follows the model description (E1–E17 and the details that decide results) and shares nothing
with the compiled month but the addresses of its draws. It takes the state at the end of a month and tells the state
at the end of the next.
"""

import math

import numpy as np
import pytest
from scipy import special, stats

from sim.market import draws
from sim.market.books import FLOWS
from sim.market.draws import uniforms
from sim.market.model import Market
from sim.market.network import link
from sim.scenario.setting import merged
from sim.scenario.winback import CAUSES

NOBODY = -1
EXAMINATION, FORMATION, STABILITY, DECLINE = 1, 2, 3, 4
BLOCKS = ("SERVICE", "PURCHASE", "TALK", "LOOK", "ADVICE")


class Reference:
    """The model description, for one scenario, one month at a time."""

    def __init__(self, market):
        self.market, self.spec, self.key = market, market.spec, market.key
        self.size, self.firms = market.crowd.size, len(market.spec.firms)
        self.everybody = np.arange(self.size)
        links = self.spec.market.network.neighbours
        self.links = np.array(
            [[link(self.key, i, n, market.world[0]) for n in range(links)] for i in range(self.size)]
        )
        self.stock = np.array([[f.quality.functional, f.quality.technical] for f in self.spec.firms])

    def p(self, path):
        """Return a setting of every customer, by segment."""

        def read(settings):
            for name in path.split("."):
                settings = getattr(settings, name)
            return settings

        values = np.array([read(s) for s in self.spec.customers_by_segment().values()])
        return values[self.segment]

    def u(self, decision, month, rows=None):
        return uniforms(self.key, self.everybody if rows is None else rows, month, decision)

    def month(self, before, month):
        """Return the expected state at the end of a month, as far as this reference tells it."""
        self.segment = before["segment"]
        self.now = month
        self.s = s = {name: values.copy() for name, values in before.items()}
        self.before = before
        self.has_firm = s["firm"] != NOBODY
        self.own = np.where(self.has_firm, s["firm"], 0)
        self.offers()
        self.needs_drift()
        self.service_is_met()
        self.value_is_weighed()
        self.purchases_are_made()
        self.people_talk()
        self.firms_make_contact()
        self.customers_choose()
        self.stages_are_read()
        return s

    def at_own(self, name):
        return self.s[name][self.everybody, self.own]

    def offers(self):
        """Firms spend rates per head, and quality follows spending."""
        r = self.spec.market.response
        self.price, self.quality, self.contact, self.winback, self.programme = ([] for _ in range(5))
        for f, firm in enumerate(self.spec.firms):
            rates = firm.strategy.per_head
            if not firm.quality.fixed:
                for kind, spent in enumerate((rates.functional, rates.technical)):
                    spent = spent if (self.before["firm"] == f).any() else 0.0
                    held = r.quality_lowest + (r.quality_highest - r.quality_lowest) * (
                        1 - math.exp(-r.quality_rate * spent)
                    )
                    self.stock[f, kind] += r.quality_speed * (held - self.stock[f, kind])
            self.price.append(firm.price)
            self.quality.append([self.stock[f, 0] + firm.quality_shift.functional,
                                 self.stock[f, 1] + firm.quality_shift.technical])  # fmt: skip
            self.contact.append(r.contact_ceiling * (1 - math.exp(-r.contact_rate * rates.acquisition)))
            self.winback.append(r.winback_ceiling * (1 - math.exp(-r.winback_rate * rates.winback)))
            self.programme.append(1 - math.exp(-r.programme_rate * rates.loyalty_programme))
        self.price, self.contact, self.winback, self.programme = map(
            np.array, (self.price, self.contact, self.winback, self.programme)
        )
        self.quality = np.clip(self.quality, 0, 1)
        for f, firm in enumerate(self.spec.firms):
            t = firm.targeting
            first = self.now == -self.spec.warm_up
            if t.share > 0 and (first or self.now % t.months == 0):
                mine = self.before["firm"] == f
                chosen = self.u(draws.TARGET + f, self.now) < t.share
                self.s["targeted"] = np.where(mine, chosen, self.s["targeted"])
        share = [firm.targeting for firm in self.spec.firms]
        is_target = self.s["targeted"]
        self.extra_quality = np.where(is_target, np.array([t.quality for t in share])[self.own], 0.0)
        self.extra_bond = np.where(is_target, np.array([t.bond for t in share])[self.own], 0.0)
        self.extra_cost = np.where(is_target, np.array([t.cost for t in share])[self.own], 0.0)

    def needs_drift(self):
        """The own 60 % of the match is AR(1)."""
        rho, shared = self.p("match.persistence"), self.p("match.shared")
        for f in range(self.firms):
            for kind, name in enumerate(("functional", "technical")):
                z = special.ndtri(self.u(draws.MATCH + 2 * f + kind, self.now))
                sd = self.p(f"match.{name}_sd") * np.sqrt(1 - shared)
                match = self.s[f"{name}_match"]
                match[:, f] = rho * match[:, f] + np.sqrt(1 - rho**2) * sd * z

    def service_is_met(self):
        """E1 to E8."""
        s, p, has = self.s, self.p, self.has_firm
        s["tenure"] = s["tenure"] + has
        s["orders"] = np.zeros(self.size, int)
        if self.spec.market.encounter == "per_order":
            rate = s["order_rate"] * s["share_of_wallet"]
            s["orders"] = np.where(has, stats.poisson.ppf(self.u(4 * draws.PURCHASE, self.now), rate), 0)
        met = has & (s["orders"] > 0) if self.spec.market.encounter == "per_order" else has
        s["served_by"] = np.where(met, s["firm"], NOBODY)
        z_f, z_t = (special.ndtri(self.u(4 * draws.SERVICE + lane, self.now)) for lane in (0, 1))
        happens = self.u(4 * draws.SERVICE + 2, self.now) < p("perception.incident.probability")
        recovered = self.u(4 * draws.SERVICE + 3, self.now) < p("perception.incident.recovered")
        hit = (
            happens
            * p("perception.incident.size")
            * np.where(recovered, p("perception.incident.after_recovery"), 1)
        )
        s["incident"] = met & (hit > 0)
        noise = p("perception.technical_noise") + p("perception.novice_noise") * (1 - s["expertise"])
        felt_f = np.clip(
            self.quality[self.own, 0] + self.extra_quality + self.at_own("functional_match")
            + self.at_own("functional_shared") + p("perception.functional_noise") * z_f - hit, 0, 1,
        )  # fmt: skip
        felt_t = np.clip(
            self.quality[self.own, 1] + self.extra_quality + self.at_own("technical_match")
            + self.at_own("technical_shared") + noise * z_t - p("perception.incident.technical") * hit, 0, 1,
        )  # fmt: skip
        tau = (p("perception.cue_sd") / noise) ** 2
        performance = felt_f / (1 + tau) + felt_t * tau / (1 + tau)
        d = performance - s["expectation"]
        v = np.where(d >= 0, d, p("satisfaction.loss_aversion") * d)
        encounter = np.clip(performance + p("satisfaction.disconfirmation") * v, 0, 1)
        n = s["uses"] + 1
        alpha = np.maximum(p("satisfaction.memory"), 1 / (n + 1))

        def where_met(name, value):
            s[name] = np.where(met, value, s[name])

        where_met("encounter", encounter)
        where_met("uses", n)
        where_met("satisfaction", s["satisfaction"] + alpha * (encounter - s["satisfaction"]))
        rows = np.flatnonzero(met)
        s["belief"][rows, self.own[rows]] = s["satisfaction"][rows]
        s["known"][rows, self.own[rows]] = True
        s["belief"] += self.spec.market.public_information * (self.quality.mean(axis=1) - s["belief"])
        best = s["belief"].max(axis=1)
        where_met(
            "expectation",
            s["expectation"] + p("satisfaction.adaptation") * (performance - s["expectation"])
            + p("satisfaction.rising") * np.maximum(0, best - s["expectation"]),
        )  # fmt: skip
        neutral = p("trust.neutral")
        gain = p("trust.gain") * (1 - s["trust"]) * np.maximum(0, encounter - neutral)
        loss = p("trust.loss") * s["trust"] * np.maximum(0, neutral - encounter)
        where_met("trust", s["trust"] + gain - loss)
        where_met("knowledge", s["knowledge"] + p("expertise.firm_learning") * (1 - s["knowledge"]))
        learnt = s["expertise"] + p("expertise.learning") * (s["expertise_ceiling"] - s["expertise"])
        s["expertise"] = np.where(met, learnt, s["expertise"] * (1 - p("expertise.forgetting")))

    def rivals(self):
        """E10 for firms that are not the own one."""
        return (
            self.p("value.satisfaction")[:, None] * self.s["belief"]
            - self.s["price_sensitivity"][:, None] * (self.price - 1)
            + self.s["preference"]
        )

    def utility_of_own(self):
        """E10 and E10b for the own firm."""
        s, p = self.s, self.p
        price = self.price[self.own]
        utility = (
            p("value.satisfaction") * s["satisfaction"] + p("value.trust") * s["trust"]
            - s["price_sensitivity"] * (1 - p("price_sensitivity.relief") * s["satisfaction"]) * (price - 1)
            + self.at_own("preference")
        )  # fmt: skip
        firm = self.before["firm"][self.links]
        deals = self.before["satisfaction"][self.links] / self.price[np.maximum(firm, 0)]
        counted = (firm != NOBODY).sum(axis=1)
        mean = np.where(firm != NOBODY, deals, 0).sum(axis=1) / np.maximum(counted, 1)
        mean = np.where(counted > 0, mean, s["satisfaction"] / price)
        early = p("value.expectation") * np.exp(-s["tenure"] / p("value.expectation_months"))
        late = p("value.fairness") * s["trust"] * (1 - np.exp(-s["tenure"] / p("value.fairness_months")))
        compared = early * (s["satisfaction"] - s["expectation"]) + late * (s["satisfaction"] / price - mean)
        s["comparison"] = np.where(self.has_firm, compared, s["comparison"])
        return utility + compared

    def outside(self):
        return self.p("value.satisfaction") * self.p("choice.outside_satisfaction") + self.p(
            "choice.outside_bonus"
        )

    def value_is_weighed(self):
        """E9, E10 and the first half of E13."""
        s, p, has = self.s, self.p, self.has_firm
        scale = p("switching_costs.scale")
        procedural = p("switching_costs.procedural") * s["knowledge"]
        procedural = scale * procedural * (1 - p("switching_costs.expertise_relief") * s["expertise"])
        benefit = 1 - np.exp(-s["points"] / p("switching_costs.points_scale"))
        financial = p("switching_costs.financial") * self.programme[self.own] * benefit
        financial = (
            scale * (financial + p("switching_costs.per_product") * (s["products"] - 1)) + self.extra_bond
        )
        grown = 1 - np.exp(-s["tenure"] / p("switching_costs.relational_months"))
        relational = scale * p("switching_costs.relational") * s["trust"] * grown
        self.own_utility = self.utility_of_own()
        others = self.rivals()
        others[self.everybody, self.own] = -np.inf
        best = special.logsumexp(others, axis=1) if self.firms > 1 else self.outside()
        for name, value in (
            ("procedural", procedural), ("financial", financial), ("relational", relational),
            ("relative_value", self.own_utility - best),
        ):  # fmt: skip
            s[name] = np.where(has, value, s[name])
        self.bonds = s["procedural"] + s["financial"] + s["relational"]
        weighed = s["relative_value"] + p("share_of_wallet.bonds") * self.bonds
        target = special.expit(p("share_of_wallet.slope") * weighed + p("share_of_wallet.intercept"))
        moved = s["share_of_wallet"] + p("share_of_wallet.speed") * (target - s["share_of_wallet"])
        s["share_of_wallet"] = np.where(has, moved, s["share_of_wallet"])

    def purchases_are_made(self):
        """The second half of E13, and E16."""
        s, p, has, costs = self.s, self.p, self.has_firm, self.spec.market.costs
        u = [self.u(4 * draws.PURCHASE + lane, self.now) for lane in range(4)]
        if self.spec.market.encounter == "monthly":
            orders = stats.poisson.ppf(u[0], s["order_rate"] * s["share_of_wallet"])
            s["orders"] = np.where(has, orders, 0)
        season = self.spec.seasonality[self.now % 12] if self.spec.seasonality else 1.0
        wallet = s["category_spending"] * (p("wallet.base") + p("wallet.per_product") * s["products"])
        wallet = wallet * self.spec.market.demand * season
        sigma = p("orders.amount_sigma")
        noise = np.exp(sigma * special.ndtri(u[1]) - sigma**2 / 2)
        price = self.price[self.own]
        s["amount"] = s["orders"] * wallet / s["order_rate"] * price * noise
        rate = costs.contacts * s["contact_need"] * (1 - costs.learning * s["knowledge"])
        rate = rate + costs.incident_contacts * s["incident"]
        s["contacts"] = np.where(has, stats.poisson.ppf(u[2], rate), 0)
        likely = p("share_of_wallet.cross_buying") * (0.5 * s["satisfaction"] + 0.5 * s["trust"])
        buys = (
            has & (s["trust"] >= p("share_of_wallet.cross_buying_trust"))
            & (s["share_of_wallet"] >= p("share_of_wallet.cross_buying_share"))
            & (s["products"] < p("share_of_wallet.most_products")) & (u[3] < likely)
        )  # fmt: skip
        s["products"] = s["products"] + buys
        points = (
            p("switching_costs.points_kept") * s["points"] + p("switching_costs.points_earned") * s["amount"]
        )
        s["points"] = np.where(has, points, s["points"])
        rates = np.array([firm.strategy.per_head.loyalty_programme for firm in self.spec.firms])
        cost = (
            costs.cost_of_goods * s["amount"] / price + costs.per_order * s["orders"]
            + costs.per_contact * s["contacts"] + costs.per_account + rates[self.own] + self.extra_cost
        )  # fmt: skip
        s["profit"] = np.where(has, s["amount"] - cost, 0)
        self.books(wallet, cost, rates)
        if self.now >= 0:
            s["revenue"] = s["revenue"] + s["amount"]
            s["cost"] = s["cost"] + np.where(has, cost, 0)
            yearly = 1 + self.spec.discount_rate
            s["discounted_profit"] = s["discounted_profit"] + s["profit"] * yearly ** (-s["tenure"] / 12)

    def books(self, wallet, cost, rates):
        """What every firm earns and spends, secondary business with other known firms included."""
        s, has, costs = self.s, self.has_firm, self.spec.market.costs
        programme = rates[self.own] + self.extra_cost
        goods = costs.cost_of_goods * s["amount"] / self.price[self.own]
        known = s["known"] & has[:, None]
        known[self.everybody, self.own] = False
        utilities = np.where(known, self.rivals(), -np.inf)
        highest = np.where(known.any(axis=1), utilities.max(axis=1), 0)
        weights = np.exp(utilities - highest[:, None])
        total = weights.sum(axis=1, keepdims=True)
        parts = (1 - s["share_of_wallet"])[:, None] * weights / np.where(total > 0, total, 1)
        parts *= self.spec.market.secondary
        volume = wallet[:, None] * parts

        def of_firms(values):
            return np.bincount(self.own[has], weights=values[has], minlength=self.firms)

        if self.now >= 0:
            profit = volume * (self.price - costs.cost_of_goods)
            profit -= costs.per_order * s["order_rate"][:, None] * parts
            lost = s["lost_firm"][:, None] == np.arange(self.firms)
            s["former_profit"] = s["former_profit"] + (profit * lost).sum(axis=1)
        self.flows = {
            "revenue": of_firms(s["amount"]),
            "cost_of_goods": of_firms(goods),
            "cost_to_serve": of_firms(cost - goods - programme),
            "programme": of_firms(programme),
            "secondary_revenue": (volume * self.price).sum(axis=0),
            "secondary_cost": (
                costs.cost_of_goods * volume + costs.per_order * s["order_rate"][:, None] * parts
            ).sum(axis=0),
        }  # fmt: skip

    def people_talk(self):
        """E17: speak, and hear what one neighbour said last month."""
        s, p, before = self.s, self.p, self.before
        served = s["served_by"] != NOBODY
        luck = self.u(4 * draws.TALK + 1, self.now)
        over = np.maximum(0, s["encounter"] - p("word_of_mouth.positive_from"))
        under = np.maximum(0, p("word_of_mouth.negative_below") - s["encounter"])
        praise = luck < p("word_of_mouth.positive") * over / (1 - p("word_of_mouth.positive_from"))
        warn = luck < p("word_of_mouth.negative") * under / p("word_of_mouth.negative_below")
        s["said"] = np.where(served, praise * 1 - warn * 1, 0)
        s["praised_month"] = np.where(s["said"] > 0, self.now, s["praised_month"])

        number = (self.u(4 * draws.TALK, self.now) * self.links.shape[1]).astype(int)
        j = self.links[self.everybody, number]
        told_of = before["served_by"][j]
        hears = (before["said"][j] != 0) & (told_of != s["firm"])
        s["heard_firm"] = np.where(hears, told_of, NOBODY)
        rows = np.flatnonzero(hears)
        self.moves_belief(rows, told_of[rows], before["encounter"][j][rows], p("word_of_mouth.step"))
        praised = rows[before["said"][j][rows] > 0]
        s["recommended_month"][praised, told_of[praised]] = self.now
        self.heard_praise = np.zeros(self.size, bool)
        self.heard_praise[praised] = True

    def moves_belief(self, rows, firm, told, step):
        s = self.s
        step = step[rows] * np.where(s["known"][rows, firm], self.p("word_of_mouth.known")[rows], 1.0)
        s["belief"][rows, firm] += step * (told - s["belief"][rows, firm])

    def firms_make_contact(self):
        """E14: contacts of non-customers, and of those lost in the last twelve months."""
        s = self.s
        reached = (
            np.stack([self.u(draws.CONTACT + f, self.now) for f in range(self.firms)], axis=1) < self.contact
        )
        reached &= s["firm"][:, None] != np.arange(self.firms)
        self.reached = reached
        s["contacted"] = reached @ (1 << np.arange(self.firms))
        since = self.now - s["lost_month"].astype(int)
        tried = (s["lost_firm"] != NOBODY) & (s["lost_firm"] != s["firm"])
        tried &= (since >= 1) & (since <= self.spec.market.response.winback_months)
        for f, firm in enumerate(self.spec.firms):
            s["ruled_out"] = np.where(tried & (s["lost_firm"] == f), ~self.asks_back(firm), s["ruled_out"])
        tried &= ~s["ruled_out"]
        chance = self.winback[np.maximum(s["lost_firm"], 0)]
        self.called = tried & (self.u(4 * draws.TALK + 2, self.now) < chance)
        s["winback_firm"] = np.where(self.called, s["lost_firm"], NOBODY)
        s["winback_spell"] = np.where(self.called, s["lost_spell"], s["winback_spell"])

    def asks_back(self, firm):
        """Whom a firm's rule of win-back selects, by the latest loss of everybody."""
        s, rule = self.s, firm.winback
        numbers = {name: n for n, name in enumerate(CAUSES, start=2)}
        told = np.clip(s["lost_trust"] + firm.observation.noise * s["lost_error"], 0, 1)
        least = -np.inf if rule.least_value is None else rule.least_value
        named = np.isin(s["lost_cause"], [numbers[cause] for cause in rule.causes])
        return named & (told >= rule.least_trust) & (s["lost_margin"] >= least)

    def is_recommended(self):
        return (
            self.now - self.s["recommended_month"].astype(int) < self.p("word_of_mouth.remembered")[:, None]
        )

    def customers_choose(self):
        """E11 and E12, in the order of claims: category exit, lapse, choice."""
        s, p, has = self.s, self.p, self.has_firm
        u = [self.u(4 * draws.LOOK + lane, self.now) for lane in range(3)]
        leaves = u[0] < self.spec.market.category_exit
        s["leaves_category"] = leaves
        lapses = has & ~leaves & (s["share_of_wallet"] < p("share_of_wallet.lapse"))
        lapses &= s["tenure"] > p("share_of_wallet.lapse_months")
        free = ~leaves & ~lapses

        any_contact = self.reached.any(axis=1)
        k = special.expit((p("consideration.threshold") - s["satisfaction"]) / p("consideration.width"))
        k = p("consideration.base") + p("consideration.dissatisfied") * k
        looks = 1 - (1 - k) * (1 - p("consideration.contacted") * any_contact) * (
            1 - p("consideration.winback") * self.called
        ) * (1 - p("consideration.recommended") * self.heard_praise)
        searches = np.where(
            any_contact | self.called, p("consideration.unattached_contacted"),
            np.where(self.is_recommended().any(axis=1), p("consideration.unattached_recommended"),
                     p("consideration.unattached")),
        )  # fmt: skip
        considers = free & (u[1] < np.where(has, looks, searches))

        for n in range(self.p("word_of_mouth.advisers")[0]):
            number = (self.u(4 * draws.ADVICE + n, self.now) * self.links.shape[1]).astype(int)
            j = self.links[self.everybody, number]
            firm, told = self.before["firm"][j], self.before["satisfaction"][j]
            rows = np.flatnonzero(considers & (firm != NOBODY) & (firm != s["firm"]))
            self.moves_belief(rows, firm[rows], told[rows], p("word_of_mouth.advice_step"))
            good = rows[told[rows] > p("word_of_mouth.advice_from")[rows]]
            s["recommended_month"][good, firm[good]] = self.now

        recommended = self.is_recommended()
        calls = self.called[:, None] & (s["lost_firm"][:, None] == np.arange(self.firms))
        familiar = s["known"] | self.reached | calls | recommended
        grudge = np.where(s["lost_for_service"], p("choice.service_grudge"), 0)
        utility = self.rivals() - p("choice.unfamiliarity")[:, None] * ~familiar
        utility += p("choice.offer")[:, None] * self.reached
        size = np.array([firm.winback.offer for firm in self.spec.firms])[np.maximum(s["lost_firm"], 0)]
        utility += calls * (size * p("choice.winback_offer") + s["lost_trust"] - grudge)[:, None]
        utility[self.everybody[has], self.own[has]] = (self.own_utility + self.bonds)[has]
        outside = np.where(has, -np.inf, self.outside())
        chances = special.softmax(np.column_stack([utility, outside]), axis=1)
        chosen = (u[2][:, None] > np.cumsum(chances, axis=1)).sum(axis=1)
        chosen = np.where(chosen >= self.firms, NOBODY, chosen)
        chosen = np.where(considers, chosen, s["firm"])
        joins = free & (chosen != s["firm"])
        ends = has & (leaves | lapses | joins)

        old = {name: s[name].copy() for name in ("firm", "trust", "satisfaction", "lost_firm", "lost_trust")}
        self.ends_and_begins(ends, joins, leaves, lapses, chosen, old, calls, recommended)

    def ends_and_begins(self, ends, joins, leaves, lapses, chosen, old, calls, recommended):
        s, p = self.s, self.p
        self.switched = ends & joins
        s["cause"] = np.where(leaves & ends, 1, np.where(lapses, 2, 0))
        remembered = ends & ~leaves
        s["spell"] = s["spell"] + ends
        for name, value in (
            ("lost_firm", old["firm"]), ("lost_month", self.now), ("lost_trust", old["trust"]),
            ("lost_for_service", old["satisfaction"] < p("choice.service_threshold")),
            ("lost_spell", self.before["spell"]), ("ruled_out", False),
            ("lost_error", special.ndtri(self.u(draws.EXIT_INTERVIEW, self.now))),
        ):  # fmt: skip
            s[name] = np.where(remembered, value, s[name])
        for name, value in (
            ("firm", NOBODY),
            ("stage", 0),
            ("tenure", 0),
            ("share_of_wallet", 0),
            ("targeted", False),
        ):
            s[name] = np.where(ends, value, s[name])
        new = np.maximum(chosen, 0)
        at = (self.everybody, new)
        returns = old["lost_firm"] == chosen
        known = s["known"][at]
        source = np.where(recommended[at], 2, 1)
        source = np.where(self.reached[at], 3, source)
        source = np.where(calls[at], 4, source)
        trust = np.where(returns, p("trust.returning") * old["lost_trust"], p("trust.joining"))
        trust = np.minimum(trust + np.where(recommended[at], p("trust.recommended"), 0), 1)
        for name, value in (
            ("firm", chosen), ("start_month", self.now), ("source", source), ("stage", EXAMINATION),
            ("peak_stage", EXAMINATION), ("satisfaction", s["belief"][at]), ("expectation", s["belief"][at]),
            ("trust", trust), ("knowledge", np.where(known, p("expertise.firm_returning"), 0)),
            ("uses", np.where(known, p("satisfaction.returning_uses"), 0)), ("tenure", 0), ("products", 1),
            ("points", 0), ("share_of_wallet", p("share_of_wallet.start")), ("procedural", 0), ("financial", 0),
            ("relational", 0), ("comparison", 0), ("praised_month", -9999), ("months_in_stability", 0),
            ("revenue", 0), ("cost", 0), ("discounted_profit", 0), ("former_profit", 0),
        ):  # fmt: skip
            s[name] = np.where(joins, value, s[name])
        self.joins = joins

    def stages_are_read(self):
        """E15."""
        s, p = self.s, self.p
        judged = (s["firm"] != NOBODY) & (s["tenure"] > 0)
        first = judged & (s["tenure"] == 1)
        value, alpha = s["relative_value"], p("stages.decline.smoothing")
        smoothed = np.where(first, value, (1 - alpha) * s["smoothed_value"] + alpha * value)
        peak = np.where(first, value, np.maximum(s["peak_value"], smoothed))
        gap = peak - smoothed
        d = "stages.decline."
        low = (gap >= p(d + "gap")) | (s["satisfaction"] < p(d + "satisfaction"))
        high = (gap < p(d + "recovery_gap")) & (s["satisfaction"] > p(d + "recovery_satisfaction"))
        months_low = np.where(low, np.where(self.joins | first, 0, s["months_low"]) + 1, 0)
        months_high = np.where(high, np.where(self.joins | first, 0, s["months_high"]) + 1, 0)
        trust, owned = s["trust"], s["share_of_wallet"]
        formed = (trust >= p("stages.formation.trust")) & (owned >= p("stages.formation.share_of_wallet"))
        formed &= s["uses"] >= p("stages.formation.uses")
        stable = (trust >= p("stages.stability.trust")) & (owned >= p("stages.stability.share_of_wallet"))
        climbs = stable & (s["tenure"] >= p("stages.stability.tenure"))
        stage = s["stage"]
        deserved = np.where(stable, STABILITY, np.where(formed, FORMATION, EXAMINATION))
        after = np.select(
            [
                (stage == DECLINE) & (months_high >= p(d + "months")),
                stage == DECLINE,
                months_low >= p(d + "months"),
                (stage == EXAMINATION) & formed,
                (stage == FORMATION) & climbs,
            ],
            [deserved, DECLINE, DECLINE, FORMATION, STABILITY],
            stage,
        )  # fmt: skip
        for name, new in (
            ("stage", after), ("smoothed_value", smoothed), ("peak_value", peak),
            ("months_low", months_low), ("months_high", months_high),
            ("peak_stage", np.where(after == DECLINE, s["peak_stage"], np.maximum(s["peak_stage"], after))),
            ("months_in_stability", s["months_in_stability"] + (after == STABILITY)),
        ):  # fmt: skip
            s[name] = np.where(judged, new, s[name])


RESET = {"lost_firm", "lost_month", "known", "recommended_month", "heard_firm", "expertise", "belief"}
"""What a new person in a place does not know, besides what is drawn anew."""
DRAWN_ANEW = {"functional_match", "technical_match"}
NOT_TOLD = {
    "generation", "category_spending", "preference", "expertise_ceiling", "perceived_functional",
    "perceived_technical", "usual_functional", "usual_technical", "usual_price", "usual_offer",
    "usual_recommendation", "margin", "purchase_months", "first_purchase", "last_purchase", "repeat_amount",
    "heard_gain", "cause", "lost_cause", "lost_margin", "seen_firm", "seen_satisfaction", "seen_served_by", "seen_encounter", "seen_said",
}  # fmt: skip
"""Columns that the reference leaves to other tests."""
OF_CUSTOMERS = {
    "smoothed_value", "peak_value", "months_low", "months_high", "relative_value", "praised_month", "encounter",
    "satisfaction", "expectation", "trust", "knowledge", "procedural", "financial", "relational", "uses", "products",
    "points", "comparison", "start_month", "source", "peak_stage", "months_in_stability", "revenue", "cost",
    "discounted_profit",
}  # fmt: skip
"""Columns that say something about those only who have a firm, after their first month with it where it is judged."""

COMPARING = {"customers": {"value": {"expectation": 2.0, "fairness": 2.0}}}
SCENARIOS = {
    "the model's defaults": ({}, {}),
    "unlike prices and qualities": (
        {},
        {
            "Ann": {"price": 1.1, "quality": {"functional": 0.75, "technical": 0.5}},
            "Bob": {"price": 0.9, "quality": {"functional": 0.5, "technical": 0.7, "fixed": True}},
            "Cid": {"quality_shift": {"functional": -0.2, "technical": 0.4}},
        },
    ),
    "service at every order": ({"market": {"encounter": "per_order"}, "customers": {"orders": {"mean": 1.0}}}, {}),
    "a targeted programme": ({}, {"Bob": {"targeting": {"share": 0.4, "cost": 4.0}}}),
    "a rule of win-back": (
        {"customers": {"consideration": {"base": 0.2}}},
        {
            "Ann": {"winback": {"causes": ["offer", "preference"], "least_trust": 0.2, "offer": 1.5}},
            "Bob": {
                "strategy": {"per_head": {"acquisition": 1.0, "winback": 6.0}},
                "winback": {"least_value": 5.0, "offer": 0.5},
            },
        },
    ),
    "no secondary business": ({"market": {"secondary": False}}, {}),
    "a season and demand": ({"seasonality": [0.5 + n / 12 for n in range(12)], "market": {"demand": 1.4}}, {}),
    "much going on": (
        {
            "market": {"category_exit": 0.05, "public_information": 0.1},
            "customers": {
                "consideration": {"base": 0.3},
                "share_of_wallet": {"lapse": 0.3, "lapse_months": 1},
                "word_of_mouth": {"positive": 1.0, "negative": 1.0, "positive_from": 0.5, "negative_below": 0.5},
            },
        },
        {},
    ),
    "segments": (
        {
            "segments": [
                {"name": "experts", "share": 0.3, "customers": {"expertise": {"ceiling": {"a": 8.0}}}},
                {"name": "fickle", "share": 0.3, "customers": {"consideration": {"base": 0.2}}},
            ]
        },
        {},
    ),
    "no switching costs and strong stages": (
        {
            "customers": {
                "switching_costs": {"scale": 0.0},
                "stages": {"formation": {"trust": 0.1}, "stability": {"trust": 0.2, "tenure": 2}},
            }
        },
        {},
    ),
}  # fmt: skip


def assert_a_month_agrees(reference, before, month, market):
    expected = reference.month(before, month)
    crowd = market.crowd
    stays = ~expected["leaves_category"]
    with_firm = stays & (expected["firm"] != NOBODY)
    judged = with_firm & (expected["tenure"] > 0)
    for name, values in expected.items():
        if name in NOT_TOLD:
            continue
        rows = stays if name in RESET | DRAWN_ANEW else np.ones(crowd.size, bool)
        if name in OF_CUSTOMERS:
            joined_apart = (
                "smoothed_value",
                "peak_value",
                "months_low",
                "months_high",
                "relative_value",
                "encounter",
            )
            rows = judged if name in joined_apart else with_firm
        got = crowd.read(name)
        np.testing.assert_allclose(
            got[rows], values[rows], rtol=1e-9, atol=1e-11, err_msg=f"{name} in month {month}"
        )
    for name, sums in reference.flows.items():
        got = market.books.flows[:, FLOWS.index(name)]
        np.testing.assert_allclose(got, sums, rtol=1e-9, atol=1e-9, err_msg=f"{name} in month {month}")
    cause = crowd.read("cause")
    assert (cause[~reference.switched] == expected["cause"][~reference.switched]).all()
    assert (cause[reference.switched] >= 3).all()


def assert_a_run_agrees(scenario, state_of):
    market = Market(scenario, seed=11)
    reference = Reference(market)
    for _ in range(scenario.warm_up + scenario.months):
        before, month = state_of(market), market.month
        market.step()
        assert_a_month_agrees(reference, before, month, market)
    return market


@pytest.mark.parametrize("situation", SCENARIOS)
def test_every_month_agrees_with_the_equations(small, state_of, situation):
    changes, firms = SCENARIOS[situation]
    size = {"months": 28, "warm_up": 2, "market": {"customers": 400}}
    scenario = small(merged(size, changes), firms)
    market = assert_a_run_agrees(scenario, state_of)
    assert (market.crowd.spell > 1).any()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_every_month_agrees_with_the_equations_for_any_number_of_firms(small, state_of, count):
    assert_a_run_agrees(
        small({"months": 12, "warm_up": 2, "market": {"customers": 300}}, count=count), state_of
    )


def test_every_month_agrees_with_moving_standards_of_comparison(small, state_of):
    assert_a_run_agrees(
        small({**COMPARING, "months": 20, "warm_up": 2, "market": {"customers": 400}}), state_of
    )


def test_value_is_weighed_against_rivals_however_dear_they_are(small, state_of):
    rivals = {name: {"price": 10.0} for name in ("Bob", "Cid")}
    sensitive = {"price_sensitivity": {"mean": 50.0, "sd": 20.0}, "consideration": {"base": 0.3}}
    assert_a_run_agrees(small({"customers": sensitive, "months": 10, "warm_up": 2}, rivals), state_of)
