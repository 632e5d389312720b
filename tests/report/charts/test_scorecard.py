from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.report.chart import Gap
from sim.report.charts.scorecard import months_in_stability, scorecard_chart

WARM = {"satisfaction": 0.8, "trust": 0.8}
COLD = {"satisfaction": 0.3, "trust": 0.2}
MUCH = {"share_of_wallet": 0.9, "frequency": 5}
SOME = {"share_of_wallet": 0.5, "frequency": 5}
ONCE = {"share_of_wallet": 0.9, "frequency": 0}
LITTLE = {"share_of_wallet": 0.1, "frequency": 5}


def customer(*sides, **more):
    row = {"firm": "Ann", "stage": "stability", "ladder": "supporter", "predicted_clv": 10.0}
    for side in sides:
        row |= side
    return row | more


FOUR = [customer(WARM, MUCH), customer(COLD, SOME), customer(COLD, ONCE), customer(WARM, LITTLE)]


def titles(run, plainly):
    return {view.label: plainly(view.title) for view in scorecard_chart(run).views}


def rows(run, label):
    (view,) = (view for view in scorecard_chart(run).views if view.label == label)
    return {row[0]: row for row in view.numbers.rows}


def stable_for(run, *months):
    """The run, whose customers have numbers and relationships with so many months in stability."""
    customers = run.customers.assign(customer_id=range(len(months)))
    relationships = customers[["replication", "firm", "customer_id"]].assign(
        start_month=0, ended=False, months_in_stability=months
    )
    return replace(run, customers=customers, relationships=relationships)


def test_headline_tells_deed_from_mind(make_run, plainly):
    assert titles(make_run(customers=FOUR), plainly)["Both loyalties"] == (
        "50 % of the customers are loyal in what they do, 50 % in what they feel, 25 % in both"
    )


def test_behaviour_is_buying_again_and_half_of_the_wallet(make_run):
    shares = {name: row[2] for name, row in rows(make_run(customers=FOUR), "Both loyalties").items()}
    assert shares["Bought again"] == "3"
    assert shares["Main supplier"] == "3"
    assert shares["Behavioural loyalty"] == "2"


def test_quadrants_are_told_by_attitude_and_repeated_buying(make_run, plainly):
    run = make_run(customers=FOUR)
    assert {name: row[2] for name, row in rows(run, "Quadrants").items()} == {
        "Loyalty": "1", "Spurious loyalty": "1", "Latent loyalty": "1", "No loyalty": "1",
    }  # fmt: skip
    assert titles(run, plainly)["Quadrants"] == (
        "25 % of the customers keep buying without being attached; they hold 25 % of the value"
    )


def test_nobody_who_only_seems_loyal_is_said(make_run, plainly):
    run = make_run(customers=[customer(WARM, MUCH)])
    assert titles(run, plainly)["Quadrants"] == "No customer keeps buying without being attached"


@pytest.mark.parametrize(
    ("rungs", "title"),
    [
        (["advocate", "customer"], "50 % of the customers are advocates; they hold 50 % of the value"),
        (["client", "supporter"], "Nobody has climbed to the top of the loyalty ladder"),
    ],
)
def test_headline_of_the_ladder(rungs, title, make_run, plainly):
    run = make_run(customers=[customer(WARM, MUCH, ladder=rung) for rung in rungs])
    assert titles(run, plainly)["Ladder"] == title


@pytest.mark.parametrize(
    ("shares", "title"),
    [
        ([0.8, 0.79], "50 % of the customers give 80–100 % of their wallet; they hold 50 % of the value"),
        ([0.5, 0.1], "Nobody gives the firm 80–100 % of the wallet"),
    ],
)
def test_headline_of_the_wallet(shares, title, make_run, plainly):
    run = make_run(customers=[customer(WARM, share_of_wallet=share) for share in shares])
    assert titles(run, plainly)["Wallet"] == title


def test_each_of_the_three_loyalties_rests_on_the_one_before(make_run, plainly):
    run = make_run(customers=[*FOUR, customer(WARM, MUCH)])
    run = stable_for(run, 24, 24, 24, 23, 0)
    assert titles(run, plainly)["Three kinds"] == (
        "80 % of the customers are loyal by behaviour, 60 % by attitude too, 20 % lastingly"
    )


def test_three_loyalties_need_the_months_in_stability(make_run):
    assert "Three kinds" not in [view.label for view in scorecard_chart(make_run(customers=FOUR)).views]


def test_only_the_relationship_that_lasts_tells_the_months_in_stability(make_run):
    run = stable_for(make_run(customers=FOUR), 1, 2, 3, 4)
    before = run.relationships.iloc[[0]].assign(ended=True, months_in_stability=50)
    run = replace(run, relationships=pd.concat([before, run.relationships.iloc[::-1]]))
    assert months_in_stability(run.own_customers, run.own_relationships).to_list() == [1, 2, 3, 4]


def test_customers_whose_state_is_unknown_are_not_counted(make_run):
    run = make_run(customers=[*FOUR, customer(WARM, MUCH, trust=np.nan)])
    assert sum(int(row[2]) for row in rows(run, "Quadrants").values()) == 4


def test_nobody_there_leaves_a_gap(make_run):
    assert isinstance(scorecard_chart(make_run(customers=[customer(WARM, MUCH, firm="Bob")])), Gap)


def test_every_number_of_title_and_bars_is_in_the_table(real_run, numbers_in):
    views = scorecard_chart(real_run).views
    assert len(views) == 5
    for view in views:
        written = [view.title, *(annotation.text for annotation in view.figure.layout.annotations)]
        for text in written:
            for number in numbers_in(text):
                assert number in str(view.numbers), text
