"""The industries: every preset says what its survival should be, meets it, and is a market in which one can live."""

import re
from functools import cache

import pytest

from sim.clv.survival import KaplanMeier
from sim.evidence.lifetimes import TOLERANCE
from sim.scenario import load_scenario, packaged_scenarios
from sim.scenario.json_schema import SCHEMA_FILE
from sim.scenario.starter import MODELINE
from sim.study.replications import simulate

PRESETS = {name: path for name, path in packaged_scenarios().items() if name.startswith("industries/")}
INDUSTRIES = ("bank", "brokerage", "car-dealer", "hotel", "local-service", "logistics", "retail", "telecom")

MONTHS = (12, 24, 36, 48)
REPLICATIONS = 3
MOST_CUSTOMERS = 6000
"""A smaller market than that of most presets: survival hardly depends on its size, and time does."""
LEAST = 0.01
"""Share below which a stage or a pattern would not be worth showing in a lesson."""
MOST_DRIFT = 0.08
"""Change of a market share over the booked months, up to which a market counts as settled."""
STATED = {month: rf"{month}: (0?\.\d+)" for month in MONTHS}
"""How a comment states survival: `12: 0.80, 24: 0.68, 36: 0.60, 48: 0.54`."""

every_preset = pytest.mark.parametrize("name", PRESETS)


def stated(name, what):
    """Return the survival that the comments of a preset state, by month."""
    text = PRESETS[name].read_text(encoding="utf-8")
    found = re.findall(rf"^# {what}: " + ", ".join(STATED.values()), text, re.MULTILINE)
    assert len(found) == 1, (
        f"{name} must have one line `# {what}: 12: …, 24: …, 36: …, 48: …`, not {len(found)}"
    )
    return dict(zip(MONTHS, map(float, found[0]), strict=True))


def reduced(name):
    """Return a preset with fewer customers; budgets shrink with them, rates per head need not."""
    scenario = load_scenario(name)
    customers = min(scenario.market.customers, MOST_CUSTOMERS)
    scale = customers / scenario.market.customers
    budgets = {
        f"firms[{firm.name}].strategy.budget": firm.strategy.budget * scale
        for firm in scenario.firms
        if firm.strategy.budget is not None
    }
    return load_scenario(name, {"market.customers": customers, "followed": 0, "survey.months": []} | budgets)


@cache
def run_of(name):
    """Return what some replications of a preset leave behind; the same for all tests of it."""
    return simulate(reduced(name), replications=REPLICATIONS, seed=1)


def test_there_is_one_for_each_industry():
    assert set(PRESETS) == {f"industries/{name}" for name in INDUSTRIES}


@every_preset
def test_a_preset_is_valid_and_its_first_line_leads_editors_to_the_schema(name):
    load_scenario(name)
    first = PRESETS[name].read_text(encoding="utf-8").splitlines()[0]
    assert first == f"{MODELINE}../{SCHEMA_FILE}"


@every_preset
def test_its_description_ends_with_what_to_look_at(name):
    sentences = re.split(r"(?<=[.!?])\s+", load_scenario(name).description.strip())
    assert [sentence.startswith("Look at ") for sentence in sentences] == [False] * (len(sentences) - 1) + [
        True
    ]


@every_preset
def test_it_states_a_survival_that_falls(name):
    steps = [1.0, *stated(name, "Survival target").values(), 0.0]
    assert steps == sorted(set(steps), reverse=True)


@every_preset
def test_it_tells_where_the_target_comes_from_and_what_was_tuned_to_it(name):
    text = PRESETS[name].read_text(encoding="utf-8")
    assert re.search(r"^# Where the target comes from: \w", text, re.MULTILINE)
    assert re.search(r"^# Tuned to it: \w", text, re.MULTILINE)


@every_preset
def test_what_it_says_came_out_meets_the_target(name):
    assert stated(name, "Came out") == pytest.approx(stated(name, "Survival target"), abs=TOLERANCE)


@pytest.mark.slow
@every_preset
def test_new_relationships_survive_as_long_as_the_target_says(name):
    begun = run_of(name).relationships.query("start_month >= 0")
    curve = KaplanMeier.fit(begun["months"], begun["ended"])
    seen = {month: float(curve.survival(month)) for month in MONTHS}
    assert seen == pytest.approx(stated(name, "Survival target"), abs=TOLERANCE)


@pytest.mark.slow
@every_preset
def test_what_it_says_came_out_comes_out(name):
    begun = run_of(name).relationships.query("start_month >= 0")
    curve = KaplanMeier.fit(begun["months"], begun["ended"])
    seen = {month: float(curve.survival(month)) for month in MONTHS}
    assert seen == pytest.approx(stated(name, "Came out"), abs=0.75 * TOLERANCE)


@pytest.mark.slow
@every_preset
def test_every_stage_occurs(name):
    months = run_of(name).months
    stages = months[["examination", "formation", "stability", "decline"]].sum() / months["customers"].sum()
    assert stages.min() >= LEAST, stages.to_dict()


@pytest.mark.slow
@every_preset
def test_every_pattern_of_ended_relationships_occurs(name):
    relationships = run_of(name).relationships
    patterns = relationships.loc[relationships["ended"], "pattern"].value_counts(normalize=True)
    assert set(patterns.index[patterns >= LEAST]) == {
        "early termination",
        "mid termination",
        "early decline",
        "long-term",
    }


@pytest.mark.slow
@every_preset
def test_every_firm_earns_money(name):
    profit = run_of(name).months.groupby("firm", observed=True)["profit"].sum()
    assert (profit > 0).all(), profit.to_dict()


@pytest.mark.slow
@every_preset
def test_market_shares_have_settled_before_the_books_open(name):
    months = run_of(name).months
    customers = months.pivot_table(
        index="month", columns="firm", values="customers", aggfunc="sum", observed=True
    )
    shares = customers.div(customers.sum(axis=1), axis=0)
    assert (shares.iloc[-1] - shares.iloc[0]).abs().max() <= MOST_DRIFT, shares.iloc[[0, -1]].to_dict()
