"""The ten questions of strategists have the answers that docs/questions.md gives, over ten paired seeds.

The directions were looked for with seed 7 and are held here with seed 1, in a market of 6,000 customers with money in
proportion. What is asserted is the paired 95 % interval, not the sign of a mean.
"""

from functools import cache

import numpy as np
import pytest

from sim.scenario import load_scenario
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.size import in_size
from sim.study.comparing.comparison import compare
from sim.study.difference import Difference
from sim.study.replications import simulate

pytestmark = pytest.mark.slow

CUSTOMERS = 6000
SEEDS = 10


@cache
def question(folder, *names):
    """Return the comparison of scenarios of a question, the first being what the others are compared with."""
    files = {name: load_scenario(f"questions/{folder}/{name}") for name in names}
    return compare(
        {name: in_size(scenario, CUSTOMERS) for name, scenario in files.items()}, replications=SEEDS, seed=1
    )


def more(comparison, outcome, scenario):
    """Whether an outcome is higher than in the first scenario, beyond its interval."""
    return comparison.difference(outcome, scenario).low > 0.0


def less(comparison, outcome, scenario):
    """Whether an outcome is lower than in the first scenario, beyond its interval."""
    return comparison.difference(outcome, scenario).high < 0.0


def test_1_another_sum_earns_more_with_those_who_are_customers_than_with_those_who_are_not():
    both = question("01-acquire-or-retain", "acquire", "retain")
    for outcome in ("profit", "customer_equity", "firm_value", "retention_rate"):
        assert more(both, outcome, "retain"), outcome


def test_2_a_point_of_retention_is_worth_more_the_further_one_looks():
    both = question("02-a-point-of-retention", "usual", "one-point-more")
    points = 100.0 * both.difference("retention_rate", "one-point-more").mean
    assert 0.5 < points < 1.5
    booked = both.difference("discounted_profit", "one-point-more")
    with_what_is_left = both.difference("firm_value", "one-point-more")
    assert booked.low > 0.0
    assert with_what_is_left.mean > booked.mean


def test_3_how_one_is_served_counts_more_where_customers_know_little_and_less_where_they_know_much():
    names = ("new-functional", "new-technical", "mature-functional", "mature-technical")
    four = question("03-technical-or-functional", *names)
    assert less(four, "profit", "new-technical")
    profit = {name: four.values("profit", name) for name in names}
    in_new = profit["new-technical"] - profit["new-functional"]
    in_mature = profit["mature-technical"] - profit["mature-functional"]
    assert Difference.of(in_mature - in_new).low > 0.0


def test_4_the_programme_keeps_customers_and_does_not_pay():
    four = question("04-does-the-programme-pay", "none", "usual", "doubled", "withdrawn")
    for name in ("usual", "doubled"):
        assert more(four, "retention_rate", name)
        assert less(four, "profit", name)
    usual, withdrawn = (four.values("customers", name) for name in ("usual", "withdrawn"))
    assert Difference.of(withdrawn - usual).high < 0.0


def test_5_the_offer_earns_most_with_the_valuable_and_nothing_with_those_at_risk():
    rules = question("05-whom-to-keep", "random", "risk", "value", "uplift", "value-uplift", "potential")
    for rule in ("value", "value-uplift", "potential"):
        assert more(rules, "profit", rule), rule
    for rule in ("risk", "uplift"):
        assert not more(rules, "profit", rule), rule
    risk, value = (rules.values("retention_rate", rule) for rule in ("risk", "value"))
    assert Difference.of(risk - value).low > 0.0


def test_6_to_win_everybody_back_does_not_pay_and_to_win_the_valuable_back_costs_less():
    """Who was lost goes on buying as somebody else's customer: a second life must bring more than that."""
    calls = question("06-win-back", "everybody", "never", "valuable")
    for name in ("never", "valuable"):
        assert more(calls, "profit", name), name
        assert more(calls, "retention_rate", name), name
        assert less(calls, "customers", name), name
    never, valuable = (calls.values("customers", name) for name in ("never", "valuable"))
    assert Difference.of(valuable - never).low > 0.0
    never, valuable = (calls.values("profit", name) for name in ("never", "valuable"))
    assert (
        Difference.of(valuable - never).high > 0.0
    )  # nor does it cost more than to call nobody, as far as one can tell


def test_7_a_higher_price_earns_more_for_years_and_drives_customers_away():
    rises = question(
        "07-raise-the-price", "usual", "plus-5", "plus-10", "plus-15", "better", "plus-10-after-better"
    )
    for name in ("plus-5", "plus-10", "plus-15"):
        assert more(rises, "profit", name), name
        assert less(rises, "customers", name), name
    customers = {name: rises.values("customers", name) for name in rises.names}
    left_of_satisfied = customers["plus-10-after-better"] / customers["better"]
    left_of_others = customers["plus-10"] / customers["usual"]
    assert Difference.of(left_of_satisfied - left_of_others).low > 0.0


def test_8_to_match_a_cut_keeps_customers_and_costs_more_than_they_are_worth():
    answers = question("08-a-rival-cuts-its-price", "ignore", "match", "improve", "protect-the-stable")
    assert more(answers, "customers", "match")
    assert less(answers, "firm_value", "match")
    for name in ("improve", "protect-the-stable"):
        assert more(answers, "firm_value", name), name


def test_9_to_serve_the_valuable_better_with_the_others_money_earns_more_from_fewer():
    both = question("09-whom-to-release", "everybody", "tiered")
    assert more(both, "profit", "tiered")
    assert more(both, "firm_value", "tiered")
    assert less(both, "customers", "tiered")


def test_10_textbook_methods_foretell_too_little_and_to_know_better_changes_little():
    whole = load_scenario("questions/10-how-wrong-is-our-spreadsheet/as-we-guess")
    run = simulate(in_size(whole, CUSTOMERS), replications=SEEDS, seed=1, cut_off=59)
    scores = run.tables["forecast_scores"].query("firm == 'Incumbent' and against == 'realised'")
    bias = scores.pivot_table(index="replication", columns="method", values="bias")
    for method in ("Berger–Nasr", "Weibull"):
        column = next(
            name for name in bias if method.lower().replace("–", "_") in str(name).lower().replace("–", "_")
        )
        assert Difference.of(bias[column]).high < 0.0, method
    both = question("10-how-wrong-is-our-spreadsheet", "as-we-guess", "as-it-is")
    regret = 100.0 * both.values("profit", "as-it-is") / both.values("profit", "as-we-guess") - 100.0
    difference = Difference.of(regret)
    assert -5.0 < difference.low < difference.high < 5.0


def test_every_question_has_its_scenarios():
    folders = {name.split("/")[1] for name in packaged_scenarios() if name.startswith("questions/")}
    assert sorted(int(folder[:2]) for folder in folders) == list(range(1, 11))
    assert np.all(
        [
            sum(name.startswith(f"questions/{folder}/") for name in packaged_scenarios()) > 1
            for folder in folders
        ]
    )
