from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.app.films.composing import base_of, loaded, no_uploads, scenario_of, with_moves
from sim.app.films.lever import Lever
from sim.app.films.levers import levers_of
from sim.app.films.setup import Bounds, Move, Setup, SetupError
from sim.app.films.spending import BUDGET, money_of
from sim.market.conditions import conditions
from sim.scenario.firms import FirmSettings
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import LINES

WITH_EVENTS = ("quality-dip", "shocks/price-rise", "shocks/programme-withdrawal", "shocks/staff-turnover")
OTHERS = ("baseline", "industries/telecom", "questions/06-win-back/valuable", "shocks/recession")
SCENARIOS = {name: base_of(name, 500) for name in (*WITH_EVENTS, *OTHERS)}


def values_of(lever: Lever) -> st.SearchStrategy[Any]:
    return st.sampled_from(lever.choices) if lever.choices else st.floats(lever.minimum, lever.maximum)


@st.composite
def legal_moves(draw: st.DrawFn) -> tuple[Scenario, tuple[Move, ...]]:
    scenario = SCENARIOS[draw(st.sampled_from(sorted(SCENARIOS)))]
    levers = levers_of(scenario)
    moves = {}
    for key in draw(st.lists(st.sampled_from(sorted(levers)), max_size=12)):
        month = 0 if levers[key].group == "world" else draw(st.integers(0, scenario.months - 1))
        moves[month, key] = Move(month, key, draw(values_of(levers[key])))
    return scenario, tuple(moves[place] for place in sorted(moves))


def in_force(moves: Iterable[Move], lever: Lever, month: int) -> Any:
    """Return where a lever was moved to last by a month, None if it was not."""
    moved = [move.value for move in moves if move.lever == lever.key and move.month <= month]
    return moved[-1] if moved else None


def seen(settings: FirmSettings) -> dict[str, Any]:
    """Return the settings of a firm without its money, and its money line by line."""
    strategy = settings.strategy.model_dump(exclude={"budget", "split", "per_head"})
    money = {line: money_of(settings, line) for line in LINES}
    return settings.model_dump(exclude={"strategy"}) | {"strategy": strategy, "money": money}


@given(legal_moves())
def test_exactly_what_was_moved_differs_from_its_month_on(case: tuple[Scenario, tuple[Move, ...]]) -> None:
    scenario, moves = case
    levers = levers_of(scenario)
    composed = with_moves(scenario, moves)
    for month in range(scenario.months):
        if month % 5 and not any(move.month == month for move in moves):
            continue
        for name, base in conditions(scenario, month).firms.items():
            expected = seen(base)
            for lever in levers.values():
                value = in_force(moves, lever, month) if lever.firm == name else None
                if value is None:
                    continue
                if lever.line:
                    expected["money"][lever.line] = value
                else:
                    assert lever.sets is not None
                    for key, change in lever.sets(value).items():
                        expected[key] = expected[key] | change if isinstance(change, dict) else change
            found = seen(conditions(composed, month).firms[name])
            money = expected.pop("money")
            assert found.pop("money") == pytest.approx(money, rel=1e-9, abs=1e-9)
            for settings in (expected, found):
                settings["winback"]["causes"] = set(settings["winback"]["causes"])
            assert found == expected


@given(legal_moves())
def test_only_the_worlds_levers_change_who_the_customers_are(case: tuple[Scenario, tuple[Move, ...]]) -> None:
    scenario, moves = case
    composed = with_moves(scenario, moves)
    world = {move.lever for move in moves if levers_of(scenario)[move.lever].group == "world"}
    paths = {path for lever in world for path in levers_of(scenario)[lever].paths}
    changed = flat(composed.customers.model_dump())
    for path, value in flat(scenario.customers.model_dump()).items():
        if path not in paths:
            assert changed[path] == value
    assert composed.market == scenario.market
    assert composed.firms == scenario.firms


def flat(data: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, value in data.items():
        found |= flat(value, (*path, key)) if isinstance(value, dict) else {(*path, key): value}
    return found


def test_a_line_that_is_moved_keeps_the_withdrawal_of_the_programme_that_the_scenario_has() -> None:
    scenario = SCENARIOS["shocks/programme-withdrawal"]
    composed = with_moves(scenario, [Move(10, "acquisition", 900.0)])
    before, after = (conditions(composed, month).firms["Incumbent"] for month in (35, 36))
    assert money_of(before, "acquisition") == money_of(after, "acquisition") == pytest.approx(900)
    assert money_of(before, "loyalty_programme") == pytest.approx(420)
    assert money_of(after, "loyalty_programme") == 0


def test_a_firm_that_reviews_its_split_has_its_budget_to_move_only() -> None:
    base = SCENARIOS["baseline"]
    strategy = base.firms[0].strategy.model_copy(update={"kind": "hill_climbing"})
    firm = base.firms[0].model_copy(update={"strategy": strategy})
    levers = levers_of(base.model_copy(update={"firms": (firm, *base.firms[1:])}))
    assert BUDGET in levers
    assert not set(LINES) & set(levers)


def test_the_world_scales_what_segments_have_of_their_own() -> None:
    base = loaded(
        "extends: baseline\nsegments:\n- {name: old, share: 0.5, customers: {trust: {loss: 0.2}}}\n"
        "- {name: young, share: 0.2, customers: {wallet: {mean: 50}}}\n"
    )
    composed = with_moves(base, [Move(0, "trust_loss", 2.0)]).customers_by_segment()
    assert {name: customers.trust.loss for name, customers in composed.items()} == {
        "everyone": 0.84, "old": 0.4, "young": 0.84,
    }  # fmt: skip


def test_a_factor_stops_at_the_bounds_of_its_setting() -> None:
    base = loaded("extends: baseline\ncustomers: {trust: {loss: 0.9}}\n")
    assert with_moves(base, [Move(0, "trust_loss", 2.0)]).customers.trust.loss == 1.0


@pytest.mark.parametrize(
    ("moves", "key"),
    [
        ([Move(0, "charm", 1.0)], "films.unknown_lever"),
        ([Move(120, "price", 1.0)], "films.month_too_late"),
        ([Move(0, "price", 9.0)], "films.value_range"),
        ([Move(0, "price", "high")], "films.value_range"),
        ([Move(0, "winback_rule", "friends")], "films.value_choice"),
        ([Move(0, "winback_rule", 1.0)], "films.value_choice"),
        ([Move(4, "word_of_mouth", 2.0)], "films.world_month"),
    ],
)
def test_a_move_that_does_not_fit_is_refused(moves: list[Move], key: str) -> None:
    with pytest.raises(SetupError) as error:
        with_moves(SCENARIOS["baseline"], moves)
    assert error.value.key == key


def uploaded(text: str) -> Scenario:
    return scenario_of(Setup.of({"scenario": "upload:abc", "customers": 300}), {"abc": text}.get)


def test_an_upload_can_extend_a_packaged_scenario_and_is_brought_to_size() -> None:
    scenario = uploaded("extends: shocks/price-rise\nmonths: 60\n")
    assert (scenario.months, scenario.market.customers, len(scenario.events)) == (60, 300, 1)


@pytest.mark.parametrize(
    "extends",
    ["../../etc/passwd", "/etc/passwd", "upload:def", "def", "../def.yaml", "scenario.yaml", "sweeps/quick"],
)
def test_an_upload_cannot_extend_anything_else(extends: str) -> None:
    with pytest.raises(ScenarioError):
        loaded(f"extends: {extends}\n")
    with pytest.raises(SetupError) as error:
        uploaded(f"extends: {extends}\n")
    assert error.value.key == "films.upload_wrong"
    message = error.value.values["message"]
    assert "root:" not in message
    assert "tenure-upload" not in message


def test_an_upload_with_a_strategy_of_the_users_own_code_is_refused() -> None:
    own = "firms: [{name: Ann, strategy: {kind: 'os:system', budget: 1, split: {acquisition: 1}}}]\n"
    event = (
        "extends: baseline\nevents: [{month: 1, firm: Incumbent, set: {strategy: {kind: 'os:system', "
        "budget: 1, split: {acquisition: 1}}}}]\n"
    )
    for text in (own, event):
        with pytest.raises(SetupError) as error:
            uploaded(text)
        assert error.value.key == "films.code_refused"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("extends: baseline\nmonths: 241\n", "films.too_many_months"),
        ("extends: baseline\nwarm_up: 121\n", "films.too_much_warm_up"),
        ("firms: [" + ", ".join(f"{{name: F{n}}}" for n in range(9)) + "]", "films.too_many_firms"),
        (
            "extends: baseline\nevents: ["
            + ", ".join(f"{{month: {n % 12}, firm: Incumbent, set: {{price: 1.1}}}}" for n in range(121))
            + "]",
            "films.too_many_events",
        ),
        ("months: many\n", "films.upload_wrong"),
        ("", "films.upload_wrong"),
    ],
)
def test_an_upload_that_is_too_large_or_wrong_is_refused(text: str, key: str) -> None:
    with pytest.raises(SetupError) as error:
        uploaded(text)
    assert error.value.key == key


def test_a_scenario_that_is_not_there_is_refused() -> None:
    for name, key in (("../baseline", "films.unknown_scenario"), ("upload:abc", "films.upload_gone")):
        with pytest.raises(SetupError) as error:
            base_of(name, 300, no_uploads, Bounds())
        assert error.value.key == key
