from __future__ import annotations

import pandas as pd
import pytest

from sim.behaviour import choice
from sim.report.charts.causes import CAUSES
from sim.report.charts.sources import SOURCES
from sim.report.colour import COST
from sim.report.interval import INTERVAL
from sim.report.reasons import Reasons

WHIMS = Reasons(
    noun="whim",
    who="the guests",
    all="All guests",
    words={"rain": ("stayed for the rain", "it was wet"), "cake": ("came for the cake", "it was good")},
    colour="#123456",
)


def named(*names):
    return pd.DataFrame({"why": names, "replication": 0})


def counted(*names):
    return WHIMS.counted(named(*names), "why")


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["cake", "cake", "cake", "rain"], "75 % of the guests came for the cake, 25 % stayed for the rain"),
        (["cake", "rain"], "50 % of the guests stayed for the rain, 50 % came for the cake"),
        (["cake"], "All guests came for the cake"),
    ],
)
def test_headline_names_the_two_most_frequent_reasons_in_the_words_of_its_vocabulary(names, title, plainly):
    assert plainly(WHIMS.headline(counted(*names))) == title


def test_only_the_most_frequent_reason_is_coloured():
    figure = WHIMS.figure(counted("cake", "cake", "rain"))
    assert figure.data[0].marker.color == ("#123456", COST)


def test_reason_that_nobody_had_has_no_bar_but_a_row():
    table = counted("cake")
    assert list(WHIMS.figure(table).data[0].x) == [1.0]
    shown, forms = WHIMS.printed(table)
    assert list(forms) == ["whim", "meaning", "count", "share", INTERVAL]
    assert shown["whim"].to_list() == ["Cake", "Rain"]
    assert shown["meaning"].to_list() == ["came for the cake, it was good", "stayed for the rain, it was wet"]


def test_reasons_without_words_are_not_counted():
    assert WHIMS.named(named("cake", "whatever", None), "why")["why"].to_list() == ["cake"]


def test_every_reason_of_the_model_has_words():
    assert set(CAUSES.words) == set(choice.CAUSES) - {"none"}
    assert set(SOURCES.words) == set(choice.SOURCES) - {"start"}
