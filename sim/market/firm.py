"""A firm: an ordinary Mesa agent that decides what to spend and so changes its offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.market.books import (
    COST_OF_GOODS,
    COST_TO_SERVE,
    JOINED,
    LOST,
    PROGRAMME,
    REVENUE,
    SECONDARY_COST,
    SECONDARY_REVENUE,
    WON_BACK,
)
from sim.market.lost import rule_out
from sim.market.targets import choose_targets
from sim.scenario.firms import FirmSettings, Quality
from sim.scenario.strategies import LINES
from sim.strategy.analyst import Analyst, Estimates
from sim.strategy.course import Trial
from sim.strategy.customer_file import CustomerFile
from sim.strategy.policies import keeps_a_file, strategy_of
from sim.strategy.policy import Policy
from sim.strategy.response import contact_chance, programme_effect, quality_after, winback_chance
from sim.strategy.spending import Spending
from sim.strategy.view import OwnMonth, Rival, View

if TYPE_CHECKING:
    from sim.market.model import Market

REMEMBERED = 36
"""Months of its own books that a firm looks back on."""

OFFER = np.dtype(
    (
        np.record,
        [
            (name, "f8")
            for name in (
                "price", "functional", "technical", "mean_quality", "contact_chance", "winback_chance",
                "winback_offer", "programme_effect", "social_effect", "structural_effect", "programme_cost",
                "targeted_quality", "targeted_bond", "targeted_cost",
            )
        ]
        + [("present", "b1")],
    )
)  # fmt: skip
"""What customers meet of a firm in a month: one record for each firm, read by the compiled month."""


class Firm(mesa.Agent):  # type: ignore[misc]
    """A firm with its offer, its quality stocks, its strategy and its spending of the month."""

    model: Market

    def __init__(self, model: Market, number: int, settings: FirmSettings) -> None:
        super().__init__(model)
        self.number = number
        self.settings = settings
        self.present = settings.enters is None
        """Whether it is in the market: before it enters, it decides nothing and nobody meets it."""
        self.strategy = self._strategy_of(settings)
        self.trial: Trial | None = None
        """Is told what the strategy decides, and says what is done instead; the strategy is asked all the same."""
        self._own_price: float | None = None
        self.functional = settings.quality.functional
        self.technical = settings.quality.technical
        self.spending = Spending()
        self.customers = 0
        self.lately_lost = 0
        """Own customers lost within the months of win-back who have not come back, and whom it asks back."""
        self.offers_due = 0.0
        """Money promised to those who were won back, and not yet paid."""
        self.offers_paid = 0.0
        """Of this month's win-back spending: what was paid to those who were won back before."""
        self.analyst = Analyst(self._months_between_looks(), model.spec.discount_rate)
        self.books: tuple[OwnMonth, ...] = ()
        """The own closed months, oldest first."""
        self.public = Rival(settings.price, 0.0) if self.present else None
        """What anybody can see of the firm: as it was last month; nothing if it was not in the market then."""
        self.file_rows: NDArray[np.intp] = np.zeros(0, np.intp)
        """Rows of the crowd that the latest customer file is of."""
        self._seen: tuple[int, CustomerFile, Estimates] | None = None
        self._targets_are_due = True

    def _strategy_of(self, settings: FirmSettings) -> Policy:
        return strategy_of(settings.strategy, self.model.code is not None, self.model.code)

    @property
    def name(self) -> str:
        """The name of the firm."""
        return self.settings.name

    @property
    def price(self) -> float:
        """The price, list price being 1: the scenario's, unless the strategy asks another one."""
        return self.settings.price if self._own_price is None else self._own_price

    @property
    def offer(self) -> Any:
        """The record of the offer that customers meet."""
        return self.model.offers[self.number]

    @property
    def keeps_a_file(self) -> bool:
        """Whether the firm writes down what single customers do: its strategy or its programme asks for it."""
        return keeps_a_file(self.settings)

    def becomes(self, settings: FirmSettings) -> None:
        """Take on new settings, by an event or at its end. A strategy keeps its memory unless it is itself changed."""
        if settings.strategy != self.settings.strategy:
            self.strategy = self._strategy_of(settings)
            self._own_price = None
        if settings.targeting != self.settings.targeting:
            crowd = self.model.crowd
            crowd.targeted[crowd.firm == self.number] = False
            self._targets_are_due = True
        if settings.winback != self.settings.winback:
            crowd = self.model.crowd
            crowd.ruled_out[crowd.lost_firm == self.number] = False
        self.settings = settings

    def enter_if_due(self) -> None:
        """Enter the market if the month has come. Who is in stays in."""
        self.present = self.present or self.model.month >= (self.settings.enters or 0)

    def set_stocks(self, quality: Quality) -> None:
        """Set those quality stocks that an event names to its levels."""
        for name in {"functional", "technical"} & quality.model_fields_set:
            setattr(self, name, getattr(quality, name))

    def view(self) -> View:
        """Return what the firm sees at the start of the month."""
        return View(
            month=self.model.month,
            customers=self.customers,
            non_customers=self.model.crowd.size - self.customers,
            lately_lost=self.lately_lost,
            price=self.price,
            discount_rate=self.model.spec.discount_rate,
            own=self.books,
            rivals=tuple(firm.public for firm in self.model.firms if firm is not self and firm.public),
            response=self.model.spec.market.response,
            customers_seen=self.customers_seen,
            looks_ahead=self.analyst.months,
        )

    def customers_seen(self) -> tuple[CustomerFile, Estimates]:
        """Return the customer file at the start of the month and what the analyst makes of it, made once a month."""
        if self._seen is None or self._seen[0] != self.model.month:
            if self.model.records is None:
                raise ValueError(f"{self.name} keeps no customer file")
            self.file_rows, file = self.model.records.file(self.model, self)
            self._seen = (self.model.month, file, self.analyst.look(file, self.model.month))
        return self._seen[1], self._seen[2]

    def _months_between_looks(self) -> int:
        settings = self.settings
        period = settings.strategy.policy_period
        return min(period, settings.targeting.months) if settings.targeting.share > 0 else period

    def step(self) -> None:
        """See to it that the firms have decided for this month: they decide together, when the month opens."""
        self.model.open_month()

    def decide(self) -> None:
        """Decide the month's spending; quality and the offer follow from it. A firm not yet in the market waits."""
        if not self.present:
            return
        if not self.settings.winback.asks_everybody:
            self.lately_lost = rule_out(self.model, self)
        view = self.view()
        decision = self.strategy.decide(view)
        self.spending = decision.spending.checked(self.name, view.month)
        self._stay_in_budget(view)
        if self.trial is not None:
            decision = self.trial(self.settings.strategy, view, decision)
            self.spending = decision.spending.checked(self.name, view.month)
        self._own_price = decision.price
        response = self.model.spec.market.response
        heads = max(view.customers, 1)
        if not self.settings.quality.fixed:
            self.functional = quality_after(self.functional, self.spending.functional / heads, response)
            self.technical = quality_after(self.technical, self.spending.technical / heads, response)
        if self.settings.targeting.share > 0 and (
            self._targets_are_due or self.model.month % self.settings.targeting.months == 0
        ):
            self._targets_are_due = False
            choose_targets(self)
        self._make_offer(view)

    def _stay_in_budget(self, view: View) -> None:
        """Raise ValueError if the strategy, which may be the user's own, spends more than the scenario gives it."""
        if isinstance(self.strategy, Policy):
            budget, _ = self.strategy.base(view)
            if self.spending.over(budget):
                most = max(LINES, key=lambda line: getattr(self.spending, line))
                raise ValueError(
                    f"{self.name} wants to spend {self.spending.total:,.0f} in month {view.month}, most of it on "
                    f"{most}: its budget is {budget:,.0f}"
                )

    def _make_offer(self, view: View) -> None:
        response = self.model.spec.market.response
        shift = self.settings.quality_shift
        targeting = self.settings.targeting
        offer = self.model.offers[self.number]
        offer.present = True
        offer.price = self.price
        offer.functional = min(max(self.functional + shift.functional, 0.0), 1.0)
        offer.technical = min(max(self.technical + shift.technical, 0.0), 1.0)
        offer.mean_quality = 0.5 * (offer.functional + offer.technical)
        offer.contact_chance = contact_chance(
            self.spending.acquisition / max(view.non_customers, 1), response
        )
        self.offers_paid = min(self.offers_due, self.spending.winback)
        calls = self.spending.winback - self.offers_paid
        offer.winback_chance = winback_chance(calls / max(view.lately_lost, 1), response)
        offer.winback_offer = self.settings.winback.offer
        offer.programme_cost = self.spending.loyalty_programme / max(view.customers, 1)
        bonds = self.settings.bonds
        offer.programme_effect = programme_effect(bonds.financial * offer.programme_cost, response)
        offer.social_effect = programme_effect(bonds.social * offer.programme_cost, response)
        offer.structural_effect = programme_effect(bonds.structural * offer.programme_cost, response)
        offer.targeted_quality = targeting.quality
        offer.targeted_bond = targeting.bond
        offer.targeted_cost = targeting.cost

    def close_month(self, customers: int, lately_lost: int, flows: Any) -> None:
        """Take note of the month's end: own customers, those lost lately who may be won back, and the own books."""
        if not self.present:
            return
        self.offers_due += self.settings.winback.offer_cost * float(flows[WON_BACK]) - self.offers_paid
        non_customers = self.model.crowd.size - self.customers
        self.public = Rival(self.offer.price, self.spending.acquisition / max(non_customers, 1))
        month = OwnMonth(
            month=self.model.month,
            customers=customers,
            joined=int(flows[JOINED]),
            lost=int(flows[LOST]),
            won_back=int(flows[WON_BACK]),
            revenue=float(flows[REVENUE] + flows[SECONDARY_REVENUE]),
            profit=self._profit(flows),
            spending=self.spending,
            price=self.offer.price,
        )
        self.books = (*self.books, month)[-REMEMBERED:]
        self.count(customers, lately_lost)

    def _profit(self, flows: Any) -> float:
        """Return the month's profit: the programme is charged as it was used; as it was bought if nobody was there."""
        spent = self.spending
        programme = float(flows[PROGRAMME]) if self.customers else spent.loyalty_programme
        costs = flows[COST_OF_GOODS] + flows[COST_TO_SERVE] + flows[SECONDARY_COST]
        others = spent.acquisition + spent.functional + spent.technical + spent.winback
        return float(flows[REVENUE] + flows[SECONDARY_REVENUE] - costs) - programme - others

    def count(self, customers: int, lately_lost: int) -> None:
        """Take note of the month's end: own customers, and those lost lately who may be won back."""
        self.customers = customers
        self.lately_lost = lately_lost
