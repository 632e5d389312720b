from __future__ import annotations

from sim.report.settings import told_by


def test_only_what_differs_from_the_defaults_is_told(small):
    told = told_by(small({"discount_rate": 0.2, "customers": {"satisfaction": {"loss_aversion": 3.0}}}))
    found = {row.key: row for row in told.market}
    assert found["discount_rate"].value == "0.2"
    assert found["discount_rate"].default == "0.1"
    assert found["customers.satisfaction.loss_aversion"].value == "3"
    assert "customers.satisfaction.memory" not in found


def test_survey_months_that_a_short_run_does_not_reach_are_no_difference(small):
    scenario = small({"survey": {"months": [m for m in (60, 84, 108) if m < 24]}})
    assert "survey.months" not in {row.key for row in told_by(scenario).market}


def test_firms_stand_side_by_side(small):
    told = told_by(small(firms={"Bob": {"price": 0.9}}))
    rows = {row.key: row.values for row in told.firms}
    assert rows["price"] == ["1", "0.9", "1"]
    assert rows["strategy.per_head.acquisition"] == ["2", "1.2", "0.8"]
    assert rows["quality.functional"] == ["0.64", "0.64", "0.64"]


def test_every_setting_says_what_it_means(small):
    told = told_by(small({"discount_rate": 0.2}))
    assert all(row.meaning for row in (*told.market, *told.firms))
    assert {row.key: row.meaning for row in told.market}["discount_rate"] == "discount rate (1/year)"


def test_segments_and_shocks_are_told_in_words(small, plainly):
    changes = {
        "segments": [{"name": "experts", "share": 0.3, "customers": {"stages": {"long_term": 36}}}],
        "events": [{"month": 5, "firm": "Ann", "set": {"price": 0.9}}],
    }
    told = told_by(small(changes))
    assert [plainly(cell) for cell in told.segments[0]] == ["experts", "30.0 %", "stages.long_term 36"]
    assert told.events == [["① from month 5 on", "Ann", "price 0.9"]]
