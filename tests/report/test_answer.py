"""The answer says what the summary says, and claims no more."""

from __future__ import annotations

import pytest

from sim.report.answer import answer, cards, firms_beside_each_other


def figures(profit=(100_000, 98_000, 102_000), kept=(0.791, 0.78, 0.80), **others):
    named = {"profit": profit, "retention_rate": kept} | others
    return {
        name: dict(zip(("estimate", "low", "high"), ends, strict=True)) | {"unit": "", "meaning": ""}
        for name, ends in named.items()
    }


def months(*profits):
    """Rows of `months` for a profit of Ann and one of Bob in each replication."""
    return [
        {"replication": number, "month": 0, "firm": firm, "profit": profit}
        for number, pair in enumerate(profits)
        for firm, profit in zip(("Ann", "Bob"), pair, strict=True)
    ]


def said(make_run, plainly, own, *profits, count=2, small=None):
    summary = {"replications": len(profits), "level": 0.95, "firms": {"Ann": own, "Bob": figures()}}
    scenario = small(count=count) if small else None
    return plainly(answer(make_run(scenario, summary, months=months(*profits))))


def test_gain_with_interval_beside_a_rival(make_run, plainly):
    assert said(make_run, plainly, figures(), (2, 1), (2, 1)) == (
        "Ann earns 100 k EUR a month (95 % interval 98.0 k to 102 k EUR), more than Bob in all 2 replications, "
        "and keeps 79.1 % of its customers from one year to the next."
    )


def test_loss_is_called_a_loss_with_its_ends_turned(make_run, plainly):
    own = figures(profit=(-21_000, -23_000, -19_000))
    assert said(make_run, plainly, own, (1, 2), (1, 2)).startswith(
        "Ann loses 21.0 k EUR a month (95 % interval 19.0 k to 23.0 k EUR), does worse than Bob in all 2 replications,"
    )


def test_interval_around_zero_is_no_gain(make_run, plainly):
    own = figures(profit=(400, -1000, 1800))
    assert said(make_run, plainly, own, (2, 1), (1, 2)).startswith(
        "Ann neither clearly earns nor clearly loses money, 400 EUR a month (95 % interval -1 000 to 1 800 EUR), "
        "does better than Bob in 1 of 2 replications,"
    )


def test_one_replication_has_no_interval(make_run, plainly):
    own = figures(profit=(100_000, None, None), kept=(0.791, None, None))
    assert said(make_run, plainly, own, (1, 2)).startswith(
        "Ann earns 100 k EUR a month in the one replication that was run, less than Bob, and keeps 79.1 %"
    )


def test_best_rival_wins_most_replications(make_run, plainly):
    assert "less than Bob in 2 of 3 replications" in said(
        make_run, plainly, figures(), (1, 2), (1, 2), (3, 2)
    )


def test_equal_profits_are_compared_in_no_words(make_run, plainly):
    assert said(make_run, plainly, figures(), (1, 1), (1, 1)) == (
        "Ann earns 100 k EUR a month (95 % interval 98.0 k to 102 k EUR) and keeps 79.1 % of its customers "
        "from one year to the next."
    )


def test_firm_alone_is_compared_with_nobody(make_run, plainly, small):
    assert "rival" not in said(make_run, plainly, figures(), (1, 1), small=small, count=1)


@pytest.mark.parametrize("missing", [{}, figures(profit=(None, None, None))])
def test_unknown_profit_is_not_made_up(missing, make_run, plainly):
    assert said(make_run, plainly, missing, (1, 1)) == "This run says nothing about the profit of Ann."


def test_cards_have_the_same_numbers_as_the_answer(real_run):
    text = answer(real_run)
    found = {card.name: card for card in cards(real_run)}
    assert found["Retention a year"].value in text
    assert next(card.name for card in cards(real_run)) == "Profit a month"


def test_dots_lie_on_the_line_and_ours_is_on_top(real_run):
    for card in cards(real_run):
        assert all(0 <= place <= 100 for dot in card.dots for place in dot[:3])
        assert [dot.ours for dot in card.dots] == [False, False, True]


def test_results_of_all_firms_stand_side_by_side(real_run):
    head, rows = firms_beside_each_other(real_run)
    assert head == ["", "Ann", "Bob", "Cid"]
    assert [row[0] for row in rows][:2] == ["Profit a month", "Customer equity at the end"]
    assert all(len(row) == 4 for row in rows)


def test_share_in_the_results_is_never_beyond_all(make_run, plainly):
    own = figures(kept=(0.9, 0.4, 1.4))
    run = make_run(
        None, {"replications": 2, "firms": {"Ann": own, "Bob": own}}, months=months((1, 1), (1, 1))
    )
    _, rows = firms_beside_each_other(run)
    kept = next(row for row in rows if row[0] == "Retention a year")
    assert plainly(kept[1]) == "90.0 %\n40.0 to 100.0 %"
