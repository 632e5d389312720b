from __future__ import annotations

import pytest

from sim.clv.segments import VALUE_POLICIES
from sim.report.charts.growth import growth_chart
from sim.report.charts.policies import policy_portions


def rows(*customers, **more):
    """Rows of `customers` from (cell, loyalty type, value now)."""
    return [
        {"firm": "Ann", "value_cell": cell, "loyalty_type": kind, "predicted_clv": value} | more
        for cell, kind, value in customers
    ]


@pytest.mark.parametrize(
    ("customers", "title"),
    [
        (
            [("high/high", "loyalist", 60.0), ("high/low", "hostage", 30.0), ("low/low", "defector", 10.0)],
            "33 % of the customers are worth much now, but are not loyal; they hold 30 % of the value",
        ),
        (
            [("high/high", "mercenary", -5.0), ("low/low", "loyalist", 1.0)],
            "50 % of the customers are worth much now, but are not loyal",
        ),
        ([("high/high", "loyalist", 60.0)], "Everybody who is worth much now is loyal"),
        ([("low/low", "loyalist", 60.0)], "Nobody is worth much now"),
    ],
)
def test_headline_says_who_is_at_stake(customers, title, make_run, plainly):
    _, policies = growth_chart(make_run(customers=rows(*customers))).views
    assert plainly(policies.title) == title


def test_every_cell_has_its_policy_with_and_without_loyalty(make_run):
    *found, at_stake = policy_portions(make_run(customers=rows(("low/high", "loyalist", 1.0))).customers)
    assert [portion.group.name.lower() for portion in found] == [
        VALUE_POLICIES[cell, loyal]
        for cell in ("high/high", "high/low", "low/high", "low/low")
        for loyal in (True, False)
    ]
    assert {portion.group.name: portion.customers for portion in found if portion.customers} == {"Develop": 1}
    assert at_stake.customers == 0


def test_policies_cover_every_customer_once(charts):
    rows = charts["growth"].views[1].numbers.rows
    counts = [int(row[2].replace("\N{NARROW NO-BREAK SPACE}", "")) for row in rows]
    everybody = charts["growth"].views[0].numbers.rows
    assert sum(counts[:-1]) == sum(int(row[3].replace("\N{NARROW NO-BREAK SPACE}", "")) for row in everybody)


def test_those_at_stake_have_a_row_but_no_bar(make_run):
    _, policies = growth_chart(make_run(customers=rows(("high/low", "defector", 1.0)))).views
    assert len(policies.numbers.rows) == 9
    assert len(policies.figure.data[0].x) == 8
