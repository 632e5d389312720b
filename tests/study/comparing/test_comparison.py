"""Scenarios side by side: the same luck, exact differences, and one clear error where they cannot be compared."""

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of
from sim.study.comparing.comparison import ComparisonError, compare
from sim.study.comparing.who import NO_SUPPLIER, SECONDARY, WITH_A_RIVAL
from sim.study.outcomes import OUTCOMES, outcomes_of

SHOCK = {"month": 10, "firm": "Ann", "set": {"price": 1.08}}


@pytest.fixture(scope="module")
def base(small):
    return small({"market": {"customers": 300}, "months": 16, "warm_up": 4})


@pytest.fixture(scope="module")
def dearer(small):
    return small({"market": {"customers": 300}, "months": 16, "warm_up": 4, "events": [SHOCK]})


@pytest.fixture(scope="module")
def result(base, dearer):
    return compare({"As it is": base, "Dearer": dearer}, replications=4, seed=3)


def same(one, other, leave=()):
    for name, table in one.tables.items():
        if name not in leave:
            pd.testing.assert_frame_equal(table, other.tables[name], check_exact=True, obj=name)


def test_scenarios_that_are_equal_differ_by_exactly_nothing(base):
    equal = compare({"A": base, "B": base}, replications=3)
    differences, paths, who = (equal.tables[name] for name in ("differences", "paths", "who"))
    known = differences.dropna(subset=["mean"])
    assert len(known) > 30
    assert (known[["mean", "low", "high", "better"]] == 0).all(axis=None)
    assert (paths[["mean", "low_90", "high_90"]] == 0).all(axis=None)
    assert (who[["value", "total", "satisfaction"]].fillna(0) == 0).all(axis=None)
    assert equal.tables["payback"]["case"].tolist() == ["no difference"]
    assert equal.tables["changes"].empty


def test_outcomes_are_those_of_the_runs_themselves(result, dearer):
    for replication in (0, 3):
        tables = tables_of(Market(dearer, 3, replication).run())
        for firm, row in outcomes_of(tables, dearer).iterrows():
            for outcome, value in row.items():
                np.testing.assert_equal(result.values(outcome, "Dearer", firm)[replication], value)


@pytest.mark.slow
def test_processes_change_nothing(base, dearer, result):
    same(compare({"As it is": base, "Dearer": dearer}, replications=4, seed=3, jobs=2), result)


def test_branching_equals_living_straight_through_where_scenarios_are_equal_up_to_the_month(
    base, dearer, result
):
    branched = compare({"As it is": base, "Dearer": dearer}, replications=4, seed=3, branch_at=10)
    # Spending and groups begin at the branching month there.
    same(branched, result, leave=("who", "spending"))
    paths = branched.tables["paths"]
    before = paths[paths["month"] < 10]
    assert (before[["mean", "low_90", "high_90"]].fillna(0) == 0).all(axis=None)
    assert (paths.loc[paths["month"] == 12, "mean"] != 0).any()


def test_a_branch_goes_on_by_the_strategy_of_its_own_scenario_from_the_month_on(base, small):
    own = {"strategy": {"budget": 2000.0, "split": {"functional": 1.0}}}
    other = small({"market": {"customers": 300}, "months": 16, "warm_up": 4}, {"Ann": own})
    found = compare({"A": base, "B": other}, replications=1, branch_at=8)
    spending = found.tables["spending"].set_index(["scenario", "line"])["amount"]
    assert spending["B", "functional"] == pytest.approx(2000.0)
    assert spending["B", "acquisition"] == 0.0
    assert spending["A", "acquisition"] > 0.0


def test_what_groups_gain_adds_up_to_what_all_customers_bring_the_firm(result):
    who = result.tables["who"]
    whole = who[who["by"] == "all"]["total"].sum()
    assert whole != 0
    for by in ("stage", "segment", "expertise"):
        groups = who[who["by"] == by]
        assert groups["total"].sum() == pytest.approx(whole)
        assert groups["customers"].sum() == pytest.approx(300)
        assert {NO_SUPPLIER, WITH_A_RIVAL, SECONDARY} <= set(groups["group"])


def test_what_customers_bring_is_the_profit_of_the_books_before_spending_that_is_not_on_customers(
    result, base, dearer
):
    """Acquisition, quality and win-back are spent on nobody in particular, and secondary business has no account."""
    totals = []
    for scenario in (base, dearer):
        each = []
        for replication in range(4):
            months = tables_of(Market(scenario, 3, replication).run())["months"].query("firm == 'Ann'")
            spent = months[
                [f"{line}_spend" for line in ("acquisition", "functional", "technical", "winback")]
            ]
            brought = months["profit"] + spent.sum(axis=1) - months["secondary_profit"]
            each.append((brought / 1.1 ** ((months["month"] + 1) / 12)).sum())
        totals.append(np.mean(each))
    who = result.tables["who"]
    everybody = who[(who["by"] == "all") & (who["group"] != SECONDARY)]
    assert everybody["total"].item() == pytest.approx(totals[1] - totals[0])


@pytest.mark.parametrize("branch_at", [None, 6])
def test_groups_add_up_to_the_cent_to_discounted_profit_before_spending_on_nobody(branch_at, base, small):
    """With secondary business, and where spending differs: profit of the books plus spending, from the opening on."""
    own = {"strategy": {"budget": 2000.0, "split": {"functional": 0.6, "acquisition": 0.4}}, "price": 1.03}
    other = small({"market": {"customers": 300}, "months": 16, "warm_up": 4}, {"Ann": own})
    found = compare({"A": base, "B": other}, replications=2, seed=3, branch_at=branch_at)
    opening = branch_at or 0
    paths = found.tables["paths"]
    profit = paths[(paths["measure"] == "profit") & (paths["month"] >= opening)]
    worth = 1.1 ** (-(profit["month"] - opening + 1) / 12)
    spending = found.tables["spending"]
    per_month = spending[(spending["scenario"] == "B") & (spending["line"] != "loyalty_programme")][
        "mean"
    ].sum()
    assert abs(per_month) > 100
    who = found.tables["who"]
    aside = who[(who["by"] == "all") & (who["group"] == SECONDARY)]["total"].item()
    assert abs(aside) > 1
    spent = 0.0
    for replication in range(2):
        for scenario, sign in ((other, 1.0), (base, -1.0)):
            market = Market(base, 3, replication)
            if branch_at is None:
                months = tables_of(Market(scenario, 3, replication).run())["months"]
            else:
                while market.month < branch_at:
                    market.step()
                months = tables_of(market.branch(0, scenario).run())["months"]
            months = months[(months["firm"] == "Ann") & (months["month"] >= opening)]
            lines = ("acquisition", "functional", "technical", "winback")
            each = months[[f"{line}_spend" for line in lines]].sum(axis=1)
            spent += sign * (each / 1.1 ** ((months["month"] - opening + 1) / 12)).sum() / 2
    expected = (profit["mean"] * worth).sum() + spent
    for by in ("all", "stage", "segment", "expertise"):
        assert who[who["by"] == by]["total"].sum() == pytest.approx(expected, abs=0.005)


def test_a_segment_that_is_called_as_those_who_are_no_customers_is_a_group_of_its_own(small):
    own = small(
        {"market": {"customers": 100}, "months": 3, "segments": [{"name": WITH_A_RIVAL, "share": 0.4}]}
    )
    who = compare({"A": own, "B": own}, replications=2).tables["who"].query("by == 'segment'")
    assert who["group"].tolist() == [
        "everyone", f"{WITH_A_RIVAL} (segment)", NO_SUPPLIER, WITH_A_RIVAL, "secondary business",
    ]  # fmt: skip
    assert who["customers"].sum() == pytest.approx(100)


def test_common_luck_saves_variance_and_says_how_much(base, small):
    other = small({"market": {"customers": 300}, "months": 16, "warm_up": 4}, {"Ann": {"price": 1.01}})
    found = compare({"A": base, "B": other}, replications=8)
    table = found.tables["differences"].set_index(["firm", "outcome"]).loc["Ann"]
    first, second = found.values("profit", "A"), found.values("profit", "B")
    profit = table.loc["profit"]
    ratio = (first.var(ddof=1) + second.var(ddof=1)) / (second - first).var(ddof=1)
    assert profit["variance"] == pytest.approx(ratio)
    assert ratio > 1.5
    assert profit["width"] == pytest.approx(
        (profit["high"] - profit["low"]) / (profit["unpaired_high"] - profit["unpaired_low"])
    )
    assert profit["better"] == (second > first).sum()
    assert found.difference("profit", "B") == pytest.approx(tuple(profit[["mean", "low", "high"]]))


def test_independent_scenarios_have_other_luck_and_claim_no_pairing(base):
    found = compare({"A": base, "B": base}, replications=4, independent=True)
    assert (found.values("profit", "A") != found.values("profit", "B")).all()
    table = found.tables["differences"]
    assert table[["width", "variance", "unpaired_low"]].isna().all(axis=None)
    profit = table.query("firm == 'Ann' and outcome == 'profit'").iloc[0]
    assert profit["low"] < 0 < profit["high"]
    assert found.difference("profit", "B") == pytest.approx(tuple(profit[["mean", "low", "high"]]))


def test_another_firm_can_be_in_focus(base, dearer, result):
    found = compare({"As it is": base, "Dearer": dearer}, replications=4, seed=3, firm="Bob")
    assert found.firm == "Bob"
    assert found.difference("profit", "Dearer") == result.difference("profit", "Dearer", "Bob")
    assert not found.tables["paths"].equals(result.tables["paths"])


def test_changes_are_the_keys_that_differ_and_nothing_else(result, base, small):
    changes = result.tables["changes"]
    assert changes["scenario"].unique().tolist() == ["Dearer"]
    assert changes.set_index("key")["other"].to_dict() == {
        "events.0.month": "10", "events.0.firm": '"Ann"', "events.0.set.price": "1.08"
    }  # fmt: skip
    other = small(
        {"market": {"customers": 300}, "months": 16, "warm_up": 4, "name": "Else"}, {"Bob": {"price": 0.9}}
    )
    changes = compare({"A": base, "B": other}, replications=1).tables["changes"]
    assert changes.to_dict("records") == [
        {"scenario": "B", "key": "firms.Bob.price", "first": "1.0", "other": "0.9"}
    ]


def test_survival_is_kaplan_meier_over_all_replications(result, base):
    from sim.clv.survival import KaplanMeier

    own = pd.concat(tables_of(Market(base, 3, number).run())["relationships"] for number in range(4))
    own = own[(own["firm"] == "Ann") & (own["start_month"] >= 0)]
    curve = KaplanMeier.fit(own["months"], own["ended"])
    table = result.tables["survival"].query("scenario == 'As it is'")
    np.testing.assert_allclose(table["survival"], curve.survival(table["months"]))


def test_summary_can_be_written_as_json_and_says_the_same(result):
    import json

    told = json.loads(json.dumps(result.summary, allow_nan=False))
    assert told["differences"]["Dearer"]["profit"]["mean"] == result.difference("profit", "Dearer").mean
    assert list(told["differences"]["Dearer"]) == list(OUTCOMES)
    assert told["payback"]["Dearer"]["case"] in ("pays back", "never", "at once")


@pytest.mark.parametrize(
    ("changes", "options", "message"),
    [
        ({"months": 12}, {}, "months is 12 in 'B', but 16 in 'A'"),
        ({"currency": "USD"}, {}, "currency is USD in 'B'"),
        ({"market": {"customers": 310}}, {}, "market.customers is 310 in 'B'"),
        ({}, {"firm": "Zoe"}, "'A' has no firm 'Zoe': its firms are Ann, Bob, Cid"),
        ({}, {"branch_at": 16}, "months 0 to 15"),
        ({}, {"branch_at": -1}, "months 0 to 15"),
        ({}, {"branch_at": 3, "independent": True}, "cannot be independent"),
        ({"segments": [{"name": "X", "share": 0.5}]}, {"branch_at": 3}, "its segments are everyone, X"),
        ({}, {"replications": 0}, "must be at least 1"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_runs(
    changes, options, message, base, small, monkeypatch
):
    def runs(*_):
        raise AssertionError("something was run")

    monkeypatch.setattr("sim.study.comparing.comparison.run_tasks", runs)
    other = small({"market": {"customers": 300}, "months": 16, "warm_up": 4} | changes)
    with pytest.raises(ComparisonError, match="(?s).*" + message):
        compare({"A": base, "B": other}, **options)


def test_scenarios_with_other_firms_cannot_branch_but_can_be_compared(base, small):
    other = small({"market": {"customers": 300}, "months": 16, "warm_up": 4}, count=4)
    with pytest.raises(ComparisonError, match="its firms are Ann, Bob, Cid, Dot, but must be Ann, Bob, Cid"):
        compare({"A": base, "B": other}, branch_at=2)
    firms = compare({"A": base, "B": other}, replications=1).tables["differences"]["firm"]
    assert set(firms) == {"Ann", "Bob", "Cid"}


def test_one_scenario_is_no_comparison(base):
    with pytest.raises(ComparisonError, match="at least two"):
        compare({"A": base})
