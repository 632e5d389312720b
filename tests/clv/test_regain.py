"""The control of win-back: what is counted as lost and regained, what second lives are worth, and what they may cost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.regain import FEWEST, THIRDS, losses, regain_table, returns_without

WITHIN = 12
LAST = 100


def spell(customer, start, end, cause="price", source="contact", firm="Ann", **more):
    """A relationship; cause none: it still lasts."""
    return {
        "customer_id": customer, "firm": firm, "start_month": start, "end_month": end, "months": end - start,
        "ended": cause != "none", "cause": cause, "source": source, "trust": 0.5, "satisfaction": 0.5,
        "profit": 10.0 * (end - start), "discounted_profit": 9.0 * (end - start), "winback_contacts": 1,
        "former_profit": 0.0,
    } | more  # fmt: skip


def table(*spells):
    """Relationships up to month LAST, of which one unconcerned customer sees the end."""
    return pd.DataFrame([*spells, spell(-1, 0, LAST, "none", firm="Bob")])


def books(**sums):
    """The table `months` of one month for each firm."""
    row = {"won_back": 0, "winback_spend": 0.0, "winback_offers": 0.0, "winback_contacts": 0}
    return pd.DataFrame([row | {"firm": "Ann"} | sums, row | {"firm": "Bob"}])


def one(relationships, by="all", months=None, rate=0.0, horizon=60):
    return regain_table(
        losses(relationships, WITHIN), books() if months is None else months, by, WITHIN, rate, horizon
    )


@pytest.mark.parametrize(
    ("back", "source", "regained", "wait"),
    [
        (30 + 1, "win-back", True, 1),
        (30 + WITHIN, "win-back", True, WITHIN),
        (30 + WITHIN + 1, "win-back", False, np.nan),
        (35, "own search", False, 5),
    ],
)
def test_who_is_back_by_win_back_in_time_is_regained(back, source, regained, wait):
    lost = losses(table(spell(1, 0, 30), spell(1, back, LAST, "none", source)), WITHIN)
    assert lost["regained"].tolist() == [regained]
    assert lost["wait"].tolist() == pytest.approx([wait], nan_ok=True)


def test_return_to_another_firm_is_no_return():
    lost = losses(table(spell(1, 0, 30), spell(1, 30, LAST, "none", "win-back", firm="Bob")), WITHIN)
    assert lost["wait"].isna().all()


def test_who_left_the_category_or_too_late_is_not_counted_as_lost():
    lost = losses(
        table(spell(1, 0, 30, "natural exit"), spell(2, 0, LAST - WITHIN + 1), spell(3, 0, LAST - WITHIN)),
        WITHIN,
    )
    assert lost["first_months"].tolist() == [LAST - WITHIN]


def test_a_customer_who_is_lost_twice_counts_twice():
    lost = losses(table(spell(1, 0, 10), spell(1, 15, 30, source="win-back"), spell(1, 40, 50)), WITHIN)
    assert lost["regained"].tolist() == [True, False, False]
    assert lost["second_value"].tolist() == pytest.approx([9.0 * 15, np.nan, np.nan], nan_ok=True)


def test_first_lives_begun_before_the_books_have_no_known_worth():
    lost = losses(table(spell(1, -5, 10), spell(2, 0, 10)), WITHIN)
    assert lost["first_value"].tolist() == pytest.approx([np.nan, 90.0], nan_ok=True)


def test_replications_are_kept_apart():
    first = table(spell(1, 0, 30)).assign(replication=0)
    second = table(spell(1, 35, LAST, "none", "win-back")).assign(replication=1)
    assert not losses(pd.concat([first, second]), WITHIN)["regained"].any()


def regained(count, life=20, cause="price", begin=1000, **more):
    """Customers lost and won back, whose second lives all end."""
    return [
        row
        for n in range(begin, begin + count)
        for row in (
            spell(n, 0, 30, cause, **more),
            spell(n, 31, 31 + life, source="win-back", winback_contacts=0),
        )
    ]


def gone(count, cause="price", begin=5000, **more):
    return [spell(n, 0, 30, cause, **more) for n in range(begin, begin + count)]


def first_lives(found):
    """Losses of first lives only: second lives are lost too."""
    return found[found["first_months"] == 30]


def test_the_regain_rate_is_of_all_who_were_lost_with_wilsons_interval():
    lost = first_lives(losses(table(*regained(20), *gone(60)), WITHIN))
    row = regain_table(lost, books(), "all", WITHIN, 0.0).iloc[0]
    assert (row["lost"], row["regained"], row["regain_rate"]) == (80, 20, 0.25)
    assert (row["low"], row["high"]) == pytest.approx((0.1681, 0.3549), abs=2e-4)


def test_what_may_be_paid_is_the_second_life_less_the_contacts_for_one_regained():
    lost = first_lives(losses(table(*regained(20), *gone(60)), WITHIN))
    months = books(won_back=20, winback_spend=1000.0, winback_offers=200.0, winback_contacts=80)
    row = regain_table(lost, months, "all", WITHIN, 0.0).iloc[0]
    assert row["second_value"] == pytest.approx(9.0 * 20)
    assert row["second_months"] == pytest.approx(20)
    assert row["cost"] == pytest.approx(800.0 / 80 * 80 / 20)
    assert row["offer"] == pytest.approx(200.0 / 20)
    assert (row["returns_without"], row["caused"]) == (0.0, 1.0)
    assert row["break_even"] == pytest.approx(180.0 - 40.0)


def test_who_would_have_come_anyway_is_not_credited():
    alone = [
        row
        for n in range(40)
        for row in (
            spell(9000 + n, 0, 30),
            spell(9000 + n, 31, LAST, "none", "own search", winback_contacts=0),
        )
    ]
    lost = first_lives(losses(table(*regained(20), *alone, *gone(40)), WITHIN))
    row = regain_table(lost, books(winback_spend=1.0, winback_contacts=1), "all", WITHIN, 0.0).iloc[0]
    # Ninety of a hundred contacts would have been in the first month if all months counted; here q = 100 contacts by
    # 100 + 40 × 11 months, and 40 of 100 returned alone in the first.
    asked = 100 / (100 + 40 * 11)
    without = 40 / (100 * (1 - asked))
    assert row["returns_without"] == pytest.approx(without)
    assert row["caused"] == pytest.approx((60 - 100 * without) / 20)
    assert row["break_even"] == pytest.approx(row["caused"] * row["second_value"] - row["cost"])


def test_groups_are_causes_or_thirds_and_who_was_never_asked_has_no_row():
    spells = [
        *regained(12, trust=0.1), *gone(12, "preference", 6000, trust=0.4), *gone(12, "lapse", 7000, trust=0.9, winback_contacts=0)
    ]  # fmt: skip
    lost = first_lives(losses(table(*spells), WITHIN))
    by_cause = regain_table(lost, books(), "cause", WITHIN, 0.0)
    assert dict(zip(by_cause["group"], by_cause["regain_rate"], strict=True)) == {
        "price": 1.0,
        "preference": 0.0,
    }
    by_trust = regain_table(lost, books(), "trust", WITHIN, 0.0)
    assert by_trust["group"].tolist() == list(THIRDS[:2])
    assert by_trust["regained"].tolist() == [12, 0]


def test_nothing_is_said_of_few_second_lives():
    lost = first_lives(losses(table(*regained(FEWEST - 1), *gone(20)), WITHIN))
    row = regain_table(lost, books(winback_spend=5.0, winback_contacts=5), "all", WITHIN, 0.0).iloc[0]
    assert np.isnan([row["second_value"], row["second_months"], row["break_even"]]).all()
    assert row["regain_rate"] > 0


def test_a_horizon_is_cut_to_what_is_known_of_every_group():
    short = [
        row
        for n in range(FEWEST)
        for row in (spell(n, 0, 80, "lapse"), spell(n, 85, LAST, "none", "win-back", winback_contacts=0))
    ]
    lost = losses(table(*short, *regained(20)), WITHIN)
    found = one(table(*short, *regained(20)), "cause")
    assert set(found["horizon"]) == {LAST - 85}
    assert found.set_index("group")["second_value"].to_dict() == pytest.approx(
        {"lapse": 135.0, "price": 135.0}
    )
    assert len(lost) > 20


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"by": "mood"}, "by is"), ({"rate": -1.0}, "discount_rate"), ({"horizon": 0}, "horizon")],
)
def test_bad_arguments_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        one(table(spell(1, 0, 30)), **wrong)


def test_tables_without_what_is_needed_are_refused():
    with pytest.raises(ValueError, match="trust"):
        losses(table(spell(1, 0, 30)).drop(columns="trust"), WITHIN)
    with pytest.raises(ValueError, match="within"):
        losses(table(spell(1, 0, 30)), 0)


@given(
    waits=st.lists(st.none() | st.integers(1, WITHIN), min_size=1, max_size=60),
)
def test_without_any_contact_the_share_who_return_is_simply_theirs(waits):
    wait = np.array([np.nan if w is None else w for w in waits], float)
    share = returns_without(wait, np.zeros(wait.size, bool), 0, WITHIN)
    assert share == pytest.approx(np.isfinite(wait).mean())


@given(
    waits=st.lists(st.tuples(st.integers(1, WITHIN + 1), st.booleans()), min_size=1, max_size=60),
    contacts=st.integers(0, 400),
)
def test_the_share_who_return_without_win_back_is_a_share(waits, contacts):
    wait = np.array([w if w <= WITHIN else np.nan for w, _ in waits], float)
    back = np.array([won and w <= WITHIN for w, won in waits])
    assert 0.0 <= returns_without(wait, back, contacts, WITHIN) <= 1.0


def test_returns_without_win_back_are_found_where_contacts_are_drawn_by_lot():
    """People alike, who return with 2 % a month by themselves and with 15 % in a month in which they are asked."""
    rng = np.random.default_rng(5)
    people, asked, alone, persuaded = 200_000, 0.2, 0.02, 0.15
    wait, won, contacts = np.full(people, np.nan), np.zeros(people, bool), 0
    for month in range(1, WITHIN + 1):
        out = np.flatnonzero(np.isnan(wait))
        called = rng.random(out.size) < asked
        contacts += int(called.sum())
        back = rng.random(out.size) < np.where(called, persuaded, alone)
        wait[out[back]], won[out[back & called]] = month, True
    found = returns_without(wait, won, contacts, WITHIN)
    assert found == pytest.approx(1 - (1 - alone) ** WITHIN, abs=0.004)


@pytest.mark.parametrize(
    ("after", "months", "profit"),
    [
        ([("Bob", 30, 50)], 20, 7.0),
        ([("Bob", 33, 50), ("Ann", 50, 60)], 20, 7.0),
        ([("Bob", 30, 50), ("Cid", 50, 80)], 20, 7.0),
        ([("Ann", 34, 60)], 4, 0.0),
        ([], LAST - 30, 0.0),
    ],
)
def test_what_the_lost_still_bring_is_of_the_next_relationship_with_another_firm(after, months, profit):
    following = [
        spell(1, start, end, firm=firm, former_profit=7.0 if n == 0 else 90.0)
        for n, (firm, start, end) in enumerate(after)
    ]
    first = (
        losses(table(spell(1, 0, 30), *following), WITHIN).query("firm == 'Ann' and end_month == 30").iloc[0]
    )
    assert (first["away_months"], first["away_profit"]) == (months, profit)


def test_what_they_would_have_brought_as_customers_of_others_may_not_be_paid():
    elsewhere = [spell(5000 + n, 30, 50, firm="Bob", former_profit=60.0) for n in range(60)]
    lost = losses(table(*regained(20), *gone(60), *elsewhere), WITHIN)
    lost = first_lives(lost[lost["firm"] == "Ann"])
    row = regain_table(lost, books(winback_spend=40.0, winback_contacts=80), "all", WITHIN, 0.0).iloc[0]
    a_month = 60 * 60.0 / (60 * 20 + 20 * 1)
    assert row["away_value"] == pytest.approx(a_month * 20)
    assert row["break_even"] == pytest.approx(180.0 - a_month * 20 - 2.0)
