"""The page of an analysed sweep: its sentences, its charts, and that both print the same numbers."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from sim.report.chart import Chart, Gap
from sim.report.sensitivity import SECTIONS, basis, inputs, sensitivity_report
from sim.report.sensitivity_answer import answer, cards
from sim.report.sensitivity_charts.box import believed, box_chart, in_words
from sim.report.sensitivity_charts.front import front_chart
from sim.report.sensitivity_charts.regret import robustness_chart
from sim.report.sensitivity_charts.shares import scores_chart, sobol_chart
from sim.report.sensitivity_charts.tornado import tornado_chart
from sim.report.swept import Swept
from sim.study.sensitivity.analysis import analyse
from sim.study.sensitivity.resampling import Resampling

EVIL = "<script>alert('x')</script> & Co."
PROVENANCE = {"version": "0.1.0", "model_version": "abc", "sweep": "tried", "base": "none", "seed": "1", "currency": "EUR",
              "command": "tenure sensitivity outputs/tried"}  # fmt: skip
QUICK = Resampling(resamples=100)
WORLD = {"market.size": {"uniform": [0, 1]}, "customers.taste.mean": {"uniform": [0, 1]}}
LEVER = {"firms.Ann.split.acquisition": [0.2, 0.4, 0.6]}
BASE = {"market.size": 0.5, "customers.taste.mean": 0.5, "firms.Ann.split.acquisition": 0.4}


def market(values, seed, replication, *, luck=0.0):
    size, share = values["market.size"], values["firms.Ann.split.acquisition"]
    generator = np.random.default_rng([seed, replication, round(1e6 * size), round(1e6 * share)])
    equity = 1e5 * size + 2e4 * values["customers.taste.mean"] + 5e5 * (share - 0.2) * (size - 0.7)
    return {
        "customer_equity": equity + luck * generator.normal(),
        "customer_value": 0.1 * share + 0.001 * generator.normal(),
        "firm_value": 2e6 + equity + 100 * generator.normal(),
    }


def lucky(values, seed, replication):
    return market(values, seed, replication, luck=1e6)


@pytest.fixture(scope="module")
def swept(material):
    """Return a function that makes the analysed sweep of a design, made once for all tests."""
    made = {}

    def swept(kind, function=market, **design):
        key = (kind, function.__name__, *design.items())
        if key not in made:
            sweep = material(function, {"kind": kind, **design}, WORLD, LEVER, 3, BASE)
            found = analyse(sweep, "customer_equity", resampling=QUICK)
            made[key] = Swept(found.tables, found.facts(), "EUR")
        return made[key]

    return swept


DESIGNS = [
    ("latin_hypercube", {"points": 80}),
    ("sobol", {"points": 64}),
    ("morris", {"points": 12}),
    ("one_at_a_time", {}),
]


@pytest.fixture(params=DESIGNS, ids=lambda design: design[0])
def any_design(request, swept):
    kind, design = request.param
    return swept(kind, **design)


def charts_of(swept):
    drawn = [draw(swept) for section in SECTIONS for draw in section.charts]
    return [chart for chart in drawn if isinstance(chart, Chart)]


class Page(HTMLParser):
    """Elements of a page, and its texts outside of scripts."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self._within = [], [], ""
        self.feed(source)
        self.text = " ".join(self.texts)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        if self._within not in ("script", "style"):
            self.texts.append(data)


# The answer


def test_the_answer_says_what_decides_which_setting_is_safe_and_when_it_fails(swept, plainly):
    said = plainly(answer(swept("latin_hypercube", points=80)))
    assert re.fullmatch(
        r"Size decides: \d+ % \(95 % interval \d+ to \d+ %\) of the variance of customer equity at the end goes with it; "
        r"acquisition 0\.2 has the least regret, at most [\d.]+ k EUR \(.+\); it does worse than acquisition 0\.4 in \d+ "
        r"of 80 futures, mostly when size is at least 0\.\d+\.",
        said,
    )


def test_the_answer_of_a_sobol_sample_tells_what_the_input_explains_alone(swept, plainly):
    said = plainly(answer(swept("sobol", points=64)))
    assert re.match(
        r"Size decides: alone it explains 9\d % \(95 % interval \d+ to \d+ %\) of the variance", said
    )


def test_the_answer_of_a_morris_design_tells_the_largest_effect(swept, plainly):
    said = plainly(answer(swept("morris", points=12)))
    assert re.match(
        r"Size has the largest effect on customer equity at the end: \d+ k EUR \(95 % interval", said
    )


def test_the_answer_of_one_at_a_time_tells_both_ends(swept, plainly):
    said = plainly(answer(swept("one_at_a_time")))
    assert "Size moves customer equity at the end most: " in said
    assert "more at 0.95 than at 0.05 (95 % interval of the change" in said


def test_where_there_is_no_interval_none_is_announced(material, plainly):
    sweep = material(market, {"kind": "one_at_a_time"}, {key: [0.05, 0.95] for key in WORLD}, LEVER, 1, BASE)
    found = analyse(sweep, "customer_equity", resampling=QUICK)
    said = plainly(answer(Swept(found.tables, found.facts())))
    assert "than at 0.05 (no interval)" in said


def test_a_strategy_that_never_fails_does_so_in_none_of_the_futures(material, plainly):
    def flat(values, seed, replication):
        found = market(values, seed, replication)
        return found | {
            "satisfaction": 0.5 + 0.4 * values["market.size"] - 0.1 * values["firms.Ann.split.acquisition"]
        }

    sweep = material(flat, {"kind": "latin_hypercube", "points": 60}, WORLD, LEVER, 2, BASE)
    found = analyse(sweep, "satisfaction", resampling=QUICK)
    said = plainly(answer(Swept(found.tables, found.facts())))
    assert said.startswith("Size decides: ")
    assert "of the variance of satisfaction goes with it" in said
    assert "acquisition 0.2 has the least regret, at most 0.0 points (0.0 to 0.0 points)" in said
    assert said.endswith("it does worse than acquisition 0.4 in none of 60 futures.")


def test_few_points_do_not_decide(swept, plainly):
    said = plainly(answer(swept("sobol", points=16)))
    assert said.startswith("Size seems to matter most")
    notes = " ".join(sobol_chart(swept("sobol", points=16)).notes)
    assert "16 base points are too few for intervals that mean much" in notes


def test_where_most_is_luck_the_page_says_so_and_no_more(swept, plainly):
    drowned = swept("sobol", lucky, points=64)
    assert re.match(
        r"Luck hides what matters: it is \d+ % of the variance between points", plainly(answer(drowned))
    )
    assert "regret" not in answer(drowned)
    assert tornado_chart(drowned).views[0].title.startswith("Luck hides what matters")
    assert "worse" not in answer(drowned)
    assert sobol_chart(drowned).views[0].title.startswith("Luck hides what matters")
    assert all(
        view.title.startswith("Luck hides which setting is safe") for view in robustness_chart(drowned).views
    )
    assert [card.name for card in cards(drowned)] == ["Luck"]


def test_luck_of_its_own_is_told_only_where_pairing_takes_some_away(swept, plainly):
    one = swept("latin_hypercube", points=80)
    facts = {"replications": 2, "share": 0.53, "unpaired": 0.61}
    assert "with seeds of its own for every point it would be 61 %" in plainly(one.noise(facts))
    assert "seeds" not in one.noise({**facts, "unpaired": 0.47})
    assert "between points is luck, once they are averaged over the 3 combinations; with" in one.noise(
        facts, 3
    )


def test_the_four_figures_are_those_of_the_tables(swept, plainly):
    told = {card.name: plainly(card.value) for card in cards(swept("latin_hypercube", points=80))}
    assert list(told) == ["Size", "Luck", "Least regret", "Fails in"]
    assert told["Luck"] in ("under 1 %", "0 %")
    facts = swept("latin_hypercube", points=80).summary["failing"]
    said = {card.name: card.meaning for card in cards(swept("latin_hypercube", points=80))}
    assert said["Fails in"] == "those in which acquisition 0.2 does worse than acquisition 0.4"
    assert told["Fails in"] == f"{round(100 * facts['fails'] / facts['points'])} %"


# The charts


def test_every_number_of_a_title_stands_in_the_table_of_its_chart(any_design, numbers_in):
    for chart in charts_of(any_design):
        if chart.name == "failing":
            continue  # its title names settings, whose numbers are no figures of the chart
        for view in chart.views:
            for number in numbers_in(view.title):
                assert number in str(view.numbers), (chart.name, view.title)


def test_the_numbers_of_the_answer_stand_in_the_charts(any_design, numbers_in):
    everything = " ".join(
        f"{view.title} {view.subtitle} {view.numbers}"
        for chart in charts_of(any_design)
        for view in chart.views
    )
    for number in numbers_in(answer(any_design).replace("95\N{NARROW NO-BREAK SPACE}% interval", "")):
        assert number in everything, number


def test_every_index_has_its_interval_and_its_noise(any_design, plainly):
    for chart in charts_of(any_design):
        notes = plainly(" ".join(chart.notes))
        assert "Noise" in notes, chart.name
        assert "of the variance between points is luck" in notes, chart.name
        numbers = chart.views[0].numbers
        assert "95 % interval" in plainly(f"{numbers} {numbers.note}"), chart.name


def test_every_chart_says_what_it_looks_like(any_design):
    for chart in charts_of(any_design):
        for view in chart.views:
            assert len(view.alt) > 30
            assert view.numbers.rows


def test_both_ends_of_a_tornado_are_labelled_with_the_values_of_the_input(swept):
    one = swept("one_at_a_time")
    (view,) = tornado_chart(one).views
    for figure in (view.figure, view.narrow):
        texts = [annotation.text for annotation in figure.layout.annotations]
        assert {"0.05", "0.95", "0.2", "0.6", "size", "taste mean", "acquisition"} <= set(texts)


def test_the_widest_bar_of_a_tornado_is_at_the_top(swept):
    (view,) = tornado_chart(swept("one_at_a_time")).views
    heights = {a.text: a.y for a in view.figure.layout.annotations if a.text in ("size", "taste mean")}
    assert heights["size"] > heights["taste mean"]


def test_settings_are_judged_by_regret_mean_worst_case_and_success(swept):
    views = robustness_chart(swept("latin_hypercube", points=80)).views
    assert [view.label for view in views] == ["Greatest regret", "Mean", "Worst case", "Good enough"]
    assert views[0].title.startswith("Acquisition 0.2 has the least regret")


def test_the_box_is_believed_if_futures_that_were_kept_out_confirm_it(swept, plainly):
    one = swept("latin_hypercube", points=80)
    assert believed(one)
    chart = box_chart(one)
    assert re.search(r"mostly when size is at least 0\.\d", plainly(chart.views[0].title))
    assert "kept out" not in chart.views[0].title
    summary = {**one.summary, "failing": one.summary["failing"] | {"tested_density": 0.1}}
    doubted = Swept(one.tables, summary, "EUR")
    assert not believed(doubted)
    assert box_chart(doubted).views[0].title.endswith("the inputs do not tell when")
    assert "mostly when" not in answer(doubted)


@pytest.mark.parametrize(
    ("low", "high", "choices", "said"),
    [
        (np.nan, 1.02, "", "at most 1.02"),
        (9.0, np.nan, "", "at least 9"),
        (9.0, 12.0, "", "9 to 12"),
        (9.0, 9.0, "", "9"),
        (np.nan, np.nan, "asleep or copies", "asleep or copies"),
        (-0.5, np.nan, "", "at least -0.5"),
    ],
)
def test_ranges_are_told_in_words(swept, plainly, low, high, choices, said):
    row = {"parameter": "market.size", "low": low, "high": high, "choices": choices}
    assert plainly(in_words(swept("latin_hypercube", points=80), row)) == said


def test_the_front_names_who_is_on_it(swept):
    (view,) = front_chart(swept("latin_hypercube", points=80)).views
    texts = {annotation.text for annotation in view.figure.layout.annotations}
    assert {"acquisition 0.2", "acquisition 0.4", "acquisition 0.6"} <= texts
    on_front = [row[0] for row in view.numbers.rows if row[-2] == "yes"]
    assert on_front
    table = swept("latin_hypercube", points=80).tables["pareto"]
    assert set(on_front) == set(table.loc[table["on_front"], "name"])


def test_an_analysis_that_was_not_made_leaves_a_gap_that_says_why(swept):
    gap = box_chart(swept("morris", points=12))
    assert isinstance(gap, Gap)
    assert gap.reason.startswith("Points of the design morris do not fill the space")
    assert scores_chart(swept("morris", points=12)) is None


# The page


def test_the_page_is_one_file_that_asks_nothing_from_the_network(any_design):
    page = Page(sensitivity_report(any_design.tables, any_design.summary, PROVENANCE))
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert not [a for _, a in page.elements if a.get("src") or (a.get("href") or "#")[0] != "#"]


def test_the_page_has_its_answer_charts_inputs_and_command(any_design, plainly):
    page = Page(sensitivity_report(any_design.tables, any_design.summary, PROVENANCE))
    assert answer(any_design) in page.text
    ids = {a.get("id") for _, a in page.elements}
    assert {chart.name for chart in charts_of(any_design)} | {section.name for section in SECTIONS} <= ids
    for text in ("tenure sensitivity outputs/tried", "market.size", "What this design does not tell"):
        assert text in page.text
    assert "nan" not in plainly(page.text).lower().split()


def test_what_was_varied_is_told_in_words(swept, plainly):
    rows = {
        key: (plainly(values), base) for key, _, values, base in inputs(swept("latin_hypercube", points=80))
    }
    assert rows["market.size"] == ("from 0 to 1, evenly", "0.5")
    assert rows["firms.Ann.split.acquisition"] == ("0.2, 0.4 and 0.6", "0.4")


def test_points_without_all_their_runs_are_counted(material, plainly):
    sweep = material(market, {"kind": "latin_hypercube", "points": 30}, WORLD, LEVER, 2, failing=(3, 9))
    found = analyse(sweep, "customer_equity", resampling=QUICK)
    said = plainly(" ".join(basis(Swept(found.tables, found.facts()))))
    assert "2 points of 90 lack a run" in said


def test_replications_that_are_not_made_yet_are_told(swept, plainly):
    one = swept("latin_hypercube", points=80)
    going_on = Swept(one.tables, {**one.summary, "planned_replications": 5}, "EUR")
    assert "5 replications are planned; some are not used" in plainly(" ".join(basis(going_on)))
    assert "planned" not in " ".join(basis(one))


def test_text_from_the_user_stays_text(material):
    def kinds(values, seed, replication):
        return {"profit": float(len(str(values["market.kind"]))), "customer_value": 1.0, "firm_value": 2.0}

    sweep = material(
        kinds,
        {"kind": "grid"},
        {"market.kind": [EVIL, "b"]},
        {"firms.Ann.strategy": [EVIL, "calm"]},
        2,
        name=EVIL,
    )
    found = analyse(sweep, "profit", resampling=QUICK)
    source = sensitivity_report(
        found.tables, found.facts(), PROVENANCE | {"command": EVIL, "currency": EVIL, "sweep": EVIL}
    )
    page = Page(source)
    assert [tag for tag, _ in page.elements].count("script") == source.count("<script")
    assert "<script>alert" not in source
    for script in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', source, re.DOTALL):
        json.loads(script)
    figures = "".join(
        view.figure.to_json()
        for chart in charts_of(Swept(found.tables, found.facts(), EVIL))
        for view in chart.views
    )
    assert "<script" not in figures


def test_an_outcome_that_no_page_knows_is_printed_as_a_number(material, plainly):
    def function(values, seed, replication):
        return {"my_number": 3.0 * values["x"]}

    sweep = material(function, {"kind": "latin_hypercube", "points": 60}, {"x": {"uniform": [0, 1]}}, {}, 2)
    found = analyse(sweep, "my_number", resampling=QUICK)
    said = plainly(answer(Swept(found.tables, found.facts())))
    assert "of the variance of my number" in said
    assert isinstance(found.tables["tornado"], pd.DataFrame)
