"""Markets at the bounds of what a scenario may say: nothing crashes, nothing is lost, nothing is not a number."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.behaviour.stages import STAGES
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.scenario.customers import Customers
from sim.scenario.firms import FirmSettings
from sim.scenario.market import MarketSettings, Network
from sim.scenario.scenario import Scenario, Survey
from sim.scenario.setting import merged
from sim.scenario.strategies import APPROACHES, KINDS, LINES, PerHead, Split, Step, StrategySettings

MAY_BE_MISSING = {
    "campaigns": set(),
    "months": {"satisfaction", "trust", "switching_cost", "share_of_wallet", "retention_rate"},
    "relationships": {"pattern"},
    "customers": {
        "firm", "satisfaction", "satisfaction_level", "trust", "procedural", "financial", "relational",
        "share_of_wallet", "intention_to_stay", "realised_clv", "predicted_clv", "potential_value", "value_cell",
        "months_since_last_purchase",
    },
    "panel": {
        "firm", "source", "served_by", "satisfaction", "expectation", "trust", "procedural", "financial",
        "relational", "relative_value", "share_of_wallet",
    },
    "transitions": set(),
    "survey": {"stayed"},
    "transactions": set(),
    "contacts": set(),
}  # fmt: skip
SHARES = {
    "months": [
        "satisfaction",
        "trust",
        "functional_quality",
        "technical_quality",
        "retention_rate",
        "share_of_wallet",
    ],
    "customers": ["satisfaction", "trust", "expertise", "share_of_wallet", "intention_to_stay"],
    "panel": ["satisfaction", "trust", "expertise", "share_of_wallet"],
    "relationships": ["satisfaction"],
}


def assert_tables_are_sound(market):
    """Fail if a table misses what it must have, or what must add up does not."""
    tables = tables_of(market)
    for name, table in tables.items():
        missing = {column for column in table if table[column].isna().any()}
        assert missing <= MAY_BE_MISSING[name], name
        numbers = table.select_dtypes("float")
        assert not np.isinf(numbers.to_numpy()).any(), name
        for column in SHARES.get(name, []):
            if column in table:
                assert table[column].dropna().between(-1e-9, 1 + 1e-9).all(), f"{name}.{column}"
    months, spells, panel = tables["months"], tables["relationships"], tables["panel"]
    assert (months[list(STAGES[1:])].sum(axis=1) == months["customers"]).all()
    unattached = panel["firm"].isna().groupby(panel["month"]).sum()
    assert (months.groupby("month")["customers"].sum() + unattached == market.crowd.size).all()
    unborne = ["acquisition_spend", "functional_spend", "technical_spend", "winback_spend"]
    balance = months["profit"].sum() + months[unborne].to_numpy().sum() - months["secondary_profit"].sum()
    scale = (
        months["revenue"].abs().sum()
        + months["cost_to_serve"].sum()
        + months["loyalty_programme_spend"].sum()
    )
    assert balance == pytest.approx(spells["profit"].sum(), abs=1e-9 * scale + 0.005)
    assert tables["transactions"]["amount"].sum() == pytest.approx(
        spells["revenue"].sum(), rel=1e-9, abs=1e-6
    )
    return tables


@st.composite
def strategies(draw):
    """Draw a firm's strategy: a kind, and rates per head or a budget and its split."""
    kind = draw(st.sampled_from([kind for kind in KINDS if kind != "optimised"]))
    own = {"kind": kind, "policy_period": draw(st.integers(1, 4))}
    if kind == "schedule":
        own["steps"] = [Step(month=2, approach=draw(st.sampled_from(APPROACHES)))]
    rate = st.sampled_from([0.0, 2.0, 1000.0]) | st.floats(0, 100)
    if draw(st.booleans()):
        return StrategySettings(**own, per_head=PerHead(**{line: draw(rate) for line in LINES}))
    cuts = sorted(draw(st.lists(st.floats(0, 1), min_size=5, max_size=5)))
    shares = [b - a for a, b in zip([0.0, *cuts], cuts, strict=False)]
    return StrategySettings(
        **own, budget=draw(st.floats(0, 1e6)), split=Split(**dict(zip(LINES, shares, strict=True)))
    )


@st.composite
def scenarios(draw, any_settings):
    """Draw any valid scenario of a small market."""
    size = draw(st.sampled_from([10, 11, 30]))
    network = Network(neighbours=draw(st.integers(2, size - 1)), random_share=draw(st.floats(0, 1)))
    firms = [
        draw(any_settings(FirmSettings, name=st.just(name), strategy=strategies()))
        for name in ("Ann", "Bob", "Cid", "Dot")[: draw(st.integers(1, 4))]
    ]
    customers = any_settings(Customers)
    months = draw(st.integers(1, 8))
    segments = [
        {"name": name, "share": share, "customers": draw(customers)}
        for name, share in draw(
            st.sampled_from([(), (("a", 1.0),), (("a", 0.3), ("b", 0.7)), (("a", 0.01),)])
        )
    ]
    return Scenario(
        months=months,
        warm_up=draw(st.integers(0, 4)),
        discount_rate=draw(st.sampled_from([0.1, 0.0, 10.0])),
        seasonality=draw(st.none() | st.lists(st.sampled_from([0.0, 1.0, 100.0]), min_size=12, max_size=12)),
        followed=100,
        market=draw(any_settings(MarketSettings, customers=st.just(size), network=st.just(network))),
        customers=draw(customers),
        segments=tuple(segments),
        firms=tuple(firms),
        survey=Survey(months=(months - 1,), sample=draw(st.sampled_from([0, 1, 1200]))),
    )


GENERATE = [Phase.explicit, Phase.reuse, Phase.generate]
"""To shrink a whole scenario would take minutes, and its settings are printed anyway."""


@settings(max_examples=20, derandomize=True, phases=GENERATE, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_valid_scenario_runs_and_its_tables_are_sound(any_settings, data):
    scenario = data.draw(scenarios(any_settings))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert_tables_are_sound(Market(scenario, 1, transactions=True, contacts=True).run())


@pytest.mark.slow
@settings(max_examples=150, phases=GENERATE, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_very_many_valid_scenarios_run_and_their_tables_are_sound(any_settings, data):
    scenario = data.draw(scenarios(any_settings))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert_tables_are_sound(Market(scenario, 1, transactions=True, contacts=True).run())


SMALL = {
    "one firm": ({}, 1),
    "two firms": ({}, 2),
    "ten customers": ({"market": {"customers": 10}}, 3),
    "one month and no warm-up": ({"months": 1, "warm_up": 0}, 3),
    "nobody unattached": ({"market": {"unattached": 0.0}}, 3),
    "everybody unattached": ({"market": {"unattached": 1.0}}, 3),
    "nobody leaves the category": ({"market": {"category_exit": 0.0}}, 3),
    "everybody leaves the category": ({"market": {"category_exit": 1.0}}, 3),
    "a demand of nothing": ({"market": {"demand": 0.0}}, 3),
    "no secondary business": ({"market": {"secondary": False}}, 3),
    "orders for service": ({"market": {"encounter": "per_order"}}, 3),
    "nobody followed": ({"followed": 0}, 3),
    "more followed than there are": ({"followed": 100_000}, 3),
    "no discount": ({"discount_rate": 0.0}, 3),
    "no spread of anything": (
        {
            "customers": {
                "wallet": {"sigma": 0.0}, "price_sensitivity": {"sd": 0.0}, "contact_sigma": 0.0,
                "match": {"functional_sd": 0.0, "technical_sd": 0.0}, "beliefs": {"sd": 0.0, "preference_sd": 0.0},
            }
        },
        3,
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("situation", SMALL)
def test_a_market_at_the_edge_runs_without_a_warning(small, situation):
    changes, count = SMALL[situation]
    size = {"market": {"customers": 60}, "followed": 100, "months": 15}
    scenario = small(merged(size, changes), count=count)
    market = Market(scenario, 1, transactions=True, contacts=True).run()
    if scenario.followed:
        assert_tables_are_sound(market)
    else:
        tables_of(market)


@pytest.fixture(scope="module")
def thirty():
    """Return a market of thirty firms."""
    firms = tuple(FirmSettings(name=f"Firm {number}") for number in range(30))
    scenario = Scenario(
        months=12,
        warm_up=3,
        market=MarketSettings(customers=400),
        firms=firms,
        survey=Survey(months=()),
        followed=400,
    )
    return Market(scenario, 1, transactions=True, contacts=True).run()


def test_thirty_firms_can_compete(thirty):
    tables = assert_tables_are_sound(thirty)
    assert tables["months"].groupby("firm", observed=False)["joined"].sum().min() > 0


def test_every_one_of_thirty_firms_makes_contact(thirty):
    contacts = tables_of(thirty)["contacts"].query("kind == 'acquisition'")
    assert set(contacts["firm"]) == {f"Firm {number}" for number in range(30)}
    counts = contacts["firm"].value_counts()
    assert counts.max() < 1.5 * counts.min()


@pytest.mark.slow
def test_the_longest_run_keeps_its_numbers(small):
    scenario = small({"market": {"customers": 10}, "months": 1200, "warm_up": 1200, "followed": 10}, count=2)
    tables = assert_tables_are_sound(Market(scenario, 1, transactions=True, contacts=True).run())
    assert tables["relationships"]["relationship_id"].is_unique
    assert tables["transactions"]["date"].max().year == 2119


@pytest.mark.slow
def test_a_long_life_is_counted_to_the_end(small):
    content = {
        "consideration": {
            "base": 0.0,
            "dissatisfied": 0.0,
            "contacted": 0.0,
            "winback": 0.0,
            "recommended": 0.0,
        },
        "share_of_wallet": {"lapse": 0.0},
    }
    scenario = small(
        {
            "market": {"customers": 10, "category_exit": 0.0, "unattached": 0.0},
            "months": 1200, "warm_up": 1200, "customers": content,
        }
    )  # fmt: skip
    spells = tables_of(Market(scenario, 1).run())["relationships"]
    assert (spells["months"] == 2400).all()
    assert spells["start_month"].eq(-1201).all()


@pytest.mark.parametrize(
    "customers",
    [
        {"orders": {"shape": 0.01, "mean": 30.0}},
        {"orders": {"shape": 1000.0, "mean": 30.0}},
        {"contact_sigma": 3.0},
        {"wallet": {"sigma": 3.0}},
        {"match": {"functional_sd": 0.5, "technical_sd": 0.5, "persistence": 0.0}},
        {"price_sensitivity": {"mean": 50.0, "sd": 20.0}},
        {"perception": {"technical_noise": 1e-9, "novice_noise": 0.0}},
        {"value": {"satisfaction": 50.0, "trust": 10.0, "expectation": 20.0, "fairness": 20.0}},
        {"expertise": {"ceiling": {"a": 0.01, "b": 0.01}}},
        {"switching_costs": {"scale": 5.0, "points_scale": 1e-6, "relational_months": 1e-6}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("price", [1e-3, 10.0])
def test_extreme_customers_and_prices_keep_all_numbers_finite(small, customers, price):
    scenario = small(
        {"market": {"customers": 200}, "customers": customers, "months": 10, "followed": 200},
        {"Bob": {"price": price}},
    )
    assert_tables_are_sound(Market(scenario, 1, transactions=True, contacts=True).run())


def test_customers_may_hardly_mind_prices_at_all(small):
    indifferent = {"price_sensitivity": {"mean": 0.0, "sd": 0.05}}
    market = Market(small({"customers": indifferent}))
    assert market.crowd.price_sensitivity == pytest.approx(0.5, abs=0.05)


def test_the_smallest_price_sensitivity_may_be_anything_that_a_scenario_accepts(small):
    extreme = {"price_sensitivity": {"minimum": 1000.0}}
    size = {"market": {"customers": 100}, "followed": 100, "months": 3}
    scenario = small(size | {"customers": extreme}, {"Bob": {"price": 0.01}})
    assert_tables_are_sound(Market(scenario, 1, transactions=True, contacts=True).run())


@pytest.mark.parametrize("rate", [0.0, 10.0])
def test_a_forecast_has_the_sign_of_the_margin_at_any_discount_rate_that_a_scenario_accepts(small, rate):
    market = Market(small({"discount_rate": rate, "months": 12}), 1).run()
    assert (market.ledger.remaining_life > 0).all()
