"""Events: shocks at the start of a month, for good or for some months."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of


@pytest.fixture(scope="module")
def months_after(small):
    """Return the rows of a firm by month, in a market with these events."""

    def months_after(*events, firm="Ann", firms=None, **changes):
        scenario = small({"events": list(events), **changes}, firms)
        months = tables_of(Market(scenario, seed=2).run())["months"]
        return months[months["firm"] == firm].set_index("month")

    return months_after


def test_a_price_event_lasts_if_it_has_no_end(months_after):
    price = months_after({"month": 7, "firm": "Ann", "set": {"price": 1.1}})["price"]
    assert price[:7].tolist() == [1.0] * 7
    assert price[7:].tolist() == [1.1] * 17


def test_an_event_for_some_months_reverts(months_after):
    price = months_after({"month": 7, "firm": "Ann", "months": 4, "set": {"price": 1.1}})["price"]
    assert np.flatnonzero(price == 1.1).tolist() == [7, 8, 9, 10]
    assert set(price) == {1.0, 1.1}


def test_an_event_changes_the_firm_that_it_names_only(months_after):
    event = {"month": 7, "firm": "Ann", "set": {"price": 1.1}}
    assert (months_after(event, firm="Bob")["price"] == 1.0).all()


def test_an_event_in_the_warm_up_is_felt_in_the_books(months_after):
    price = months_after({"month": -3, "firm": "Ann", "set": {"price": 1.1}})["price"]
    assert (price == 1.1).all()


def test_an_event_of_the_last_month_happens(months_after):
    price = months_after({"month": 23, "firm": "Ann", "set": {"price": 1.1}})["price"]
    assert price.tolist() == [1.0] * 23 + [1.1]


def test_a_later_event_in_the_file_counts_more_and_the_earlier_comes_back(months_after):
    price = months_after(
        {"month": 3, "firm": "Ann", "months": 10, "set": {"price": 1.1}},
        {"month": 6, "firm": "Ann", "months": 2, "set": {"price": 0.9}},
    )["price"]
    assert price[2:14].tolist() == [1.0, 1.1, 1.1, 1.1, 0.9, 0.9, 1.1, 1.1, 1.1, 1.1, 1.1, 1.0]


def test_a_quality_shift_lies_outside_the_stock_and_is_gone_when_the_event_ends(months_after):
    event = {"month": 6, "firm": "Ann", "months": 12, "set": {"quality_shift": {"technical": -0.10}}}
    fixed = {"Ann": {"quality": {"fixed": True}}}
    calm, hit = months_after(firms=fixed), months_after(event, firms=fixed)
    during = np.isin(calm.index, range(6, 18))
    assert hit["technical_quality"][during].to_numpy() == pytest.approx(0.54)
    assert (hit["technical_quality"][~during] == 0.64).all()
    assert (hit["functional_quality"] == calm["functional_quality"]).all()


def test_a_shift_does_not_heal_by_spending(months_after):
    event = {"month": 6, "firm": "Ann", "set": {"quality_shift": {"technical": -0.10}}}
    calm, hit = months_after(), months_after(event)
    difference = (hit["technical_quality"] - calm["technical_quality"])[6:]
    assert difference.to_numpy() == pytest.approx(-0.10, abs=1e-9)


def test_shifted_quality_stays_between_zero_and_one(months_after):
    event = {"month": 6, "firm": "Ann", "set": {"quality_shift": {"technical": -1.0, "functional": 1.0}}}
    months = months_after(event)
    assert (months["technical_quality"][6:] == 0.0).all()
    assert (months["functional_quality"][6:] == 1.0).all()


def test_a_stock_that_is_set_heals_by_spending(months_after):
    event = {"month": 6, "firm": "Ann", "set": {"quality": {"technical": 0.40}}}
    quality = months_after(event)["technical_quality"]
    held = 0.57 + 0.245 * (1 - np.exp(-0.336))
    assert quality[6] == pytest.approx(0.40 + 0.05 * (held - 0.40))
    assert (np.diff(quality[6:]) > 0).all()


def test_a_strategy_is_replaced_as_a_whole_and_comes_back(months_after):
    event = {
        "month": 6,
        "firm": "Ann",
        "months": 3,
        "set": {"strategy": {"budget": 900.0, "split": {"acquisition": 1.0}}},
    }
    months = months_after(event)
    during = np.isin(months.index, [6, 7, 8])
    assert (months["acquisition_spend"][during] == 900.0).all()
    assert (months["functional_spend"][during] == 0.0).all()
    assert (months["functional_spend"][~during] > 0.0).all()


def test_a_targeted_programme_can_begin_and_end(small):
    event = {"month": 4, "firm": "Bob", "months": 5, "set": {"targeting": {"share": 0.5}}}
    market = Market(small({"events": [event], "warm_up": 0, "months": 14}), seed=2)
    targeted = []
    while market.month < 14:
        market.open_month()
        targeted.append(market.crowd.targeted.any())
        market.step()
    assert np.flatnonzero(targeted).tolist() == [4, 5, 6, 7, 8]


def test_demand_changes_what_is_bought_and_not_how_often(small):
    def first_booked_month(events):
        scenario = small({"events": events, "warm_up": 0, "months": 1})
        return tables_of(Market(scenario, seed=2).run())["panel"]

    calm = first_booked_month([])
    boom = first_booked_month([{"month": 0, "set": {"demand": 2.0}}])
    assert calm["amount"].sum() > 0
    assert boom["amount"].to_numpy() == pytest.approx(2 * calm["amount"].to_numpy())
    assert (boom["orders"] == calm["orders"]).all()


def test_demand_for_some_months_reverts_to_the_demand_of_the_market(small):
    event = {"month": 2, "months": 3, "set": {"demand": 5.0}}
    market = Market(small({"market": {"demand": 1.5}, "events": [event], "months": 8}))
    demand = []
    while market.month < 8:
        market.step()
        demand.append(float(market.world[0].demand))
    assert demand == [1.5] * 8 + [5.0] * 3 + [1.5] * 3


def test_a_season_repeats_every_twelve_months_and_begins_with_month_zero(small):
    season = [1.0 + 0.1 * n for n in range(12)]
    market = Market(small({"seasonality": season, "warm_up": 3, "months": 14}))
    demand = []
    while market.month < 14:
        market.step()
        demand.append(float(market.world[0].demand))
    assert demand == pytest.approx([*season[9:], *season, *season[:2]])


def test_a_stock_that_is_set_to_where_it_once_began_is_set_all_the_same(months_after):
    richer = {"Ann": {"strategy": {"per_head": {"technical": 40.0}}}}
    event = {"month": 20, "firm": "Ann", "set": {"quality": {"technical": 0.64}}}
    quality = months_after(event, firms=richer)["technical_quality"]
    assert quality[19] > 0.70
    assert quality[20] == pytest.approx(0.64 + 0.05 * (0.815 - 0.64), abs=1e-3)


def test_a_stock_that_is_set_twice_falls_twice(months_after):
    fall = {"quality": {"technical": 0.40}}
    events = [{"month": month, "firm": "Ann", "set": fall} for month in (6, 16)]
    quality = months_after(*events)["technical_quality"]
    assert quality[15] > 0.45
    assert quality[16] == pytest.approx(quality[6])


def conditions_of(scenario):
    """Return demand and search cost of every month."""
    market = Market(scenario)
    found = []
    while market.month < scenario.months:
        market.step()
        found.append((float(market.world[0].demand), float(market.world[0].search_cost)))
    return found


def test_search_costs_for_some_months_revert_to_those_of_the_market(small):
    event = {"month": 2, "months": 3, "set": {"search_cost": 0.5}}
    scenario = small({"market": {"search_cost": 2.0}, "events": [event], "months": 8, "warm_up": 0})
    assert [cost for _, cost in conditions_of(scenario)] == [2.0] * 2 + [0.5] * 3 + [2.0] * 3


def test_an_event_of_the_market_leaves_what_it_does_not_name(small):
    events = [{"month": 1, "set": {"demand": 0.8}}, {"month": 2, "months": 1, "set": {"search_cost": 0.5}}]
    scenario = small({"events": events, "months": 4, "warm_up": 0})
    assert conditions_of(scenario) == [(1.0, 1.0), (0.8, 1.0), (0.8, 0.5), (0.8, 1.0)]


def test_one_event_may_set_both_demand_and_search_costs(small):
    event = {"month": 1, "set": {"demand": 0.8, "search_cost": 0.5}}
    assert conditions_of(small({"events": [event], "months": 2, "warm_up": 0}))[1] == (0.8, 0.5)


def test_cheaper_search_changes_nobody_s_luck_and_lets_more_people_look_around(small, differing):
    calm, shaken = (
        Market(small({"market": {"customers": 2000, "search_cost": cost}, "months": 12}), seed=2)
        for cost in (1.0, 0.25)
    )
    assert differing(calm, shaken) == {}
    calm.run()
    shaken.run()
    assert differing(calm, shaken).keys().isdisjoint({"order_rate", "price_sensitivity", "leaves_category"})
    assert shaken.crowd.spell.mean() > 1.5 * calm.crowd.spell.mean()


def test_cheap_search_takes_the_fear_of_firms_that_one_does_not_know(small):
    def strangers_chosen(cost):
        """Return the share of the new customers who came without a contact or a recommendation.

        Nobody looks around without a trigger, so the cost of search bears on the choice only.
        """
        shy = {"choice": {"unfamiliarity": 6.0}, "consideration": {"base": 0.0, "unattached": 0.0}}
        market = {"customers": 2000, "search_cost": cost}
        tables = tables_of(Market(small({"customers": shy, "market": market}), seed=2).run())
        begun = tables["relationships"].query("source != 'start'")
        return (begun["source"] == "own search").mean()

    assert strangers_chosen(0.1) > 1.5 * strangers_chosen(1.0)
