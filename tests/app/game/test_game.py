"""What is played: the market that follows from the decisions."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest

from sim import load_scenario, simulate
from sim.app.game.export import game_yaml
from sim.app.game.game import Game, Phase, Team, courses, scenario_of
from sim.app.game.rules import Decision, Rules
from sim.app.game.work import play
from sim.scenario.strategies import LINES

RULES = Rules(customers=150, warm_up=6, budget=37_500, money_step=500)
"""As many people for each team, and as much money for each of them, as a moment allows."""
SENSIBLE = Decision(6_000, 12_500, 11_500, 3_500, 4_000, price=100)


def played(decisions: list[list[Decision]], seed: int = 1, rules: Rules = RULES) -> list[dict[str, Any]]:
    """Return what the last year of the courses brought, firm by firm."""
    plain = [[asdict(decision) for decision in course] for course in decisions]
    return list(json.loads(play(rules.plain(), seed, plain))["firms"])


def test_the_past_never_changes() -> None:
    rounds = 3
    cheap = replace(SENSIBLE, price=85)
    long = [[SENSIBLE] * rounds, [RULES.opening] * rounds, [cheap] * rounds]
    earlier = [played([course[:round] for course in long]) for round in range(rounds + 1)]
    other_future = [[*course[:2], RULES.opening] for course in long]
    assert played([course[:2] for course in other_future]) == earlier[2]
    assert played(long) == earlier[3]
    assert played(other_future) != earlier[3]


def test_every_firm_lives_by_its_own_decision_in_its_own_year() -> None:
    courses = [[replace(SENSIBLE, price=80 + 5 * firm + round) for round in (1, 2)] for firm in range(4)]
    year = played(courses)
    assert [firm["price"] for firm in year] == [0.82, 0.87, 0.92, 0.97]
    for firm in year:
        for line in LINES[1:4]:
            assert firm["spending"][line] == pytest.approx(getattr(SENSIBLE, line), abs=1)


def test_comings_and_goings_add_up() -> None:
    course = [[RULES.opening]] * 3
    before, after = played([[]] * 3), played(course)
    for number, firm in enumerate(after):
        joined, lost = sum(firm["joined"].values()), sum(firm["lost"].values())
        assert firm["customers"] - before[number]["customers"] == joined - lost
        assert (sum(firm["won"].values()), sum(firm["gone"].values())) == (joined, lost)
        assert sum(firm["stages"].values()) == firm["customers"]
        assert 0 < firm["kept"] < 1
    names = "ABC"
    for one in range(3):
        for other in range(3):
            assert after[one]["won"].get(names[other], 0) == after[other]["gone"].get(names[one], 0)


def test_a_team_without_an_answer_keeps_its_last_decision() -> None:
    game = Game("ABCD", "Spring", 1, RULES, 3, Phase.COMPUTING, 4, None, 0, 0, ())
    cheap = replace(SENSIBLE, price=90)
    decisions = {(0, 1): SENSIBLE, (0, 3): cheap, (1, 2): cheap, (1, 5): SENSIBLE}
    assert courses(game, decisions) == [
        [SENSIBLE, SENSIBLE, cheap, cheap],
        [RULES.opening, cheap, cheap, cheap],
        [RULES.opening] * 4,
    ]


def test_the_file_of_a_game_has_the_same_market() -> None:
    plan = [[SENSIBLE, RULES.opening], [RULES.opening] * 2, [SENSIBLE] * 2]
    one, other = scenario_of(RULES, plan), scenario_of(RULES, plan, ["X", "Y", "Z"])
    assert [event.set for event in one.events] == [event.set for event in other.events]
    assert [event.month for event in one.events] == [12] * 3 + [24] * 3


def test_the_opening_decision_is_one_that_a_team_could_hand_in() -> None:
    rules = Rules()
    assert rules.decision(asdict(rules.opening)) == rules.opening
    assert RULES.decision(asdict(SENSIBLE)) == SENSIBLE


@pytest.mark.slow
def test_no_place_at_the_table_is_better_than_another() -> None:
    scores = []
    for seed in range(1, 25):
        year = [firm["equity"] for firm in played([[SENSIBLE] * 2] * 4, seed)]
        scores.append([score / mean(year) for score in year])
    for firm in range(4):
        own = [row[firm] for row in scores]
        error = stdev(own) / len(own) ** 0.5
        assert abs(mean(own) - 1.0) < 3.5 * error


@pytest.mark.slow
@pytest.mark.parametrize(
    "bad",
    [
        *(Decision(**(dict.fromkeys(LINES, 0) | {line: RULES.budget}), price=100) for line in LINES),
        replace(SENSIBLE, price=RULES.lowest_price),
        replace(SENSIBLE, price=RULES.highest_price),
    ],
    ids=[*LINES, "lowest price", "highest price"],
)
def test_a_sensible_mix_beats_all_money_on_one_line_and_extreme_prices(bad: Decision) -> None:
    rules = replace(RULES, customers=500, budget=125_000)
    scale = 125_000 / RULES.budget

    def large(decision: Decision) -> Decision:
        money = {line: round(getattr(decision, line) * scale) for line in LINES}
        return Decision(**money, price=decision.price)

    for seed in (1, 2):
        plans = [[large(bad)] * 10, *[[large(SENSIBLE)] * 10] * 3]
        own, *others = (firm["equity"] for firm in played(plans, seed, rules))
        assert own < min(others)


def test_the_file_that_a_class_takes_home_gives_the_same_years(tmp_path: Path) -> None:
    teams = (Team(0, "No: 1 – 狮", "ABCDEF"),)
    game = Game("ABCD", "Spring: #1", 7, RULES, 3, Phase.SHOWN, 2, None, 0, 0, teams)
    decisions = {(0, 1): SENSIBLE, (2, 2): replace(SENSIBLE, price=85)}
    file = tmp_path / "game.yaml"
    file.write_text(game_yaml(game, decisions), encoding="utf-8")
    result = simulate(load_scenario(file), replications=1, seed=game.seed)
    last = result.months[result.months["month"] == 35]
    year = played(courses(game, decisions), seed=game.seed)
    assert last["customers"].to_list() == [firm["customers"] for firm in year]
    assert last["customer_equity"].round().to_list() == [firm["equity"] for firm in year]
