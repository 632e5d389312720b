"""A sweep's file: what it means, and every mistake told with its place before anything runs."""

import pytest

from sim.scenario import ScenarioError
from sim.scenario.packaged import packaged_sweeps
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.plan import Plan, PlanError
from sim.study.sweeping.sweep_file import load_sweep, scenarios_at_the_ends

GOOD = """
base: baseline
uncertainties:
  customers.price_sensitivity.mean: {uniform: [6, 12]}
  market.network.neighbours: [4, 8]
levers:
  firms.Incumbent.strategy.split.acquisition: [0.2, 0.6]
  firms.Challenger.price: 1.02
constants: {months: 6, market.customers: 300}
outcomes: [profit, Challenger.market_share]
design: {kind: latin_hypercube, points: 3}
replications: 2
seed: 4
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a sweep's file and returns its path."""

    def write(text):
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def problems(path):
    with pytest.raises(ScenarioError) as caught:
        load_sweep(path)
    return caught.value.problems


def test_a_list_means_scan_a_distribution_means_sample_and_anything_else_means_hold(write):
    sweep = load_sweep(write(GOOD))
    assert [p.key for p in sweep.uncertainties] == [
        "customers.price_sensitivity.mean",
        "market.network.neighbours",
    ]
    assert [p.key for p in sweep.levers] == ["firms.Incumbent.strategy.split.acquisition"]
    assert sweep.parameters[0].distribution == Distribution("uniform", (6, 12))
    assert sweep.parameters[1].values == (4, 8)
    assert sweep.constants == {"firms.Challenger.price": 1.02, "months": 6, "market.customers": 300}
    scenario = sweep.model.scenario({"market.network.neighbours": 4})
    assert (scenario.months, scenario.market.network.neighbours) == (6, 4)
    assert scenario.firms[1].price == 1.02


def test_the_sweep_says_what_it_is(write):
    sweep = load_sweep(write(GOOD))
    assert (sweep.name, sweep.firm, sweep.base_name) == ("mine", "Incumbent", "baseline")
    assert (sweep.replications, sweep.seed, sweep.design.seed) == (2, 4, 4)
    assert sweep.column_of("profit") == ("Incumbent", "profit")
    assert sweep.column_of("Challenger.market_share") == ("Challenger", "market_share")
    assert sweep.base["market.network.neighbours"] == 8
    assert [p["role"] for p in sweep.described()["parameters"]] == ["uncertainty", "uncertainty", "lever"]


def test_a_lever_on_one_share_rescales_the_others(write):
    sweep = load_sweep(write(GOOD))
    before = sweep.model.scenario({}).firms[0].strategy.split
    after = sweep.model.scenario({"firms.Incumbent.strategy.split.acquisition": 0.6}).firms[0].strategy.split
    assert after.acquisition == 0.6
    assert sum(after.model_dump().values()) == pytest.approx(sum(before.model_dump().values()))
    assert after.winback / after.functional == pytest.approx(before.winback / before.functional)


def test_options_count_more_than_the_file(write):
    sweep = load_sweep(write(GOOD), {"months": 9}, replications=7, seed=8)
    assert (sweep.replications, sweep.seed) == (7, 8)
    assert sweep.model.scenario({}).months == 9


def test_the_base_is_looked_for_beside_the_file(write, tmp_path):
    (tmp_path / "base.yaml").write_text("months: 5\nfirms: [{name: Us}]\n", encoding="utf-8")
    sweep = load_sweep(write("base: base.yaml\nlevers: {firms.Us.price: [0.9, 1]}\n"))
    assert sweep.model.scenario({}).months == 5
    assert sweep.design.kind == "grid"
    assert sweep.outcomes == ("customer_equity", "profit", "retention_rate")


ONE_MISTAKE = [
    ("levers: {firms.Incumbent.price: []}", "is an empty list: there is nothing to scan"),
    ("levers: {firms.Incumbent.price: [1, 0.9, 1]}", "has the same value twice"),
    ("levers: {firms.Incumbent.price: {uniform: [2, 1]}}", "the bounds are reversed: low is 2, high is 1"),
    ("levers: {firms.Incumbent.price: {unifrom: [1, 2]}}", 'unknown distribution "unifrom"'),
    ("levers: {firms.Incumbent.price: {uniform: 1}}", "uniform is not a list"),
    ("levers: {firms.Incumbent.prise: [1, 2]}", 'unknown key "prise"'),
    ("levers: {firms.Incumbant.price: [1, 2]}", 'unknown firm "Incumbant"'),
    ("levers: {firms.Incumbent.price: [1, -2]}", "price is -2, but must be above 0"),
    ("levers: {firms.Incumbent.price: {uniform: [0, 5]}}", "price is 0.0, but must be above 0"),
    ("levers: {firms.Incumbent.strategy.split.winback: [0.5, 1.5]}", "winback is 1.5, but must be at most 1"),
    ("levers: {'months..': [1, 2]}", '"months.." is not a dotted key'),
    ("levers: {months: [2, 3]}\nuncertainties: {months: [4]}", '"months" is varied or held twice'),
    ("levers: {firms.Incumbent.price: [1]}\nconstants: {'firms[Incumbent].price': 1}", "varied or held twice"),
    ("levers: {market.network: [{neighbours: 4}], market.network.neighbours: [4]}", "overlaps"),
    ("levers: {months: [2]}\nconstants: {moths: 3}", 'unknown key "moths"'),
    ("levers: {months: [2]}\noutcomes: [profits]", 'unknown outcome "profits"'),
    ("levers: {months: [2]}\noutcomes: [Rival.profit]", 'unknown firm "Rival"'),
    ("levers: {months: [2]}\noutcomes: [profit, profit]", 'the outcome "profit" is there twice'),
    ("levers: {months: [2]}\noutcomes: []", "outcomes has 0 entries, but must have at least 1"),
    ("levers: {months: [2]}\nfirm: Incumbrent", 'unknown firm "Incumbrent"'),
    ("levers: {months: [2]}\ndesign: {kind: latin}", 'kind is "latin", but must be one of those'),
    ("levers: {months: [2]}\ndesign: {kind: grid, points: 4}", "points belongs to the design latin_hypercube"),
    ("levers: {months: [2]}\ndesign: {kind: sobol, points: 4}", "no parameter has one"),
    ("levers: {months: [2]}\nreplications: 0", "replications is 0, but must be at least 1"),
    ("levers: {months: [2]}\nreplications: many", 'replications is "many", but must be a whole number'),
    ("levers: {months: [2]}\nsed: 1", 'unknown key "sed"'),
    ("levers: {months: [2]}\nkeep: [month]", '"month" is no table that can be kept'),
    ("levers: [months]", "levers is a list or a group, but must be a group of keys"),
    ("constants: {months: 3}", "nothing is varied"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), ONE_MISTAKE)
def test_a_mistake_is_told_once_with_its_place(write, text, message):
    found = problems(write(f"base: baseline\n{text}\n"))
    assert [message in problem.message for problem in found] == [True], [p.message for p in found]
    if message != "nothing is varied":
        assert found[0].line in (2, 3)
        assert found[0].file.endswith("mine.yaml")


def test_both_ends_of_a_distribution_are_tried(write):
    found = problems(write("base: baseline\nlevers: {market.network.neighbours: {uniform: [4, 8]}}\n"))
    assert [(p.message, p.column) for p in found] == [
        ("neighbours is 4.0, but must be a whole number", 48),
        ("neighbours is 8.0, but must be a whole number", 51),
    ]


def test_all_mistakes_are_told_at_once(write):
    text = "base: baseline\n" + "\n".join(
        ["levers:", "  firms.Incumbent.price: []", "  firms.Follower.price: {uniform: [2, 1]}",
         "  firms.Challenger.prise: [1, 2]", "constants: {moths: 3}", "outcomes: [profits]", "replications: 0"]
    )  # fmt: skip
    assert [problem.line for problem in problems(write(text))] == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("- a\n", "the file holds no keys and values"),
        ("levers: {months: [2]}\n", 'the sweep has no "base"'),
        ("base: basline\nlevers: {months: [2]}\n", 'there is no file "basline"'),
        ("base: 3\nlevers: {months: [2]}\n", "base is 3, but must be text"),
    ],
)
def test_without_a_base_nothing_else_is_looked_at(write, text, message):
    assert [message in problem.message for problem in problems(write(text))] == [True]


def test_a_missing_file_is_answered_with_the_packaged_ones():
    assert 'did you mean "quick"?' in problems("quik.yaml")[0].help


def test_values_that_are_wrong_together_are_told_with_their_point(write):
    sweep = load_sweep(
        write(
            "base: baseline\nuncertainties: {market.network.neighbours: [4, 60], market.customers: [50, 100]}\n"
        )
    )
    with pytest.raises(PlanError, match=r"point 2 \(market.network.neighbours=60, market.customers=50\)"):
        Plan.of(sweep)


def test_control_characters_in_a_file_do_not_reach_the_terminal(write):
    found = problems(write('base: baseline\nlevers: {"firms.\\e[31m.price": [1, 2]}\n'))
    assert "\x1b" not in str(found[0])


@pytest.mark.parametrize("name", packaged_sweeps())
def test_packaged_sweeps_can_be_planned(name):
    sweep = load_sweep(name)
    assert len(Plan.of(sweep)) > 0
    assert len(list(scenarios_at_the_ends(sweep))) > len(sweep.parameters)
