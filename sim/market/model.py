"""The market: a Mesa model that lives month by month."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.market.books import COUNT, LATELY_LOST, clear, new_books
from sim.market.columns import Crowd
from sim.market.conditions import conditions
from sim.market.draws import key_of
from sim.market.faced_model import FacedModel
from sim.market.firm import OFFER, Firm
from sim.market.ledger import Ledger
from sim.market.month import live
from sim.market.parameters import customer_parameters, record_type, record_values
from sim.market.people import first_crowd, newcomers
from sim.market.records import Records
from sim.scenario.customers import Customers
from sim.scenario.scenario import Scenario

BATCH = 65_536
"""Rows after which ended relationships are handed to the ledger."""


class Market(FacedModel):
    """Customers and firms of one scenario, in one replication.

    scenario: what the run is told. seed, replication: together they address all random draws.
    transactions, contacts: keep every purchase, every contact of a firm. activity: in how many places, evenly spread,
    to keep what every customer does month by month. code: the folder from which strategies of the user's own are
    imported; without it they are refused.
    `month` is the month that the next step lives; the books open at month 0.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        replication: int = 0,
        *,
        transactions: bool = False,
        contacts: bool = False,
        activity: int = 0,
        code: Path | None = None,
    ) -> None:
        self.key = key_of(seed, replication)
        super().__init__(rng=list(self.key[:2]))
        self.spec = scenario
        self.code = code
        self.month = -scenario.warm_up
        self.crowd = Crowd(self, scenario.market.customers, len(scenario.firms))
        first_crowd(scenario, self.crowd, self.key)
        self.parameters = customer_parameters(scenario)
        self.world = _world(scenario)
        self.offers = np.rec.array(np.zeros(len(scenario.firms), OFFER))
        self.books = new_books(len(scenario.firms), min(self.crowd.size, BATCH))
        self.firms = [Firm(self, number, settings) for number, settings in enumerate(scenario.firms)]
        heads = np.bincount(self.crowd.firm[self.crowd.firm >= 0], minlength=len(self.firms))
        for firm in self.firms:
            firm.count(int(heads[firm.number]), 0)
        self.records: Records | None = None
        """What firms write down of single customers; none while no firm does."""
        self._keep_records()
        self.ledger = Ledger(self, transactions=transactions, contacts=contacts, activity=activity)
        self.seconds: dict[str, float] = {}
        """Seconds that each part of the month has taken so far."""
        self._lived: NDArray[np.bool_] | None = None
        """Rows that have lived the current month by hand; None while no month is open."""
        self._see()

    def step(self) -> None:
        """Live one month: firms decide, customers live, the books are closed."""
        lived = self.open_month()
        if lived.any():
            for row in np.flatnonzero(~lived):
                self._live(int(row), int(row) + 1)
        else:
            self._live(0, self.crowd.size)
        self._close_month()

    def run(self) -> Self:
        """Live all months that are left."""
        while self.month < self.spec.months:
            self.step()
        return self

    def branch(self, number: int, scenario: Scenario | None = None) -> Self:
        """Return a copy that goes on from here with luck of its own: another future from the same state.

        number ≥ 1 names the branch, so that it can be had again; 0 goes on with the luck of this market. The copy's
        books begin here: what was written down before is not in them. scenario: by which the copy goes on, if not by
        the same; who the customers are does not change by it, nor where quality stands.
        Raises ValueError in the middle of a month, or if the scenario has other customers, segments or firms.
        """
        if self._lived is not None:
            raise ValueError(f"month {self.month} is open, but must be closed by `step` before a branch")
        written = self.ledger.written
        memo: dict[int, Any] = {id(part): [] for part in written} | {id(self.spec): self.spec}
        other = copy.deepcopy(self, memo)
        other.key = (*self.key[:2], number)
        if scenario is not None:
            other._goes_on_by(scenario)
        return other

    def _goes_on_by(self, scenario: Scenario) -> None:
        for what, here, there in (
            ("customers", self.spec.market.customers, scenario.market.customers),
            ("segments", list(self.spec.customers_by_segment()), list(scenario.customers_by_segment())),
            ("firms", [f.name for f in self.spec.firms], [f.name for f in scenario.firms]),
        ):
            if here != there:
                raise ValueError(f"the scenario of the branch has {what} {there}, but must have {here}")
        self.spec = scenario
        self.parameters = customer_parameters(scenario)
        self.world = _world(scenario)

    def live(self, first: int, last: int) -> None:
        """Let the rows first … last − 1 live the current month by hand; `step` then lives the others and closes it.

        Raises ValueError if one of them has lived it already.
        """
        lived = self.open_month()
        if lived[first:last].any():
            raise ValueError(f"a customer in rows {first}–{last - 1} has lived month {self.month} already")
        self._live(first, last)
        lived[first:last] = True

    def by_segment(self, read: Callable[[Customers], float]) -> NDArray[np.float64]:
        """Return one setting of the customers for every segment, as an array in the order of the segments."""
        return np.array([read(settings) for settings in self.spec.customers_by_segment().values()])

    def _live(self, first: int, last: int) -> None:
        state = (self.crowd.columns, self.offers, self.parameters, self.world, self.key, self.books)
        for start in range(first, last, BATCH):
            live(start, min(start + BATCH, last), state, self.seconds)
            self.ledger.take_ended()

    def open_month(self) -> NDArray[np.bool_]:
        """Let events happen and firms decide, once a month; return which rows have lived the month by hand."""
        if self._lived is not None:
            return self._lived
        began = perf_counter()
        self._lived = np.zeros(self.crowd.size, bool)
        self._apply_events()
        clear(self.books)
        now = self.world[0]
        now.month = self.month
        now.booked = self.month >= 0
        for firm in self.firms:
            firm.decide()
        self._count_seconds("firms decide", began)
        return self._lived

    def _close_month(self) -> None:
        began = perf_counter()
        leaving = np.flatnonzero(self.crowd.leaves_category)
        self.ledger.close_month()
        for firm in self.firms:
            lately_lost = self.books.flows[firm.number, LATELY_LOST]
            heads = int(self.books.by_stage[COUNT, firm.number].sum())
            firm.close_month(heads, int(lately_lost), self.books.flows[firm.number])
        if self.records is not None:
            self.records.close_month(self)
        if leaving.size:
            newcomers(self.spec, self.crowd, leaving, self.key, self.month)
        self._see()
        self._lived = None
        self.month += 1
        self._count_seconds("books are closed", began)

    def _apply_events(self) -> None:
        """Put firms and market to what the events up to this month make of them; let firms enter whose month it is."""
        settings, demand, search_cost = conditions(self.spec, self.month)
        for firm in self.firms:
            if settings[firm.name] != firm.settings:
                firm.becomes(settings[firm.name])
            firm.enter_if_due()
            for event in self.spec.events:
                if event.firm == firm.name and event.month == self.month:
                    firm.set_stocks(event.set.quality)
        self._keep_records()
        now, season = self.world[0], self.spec.seasonality
        now.demand = demand * (season[self.month % 12] if season else 1.0)
        now.search_cost = search_cost
        now.present = sum(firm.present for firm in self.firms)

    def _keep_records(self) -> None:
        """Begin the records as soon as a firm needs them."""
        if self.records is None and any(firm.keeps_a_file for firm in self.firms):
            self.records = Records(self)

    def _see(self) -> None:
        """Show everybody's state at the month's end to the others, who read it next month."""
        c = self.crowd.columns
        c.seen_firm[:] = c.firm
        c.seen_satisfaction[:] = c.satisfaction
        c.seen_served_by[:] = c.served_by
        c.seen_encounter[:] = c.encounter
        c.seen_said[:] = c.said

    def _count_seconds(self, part: str, began: float) -> None:
        self.seconds[part] = self.seconds.get(part, 0.0) + perf_counter() - began


def _world(scenario: Scenario) -> np.recarray[Any, Any]:
    """Return the one record of what is the same for everybody this month."""
    market = scenario.market
    random_links = round(market.network.neighbours * market.network.random_share)
    kind = np.dtype(
        (
            np.record,
            [
                ("month", "i8"), ("booked", "b1"), ("demand", "f8"), ("search_cost", "f8"), ("present", "i8"),
                ("per_order", "b1"), ("secondary", "b1"), ("places", "i8"), ("ring_links", "i8"),
                ("random_links", "i8"), ("category_exit", "f8"), ("public_information", "f8"),
                ("winback_months", "i8"), ("discount", "f8"), ("costs", record_type(market.costs)),
            ],
        )
    )  # fmt: skip
    values = (
        0, False, market.demand, market.search_cost, 0, market.encounter == "per_order", market.secondary,
        market.customers, market.network.neighbours - random_links, random_links, market.category_exit,
        market.public_information, market.response.winback_months, (1.0 + scenario.discount_rate) ** (-1 / 12),
        record_values(market.costs),
    )  # fmt: skip
    return np.rec.array(np.array([values], dtype=kind))
