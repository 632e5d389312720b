from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario.layers import laid_over
from sim.scenario.source import Source
from sim.scenario.tree import Entry, Group, Listing, Node, Scalar, plain

SOURCE = Source("mine.yaml", "")
PLACE = SOURCE.place(0, 0)


CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""


def tree(data: object) -> Node:
    if isinstance(data, dict):
        return Group(PLACE, {key: Entry(PLACE, tree(value)) for key, value in data.items()})
    if isinstance(data, list):
        return Listing(PLACE, {number: tree(item) for number, item in enumerate(data)})
    return Scalar(PLACE, data, str(data))  # type: ignore[arg-type]


def over(base: dict, above: dict) -> dict:
    merged = laid_over(tree(base), tree(above))  # type: ignore[arg-type]
    return plain(merged)  # type: ignore[no-any-return]


KEYS = st.sampled_from(["a", "b", "c", "firms", "name"])
VALUES = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
NAMED = st.lists(
    st.dictionaries(st.sampled_from(["price", "quality"]), VALUES, max_size=2).flatmap(
        lambda data: st.sampled_from(["A", "B", "C"]).map(lambda name: {"name": name, **data})
    ),
    max_size=3,
    unique_by=lambda item: item["name"],
)
SCENARIOS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3).flatmap(
    lambda data: NAMED.map(lambda firms: {**data, "firms": firms})
)


@CALM
@given(SCENARIOS)
def test_laying_nothing_over_a_scenario_changes_nothing(data: dict) -> None:
    assert over(data, {}) == data
    assert over({}, data) == data


@CALM
@given(SCENARIOS)
def test_laying_a_scenario_over_itself_changes_nothing(data: dict) -> None:
    assert over(data, data) == data


@CALM
@given(SCENARIOS, SCENARIOS)
def test_laying_over_twice_is_laying_over_once(base: dict, above: dict) -> None:
    assert over(over(base, above), above) == over(base, above)


@CALM
@given(SCENARIOS, SCENARIOS)
def test_what_is_single_above_wins_and_what_is_not_named_above_stays(base: dict, above: dict) -> None:
    merged = over(base, above)
    assert set(merged) == set(base) | set(above)
    for key, value in merged.items():
        if key not in above:
            assert value == base[key]
        elif not isinstance(above[key], dict | list):
            assert value == above[key]


@CALM
@given(SCENARIOS, SCENARIOS)
def test_every_firm_of_both_is_there_once_those_below_first(base: dict, above: dict) -> None:
    names = [firm["name"] for firm in over(base, above)["firms"]]
    below = [firm["name"] for firm in base["firms"]]
    assert names == below + [firm["name"] for firm in above["firms"] if firm["name"] not in below]


def test_other_lists_are_replaced() -> None:
    assert over({"events": [{"name": "A"}]}, {"events": [{"name": "B"}]}) == {"events": [{"name": "B"}]}
    assert over({"x": {"firms": [1]}}, {"x": {"firms": [2]}}) == {"x": {"firms": [2]}}


def test_null_above_drops_what_is_below() -> None:
    assert over({"a": {"b": 1}}, {"a": None}) == {"a": None}
