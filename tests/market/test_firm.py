"""Firms: what they spend, the quality that spending holds, the offer that customers meet."""

import math

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of
from sim.strategy.fixed import Fixed
from sim.strategy.spending import Spending
from sim.strategy.view import Decision


def months_of(scenario, firm="Ann", seed=2):
    months = tables_of(Market(scenario, seed=seed).run())["months"]
    return months[months["firm"] == firm].set_index("month")


@pytest.mark.parametrize(("spent", "held"), [(2.0, 0.64), (4.0, 0.69)])
def test_spending_per_customer_holds_a_quality(small, spent, held):
    rates = {"strategy": {"per_head": {"functional": spent, "technical": spent}}}
    start = {"quality": {"functional": 0.9, "technical": 0.4}}
    scenario = small({"months": 150, "warm_up": 0, "market": {"customers": 100}}, {"Ann": rates | start})
    months = months_of(scenario)
    assert months["functional_quality"].iloc[-1] == pytest.approx(held, abs=1e-3)
    assert months["technical_quality"].iloc[-1] == pytest.approx(held, abs=1e-3)


def test_quality_closes_a_twentieth_of_its_gap_each_month(small):
    start = {"quality": {"functional": 0.9, "technical": 0.4}}
    months = months_of(small({"warm_up": 0}, {"Ann": start}))
    held = 0.57 + (0.815 - 0.57) * (1 - math.exp(-0.168 * 2.0))
    expected = held + (0.9 - held) * 0.95 ** (months.index + 1)
    assert months["functional_quality"].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_fixed_quality_stays_whatever_is_spent(small):
    for spent in (0.0, 50.0):
        rates = {
            "strategy": {"per_head": {"functional": spent}},
            "quality": {"functional": 0.7, "fixed": True},
        }
        months = months_of(small(firms={"Ann": rates}))
        assert (months["functional_quality"] == 0.7).all()
        assert (months["technical_quality"] == 0.64).all()


def test_rates_per_head_are_spent_on_the_heads_of_the_month_before(small):
    market = Market(small(), seed=2)
    for _ in range(10):
        customers = np.bincount(market.crowd.firm[market.crowd.firm >= 0], minlength=3)
        lost = [firm.lately_lost for firm in market.firms]
        market.step()
        for firm, rate, winback in zip(market.firms, (2.0, 1.2, 0.8), (4.0, 0.0, 0.0), strict=True):
            heads = customers[firm.number]
            assert firm.spending == Spending(
                acquisition=rate * (500 - heads), functional=2.0 * heads, technical=2.0 * heads,
                loyalty_programme=2.0 * heads, winback=winback * lost[firm.number],
            )  # fmt: skip


def test_spending_is_booked_as_it_was_decided(small):
    split = {
        "acquisition": 0.3,
        "functional": 0.2,
        "technical": 0.2,
        "loyalty_programme": 0.2,
        "winback": 0.1,
    }
    months = months_of(small(firms={"Ann": {"strategy": {"budget": 2000.0, "split": split}}}))
    for line, share in split.items():
        assert months[f"{line}_spend"].to_numpy() == pytest.approx(2000.0 * share), line


def test_a_line_that_reaches_nobody_spends_nothing(small):
    split = {
        "acquisition": 0.2,
        "functional": 0.2,
        "technical": 0.2,
        "loyalty_programme": 0.2,
        "winback": 0.2,
    }
    alone = small(
        {"market": {"unattached": 0.0, "category_exit": 0.0}, "warm_up": 0},
        {"Ann": {"strategy": {"budget": 2000.0, "split": split}}},
        count=1,
    )
    months = months_of(alone)
    assert (months["customers"] == 500).all()
    assert (months[["acquisition_spend", "winback_spend"]] == 0).all(axis=None)
    assert months[
        ["functional_spend", "technical_spend", "loyalty_programme_spend"]
    ].to_numpy() == pytest.approx(400)


def test_a_firm_without_customers_spends_nothing_on_them(small):
    idle = {"unattached": 0.0, "unattached_contacted": 0.0, "unattached_recommended": 0.0}
    nobody = {"market": {"unattached": 1.0}, "warm_up": 0, "customers": {"consideration": idle}}
    split = {
        "acquisition": 0.2,
        "functional": 0.2,
        "technical": 0.2,
        "loyalty_programme": 0.2,
        "winback": 0.2,
    }
    months = months_of(small(nobody, {"Ann": {"strategy": {"budget": 1000.0, "split": split}}}))
    assert (months["customers"] == 0).all()
    assert months["acquisition_spend"].to_numpy() == pytest.approx(200)
    assert months["profit"].to_numpy() == pytest.approx(-200)


@pytest.mark.parametrize("figure", [math.nan, -1.0, math.inf])
@pytest.mark.parametrize("line", ["technical", "winback"])
def test_impossible_spending_stops_the_run_and_names_firm_month_and_line(small, figure, line):
    class Wild:
        def decide(self, view):
            return Decision(Spending(**{line: figure if view.month == 3 else 0.0}))

    market = Market(small())
    market.firms[1].strategy = Wild()
    with pytest.raises(ValueError, match=rf"Bob .* on {line} in month 3"):
        market.run()


def test_a_strategy_sees_its_own_heads_and_the_month(small):
    seen = []

    class Curious:
        def decide(self, view):
            seen.append(view)
            return Decision(Spending())

    market = Market(small({"months": 5}))
    market.firms[2].strategy = Curious()
    market.run()
    assert [view.month for view in seen] == list(range(-6, 5))
    assert all(view.customers + view.non_customers == 500 for view in seen)


def test_a_fifth_of_the_customers_get_the_targeted_programme_and_others_do_half_a_year_later(small):
    scenario = small(
        {"market": {"customers": 3000}, "months": 14, "warm_up": 0}, {"Bob": {"targeting": {"share": 0.2}}}
    )
    market = Market(scenario, seed=2)
    chosen = []
    before = market.crowd.targeted.copy()
    for month in range(14):
        mine = market.crowd.firm == 1
        market.open_month()
        now = market.crowd.targeted.copy()
        assert not now[~mine].any()
        if month % 6 == 0:
            assert now[mine].mean() == pytest.approx(0.2, abs=0.05)
            chosen.append(now)
        else:
            assert not (now & ~before).any()
        market.step()
        before = market.crowd.targeted.copy()
    both = (chosen[0] & chosen[1]).sum() / chosen[0].sum()
    assert both < 0.35


def test_the_targeted_programme_costs_four_for_each_target_and_month(small):
    scenario = small({"warm_up": 0}, {"Bob": {"targeting": {"share": 0.5}}})
    market = Market(scenario, seed=2)
    while market.month < 12:
        heads = (market.crowd.firm == 1).sum()
        market.open_month()
        targets = market.crowd.targeted.sum()
        market.step()
        booked = market.ledger.months[-1][1]["loyalty_programme_spend"]
        assert booked == pytest.approx(2.0 * heads + 4.0 * targets)


def test_targets_get_better_service_and_a_stronger_bond(small):
    quiet = {
        "perception": {"functional_noise": 0.0, "incident": {"probability": 0.0}},
        "match": {"functional_sd": 0.0},
    }
    base = small({"warm_up": 0, "customers": quiet})
    targeted = small({"warm_up": 0, "customers": quiet}, {"Bob": {"targeting": {"share": 0.5}}})
    one, other = Market(base, seed=2), Market(targeted, seed=2)
    one.step()
    other.open_month()
    chosen = other.crowd.targeted & (other.crowd.firm == 1)
    other.step()
    stays = chosen & (one.crowd.cause == 0) & (other.crowd.cause == 0)
    assert stays.sum() > 20
    assert (other.crowd.financial - one.crowd.financial)[stays] == pytest.approx(0.6)
    better = (other.crowd.perceived_functional - one.crowd.perceived_functional)[stays]
    assert better == pytest.approx(0.04 / 2)


def test_the_focal_firm_of_twenty_thousand_customers_spends_about_eighty_thousand(small):
    market = Market(small({"market": {"customers": 20_000}, "warm_up": 0, "months": 1}), seed=2)
    market.open_month()
    spending = market.firms[0].spending
    customers = market.firms[0].customers
    assert spending.acquisition == 2.0 * (20_000 - customers)
    assert spending.functional + spending.technical == 4.0 * customers


@pytest.mark.parametrize(
    ("bond", "cost"), [("financial", "financial"), ("social", "relational"), ("structural", "procedural")]
)
def test_each_side_of_the_programme_feeds_its_own_switching_cost(small, bond, cost):
    """In the first month only the bonds differ, so the other switching costs are the same to the last bit."""
    none = dict.fromkeys(("financial", "social", "structural"), 0.0)

    def after(months, bonds):
        market = Market(small({"warm_up": 0}, {"Ann": {"bonds": bonds}}), seed=1)
        for _ in range(months):
            market.step()
        own = market.crowd.firm == 0
        return {
            name: market.crowd.column(name)[own].mean() for name in ("financial", "relational", "procedural")
        }

    with_bond, without = after(6, none | {bond: 1.0}), after(6, none)
    assert with_bond[cost] > without[cost] + 0.02
    first, bare = after(1, none | {bond: 1.0}), after(1, none)
    assert {name: first[name] for name in first if name != cost} == {
        name: bare[name] for name in bare if name != cost
    }


def test_the_sides_of_a_programme_share_its_money(small):
    with pytest.raises(ValueError, match=r"the shares sum to 1\.2"):
        small(None, {"Ann": {"bonds": {"social": 0.2}}})


def test_a_strategy_that_spends_more_than_its_budget_stops_the_run_and_names_firm_month_and_line(small):
    class Spendthrift(Fixed):
        def decide(self, view):
            return Decision(Spending(technical=self.base(view)[0] * (1.1 if view.month == 3 else 1.0)))

    market = Market(small())
    market.firms[1].strategy = Spendthrift(market.firms[1].settings.strategy)
    with pytest.raises(ValueError, match=r"Bob .* in month 3, most of it on technical: its budget is"):
        market.run()
