"""A firm: an ordinary Mesa agent that decides what to spend and so changes its offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.market.draws import TARGET, uniforms
from sim.scenario.firms import FirmSettings, Quality
from sim.strategy.fixed import strategy_of
from sim.strategy.response import contact_chance, programme_effect, quality_after, winback_chance
from sim.strategy.spending import Spending, View

if TYPE_CHECKING:
    from sim.market.model import Market

OFFER = np.dtype(
    (
        np.record,
        [
            (name, "f8")
            for name in (
                "price", "functional", "technical", "mean_quality", "contact_chance", "winback_chance",
                "programme_effect", "social_effect", "structural_effect", "programme_cost", "targeted_quality", "targeted_bond", "targeted_cost",
            )
        ],
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
        self.strategy = strategy_of(settings.strategy)
        self.functional = settings.quality.functional
        self.technical = settings.quality.technical
        self.spending = Spending()
        self.customers = 0
        self.lately_lost = 0
        """Own customers lost within the months of win-back who have not come back."""
        self._targets_are_due = True

    @property
    def name(self) -> str:
        """The name of the firm."""
        return self.settings.name

    @property
    def price(self) -> float:
        """The price, list price being 1."""
        return self.settings.price

    def becomes(self, settings: FirmSettings) -> None:
        """Take on new settings, by an event or at its end. A strategy keeps its memory unless it is itself changed."""
        if settings.strategy != self.settings.strategy:
            self.strategy = strategy_of(settings.strategy)
        if settings.targeting != self.settings.targeting:
            crowd = self.model.crowd
            crowd.targeted[crowd.firm == self.number] = False
            self._targets_are_due = True
        self.settings = settings

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
        )

    def step(self) -> None:
        """See to it that the firms have decided for this month: they decide together, when the month opens."""
        self.model.open_month()

    def decide(self) -> None:
        """Decide the month's spending; quality and the offer follow from it."""
        view = self.view()
        self.spending = self.strategy.decide(view).checked(self.name, view.month)
        response = self.model.spec.market.response
        heads = max(view.customers, 1)
        if not self.settings.quality.fixed:
            self.functional = quality_after(self.functional, self.spending.functional / heads, response)
            self.technical = quality_after(self.technical, self.spending.technical / heads, response)
        self._choose_targets()
        self._make_offer(view)

    def _make_offer(self, view: View) -> None:
        response = self.model.spec.market.response
        shift = self.settings.quality_shift
        targeting = self.settings.targeting
        offer = self.model.offers[self.number]
        offer.price = self.settings.price
        offer.functional = min(max(self.functional + shift.functional, 0.0), 1.0)
        offer.technical = min(max(self.technical + shift.technical, 0.0), 1.0)
        offer.mean_quality = 0.5 * (offer.functional + offer.technical)
        offer.contact_chance = contact_chance(
            self.spending.acquisition / max(view.non_customers, 1), response
        )
        offer.winback_chance = winback_chance(self.spending.winback / max(view.lately_lost, 1), response)
        offer.programme_cost = self.spending.loyalty_programme / max(view.customers, 1)
        bonds = self.settings.bonds
        offer.programme_effect = programme_effect(bonds.financial * offer.programme_cost, response)
        offer.social_effect = programme_effect(bonds.social * offer.programme_cost, response)
        offer.structural_effect = programme_effect(bonds.structural * offer.programme_cost, response)
        offer.targeted_quality = targeting.quality
        offer.targeted_bond = targeting.bond
        offer.targeted_cost = targeting.cost

    def _choose_targets(self) -> None:
        """Draw anew, every few months, which of the own customers get the targeted programme."""
        targeting = self.settings.targeting
        if targeting.share > 0 and (self._targets_are_due or self.model.month % targeting.months == 0):
            self._targets_are_due = False
            own = np.flatnonzero(self.model.crowd.firm == self.number)
            luck = uniforms(self.model.key, own, self.model.month, TARGET + self.number)
            self.model.crowd.targeted[own] = luck < targeting.share

    def count(self, customers: int, lately_lost: int) -> None:
        """Take note of the month's end: own customers, and those lost lately who may be won back."""
        self.customers = customers
        self.lately_lost = lately_lost
