"""Methods that failed are named with their reason."""

from __future__ import annotations

import pandas as pd

from sim.report.failure import failures


def said(*rows):
    """The sentences about rows of (replication, method, failure)."""
    return failures(pd.DataFrame(rows, columns=["replication", "method", "failure"]), {"dwyer": "Dwyer"})


def test_method_that_worked_is_not_named():
    assert said((0, "dwyer", ""), (1, "dwyer", None), (1, "trend", float("nan"))) == []


def test_failure_of_the_only_replication_is_told_with_its_reason():
    assert said((0, "dwyer", "there are 3 customers, but must be 4.")) == [
        "Dwyer failed: there are 3 customers, but must be 4."
    ]


def test_label_is_printed_as_it_is_and_a_name_with_a_capital():
    table = pd.DataFrame({"replication": 0, "method": ["sbg", "trend"], "failure": "too short"})
    assert failures(table, {"sbg": "sBG"}) == ["sBG failed: too short.", "Trend failed: too short."]


def test_failure_says_in_how_many_replications():
    rows = [(number, "trend", "too short" if number < 2 else "") for number in range(5)]
    assert said(*rows) == ["Trend failed in 2 of 5 replications: too short."]


def test_second_reason_is_told_and_more_are_counted():
    assert said((0, "trend", "too short"), (1, "trend", "too flat")) == [
        "Trend failed in 2 of 2 replications: too short; or too flat."
    ]
    rows = [(number, "trend", reason) for number, reason in enumerate(("a", "b", "c"))]
    assert said(*rows) == ["Trend failed in 3 of 3 replications: a, and 2 more reasons."]
