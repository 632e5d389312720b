import pickle
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.app.films.setup import Bounds, Setup, SetupError


def test_what_is_left_out_is_the_usual() -> None:
    setup = Setup.of({"scenario": "baseline"})
    assert (setup.seed, setup.customers, setup.moves) == (1, 2000, ())


def test_the_order_of_moves_and_the_way_a_number_is_written_do_not_matter() -> None:
    one = [{"month": 3, "lever": "price", "value": 1}, {"lever": "winback", "value": 10}]
    other = [{"month": 0, "lever": "winback", "value": 10.0}, {"month": 3.0, "lever": "price", "value": 1.0}]
    films = {Setup.of({"scenario": "baseline", "moves": moves}).film for moves in (one, other)}
    assert len(films) == 1
    assert len(films.pop()) == 20


def test_another_setup_is_another_film() -> None:
    data: list[dict[str, Any]] = [
        {"scenario": "baseline"},
        {"scenario": "quality-dip"},
        {"scenario": "baseline", "seed": 2},
        {"scenario": "baseline", "customers": 1000},
        {"scenario": "baseline", "moves": [{"lever": "price", "value": 1.1}]},
        {"scenario": "baseline", "moves": [{"lever": "price", "value": 1.1, "month": 1}]},
    ]
    assert len({Setup.of(one).film for one in data}) == len(data)


def test_of_two_moves_of_a_lever_in_a_month_the_last_counts() -> None:
    moves = [{"lever": "price", "value": 1.1}, {"lever": "price", "value": 1.2}]
    assert [move.value for move in Setup.of({"scenario": "baseline", "moves": moves}).moves] == [1.2]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ([], "films.not_a_setup"),
        ({"scenario": "baseline", "code": "x"}, "films.unknown_key"),
        ({}, "films.no_scenario"),
        ({"scenario": "x" * 500}, "films.no_scenario"),
        ({"scenario": "baseline", "seed": -1}, "films.seed"),
        ({"scenario": "baseline", "seed": True}, "films.seed"),
        ({"scenario": "baseline", "seed": 1e400}, "films.seed"),
        ({"scenario": "baseline", "seed": 10**400}, "films.seed"),
        ({"scenario": "baseline", "customers": 199}, "films.customers"),
        ({"scenario": "baseline", "customers": 5001}, "films.customers"),
        ({"scenario": "baseline", "customers": "2000"}, "films.customers"),
        ({"scenario": "baseline", "moves": {}}, "films.moves_list"),
        ({"scenario": "baseline", "moves": [{}] * 41}, "films.too_many_moves"),
        ({"scenario": "baseline", "moves": [3]}, "films.move_wrong"),
        ({"scenario": "baseline", "moves": [{"lever": "price", "value": 1, "x": 1}]}, "films.move_wrong"),
        (
            {"scenario": "baseline", "moves": [{"lever": "price", "value": 1, "month": -1}]},
            "films.move_month",
        ),
        ({"scenario": "baseline", "moves": [{"lever": "price", "value": float("nan")}]}, "films.move_value"),
        ({"scenario": "baseline", "moves": [{"lever": "price", "value": True}]}, "films.move_value"),
        ({"scenario": "baseline", "moves": [{"lever": "price"}]}, "films.move_value"),
    ],
)
def test_a_wrong_setup_is_refused_with_the_key_of_a_message(data: object, key: str) -> None:
    with pytest.raises(SetupError) as error:
        Setup.of(data)
    assert error.value.key == key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["scenario", "seed", "moves", "lever", "value", "month"]), inner, max_size=5
        )
    ),
)


@given(JSON)
def test_any_data_are_a_setup_or_an_error_with_a_key(data: object) -> None:
    with suppress(SetupError):  # any other error fails the test
        setup = Setup.of(data)
        assert Setup.of(setup.told) == setup


def test_the_bounds_are_those_of_who_asks() -> None:
    bounds = Bounds(most_customers=300, most_moves=0)
    for data in ({"customers": 301}, {"customers": 300, "moves": [{"lever": "price", "value": 1}]}):
        with pytest.raises(SetupError):
            Setup.of({"scenario": "baseline", **data}, bounds)


def test_an_error_crosses_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(SetupError("films.seed", low=1, high=2)))
    assert (error.key, error.values) == ("films.seed", {"low": 1, "high": 2})
