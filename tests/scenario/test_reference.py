import pytest

from sim.scenario.reference import all_keys, key_at, settings_at, shown_number
from sim.scenario.scenario import Scenario


def test_every_key_has_a_meaning_and_every_number_a_kind() -> None:
    for key in all_keys():
        assert key.meaning, key.dotted
        assert key.kind, key.dotted


def test_names_and_numbers_of_list_items_may_stand_in_a_path() -> None:
    price = key_at(("firms", "price"))
    assert price is not None
    assert price == key_at(("firms", 0, "price")) == key_at(("firms", "Incumbent", "price"))
    assert (price.unit, price.bounds, price.default) == ("ratio", "above 0, at most 10", "1.0")


@pytest.mark.parametrize(
    "path", [("mnths",), ("months", "x"), ("firms", "A", "B", "price"), ("customers", "A", "trust")]
)
def test_a_path_that_leads_nowhere_is_none(path: tuple[str, ...]) -> None:
    assert key_at(path) is None


def test_summaries_say_meaning_unit_and_bounds() -> None:
    gain = key_at(("customers", "trust", "gain"))
    assert gain is not None
    assert gain.summary == "Gain from a good encounter (1/encounter), 0..1"


def test_what_overrides_has_no_default_of_its_own() -> None:
    for path in [("segments", "customers", "trust", "gain"), ("events", "set", "price")]:
        key = key_at(path)
        assert key is not None
        assert key.default == "as it is"
    kind = key_at(("events", "set", "strategy", "kind"))
    assert kind is not None
    assert kind.default == '"fixed"'


def test_lists_know_what_is_in_them() -> None:
    firms, seasonality = key_at(("firms",)), key_at(("seasonality",))
    assert firms is not None
    assert seasonality is not None
    assert firms.is_list
    assert firms.group is not None
    assert (seasonality.kind, seasonality.bounds, seasonality.group) == (
        "a list of numbers",
        "each 0..100",
        None,
    )


def test_the_settings_at_the_top_are_the_scenario() -> None:
    assert settings_at(()) is Scenario
    assert settings_at(("months",)) is None


@pytest.mark.parametrize(
    ("number", "text"), [(0.5, "0.5"), (1200, "1200"), (2e7, "20,000,000"), (-1, "-1"), (1e300, "1e+300")]
)
def test_numbers_are_written_as_people_read_them(number: float, text: str) -> None:
    assert shown_number(number) == text
