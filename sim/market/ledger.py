"""The ledger: what happened, month by month, kept in small arrays until the run is over."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.stages import EXAMINATION
from sim.clv.forecast import remaining_life_by_stage
from sim.market.activity import Activity
from sim.market.books import COUNT, FLOWS, NEW, STAGE_LOST, STAGE_MARGIN
from sim.market.campaigns import Campaign
from sim.market.columns import NOBODY
from sim.market.purchases import orders_of_month
from sim.market.survey import answers

if TYPE_CHECKING:
    from sim.market.model import Market

Columns = dict[str, NDArray[Any]]

PANEL = (
    "firm", "stage", "tenure", "satisfaction", "expectation", "trust", "expertise", "procedural", "financial",
    "relational", "relative_value", "share_of_wallet", "products", "orders", "amount", "profit", "contacts",
    "incident", "said", "contacted", "winback_firm", "source", "start_month", "served_by", "cause",
)  # fmt: skip
"""Columns of the crowd that are kept every month for the customers who are followed."""

YEAR = 12


class Ledger:
    """Keeps sums, ended relationships, moves between stages, panel and survey.

    On request also purchases, contacts, and the activity of the customers in `activity` places.
    """

    def __init__(self, market: Market, *, transactions: bool, contacts: bool, activity: int) -> None:
        self.market = market
        self.keeps_transactions = transactions
        self.keeps_contacts = contacts
        size, followed = market.crowd.size, min(market.spec.followed, market.crowd.size)
        self.followed = (np.arange(followed) * size) // max(followed, 1)
        self.months: list[list[Columns]] = []
        """For each booked month and firm: the sums of the month and what the firm spent."""
        self.ended: list[NDArray[Any]] = []
        self.moves: list[NDArray[np.int64]] = []
        self.move_profit: list[NDArray[np.float64]] = []
        self.panel: list[Columns] = []
        self.survey: list[Columns] = []
        self.transactions: list[Columns] = []
        self.contacts: list[Columns] = []
        self.campaigns: list[Columns] = []
        """Results of the campaigns that began in the booked months and are over."""
        self.asked_back: list[NDArray[np.int64]] = []
        """For each booked month: the relationships that win-back contacts were made for."""
        self._running: dict[int, Campaign] = {}
        self.activity = Activity(market, activity) if activity else None
        self.remaining_life = np.zeros_like(market.books.by_stage[COUNT])
        """Discounted months that a customer of each firm and stage is expected to stay yet."""
        self._exposure: deque[NDArray[np.float64]] = deque(maxlen=YEAR)
        self._losses: deque[NDArray[np.float64]] = deque(maxlen=YEAR)
        self._heads = np.zeros_like(market.books.by_stage[COUNT])
        firm = market.crowd.firm
        self._heads[:, EXAMINATION] = np.bincount(firm[firm != NOBODY], minlength=len(self._heads))

    @property
    def written(self) -> list[list[Any]]:
        """The lists of all that was written down so far, which a branch of the market does not take along."""
        lists: list[list[Any]] = [
            self.months, self.ended, self.moves, self.move_profit, self.panel, self.survey, self.transactions,
            self.contacts, self.campaigns, self.asked_back,
        ]  # fmt: skip
        return [*lists, self.activity.months] if self.activity is not None else lists

    def begins_campaign(self, campaign: Campaign) -> None:
        """Take note of a firm's new campaign; the one before it is over."""
        self._ends_campaign(campaign.firm, self.market.month - 1)
        self._running[campaign.firm] = campaign

    def _ends_campaign(self, firm: int, month: int) -> None:
        campaign = self._running.pop(firm, None)
        if campaign is not None and campaign.month >= 0:
            self.campaigns.append(campaign.result(month))

    def take_ended(self) -> None:
        """Take the relationships that have just ended out of the books."""
        books = self.market.books
        count = books.ended_count[0]
        if count and self.market.month >= 0:
            self.ended.append(books.ended[:count].copy())
        books.ended_count[0] = 0

    def close_month(self) -> None:
        """Write down the month that was lived."""
        by_stage = self.market.books.by_stage
        self._exposure.append(self._heads)
        self._losses.append(by_stage[STAGE_LOST].copy())
        before, self._heads = self._heads, by_stage[COUNT].copy()
        self.remaining_life = remaining_life_by_stage(
            np.sum(self._exposure, axis=0), np.sum(self._losses, axis=0), float(self.market.world[0].discount)
        )
        for campaign in self._running.values():
            campaign.close_month(self.market)
        if self.activity is not None:
            self.activity.close_month(self.market)
        if self.market.month < 0:
            return
        self.months.append([self._firm_month(firm.number, before) for firm in self.market.firms])
        self.moves.append(self.market.books.moves.copy())
        self.move_profit.append(self.market.books.move_profit.copy())
        self._follow()
        self._note_asked_back()
        if self.market.month in self.market.spec.survey.months:
            self.survey.append(answers(self.market, self.market.spec.survey.sample))
        if self.keeps_transactions:
            self.transactions.append(orders_of_month(self.market))
        if self.keeps_contacts:
            self._note_contacts()

    def newcomer_margin(self, number: int) -> float:
        """Return what a customer of a firm who joined just now is expected to earn, in money per month.

        It is the mean of the firm's customers in examination: nothing else is known of somebody who just came.
        """
        books = self.market.books
        heads = books.by_stage[COUNT, number, EXAMINATION] - books.flows[number, NEW]
        return float(books.by_stage[STAGE_MARGIN, number, EXAMINATION] / heads) if heads > 0 else 0.0

    def _firm_month(self, number: int, before: NDArray[np.float64]) -> dict[str, Any]:
        books, firm, offer = self.market.books, self.market.firms[number], self.market.offers[number]
        row: dict[str, Any] = dict(zip(FLOWS, books.flows[number].tolist(), strict=True))
        life = self.remaining_life[number]
        new_customers = books.flows[number, NEW] * self.newcomer_margin(number) * life[EXAMINATION]
        spending = firm.spending
        offered = (offer.functional, offer.technical, offer.price) if firm.present else (np.nan,) * 3
        return row | {
            "firm": number,
            "month": self.market.month,
            "before": float(before[number].sum()),
            "stages": books.by_stage[COUNT, number].tolist(),
            "customer_equity": float(books.by_stage[STAGE_MARGIN, number] @ life + new_customers),
            "acquisition_spend": spending.acquisition,
            "functional_spend": spending.functional,
            "technical_spend": spending.technical,
            # Customers carry the programme; money for a programme without customers is spent all the same.
            "loyalty_programme_spend": row["programme"]
            if before[number].sum()
            else spending.loyalty_programme,
            "winback_spend": spending.winback,
            "winback_offers": firm.offers_paid,
            "winback_contacts": np.count_nonzero(self.market.crowd.winback_firm == number),
            **dict(
                zip(("functional_quality", "technical_quality", "price"), map(float, offered), strict=True)
            ),
        }

    def _follow(self) -> None:
        crowd, rows = self.market.crowd, self.followed
        month = {name: crowd.read(name)[rows] for name in PANEL}
        month["customer_id"] = crowd.customer_id[rows]
        month["month"] = np.full(rows.size, self.market.month, np.int16)
        self.panel.append(month)

    def _note_asked_back(self) -> None:
        crowd = self.market.crowd
        rows = np.flatnonzero(crowd.winback_firm != NOBODY)
        self.asked_back.append(rows + crowd.size * crowd.winback_spell[rows].astype(np.int64))

    def _note_contacts(self) -> None:
        market = self.market
        c = market.crowd.columns
        for firm in market.firms:
            won_back = c.winback_firm == firm.number
            reached = (c.contacted >> firm.number) & 1 == 1
            for kind, chosen, money in (
                ("acquisition", reached, firm.spending.acquisition),
                ("win-back", won_back, firm.spending.winback - firm.offers_paid),
            ):
                rows = np.flatnonzero(chosen)
                self.contacts.append(
                    {
                        "customer_id": market.crowd.customer_id[rows],
                        "firm": np.full(rows.size, firm.number, np.int8),
                        "month": np.full(rows.size, market.month, np.int16),
                        "kind": np.full(rows.size, kind),
                        "cost": np.full(rows.size, money / max(rows.size, 1)),
                        "held_out": np.zeros(rows.size, bool),
                        "response": (c.firm[rows] == firm.number) & (c.start_month[rows] == market.month),
                    }
                )
