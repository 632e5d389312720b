"""Stages are a read-out: with hysteresis, and nothing in the market depends on them."""

import pytest

from sim.market.model import Market
from sim.market.tables import tables_of

OTHER_STAGES = {
    "formation": {"trust": 0.05, "share_of_wallet": 0.1, "uses": 0},
    "stability": {"trust": 0.1, "share_of_wallet": 0.2, "tenure": 2},
    "decline": {"gap": 0.3, "satisfaction": 0.6, "months": 1, "recovery_gap": 0.2, "smoothing": 1.0},
    "long_term": 3,
}


@pytest.fixture(scope="module")
def pair(small):
    """Return two markets that differ in nothing but when a stage is reached."""
    settings = {"months": 30, "followed": 500, "survey": {"months": [10], "sample": 200}}
    return tuple(
        Market(
            small(settings | {"customers": {"stages": stages}}), seed=2, transactions=True, contacts=True
        ).run()
        for stages in ({}, OTHER_STAGES)
    )


def test_other_thresholds_of_stages_change_no_behaviour(pair, differing):
    assert set(differing(*pair)) == {
        "stage", "peak_stage", "months_in_stability", "smoothed_value", "peak_value", "months_low", "months_high",
    }  # fmt: skip


def test_other_thresholds_of_stages_change_only_what_is_read_off_them(pair):
    one, other = (tables_of(market) for market in pair)
    may_differ = {
        "months": {"examination", "formation", "stability", "decline", "customer_equity"},
        "relationships": {"peak_stage", "months_in_stability", "pattern"},
        "customers": {"stage", "predicted_clv", "potential_value", "value_cell", "ladder"},
        "panel": {"stage"},
        "survey": {"stage"},
        "transactions": set(),
        "contacts": set(),
    }
    for name, columns in may_differ.items():
        found = {column for column in one[name] if not one[name][column].equals(other[name][column])}
        assert found <= columns, name
    assert not one["months"]["stability"].equals(other["months"]["stability"])


def test_who_has_just_joined_is_in_examination(tables):
    panel = tables["panel"]
    assert (panel[panel["source"].notna()]["stage"] == "examination").all()


def test_stability_takes_a_year(tables):
    assert tables["panel"].query("stage == 'stability'")["tenure"].min() >= 12


def test_decline_takes_three_bad_months(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    before = panel.groupby("customer_id")["stage"].shift()
    entered = (panel["stage"] == "decline") & (before != "decline") & before.notna()
    assert entered.sum() > 50
    assert panel[entered]["tenure"].min() >= 3


def test_decline_lasts_three_months_at_least_or_until_the_end(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    spell = panel["month"] - panel["tenure"]
    declined = panel["stage"] == "decline"
    run = (declined != declined.shift()).cumsum()
    runs = (
        panel[declined]
        .groupby([panel["customer_id"], spell, run])
        .agg(first=("month", "min"), last=("month", "max"), length=("month", "size"))
    )
    recovered = []
    by_month = panel.set_index(["customer_id", "month"])
    for (customer, begun, _), row in runs.iterrows():
        after = (customer, row["last"] + 1)
        if row["first"] > 0 and after in by_month.index:
            later = by_month.loc[after]
            if later["tenure"] == row["last"] + 1 - begun:
                recovered.append(row["length"])
    assert len(recovered) > 10
    assert min(recovered) >= 3


def test_the_dissatisfied_decline(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    best_of_three = panel.groupby("customer_id")["satisfaction"].transform(lambda s: s.rolling(3).max())
    three = (best_of_three < 0.45) & (panel["tenure"] >= 3)
    assert three.sum() > 50
    assert (panel[three]["stage"] == "decline").all()


def test_a_recovered_relationship_is_satisfied_enough(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    before = panel.groupby("customer_id")["stage"].shift()
    recovered = panel[(before == "decline") & (panel["tenure"] > 0) & (panel["stage"] != "decline")]
    recovered = recovered[recovered["source"].isna() & (recovered["stage"] != "none")]
    assert len(recovered) > 10
    assert recovered["satisfaction"].min() > 0.48
    for stage, trust, share in (("stability", 0.55, 0.65), ("formation", 0.30, 0.40)):
        chosen = recovered[recovered["stage"] == stage]
        assert (chosen["trust"] >= trust).all()
        assert (chosen["share_of_wallet"] >= share).all()
