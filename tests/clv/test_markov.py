"""Markov chains of customers and of brands: published numbers, horizons, and the chain of a run."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim import load_scenario, simulate
from sim.clv.closed_form import constant_retention_clv
from sim.clv.markov import (
    brand_switching_clv,
    estimate_transitions,
    markov_clv,
    markov_property_test,
    prune_unprofitable,
    recency_chain,
    return_on_marketing,
)

P = (0.3, 0.2, 0.15, 0.05)
BRANDS = [[0.8, 0.2], [0.3, 0.7]]
RUN = {"months": 40, "warm_up": 6, "market.customers": 300, "followed": 300, "survey.months": []}
NAN = float("nan")
money = st.floats(-100, 100)
interest = st.floats(0.01, 1)


@st.composite
def chains(draw, states=4):
    """Return a transition matrix and rewards."""
    weights = draw(arrays.arrays(float, (states, states), elements=st.floats(0.01, 1)))
    return weights / weights.sum(axis=1, keepdims=True), draw(arrays.arrays(float, states, elements=money))


# Value of states


def test_the_recency_chain_has_the_published_values():
    values = markov_clv(*recency_chain(P, 40, 4), 0.2)
    assert values.round(3).tolist() == [52.320, 5.554, 1.251, -1.820, 0]


def test_the_recency_chain_is_the_matrix_that_was_published():
    transition, rewards = recency_chain(P, 40, 4)
    assert rewards.tolist() == [36, -4, -4, -4, 0]
    assert transition[:, 0].tolist() == [*P, 0]
    assert np.diag(transition, 1).tolist() == pytest.approx([0.7, 0.8, 0.85, 0.95])
    assert transition.sum(axis=1).tolist() == pytest.approx([1] * 5)


def test_customers_are_best_let_go_after_recency_3():
    pruned = prune_unprofitable(*recency_chain(P, 40, 4), 0.2)
    assert pruned.values.round(3).tolist() == [53.149, 6.621, 2.644, 0]
    assert pruned.kept.tolist() == [0, 1, 2, 4]
    assert pruned.rewards.tolist() == [36, -4, -4, 0]


@settings(max_examples=50)
@given(chain=chains(), d=st.floats(-0.5, 1), n=st.integers(0, 12))
def test_a_finite_horizon_is_the_sum_of_discounted_powers(chain, d, n):
    transition, rewards = chain
    total = sum(np.linalg.matrix_power(transition, t) @ rewards / (1 + d) ** t for t in range(n + 1))
    assert markov_clv(transition, rewards, d, n) == pytest.approx(total, rel=1e-7, abs=1e-6)


@settings(max_examples=50)
@given(chain=chains(), d=st.floats(0.05, 1))
def test_a_long_horizon_becomes_an_infinite_one(chain, d):
    assert markov_clv(*chain, d, 500) == pytest.approx(markov_clv(*chain, d), rel=1e-7, abs=1e-6)


@given(m=money, r=st.floats(0, 0.99), d=interest)
def test_two_states_are_constant_retention_paid_now(m, r, d):
    value = markov_clv([[r, 1 - r], [0, 1]], [m, 0], d)
    assert value.tolist() == pytest.approx([constant_retention_clv(m, r, d), 0], rel=1e-9, abs=1e-9)


def test_without_interest_a_customer_who_is_lost_in_the_end_has_a_value():
    assert markov_clv([[0.75, 0.25], [0, 1]], [10, 0], 0.0).tolist() == pytest.approx([40, 0])


@given(
    p=st.lists(st.floats(0, 0.9), min_size=1, max_size=6),
    earned=st.floats(0, 50),
    cost=st.floats(0, 20),
    d=interest,
)
def test_letting_unprofitable_customers_go_makes_nobody_worth_less(p, earned, cost, d):
    chain = recency_chain(p, earned, cost)
    pruned = prune_unprofitable(*chain, d)
    assert (pruned.values >= markov_clv(*chain, d)[pruned.kept] - 1e-7).all()
    assert pruned.values.size == 1 or pruned.values[-2] >= 0
    assert pruned.transition.sum(axis=1) == pytest.approx(1)


def test_a_firm_that_earns_nothing_keeps_nobody():
    assert prune_unprofitable(*recency_chain(P, 0, 4), 0.2).kept.tolist() == [4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5, 0.4], [0, 1]], [1, 0], 0.1), "row 0 of transition sums to 0.9, but must sum to 1"),
        (([[0.5, 0.5]], [1], 0.1), r"transition has the shape \(1, 2\), but must be square"),
        (([[1.5, -0.5], [0, 1]], [1, 0], 0.1), r"transition is 1.5, but must be in \[0, 1\]"),
        (([[NAN, 1], [0, 1]], [1, 0], 0.1), "transition is nan"),
        (([], [], 0.1), "transition is empty"),
        (([[0.5, 0.5], [0, 1]], [1, 2, 3], 0.1), r"rewards has the shape \(3,\), but must be \(2,\)"),
        (([[0.5, 0.5], [0, 1]], [1, NAN], 0.1), "rewards is nan"),
        (([[0.5, 0.5], [0, 1]], [1, 0], -1), "discount_rate is -1"),
        (
            ([[0.5, 0.5], [0.5, 0.5]], [1, 0], 0.0),
            "discount_rate is 0, but must be above 0 for an infinite horizon",
        ),
        (([[0.9, 0.1], [0, 1]], [1, 0], -0.2), "discount_rate is -0.2, but must be above 0"),
        (([[0.5, 0.5], [0, 1]], [1, 0], 0.1, -1), "horizon is -1"),
        (([[0.5, 0.5], [0, 1]], [1e308, 1e308], 0.0001), "CLV comes to inf, but must be finite"),
    ],
)
def test_a_chain_that_has_no_value_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        markov_clv(*arguments)


def test_a_chain_whose_last_state_is_not_the_lost_customers_is_not_pruned():
    with pytest.raises(
        ValueError, match=r"the last state stays with chance 0.7 and has reward 1, but must be the lost"
    ):
        prune_unprofitable(BRANDS, [1, 1], 0.1)


# Brands


def test_brand_switching_has_the_published_value():
    assert round(brand_switching_clv(BRANDS, 0, 100, 0.2, 2, 3, 0.12)[0], 3) == 78.867


@given(chance=st.floats(0, 1), f=st.floats(0.5, 12), years=st.floats(0, 10), d=interest)
def test_brands_share_what_one_brand_alone_would_have(chance, f, years, d):
    shared = brand_switching_clv(BRANDS, [chance, 1 - chance], 100, 0.2, f, years, d)
    alone = brand_switching_clv([[1.0]], 0, 100, 0.2, f, years, d)
    assert shared.sum() == pytest.approx(alone[0], rel=1e-9)
    mixed = [brand_switching_clv(BRANDS, brand, 100, 0.2, f, years, d) for brand in (0, 1)]
    assert shared == pytest.approx(chance * mixed[0] + (1 - chance) * mixed[1], rel=1e-9)


@given(stay=st.floats(0, 0.99), d=interest, years=st.integers(0, 20))
def test_a_brand_that_never_wins_anybody_back_has_constant_retention(stay, d, years):
    value = brand_switching_clv([[stay, 1 - stay], [0, 1]], 0, 1, 50, 1, years, d)[0]
    # The first purchase that counts is already one switch ahead.
    assert value == pytest.approx(
        stay * constant_retention_clv(50, stay, d, periods=years), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"switching_matrix": [[0.8, 0.1], [0.3, 0.7]]}, "row 0 of switching_matrix sums to 0.9"),
        ({"last_brand": 2}, "last_brand is 2, but must be a number in 0 … 1"),
        ({"last_brand": -1}, "last_brand is -1"),
        ({"last_brand": [0.5, 0.4]}, "last_brand sums to 0.9, but must sum to 1"),
        ({"volume": -1}, "volume is -1"),
        ({"purchases_per_year": 0}, "purchases_per_year is 0, but must be a finite number above 0"),
        ({"years": NAN}, "years is nan"),
    ],
)
def test_brand_switching_says_what_is_wrong(change, message):
    good = {
        "switching_matrix": BRANDS,
        "last_brand": 0,
        "volume": 100,
        "margin": 0.2,
        "purchases_per_year": 2,
        "years": 3,
        "discount_rate": 0.12,
    }
    with pytest.raises(ValueError, match=message):
        brand_switching_clv(**(good | change))


def test_marketing_that_pays_itself_back_twice_returns_its_whole_cost():
    assert return_on_marketing(1000, 1200, 100) == 1.0
    assert return_on_marketing(1000, 1200, [50, 55], 0.1) == pytest.approx(1.0)
    assert return_on_marketing(1000, 1000, 100) == -1.0


@pytest.mark.parametrize(
    ("spent", "message"), [(0, "the sum of expenditure is 0"), (-1, "is -1"), ([], "is empty")]
)
def test_marketing_that_costs_nothing_has_no_return(spent, message):
    with pytest.raises(ValueError, match=message):
        return_on_marketing(1000, 1200, spent)


# The chain of a run


@pytest.fixture(scope="module")
def run():
    return simulate(load_scenario("scenarios/baseline.yaml", RUN), replications=2, seed=1).tables


def test_the_chain_of_a_run_has_the_moves_and_profits_that_were_counted(run):
    transitions = run["transitions"]
    chain = estimate_transitions(transitions)
    assert chain.stages == ("none", "examination", "formation", "stability", "decline")
    assert chain.counts.sum() == transitions["count"].sum()
    assert chain.counts.sum(axis=1) @ chain.rewards == pytest.approx(transitions["profit"].sum())
    assert chain.transition.sum(axis=1) == pytest.approx(1)
    stayed = transitions[(transitions["from"] == "stability") & (transitions["to"] == "stability")][
        "count"
    ].sum()
    stability = transitions[transitions["from"] == "stability"]["count"].sum()
    assert chain.transition[3, 3] == pytest.approx(stayed / stability)
    assert chain.rewards[0] == 0


def test_a_relationship_has_a_value_in_every_stage_and_none_when_it_is_over(run):
    chain = estimate_transitions(run["transitions"]).lost_for_good()
    assert chain.stages == ("examination", "formation", "stability", "decline", "none")
    values = markov_clv(chain.transition, chain.rewards, 0.01)
    assert values[-1] == 0
    assert values == pytest.approx(chain.rewards + chain.transition @ values / 1.01)
    assert len(set(values.round(6))) == len(values)


def test_if_everybody_is_followed_the_panel_shows_the_moves_that_the_run_counted(run):
    panel, transitions = run["panel"].copy(), run["transitions"]
    first = ~panel.sort_values("month").duplicated(["replication", "customer_id"]).sort_index()
    panel.loc[first, "tenure"] = 0  # as if everybody's time in stage began with the booked months
    seen = markov_property_test(panel).counts.groupby("stage").sum()
    later = transitions[(transitions["month"] > 0) & (transitions["from"] != "none")]
    for (old, new), count in later.groupby(["from", "to"], observed=True)["count"].sum().items():
        assert seen.loc[old, new] == count
    assert seen.to_numpy().sum() == later["count"].sum()


def test_the_run_remembers_how_long_customers_have_been_in_a_stage(run):
    test = estimate_transitions(run["transitions"], run["panel"]).markov_test
    assert test.p_value < 0.001
    assert test.statistic == pytest.approx(test.by_stage["statistic"].sum())
    assert test.degrees_of_freedom == test.by_stage["degrees_of_freedom"].sum()
    assert test.counts.to_numpy().sum() == test.by_stage["moves"].sum()
    assert "none" not in test.by_stage.index


def lives(leave, people=3000, months=30, seed=1):
    """Return a panel of people who leave stage a for b in a month with the chance leave(months in a), b with 0.2."""
    rng = np.random.default_rng(seed)
    stage, age = np.zeros(people, int), np.ones(people, int)
    rows = []
    for month in range(months):
        rows.append(
            pd.DataFrame({"customer_id": range(people), "month": month, "stage": np.array(["a", "b"])[stage]})
        )
        goes = rng.random(people) < np.where(stage == 0, leave(age), 0.2)
        age = np.where(goes, 1, age + 1)
        stage = np.where(goes, 1 - stage, stage)
    return pd.concat(rows, ignore_index=True)


def test_a_true_markov_chain_passes_and_gives_p_values_that_are_spread_evenly():
    found = [
        markov_property_test(lives(lambda age: 0.3, people=300, seed=seed)).p_value for seed in range(25)
    ]
    assert 0.3 < np.mean(found) < 0.7
    assert np.mean(np.array(found) < 0.05) <= 0.15


def test_a_stage_that_is_left_more_readily_at_first_fails_and_the_other_does_not():
    test = markov_property_test(lives(lambda age: np.where(age <= 3, 0.3, 0.1)))
    assert test.p_value < 1e-6
    assert test.by_stage.loc["a", "p_value"] < 1e-6
    assert test.by_stage.loc["b", "p_value"] > 0.001
    assert test.leaving.loc["a"].tolist() == pytest.approx([0.3, 0.1, 0.1, 0.1], abs=0.03)
    assert test.leaving.loc["b"].tolist() == pytest.approx([0.2] * 4, abs=0.1)


def test_who_changes_firm_within_a_month_has_left_the_stage():
    panel = pd.DataFrame(
        {
            "customer_id": [1] * 6 + [2] * 6,
            "month": [*range(6), *range(6)],
            "stage": ["examination"] * 12,
            "tenure": [0, 1, 2, 0, 1, 2, 7, 8, 0, 1, 2, 3],
        }
    )
    counts = markov_property_test(panel, ages=(1, 3)).counts
    assert counts.loc[("examination", 1)].to_dict() == {"examination": 6, "none": 0}
    assert counts.loc[("examination", 3)].to_dict() == {"examination": 1, "none": 1}


def test_replications_and_gaps_are_not_taken_for_moves():
    panel = lives(lambda age: 0.3, people=200)
    once = markov_property_test(panel)
    twice = markov_property_test(pd.concat([panel.assign(replication=0), panel.assign(replication=1)]))
    assert twice.counts.to_numpy().tolist() == (2 * once.counts.to_numpy()).tolist()
    assert twice.statistic == pytest.approx(2 * once.statistic)
    gap = markov_property_test(panel[panel["month"] != 15])
    assert gap.counts.to_numpy().sum() < once.counts.to_numpy().sum() - 200


MOVES = pd.DataFrame(
    {"from": ["a", "a", "b"], "to": ["a", "b", "b"], "count": [3, 1, 2], "profit": [30.0, 10.0, 50.0]}
)


def test_stages_without_categories_come_in_order_of_mention():
    chain = estimate_transitions(MOVES)
    assert chain.stages == ("a", "b")
    assert chain.transition.tolist() == [[0.75, 0.25], [0, 1]]
    assert chain.rewards.tolist() == [10, 25]
    assert chain.markov_test is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            MOVES.drop(columns="profit"),
            'transitions has no column "profit", but must have one; it has from, to, count',
        ),
        (MOVES.iloc[:0], "transitions has 0 rows"),
        (MOVES.assign(count=-1), "count is -1"),
        (MOVES.assign(count=0.5), "count is 0.5, but must be a whole number"),
        (MOVES.assign(count=0), "count is 0 in every row"),
        (MOVES.assign(profit=NAN), 'transitions misses values of "profit"'),
        (MOVES.iloc[:2], 'no month that begins in stage "b" is in transitions'),
    ],
)
def test_transitions_that_give_no_chain_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        estimate_transitions(table)


def test_a_stage_that_is_not_there_cannot_be_the_lost_one():
    with pytest.raises(ValueError, match='lost is "none", but must be one of a, b'):
        estimate_transitions(MOVES).lost_for_good()


@pytest.mark.parametrize(
    ("change", "ages", "message"),
    [
        (lambda panel: panel[panel["month"] < 2], (1, 4), "panel has 0 stages seen at two ages"),
        (lambda panel: panel.drop(columns="stage"), (1, 4), 'panel has no column "stage"'),
        (lambda panel: panel, (2, 4), r"ages is \[2, 4\], but must rise and begin with 1"),
        (lambda panel: panel, (1, 4, 4), "must rise"),
        (lambda panel: panel, (), "ages is empty"),
    ],
)
def test_a_panel_that_tells_nothing_of_time_in_stage_is_refused(change, ages, message):
    with pytest.raises(ValueError, match=message):
        markov_property_test(change(lives(lambda age: 0.3, people=50)), ages)
