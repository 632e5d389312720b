from __future__ import annotations

import pytest

from sim.clv.regain import THIRDS, losses
from sim.report.chart import Gap
from sim.report.charts.regain import BY_CAUSE, TRUST, headline, regain_chart
from sim.report.interval import Estimate
from sim.report.regained import ALL, Group, groups_of

LAST = 60


def group(name, rate, most=50.0, lost=100, reach=0.02):
    return Group(
        name, lost, round(lost * rate), Estimate(rate, rate - reach, rate + reach), 0.1, 20.0, Estimate(200.0),
        80.0, 100.0, 30.0, Estimate(most),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "title"),
    [
        (
            [group("price", 0.4), group("functional quality", 0.1), group(ALL, 0.3)],
            "Ann wins back 40 % of those who went over the price, 10 % of those who went over the service; up to 50.0 EUR "
            "may be paid for one who returns",
        ),
        (
            [group("price", 0.4, reach=0.2), group("functional quality", 0.3), group(ALL, 0.3, most=-4.0)],
            "Ann wins back 40 % of those who went over the price, 30 % of those who went over the service, which may be "
            "luck; what it brings does not even pay for the contacts",
        ),
        (
            [
                group("price", 0.4),
                group("functional quality", 1.0, lost=2),
                group(ALL, 0.41, most=float("nan")),
            ],
            "Ann wins back 40 % of those who went over the price",
        ),
        (
            [group("price", 1.0, lost=3), group(ALL, 0.33, lost=3)],
            "Ann wins back 33 % of its lost customers; up to 50.0 EUR may be paid for one who returns",
        ),
        (
            [group("price", 0.4), group(ALL, 0.4)._replace(break_even=Estimate(5.0, -1.0, 11.0))],
            "Ann wins back 40 % of those who went over the price; whether it pays cannot be told",
        ),
        (
            [group("price", 0.3), group("preference", 0.3), group(ALL, 0.3)],
            "Ann wins back 30 % of its lost customers, whoever they are; up to 50.0 EUR may be paid for one who returns",
        ),
    ],
)
def test_headline_names_the_best_and_the_worst_and_what_may_be_paid(groups, title, plainly):
    assert plainly(headline(groups, BY_CAUSE, "Ann", "EUR")) == title


def left(customer, back=None, source="win-back", life=20, replication=0, **more):
    """Rows of a customer lost in month 20, and back some months later."""
    first = {
        "replication": replication, "customer_id": customer, "firm": "Ann", "start_month": 0, "end_month": 20,
        "months": 20, "ended": True, "cause": "price", "source": "contact", "trust": 0.5, "profit": 100.0,
        "discounted_profit": 90.0, "winback_contacts": 1,
    } | more  # fmt: skip
    if back is None:
        return [first]
    start = 20 + back
    second = first | {
        "start_month": start, "end_month": start + life, "months": life, "source": source, "cause": "preference",
        "discounted_profit": 10.0 * life, "winback_contacts": 0,
    }  # fmt: skip
    return [first, second]


def stays(replication=0):
    """A rival's customer, who sees the last month of the books."""
    return {
        "replication": replication, "customer_id": 999, "firm": "Bob", "start_month": 0, "end_month": LAST,
        "months": LAST, "ended": False, "cause": "none", "source": "contact",
    }  # fmt: skip


def months(replication=0, **sums):
    return [{"replication": replication, "firm": "Ann", "month": LAST} | sums]


def own_losses(run):
    lost = losses(run.relationships, 12, LAST)
    return lost[lost["firm"] == "Ann"]


def test_numbers_of_the_chart_are_those_of_the_books(make_run):
    relationships = [row for n in range(40) for row in left(n, back=3 if n < 20 else None)]
    run = make_run(
        months=months(won_back=20, winback_spend=500.0, winback_contacts=50),
        relationships=[*relationships, stays()],
    )
    groups, until = groups_of(run, own_losses(run), "cause")
    price, everybody = groups[0], groups[-1]
    assert (price.name, everybody.name) == ("price", ALL)
    assert (price.lost, price.regained, price.rate.estimate) == (40, 20, 0.5)
    assert price.second.estimate == pytest.approx(200.0)
    assert price.cost == pytest.approx(500.0 / 50 * 40 / 20)
    assert price.break_even.estimate == pytest.approx(200.0 - 20.0)
    assert until == 60


def test_money_has_an_interval_over_replications_if_every_one_has_enough_second_lives(make_run):
    rows = []
    for replication, life in enumerate((10, 20)):
        rows += [
            row
            for n in range(30)
            for row in left(n, 3 if n < 15 else None, life=life, replication=replication)
        ]
        rows.append(stays(replication))
    books = [row for r in (0, 1) for row in months(r, won_back=15, winback_spend=30.0, winback_contacts=30)]
    run = make_run(months=books, relationships=rows)
    *_, everybody = groups_of(run, own_losses(run), "cause")[0]
    assert everybody.second.estimate == pytest.approx(150.0)
    # Two replications with 100 and 200: t(.975; 1) = 12.706, standard error 50.
    assert everybody.second.high == pytest.approx(150.0 + 12.706 * 50.0, rel=1e-4)


@pytest.mark.parametrize(
    ("relationships", "reason"),
    [
        ([], "has no relationships"),
        (
            [*left(1, end_month=LAST - 5), stays()],
            "Nobody whom Ann lost can be followed for the 12 months",
        ),
        ([*left(1, winback_contacts=0), stays()], "Ann wins nobody back: it asked none of the 1 customers"),
        ([*left(1), stays()], "Ann wins nobody back: nobody returned after 1 win-back contact."),
        (
            [*left(1, 3, source="own search"), stays()],
            "Ann wins nobody back: nobody returned after 1 win-back contact.",
        ),
    ],
)
def test_a_firm_that_wins_nobody_back_leaves_a_gap_that_says_so(relationships, reason, make_run, plainly):
    gap = regain_chart(make_run(months=months(), relationships=relationships))
    assert isinstance(gap, Gap)
    assert reason in plainly(gap.reason)


def test_thirds_are_named_in_words():
    assert tuple(TRUST) == THIRDS


def test_what_the_firm_paid_for_those_who_returned_is_said(make_run, plainly):
    relationships = [row for n in range(40) for row in left(n, back=3 if n < 20 else None)]
    books = months(won_back=20, winback_spend=500.0, winback_offers=300.0, winback_contacts=50)
    chart = regain_chart(make_run(months=books, relationships=[*relationships, stays()]))
    assert any("Ann paid 15.0 EUR to one who was won back" in plainly(note) for note in chart.notes)
