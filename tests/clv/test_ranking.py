"""RFM, ABC and past value as ways to rank customers, and the contest between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.ranking import (
    ABC_CLASSES,
    RANKING_METHODS,
    RankingMethod,
    abc_classes,
    past_value,
    ranking_contest,
)
from sim.clv.rfm import break_even_response, cell_responses, rfm_scores

whole_numbers = st.lists(st.integers(0, 50), min_size=1, max_size=60)
money = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=60)


# RFM


def test_quintiles_are_equal_groups_and_the_last_buyer_is_best():
    scores = rfm_scores(np.arange(10), np.arange(10), np.arange(10))
    assert scores["recency_score"].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert scores["frequency_score"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert scores["cell"].iloc[[0, 9]].tolist() == ["511", "155"]


def test_equal_customers_share_the_score_of_their_middle_place():
    scores = rfm_scores(np.zeros(10), [0] * 6 + [1, 2, 3, 4], np.zeros(10))
    assert scores["frequency_score"].tolist() == [2] * 6 + [4, 4, 5, 5]
    assert set(scores["recency_score"]) == {3}


@given(whole_numbers, st.integers(2, 9))
def test_scores_depend_on_ranks_only(values, groups):
    plain = np.asarray(values, float)
    scores = rfm_scores(plain, plain, plain, groups)
    bent = rfm_scores(np.sqrt(plain), plain**3, np.log1p(plain), groups)
    pd.testing.assert_frame_equal(scores, bent)
    assert scores.iloc[:, :3].to_numpy().min() >= 1
    assert scores.iloc[:, :3].to_numpy().max() <= groups


@given(whole_numbers, st.randoms())
def test_scores_never_fall_with_the_value_and_know_no_order(values, random):
    scores = rfm_scores(values, values, values)
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(scores["monetary_score"].to_numpy()[order]) >= 0)
    assert np.all(np.diff(scores["recency_score"].to_numpy()[order]) <= 0)
    places = list(range(len(values)))
    random.shuffle(places)
    shuffled = rfm_scores(*[np.asarray(values)[places]] * 3)
    pd.testing.assert_frame_equal(shuffled, scores.iloc[places].reset_index(drop=True))


def test_a_mailing_pays_where_the_response_is_above_break_even():
    assert break_even_response(1.0, 40.0) == 0.025
    cells = ["555"] * 40 + ["111"] * 50
    answered = [True] * 2 + [False] * 38 + [True] + [False] * 49
    table = cell_responses(cells, answered, 1.0, 40.0)
    assert table["cell"].tolist() == ["555", "111"]
    assert table["response_rate"].tolist() == pytest.approx([0.05, 0.02])
    assert table["profit"].tolist() == pytest.approx([1.0, -0.2])
    assert table["pays"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([-1], [1], [1]), "since_last_purchase is -1, but must be a finite number of at least 0"),
        (([1, 2], [1], [1]), r"frequency has the shape \(1,\), but must be \(2,\)"),
        (([1], [1], [np.nan]), "monetary_value is nan"),
        (([1], [1], [1], 1), "groups is 1, but must be between 2 and 9"),
        (([], [], []), "since_last_purchase is empty"),
    ],
)
def test_rfm_input_that_cannot_be_is_named(arguments, said):
    with pytest.raises(ValueError, match=said):
        rfm_scores(*arguments)
    with pytest.raises(ValueError, match="profit_per_response is 0, but must be a finite number above 0"):
        break_even_response(1.0, 0.0)


# ABC and past value


def test_class_a_brings_the_first_four_fifths():
    assert list(abc_classes([10, 50, 30, 6, 4, 0, -5])) == ["B", "A", "A", "B", "C", "C", "C"]


def test_one_customer_who_brings_everything_is_a():
    assert list(abc_classes([0, 7, 0])) == ["C", "A", "C"]


@given(money.filter(lambda values: max(values) > 0), st.floats(0.5, 100))
def test_classes_keep_the_order_of_value_and_know_no_currency(values, rate):
    code = abc_classes(values).codes
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(code[order]) <= 0)
    assert code[np.argmax(values)] == ABC_CLASSES.index("A")
    same = abc_classes(np.asarray(values) * 2.0 ** round(np.log2(rate))).codes
    assert np.array_equal(code, same)


@given(money.filter(lambda values: max(values) > 0))
def test_the_classes_before_a_limit_bring_at_least_the_limit(values):
    worth, classes = np.maximum(values, 0.0), abc_classes(values)
    for limit, members in ((0.8, ["A"]), (0.95, ["A", "B"])):
        assert worth[np.isin(classes, members)].sum() >= limit * worth.sum() - 1e-6


def test_past_profit_is_compounded_to_today():
    assert past_value([[100, 0, 10], [0, 0, 0]], 0.1) == pytest.approx([131, 0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: abc_classes([0, -1]), "value is at most 0, but must be above 0 for at least 1 customer"),
        (lambda: abc_classes([1], (0.9, 0.8)), "limits is"),
        (lambda: abc_classes([1], (0.0, 0.8)), r"limits is 0, but must be in \(0, 1\)"),
        (lambda: past_value([1, 2], 0.1), r"profit has the shape \(2,\), but must be \(customers, periods\)"),
        (lambda: past_value([[1]], -1), "discount_rate is -1, but must be a finite number above -1"),
    ],
)
def test_values_that_cannot_be_ranked_are_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


# The contest


def known(customers, rng):
    """Return what a firm knows of customers: the clv exactly, the past with noise, recency not at all."""
    truth = rng.gamma(0.5, 100.0, customers) - 10.0
    return truth, pd.DataFrame(
        {
            "since_last_purchase": rng.integers(0, 12, customers),
            "frequency": rng.poisson(np.maximum(truth, 0) / 50),
            "monetary_value": rng.gamma(2, 10, customers),
            "revenue": np.maximum(truth + rng.normal(0, 30, customers), 0),
            "past_profit": truth + rng.normal(0, 60, customers),
            "predicted_clv": truth,
        }
    )


@pytest.fixture(scope="module")
def contest():
    truth, customers = known(1000, np.random.default_rng(2))
    return truth, ranking_contest(customers, truth).set_index("method")


def test_all_methods_take_part_and_blind_choice_is_the_yardstick(contest):
    truth, table = contest
    assert list(table.index) == [method.name for method in RANKING_METHODS] + ["no ranking"]
    assert table.loc["no ranking", ["hit_rate", "rank_correlation", "data_cost"]].tolist() == pytest.approx(
        [0.1, 0, 0]
    )
    assert table.loc["no ranking", "profit"] == pytest.approx(truth.mean() * 100)


def test_the_truth_wins_and_knowing_more_helps(contest):
    truth, table = contest
    won = table.loc["predicted CLV", ["hit_rate", "profit_captured", "rank_correlation"]]
    assert won.tolist() == pytest.approx([1, 1, 1])
    assert table.loc["predicted CLV", "profit"] == pytest.approx(np.sort(truth)[-100:].sum())
    assert table.loc["past profit", "hit_rate"] > table.loc["recency", "hit_rate"]
    assert (table["hit_rate"] <= 1).all()
    assert (table["profit_captured"] <= 1 + 1e-12).all()


def test_data_cost_counts_kinds_of_data_or_prices_them():
    truth, customers = known(50, np.random.default_rng(1))
    counted = ranking_contest(customers, truth).set_index("method")["data_cost"]
    assert counted[["recency", "RFM cell", "past profit"]].tolist() == [50, 150, 100]
    prices = {"last order": 0.1, "number of orders": 0.2, "amounts": 0.5, "costs by customer": 4.0}
    priced = ranking_contest(customers, truth, data_costs=prices).set_index("method")["data_cost"]
    assert priced[["recency", "past profit"]].tolist() == pytest.approx([5, 225])


def test_only_methods_whose_columns_are_there_take_part():
    table = ranking_contest(pd.DataFrame({"revenue": [3.0, 2.0, 1.0]}), [3, 2, 1])
    assert table["method"].tolist() == ["revenue", "ABC class by revenue", "no ranking"]


@given(
    rows=st.lists(st.tuples(st.integers(0, 9), st.integers(-50, 100)), min_size=2, max_size=60).filter(
        lambda rows: max(truth for _, truth in rows) > 0
    ),
    best=st.floats(0.05, 0.5),
)
def test_the_contest_depends_on_ranks_only(rows, best):
    score, truth = np.array(rows, float).T
    if np.sort(truth)[-max(1, round(best * truth.size)) :].sum() <= 0:
        return
    method = RankingMethod("score", ("score",), lambda c: c["score"], ("score",))
    plain, bent, shuffled = (
        ranking_contest(pd.DataFrame({"score": known_score}), known_truth, [method], best=best)
        .iloc[0, 1:]
        .tolist()
        for known_score, known_truth in ((score, truth), (np.exp(score), truth), (score[::-1], truth[::-1]))
    )
    assert bent == pytest.approx(plain)
    assert shuffled == pytest.approx(plain)
    perfect = RankingMethod("truth", ("truth",), lambda c: c["truth"], ())
    told = ranking_contest(pd.DataFrame({"truth": truth}), truth, [perfect], best=best).iloc[0]
    assert told[["hit_rate", "profit_captured"]].tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("customers", "realised", "terms", "said"),
    [
        ({"age": [1.0]}, [1], {}, "customers has none of the columns to rank by"),
        ({"revenue": [1.0, 2.0]}, [1], {}, r"realised has the shape \(1,\), but must be \(2,\)"),
        ({"revenue": [1.0, np.nan]}, [1, 2], {}, 'customers misses values of "revenue"'),
        ({"revenue": [1.0, 2.0]}, [-1, -2], {}, "realised of the best 1 sums to -1, but must be above 0"),
        ({"revenue": [1.0, 2.0]}, [1, 2], {"best": 1.0}, r"best is 1, but must be in \(0, 1\)"),
        (
            {"revenue": [1.0, 2.0]},
            [1, 2],
            {"methods": RANKING_METHODS[:1]},
            'no column "since_last_purchase"',
        ),
        ({"revenue": [1.0, 2.0]}, [1, 2], {"data_costs": {}}, 'data_costs has no "amounts"'),
    ],
)
def test_a_contest_that_cannot_be_held_says_why(customers, realised, terms, said):
    with pytest.raises(ValueError, match=said):
        ranking_contest(pd.DataFrame(customers), realised, **terms)
