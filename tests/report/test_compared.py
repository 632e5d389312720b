"""The page of a comparison says what its tables say: the answer, the cards, the charts, and what differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from sim.report.chart import Chart, Gap
from sim.report.compare_charts import forest, luck, money, over_time, staying, who
from sim.report.compared import Compared
from sim.report.compared_answer import answer, cards, lead_in, other_markets
from sim.report.comparison import SECTIONS, changes, comparison_report
from sim.report.number import MINUS, SPACE, THIN, money_form, signed, span
from sim.scenario.scenario import Scenario
from sim.study.comparing.comparison import Comparison, compare

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x}"
ROW = {
    "first": 100.0, "other": 110.0, "mean": 10.0, "low": 8.0, "high": 12.0, "better": 20, "seeds": 20, "chance": 1.0,
    "chance_low": 0.83, "chance_high": 1.0, "unpaired_low": 4.0, "unpaired_high": 16.0, "width": 1 / 3, "variance": 9.0,
}  # fmt: skip


def common(text: str) -> str:
    """Return a text with common spaces and minus signs."""
    return text.translate({ord(THIN): " ", ord(SPACE): " ", ord(MINUS): "-"})


def compared_of(comparison: Comparison) -> Compared:
    return Compared(comparison.tables, comparison.summary, comparison.arms.scenarios)


@pytest.fixture(scope="module")
def comparison(small: Callable[..., Scenario]) -> Comparison:
    base = small({"market": {"customers": 400}, "months": 18})
    dear = small({"market": {"customers": 400}, "months": 18}, {"Ann": {"price": 1.05}})
    cheap = small({"market": {"customers": 400}, "months": 18}, {"Ann": {"price": 0.96}})
    return compare({"Base": base, "Dear": dear, "Cheap": cheap}, replications=5, seed=2)


@pytest.fixture(scope="module")
def compared(comparison: Comparison) -> Compared:
    return compared_of(comparison)


def told(
    compared: Compared,
    profit: dict[str, Any],
    payback: dict[str, Any] | None = None,
    equity: dict[str, Any] | None = None,
) -> Compared:
    """Return a comparison of two scenarios, B against A, with these differences in profit and customer equity."""
    rows = [
        {"scenario": "B", "firm": "Ann", "outcome": outcome} | ROW | more
        for outcome, more in (
            ("profit", profit),
            ("customer_equity", equity or {"low": -1.0}),
            ("retention_rate", {}),
        )
    ]
    case = {"case": "never", "month": None, "agree": 20, "seeds": 20} | (payback or {})
    summary = {"scenarios": ["A", "B"], "firm": "Ann", "seed": 1, "replications": 20, "branch_at": None,
               "independent": False, "payback": {"B": case}}  # fmt: skip
    tables = {**compared.tables, "differences": pd.DataFrame(rows)}
    return replace(compared, tables=tables, summary=summary, scenarios=compared.scenarios[:2])


def test_answer_of_a_better_scenario_has_interval_seeds_and_payback(compared):
    found = told(compared, {"mean": 2100.0, "low": 1900.0, "high": 2300.0}, {"case": "pays back", "month": 7})
    assert common(answer(found)) == (
        "With B, Ann earns 2 100 EUR a month more than with A (95 % interval 1 900 to 2 300 EUR), in 20 of 20 seeds; "
        "it pays back in month 7."
    )


def test_answer_says_how_many_seeds_have_paid_back_if_not_all(compared):
    payback = {"case": "pays back", "month": 109, "agree": 9}
    found = told(compared, {"mean": 885.0, "low": 646.0, "high": 1120.0, "better": 18}, payback)
    assert common(answer(found)).endswith(
        "in 18 of 20 seeds; it pays back in month 109 (ahead from then on in 9 of 20 seeds)."
    )


def test_answer_of_a_worse_scenario_counts_the_seeds_in_which_it_is_worse(compared):
    found = told(compared, {"mean": -2100.0, "low": -2300.0, "high": -1900.0, "better": 1})
    assert common(answer(found)) == (
        "With B, Ann earns 2 100 EUR a month less than with A (95 % interval 1 900 to 2 300 EUR), in 19 of 20 seeds; "
        "it has not paid back by month 17."
    )


def test_answer_says_where_scenarios_cannot_be_told_apart(compared):
    found = told(compared, {"mean": 150.0, "low": -200.0, "high": 500.0, "better": 13})
    assert common(answer(found)) == (
        "B and A cannot be told apart in what Ann earns: +150 EUR a month (95 % interval -200 to +500 EUR), more in 13 of "
        "20 seeds."
    )


def test_answer_adds_customer_equity_where_it_says_otherwise(compared):
    profit = {"mean": -2100.0, "low": -2300.0, "high": -1900.0, "better": 0}
    equity = {"mean": 757e3, "low": 687e3, "high": 827e3}
    assert common(answer(told(compared, profit, equity=equity))).endswith(
        "in 20 of 20 seeds, while customer equity at the end is 757 k EUR higher."
    )


def test_answer_of_equal_scenarios_and_of_one_seed(compared):
    same = told(compared, {"mean": 0.0, "low": 0.0, "high": 0.0, "better": 0})
    assert common(answer(same)).startswith("With B, Ann earns the same as with A in every seed")
    alone = told(compared, {"mean": 5.0, "low": float("nan"), "high": float("nan"), "seeds": 1})
    assert (
        common(answer(alone))
        == "With B, Ann earns 5.00 EUR a month more than with A in the one seed that was run."
    )


def test_answer_of_three_scenarios_begins_with_the_one_that_earns_most(compared, comparison):
    said = common(answer(compared))
    lead = max(("Dear", "Cheap"), key=lambda name: comparison.difference("profit", name).mean)
    other = "Cheap" if lead == "Dear" else "Dear"
    assert compared.lead == lead
    assert said.index(lead) < said.index(other)
    assert lead_in(compared) == f"The figures above are of {lead} less Base; {other} are in the charts."


def test_numbers_of_the_answer_are_those_of_the_cards_and_of_the_table_of_outcomes(compared):
    row = compared.row(compared.lead, "profit")
    form = compared.form(row)
    numbers = str(forest.outcomes_chart(compared).views[compared.ranked.index(compared.lead)].numbers)
    profit = cards(compared)[0]
    assert form.number(abs(row.mean)) in answer(compared)
    assert profit.value == signed(form, row.mean).replace(SPACE, " ")
    assert span(form, row.low, row.high) in profit.interval
    assert signed(form, row.mean) in numbers
    assert span(form, row.low, row.high) in numbers
    assert f"{row.better} of {row.seeds}" in numbers


def test_every_headline_is_in_the_numbers_of_its_chart(compared):
    """Every number with a unit of a title stands in the table under it, as the same text."""
    charts = [draw(compared) for section in SECTIONS for draw in section.charts]
    assert not any(isinstance(chart, Gap) for chart in charts)
    for chart in charts:
        for view in chart.views:
            for number in re.findall(
                rf"[\d.{THIN}]+{SPACE}(?:k{SPACE}|M{SPACE})?EUR|[\d.]+{THIN}%", view.title
            ):
                if chart.name != "money":  # there, differences are signed in the table
                    assert number in str(view.numbers), view.title


def test_the_fan_ends_where_its_headline_says(compared):
    name = compared.lead
    title = over_time.headline(compared, name, over_time.CUMULATIVE)
    table = over_time.path_of(compared, name, "cumulative_profit")
    end = money_form("EUR")(abs(table["median"].iloc[-1]))
    assert end in title
    view = over_time.difference_chart(compared).views[compared.ranked.index(name)]
    assert any(end in (note.text or "") for note in view.figure.layout.annotations)
    figure = view.figure
    assert figure.data[-1].y[-1] == pytest.approx(table["median"].iloc[-1], rel=1e-6)
    assert figure.data[0].y[: len(table)] == pytest.approx(table["high_90"].to_numpy(), rel=1e-6)


def test_payback_is_marked_in_the_fan_where_there_is_one(compared):
    name = compared.lead
    summary = {**compared.summary, "payback": {n: {"case": "pays back", "month": 9, "agree": 3, "seeds": 5} for n in compared.others}}  # fmt: skip
    chart = over_time.difference_chart(replace(compared, summary=summary))
    texts = [note.text for note in chart.views[compared.ranked.index(name)].figure.layout.annotations]
    assert "pays back in month 9" in texts
    assert any("pays back in month 9" in note and "3 of 5" in note for note in map(common, chart.notes))


def test_groups_of_the_chart_are_those_of_the_table(compared, comparison):
    chart = who.who_chart(compared)
    stages = [view for view in chart.views if view.label.startswith("Stage: Dear")]
    own = who.groups_of(comparison.tables["who"], "Dear", "stage")
    assert list(stages[0].figure.data[0].x) == pytest.approx(list(own["value"].fillna(0.0)))
    assert not any(view.label.startswith("Segment") for view in chart.views), "there is only one segment"


def test_headline_of_groups_names_who_clearly_brings_more_and_less(compared):
    own = pd.DataFrame(
        {
            "group": ["formation", "with a rival", "stability"],
            "total": [-1500.0, 900.0, 5000.0],
            "total_low": [-1600.0, 800.0, -10.0],
            "total_high": [-1400.0, 1000.0, 9e3],
        }
    )
    assert (
        common(who.headline(compared, own))
        == "Those with a rival bring 900 EUR more, customers in formation bring 1 500 EUR less"
    )
    assert who.headline(compared, own.iloc[2:]).startswith("Of no group")


def test_spending_says_what_moved_most_and_draws_every_scenario(compared):
    amounts = {"acquisition": (900.0, 500.0), "functional": (300.0, 400.0), "technical": (200.0, 200.0001)}
    rows = [
        {
            "scenario": name,
            "line": line,
            "amount": both[number],
            "mean": both[number] - both[0],
            "low": 0.0,
            "high": 0.0,
        }
        for number, name in enumerate("AB")
        for line, both in (amounts | {"loyalty_programme": (10.0, 30.0), "winback": (0.0, 0.0)}).items()
    ]
    found = told(compared, {})
    found = replace(found, tables={**found.tables, "spending": pd.DataFrame(rows)})
    assert common(money.headline(found)) == (
        "B spends most of all 400 EUR a month less on acquisition and 100 EUR a month more on functional quality"
    )
    bars = money.money_chart(found).views[0].figure.data[0]
    assert list(bars.x) == [900.0, 500.0, 300.0, 400.0, 200.0, 200.0001, 10.0, 30.0], (
        "nobody spends on win-back"
    )


def test_luck_says_how_wide_the_paired_interval_is(compared):
    found = told(
        compared, {}, equity={"width": 0.48, "variance": 9.9, "unpaired_low": 1.0, "unpaired_high": 9.0}
    )
    assert common(luck.luck_chart(found).views[0].title) == (
        "The same luck makes the interval for customer equity 48 % as wide as other luck would: 4.3 times fewer runs"
    )


def test_independent_scenarios_claim_nothing_of_luck(compared):
    alone = replace(compared, summary={**compared.summary, "independent": True})
    assert isinstance(luck.luck_chart(alone), Gap)


def test_survival_curves_are_drawn_for_each_scenario(compared):
    chart = staying.staying_chart(compared)
    assert isinstance(chart, Chart)
    assert len(chart.views[0].figure.data) == 3


def test_changes_say_what_every_scenario_has(compared):
    assert changes(compared) == [("firms.Ann.price", "price, list price being 1", ["1", "1.05", "0.96"])]


@pytest.mark.slow
def test_a_page_of_bad_names_has_them_escaped(small):
    evil = {"market": {"customers": 60}, "months": 6, "name": EVIL, "currency": "<b>€", "description": EVIL}
    base = small(evil | {"segments": [{"name": EVIL, "share": 0.4}]})
    other = small(evil | {"events": [{"month": 3, "firm": "Ann", "set": {"price": 1.2}}]})
    found = compare({EVIL: base, f"{EVIL}2": other, "C": base}, replications=2)
    page = comparison_report(found.tables, found.summary, found.arms.scenarios, {"command": EVIL})
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<b>€" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 10


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"replications": 1}, {"replications": 3, "independent": True}])
def test_page_is_made_for_one_seed_and_for_independent_scenarios(options, small):
    base = small({"market": {"customers": 80}, "months": 6})
    other = small({"market": {"customers": 80}, "months": 6}, {"Ann": {"price": 1.1}})
    found = compare({"A": base, "B": other}, **options)
    page = comparison_report(found.tables, found.summary, found.arms.scenarios, {"command": "tenure compare"})
    said = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\bnan\b", said, re.IGNORECASE)


@pytest.mark.slow
def test_a_page_of_equal_scenarios_says_that_nothing_differs(small):
    base = small({"market": {"customers": 80}, "months": 6})
    found = compare({"A": base, "B": base}, replications=2)
    page = comparison_report(found.tables, found.summary, found.arms.scenarios, {})
    assert "Nothing differs between the scenarios" in page
    assert "earns the same as with A in every seed" in page


def test_scenarios_of_another_market_are_named(compared, small):
    assert other_markets(compared) == ""
    other = small({"market": {"customers": 400, "secondary": False}, "months": 18})
    found = replace(compared, scenarios=[compared.scenarios[0], other, compared.scenarios[2]])
    assert other_markets(found) == "Not the same market: Dear has other market settings than Base."
    assert other_markets(found) in lead_in(found)
