"""The page of an optimisation says what its tables say, whatever came out, and text stays text."""

from __future__ import annotations

import copy
import json
import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.report.chart import Chart, Gap
from sim.report.number import MINUS, SPACE, THIN, signed, span
from sim.report.optimisation import SECTIONS, optimisation_report
from sim.report.optimise_charts import flatness, race, splits, worth
from sim.report.optimised import PARTS, Optimised, share
from sim.report.optimised_answer import answer, basis, cards, in_words, notes
from sim.scenario.scenario import Scenario
from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.optimum import optimise
from sim.study.optimising.probe import Probe
from sim.study.optimising.question import Budget, Question
from sim.study.optimising.space import Parts

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x}"
OWN = Parts(0.2, 0.2, 0.2, 0.2, 0.2, 0.0)
ANALYTIC = Parts(0.3, 0.25, 0.2, 0.15, 0.1, 0.0)
PROVENANCE = {
    "version": "0.1.0",
    "seed": "1",
    "command": "tenure optimise us.yaml",
    "again": "tenure compare a b",
}
DRAWS = [draw for section in SECTIONS for draw in section.charts]


def common(text):
    """Return a text with common spaces and minus signs."""
    return text.translate({ord(THIN): " ", ord(SPACE): " ", ord(MINUS): "-"})


def scenario_of(name="Us", currency="EUR"):
    split = {part: value for part, value in OWN._asdict().items() if part != "kept"}
    firms = [{"name": name, "strategy": {"budget": 500.0, "split": split}}]
    return Scenario.model_validate({"name": name, "months": 12, "currency": currency, "firms": firms})


def outcome(asks):
    """Return a concave outcome with luck that all splits share but for a little."""
    weights = np.array([3.0, 2.0, 1.0, 0.5, 0.5, 0.8])
    return [
        1000.0 * float(np.sqrt(np.array(ask.parts)) @ weights)
        + float(np.random.default_rng([ask.replication, round(1000 * ask.parts.acquisition)]).normal(0, 20.0))
        for ask in asks
    ]


@pytest.fixture(scope="module")
def one():
    question = Question.of(scenario_of(), outcome="firm_value")
    probe = Probe(Budget(500.0, OWN, True), ANALYTIC)
    found = optimise(question, probe, outcome, candidates=20, seeds=Seeds(6, 8), seed=1)
    return Optimised(found.tables, found.summary, question.scenario)


@pytest.fixture
def told(one):
    """Return a function that changes the summary: the first difference, and any other key."""

    def told(difference=None, **changes):
        summary = copy.deepcopy(one.summary) | changes
        summary["differences"][0] |= difference or {}
        return replace(one, summary=summary)

    return told


def test_a_better_split_is_answered_with_interval_and_seeds(told):
    found = told({"estimate": 2074.0, "low": 1903.0, "high": 2246.0, "better": 8, "sign": 1})
    assert common(answer(found)) == (
        "Split anew, Us's 500 EUR a month bring 2 070 EUR more firm value (95 % interval 1 900 to 2 250 EUR), and more "
        "in 8 of 8 replications that the search never saw."
    )


def test_an_interval_around_nothing_is_no_better_split(told):
    found = told({"estimate": 21.0, "low": -10.0, "high": 52.0, "better": 5})
    assert common(answer(found)) == (
        "No split was found that is clearly better than the present one for firm value: the best one differs by "
        "+21.0 EUR (95 % interval -10.0 to +52.0 EUR), and is better in 5 of 8 replications that the search never saw."
    )


def test_a_split_that_turns_out_worse_is_called_so(told):
    found = told({"estimate": -21.0, "low": -40.0, "high": -2.0, "better": 1})
    said = common(answer(found))
    assert said.startswith(
        "The split that the search chose is worse than the present one for firm value: -21.0 EUR"
    )
    assert said.endswith("Us is best left as it is.")


def test_where_the_own_split_won_there_is_one_split_less(told):
    found = told(origin="own")
    assert common(answer(found)).startswith(
        "No split was found that is better than the present one for firm value"
    )
    assert list(found.splits) == ["own", "blattberg_deighton"]
    assert len(cards(found)) == 2
    assert splits.headline(found) == "The present split stays"
    for draw in DRAWS:
        drawn = draw(found)
        assert isinstance(drawn, Chart)
        assert "Best found" not in str(drawn.views[0].numbers)


def test_numbers_of_the_answer_are_those_of_the_chart_and_its_table(one):
    row = one.compared("own", "found")
    size = signed(one.gain_form(row.gain), row.gain.estimate)
    view = worth.worth_chart(one).views[0]
    assert size in view.title
    assert size in str(view.numbers)
    assert span(one.gain_form(row.gain), row.gain.low, row.gain.high) in str(view.numbers)
    assert size.removeprefix("+") in answer(one)
    assert any(size in (note.text or "") for note in view.figure.layout.annotations)
    assert common(size) in [common(card.value) for card in cards(one)]


def test_dots_of_the_chart_have_the_mean_that_the_headline_says(one):
    row = one.compared("own", "found")
    gains = worth.gains_of(one, row)
    assert len(gains) == 8
    assert np.mean(gains) == pytest.approx(row.gain.estimate)
    drawn = [trace for trace in worth.worth_chart(one).views[0].figure.data if len(trace.x) == 8]
    np.testing.assert_allclose(drawn[-1].x, gains)


def test_shares_in_sentences_charts_and_tables_are_the_same(one):
    view = splits.splits_chart(one).views[0]
    for part, value in one.splits["found"].items():
        assert share(value) in str(view.numbers)
        if value >= 0.0005:
            assert f"{PARTS[part].lower()} {share(value)}" in in_words(one, "found")
    moved = {part: one.splits["found"][part] - one.splits["own"][part] for part in PARTS}
    most = max(moved, key=lambda part: moved[part])
    expected = f"More for {PARTS[most].lower()}, {share(one.splits['own'][most])} to {share(one.splits['found'][most])}"
    assert view.title.startswith(expected)


def test_money_of_the_lines_adds_up_to_the_budget(one):
    rows = splits.splits_chart(one).views[0].numbers.rows
    amounts = [float(common(row[-1]).split()[0].replace(" ", "")) for row in rows]
    assert sum(amounts) == pytest.approx(500.0, abs=0.5)


def test_the_race_counts_what_its_table_has(one):
    table = one.tables["candidates"]
    saved = f"{table['pruned'].sum()} of 20 candidates were stopped early: {table['replications'].sum()} runs instead of 120"
    assert common(race.headline(one)) == saved
    best = race.race_figure(one, table).data[0].y
    assert best[-1] == table.loc[~table["pruned"], "gain"].max()


def test_flatness_says_the_range_of_the_candidates_that_are_as_good(one):
    good = one.tables["candidates"].query("as_good")
    rows = {row[0]: row for row in flatness.flatness_chart(one).views[0].numbers.rows}
    for part, name in PARTS.items():
        assert rows[name][1:3] == [share(good[part].min()), share(good[part].max())]
    title = common(flatness.headline(one))
    if len(good) > 1:
        assert title.startswith(f"{len(good)} candidates are as good")
    else:
        assert title.startswith("No other candidate")


def test_a_candidate_without_an_outcome_is_listed_but_not_drawn(one):
    table = one.tables["candidates"].copy()
    table.loc[5, ["gain", "low", "high"]] = math.nan
    changed = replace(one, tables={**one.tables, "candidates": table})
    view = race.race_chart(changed).views[0]
    assert len(view.numbers.rows) == 20
    assert sum(len(trace.x) for trace in view.figure.data[1:]) == 19


@pytest.mark.parametrize(
    ("outcome_name", "unit", "said"),
    [
        ("retention_rate", "a year", "2.10 points more retention rate"),
        ("profit", "EUR/month", "0.0210 EUR a month more profit"),
        ("customers", "customers", "0.0210 customers more customers"),
    ],
)
def test_every_kind_of_outcome_has_its_unit(told, outcome_name, unit, said):
    found = told({"estimate": 0.021, "low": 0.011, "high": 0.031}, outcome=outcome_name, unit=unit)
    assert said in common(answer(found))


def test_an_outcome_that_counts_no_spending_says_so(told):
    assert not any("does not count what is spent" in note for note in notes(told()))
    said = notes(told(outcome="customer_equity"))
    assert said[0].startswith(
        "Customer equity does not count what is spent, so by it no money is worth keeping."
    )


def test_rates_per_head_and_an_analytic_split_outside_the_race_are_explained(told):
    said = " ".join(notes(told(budget_given=False, blattberg_deighton_raced=False)))
    assert "gives Us rates per head" in said
    assert "took no part in the race" in said


def test_books_without_an_analytic_answer_say_so(one):
    summary = copy.deepcopy(one.summary)
    del summary["splits"]["blattberg_deighton"]
    summary["differences"] = summary["differences"][:1]
    changed = replace(one, summary=summary)
    assert "cannot be had" in basis(changed)[-1]
    assert len(cards(changed)) == 3
    assert not any(isinstance(draw(changed), Gap) for draw in DRAWS)


def test_nothing_to_judge_leaves_a_gap_with_its_reason(one):
    summary = copy.deepcopy(one.summary) | {"origin": "own"}
    del summary["splits"]["blattberg_deighton"]
    assert isinstance(worth.worth_chart(replace(one, summary=summary)), Gap)


def test_every_chart_has_words_for_those_who_cannot_see_it(one):
    for draw in DRAWS:
        for view in draw(one).views:
            assert view.alt
            assert view.numbers.rows


def test_the_page_is_whole_and_asks_nothing_from_the_network(one):
    page = optimisation_report(one.tables, one.summary, one.scenario, PROVENANCE)
    assert common(answer(one)).replace("'", "&#39;") in common(page)
    assert "tenure optimise us.yaml" in page
    assert "tenure compare a b" in page
    assert "connect-src 'none'" in page
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", page) == []
    for section in SECTIONS:
        assert f'id="{section.name}"' in page


def test_names_from_a_scenario_stay_text(one):
    scenario = scenario_of(EVIL[:80], "<b>€")
    changed = Optimised(one.tables, {**one.summary, "firm": EVIL, "unit": "<b>€", "meaning": EVIL}, scenario)
    page = optimisation_report(changed.tables, changed.summary, scenario, PROVENANCE | {"command": EVIL})
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    for draw in DRAWS:
        for view in draw(changed).views:
            text = json.dumps(view.figure.to_plotly_json(), default=list, ensure_ascii=False)
            assert "<b>€" not in text


def test_the_same_tables_give_the_same_page(one):
    first = optimisation_report(one.tables, one.summary, one.scenario, PROVENANCE)
    tables = {name: pd.DataFrame(table) for name, table in one.tables.items()}
    assert optimisation_report(tables, one.summary, one.scenario, PROVENANCE) == first
