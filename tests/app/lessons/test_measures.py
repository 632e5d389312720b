"""What lessons measure: figures of made-up tables that can be worked out by hand, and of small markets."""

import json
import math
import pickle
import re
from functools import cache

import pandas as pd
import pytest

from sim.app.lessons.measures import MEASURES, Run, leaving, satisfied, taken, whale
from sim.app.lessons.measures.figures import FIGURES
from sim.app.lessons.measures.measure import Figure
from sim.app.lessons.measures.registry import OfTwo
from sim.app.lessons.measures.work import measured
from sim.app.lessons.packaged import packaged_lessons
from sim.app.words import LANGUAGES, catalogue
from sim.scenario import load_scenario
from sim.scenario.size import in_size

CUSTOMERS = 600


@cache
def lived(name, replications=1, seed=1):
    return Run.lived(in_size(load_scenario(name), CUSTOMERS), seed, replications)


@pytest.fixture(scope="module")
def every_measure():
    """All measures of a market and of the same with a bad year, which lives as long."""
    return taken(MEASURES, lived("lessons/market"), lived("quality-dip"))


def run_of(**tables):
    """A run with made-up tables about the firm in focus."""
    scenario = load_scenario("baseline")
    return Run(
        scenario,
        {name: pd.DataFrame(rows).assign(replication=0, firm="Incumbent") for name, rows in tables.items()},
    )


def test_leaving_is_told_per_hundred_months_lived_at_that_age():
    begun = [{"start_month": 0, "months": 2, "ended": True}] * 50 + [
        {"start_month": 0, "months": 10, "ended": False}
    ] * 100
    # 50 live 2 months and 100 live 3 up to the age of 3: 400 months, in which 50 leave.
    assert leaving.leaving_rates(run_of(relationships=begun), (0, 3, 10)) == [12.5, 0.0]


def test_an_age_that_hardly_anybody_reached_has_no_rate():
    begun = [{"start_month": 0, "months": 2, "ended": True}] * 150
    rates = leaving.leaving_rates(run_of(relationships=begun), (0, 2, 5))
    assert rates[0] == 50.0
    assert math.isnan(rates[1])


def test_satisfied_leavers_are_counted_from_level_five_on():
    left = [
        {"start_month": 0, "months": 5, "ended": True, "satisfaction": s} for s in (0.30, 0.55, 0.60, 0.75)
    ]
    there = [{"tenure": 3, "satisfaction": s} for s in (0.30, *[0.7] * 9)]
    found = satisfied.satisfied_leavers(run_of(relationships=left, panel=there))
    assert found.headline == Figure(75.0, "percent")
    assert found.figure("customers").value == 90.0
    # One of four leavers comes from the tenth that is not satisfied: (1/4 ÷ 1/10) ÷ (3/4 ÷ 9/10).
    assert found.figure("likelier").value == pytest.approx(3.0)


def test_the_whale_is_charged_with_what_winning_cost():
    rows = [
        {
            "customer_id": n,
            "start_month": 0,
            "months": 60,
            "ended": False,
            "won_back": False,
            "revenue": r,
            "cost": c,
        }
        for n, (r, c) in enumerate(
            [(1000.0, 700.0), (100.0, 90.0), (100.0, 90.0), (100.0, 90.0), (100.0, 90.0)]
        )
    ]
    months = [{"month": 0, "acquisition_spend": 100.0, "winback_spend": 0.0, "price": 1.0, "customers": 5}]
    found = whale.whale_curves(run_of(relationships=rows, months=months))
    # Profits are 300 and four times 10; winning cost 20 each: 280 and four times −10, 240 in all.
    assert found.headline.value == pytest.approx(100 * 280 / 240)
    assert found.figure("losing_full").value == 80.0
    assert found.figure("best_activity").value == pytest.approx(100 * 300 / 340)
    assert found.figure("losing_average").value == 0.0


def test_every_measure_is_plain_data_with_words_in_every_language(every_measure):
    messages = {language: catalogue(language).messages for language in LANGUAGES}
    for name, measure in every_measure.items():
        told = measure.json(name)
        json.dumps(told, allow_nan=False)
        assert told["kind"] in ("number", "bars", "lines", "table")
        for label in labels_in(told):
            for language, known in messages.items():
                assert label["key"] in known, f"{name}, {language}"
                known[label["key"]].format_map(label["values"])


def labels_in(told):
    """Yield every label within plain data."""
    if isinstance(told, dict):
        if set(told) == {"key", "values"}:
            yield told
        for value in told.values():
            yield from labels_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from labels_in(value)


def test_most_figures_of_a_market_are_known(every_measure):
    headlines = {name: measure.headline.value for name, measure in every_measure.items()}
    assert [name for name, value in headlines.items() if math.isnan(value)] == []


def test_shares_of_patterns_sum_to_a_hundred(every_measure):
    assert sum(f.value for f in every_measure["pattern_shares"].figures.values()) == pytest.approx(100.0)


def test_the_opening_of_a_life_is_how_it_begins(every_measure):
    opening, life = every_measure["one_life_opening"].chart, every_measure["one_life"].chart
    for begun, whole in zip(opening.series, life.series, strict=True):
        assert len(begun.y) == 6
        assert list(whole.y[:6]) == list(begun.y)
        assert len(whole.y) > 6
    assert every_measure["one_life"].figure("pattern").value in (1.0, 2.0, 3.0, 4.0)


def test_nothing_differs_between_a_market_and_itself():
    run = lived("lessons/locked-in")
    same = taken(["retention_points", "leaving_by_tie", "two_loyalties", "fall_that_is_left"], run, run)
    assert same["retention_points"].headline.value == 0.0
    assert same["two_loyalties"].headline.value == 0.0
    assert same["fall_that_is_left"].headline.value == pytest.approx(100.0)
    more = [f.value for name, f in same["leaving_by_tie"].figures.items() if name.startswith("more")]
    assert more == [0.0, 0.0, 0.0]


def test_until_the_lock_goes_both_markets_have_the_same_ties():
    a, b = lived("lessons/locked-in"), lived("lessons/lock-removed")
    held = [taken(["held_by_the_lock"], run)["held_by_the_lock"] for run in (a, b)]
    assert held[0].headline == held[1].headline
    assert held[0].headline.value > 10.0


def test_a_comparing_measure_needs_two_markets_and_an_unknown_one_is_an_error():
    with pytest.raises(
        ValueError, match=r"^the measure profit_gain compares two runs, but there is only one$"
    ):
        taken(["profit_gain"], lived("lessons/market"))
    with pytest.raises(KeyError):
        taken(["nothing"], lived("lessons/market"))
    assert {name for name, measure in MEASURES.items() if measure.compares} == {
        name for name, measure in MEASURES.items() if isinstance(measure, OfTwo)
    }


def test_a_worker_measures_what_is_measured_here():
    setup = {"scenario": "lessons/market", "seed": 1, "customers": CUSTOMERS}
    send = pickle.loads(pickle.dumps(measured))
    told = send((setup, None), ["staying_first_year", "pattern_shares"])
    here = taken(told, lived("lessons/market"))
    assert told == {name: measure.json(name) for name, measure in here.items()}


def test_replications_are_lives_with_other_luck_measured_together():
    both, first = lived("baseline", replications=2), lived("baseline")
    assert len(both.tables["months"]) == 2 * len(first.tables["months"])
    begun = both.begun
    assert len(begun[begun["replication"] == 0]) == len(first.begun)
    assert not begun[begun["replication"] == 0]["months"].equals(begun[begun["replication"] == 1]["months"])


def test_watching_more_closely_changes_nothing_that_anybody_does():
    pd.testing.assert_frame_equal(
        lived("lessons/market").tables["months"], lived("baseline").tables["months"]
    )


def test_a_figure_is_told_as_exactly_as_its_unit_deserves():
    assert Figure(12.3456, "percent").json() == {"value": 12.3, "unit": "percent"}
    assert Figure(7.6, "months").json() == {"value": 8.0, "unit": "months"}
    assert Figure(math.nan, "money").json() == {"value": None, "unit": "money"}


def test_the_figures_by_which_lessons_are_judged_are_those_that_are_measured(every_measure):
    measured = {
        name: {"": measure.headline.unit} | {key: figure.unit for key, figure in measure.figures.items()}
        for name, measure in every_measure.items()
    }
    assert measured == FIGURES


def test_the_page_for_writers_lists_every_measure_and_says_which_compare():
    listed = (packaged_lessons() / "README.md").read_text(encoding="utf-8").split("## The measures")[1]
    heads = re.findall(r"^- ((?:`\w+`(?:, )?)+)( ?B)?:", listed, re.MULTILINE)
    named = {name: bool(compares) for names, compares in heads for name in re.findall(r"`(\w+)`", names)}
    assert named == {name: measure.compares for name, measure in MEASURES.items()}


def test_the_page_for_writers_names_the_figures_that_are_written_out(every_measure):
    listed = (packaged_lessons() / "README.md").read_text(encoding="utf-8").split("## The measures")[1]
    for name in (
        "pattern_shares",
        "profit_gain",
        "curves_of_staying",
        "held_by_the_lock",
        "profit_of_the_offers",
    ):
        entry = re.search(rf"^- `{name}`.*?(?=^- |^$)", listed, re.MULTILINE | re.DOTALL)[0]
        assert {f for f in every_measure[name].figures if f"`{f}`" not in entry} == set(), name
