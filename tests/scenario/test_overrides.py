import math

import pytest

from sim.scenario import load_scenario
from sim.scenario.overrides import Overrides

TEXT = """
months: 60
firms:
  - {name: Incumbent, price: 1.1, strategy: {budget: 100, split: {acquisition: 0.5}}}
  - {name: Co. Ltd}
events:
  - {month: 10, firm: Incumbent, set: {price: 0.9}}
"""


@pytest.mark.parametrize(
    "overrides",
    [
        [
            "months=24",
            "firms.Incumbent.strategy.split.acquisition=0.4",
            "firms[Co. Ltd].price=0.9",
            "events[0].month=5",
        ],
        {
            "months": 24,
            "firms[Incumbent].strategy.split.acquisition": 0.4,
            "firms.1.price": 0.9,
            "events.0.month": 5,
        },
    ],
)
def test_settings_beside_the_file_count_more_than_the_file(overrides: Overrides, write) -> None:
    scenario = load_scenario(write("mine.yaml", TEXT), overrides)
    assert scenario.months == 24
    assert scenario.firms[0].strategy.split is not None
    assert scenario.firms[0].strategy.split.acquisition == 0.4
    assert (scenario.firms[0].price, scenario.firms[1].price) == (1.1, 0.9)
    assert scenario.events[0].month == 5


def test_groups_on_the_way_are_made(write) -> None:
    scenario = load_scenario(write("mine.yaml", TEXT), ["customers.trust.gain=0.3", "survey.months=[1, 2]"])
    assert scenario.customers.trust.gain == 0.3
    assert scenario.survey.months == (1, 2)


def test_values_are_yaml_1_2(write) -> None:
    path = write("mine.yaml", TEXT)
    assert load_scenario(path, ["name=no"]).name == "no"
    assert load_scenario(path, ["name='3'"]).name == "3"
    assert load_scenario(path, ["name=a=b"]).name == "a=b"
    assert load_scenario(path, ["discount_rate=1e-3"]).discount_rate == 0.001
    assert load_scenario(path, {"name": "no"}).name == "no"


def test_a_value_replaces_a_group_as_a_whole(write) -> None:
    scenario = load_scenario(
        write("mine.yaml", TEXT), ["firms.Incumbent.strategy={per_head: {acquisition: 2}}"]
    )
    assert scenario.firms[0].strategy.per_head is not None
    assert scenario.firms[0].strategy.budget is None


def test_the_last_of_two_equal_keys_counts(write) -> None:
    assert load_scenario(write("mine.yaml", TEXT), ["months=24", "months=36"]).months == 36


@pytest.mark.parametrize(
    ("override", "message", "column"),
    [
        ("months", '"months" is not of the form key=value', 1),
        ("=3", '"=3" is not of the form key=value', 1),
        ("a..b=3", '"a..b=3" is not of the form key=value', 1),
        ("firms[Incumbent=3", '"firms[Incumbent=3" is not of the form key=value', 1),
        ("months=abc", 'months is "abc", but must be a whole number', 8),
        ("months=", "months is empty, but must be a whole number", 1),
        ("months=0", "months is 0, but must be at least 1", 8),
        ("months=.nan", "months is .nan, but must be a whole number", 8),
        ("mnths=12", 'unknown key "mnths"', 1),
        ("firms.Incumbnt.price=1", 'unknown firm "Incumbnt"', 7),
        ("firms.Incumbent.prize=1", 'unknown key "prize"', 17),
        ("events.3.month=1", 'events has no entry "3"', 8),
        ("extends=other.yaml", "extends cannot be set, only written in a file", 1),
        ("segments.a.share=0.5", "there are no segments in the file", 1),
        ("months.x=3", "months is a group of settings, but must be a whole number", 1),
        ("name=!!python/name:os.system x", "the tag !!python/name:os.system is not allowed", 6),
        ("name=[", "this is not YAML: did not find expected node content", 7),
        ("name={a: 1, a: 2}", 'the key "a" is there twice', 13),
        ("name=*x", "the alias *x names nothing", 6),
        ("name=\x1b[31m", "the character U+001B is not allowed in YAML", 6),
        ("name=\udcff", "the character U+DCFF is not allowed in YAML", 6),
    ],
)
def test_a_wrong_override_is_shown_with_set_as_its_place(
    override: str, message: str, column: int, problems
) -> None:
    found = problems(TEXT, ["warm_up=1", override])
    problem = next(p for p in found if p.message == message)
    assert (problem.file, problem.line, problem.column) == ("--set", 2, column)
    assert "\x1b" not in str(problem)


def test_an_unknown_firm_gets_the_nearest_and_all(problems) -> None:
    (problem,) = problems(TEXT, ["firms.Incumbnt.price=1"])
    assert problem.help == 'did you mean "Incumbent"? firms here: Co. Ltd, Incumbent'


def test_an_override_can_mend_the_file(write) -> None:
    assert load_scenario(write("mine.yaml", "months: abc"), ["months=12"]).months == 12


def test_wrong_overrides_and_wrong_lines_are_shown_together(problems) -> None:
    found = problems(
        "warm_up: -1\n", {"months": math.inf, "name": 3, "followed": float("nan"), "currency": None}
    )
    assert [(p.file, p.line, p.message) for p in found] == [
        ("mine.yaml", 1, "warm_up is -1, but must be at least 0"),
        ("--set", 1, "months is .inf, but must be a whole number"),
        ("--set", 2, "name is 3, but must be text"),
        ("--set", 3, "followed is .nan, but must be a whole number"),
        ("--set", 4, "currency is empty, but must be text"),
    ]


def test_numpy_numbers_are_numbers(write) -> None:
    numpy = pytest.importorskip("numpy")
    path = write("mine.yaml", TEXT)
    assert load_scenario(path, {"discount_rate": numpy.float64(0.2), "months": numpy.int64(12)}).months == 12
