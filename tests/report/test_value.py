"""The page of a valuation: its answer, its figures, and text from files that cannot become anything but text."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from sim.business.terms import Terms
from sim.business.transactions import Transactions
from sim.business.valuation import value_customers
from sim.report.number import grouped
from sim.report.value import SECTIONS, value_report
from sim.report.value_answer import answer, basis, cards, notes, put_to_the_test
from sim.report.valued import Valued, time_in_words

PROVENANCE = {
    "version": "0.1.0",
    "transactions": "sales.csv",
    "transactions_hash": "0" * 64,
    "command": "tenure value sales.csv",
}
EVIL = "</title><script>document.body.id = 'hacked'</script>%{x}{{7*7}}"
MOST_BYTES = 2_500_000


def purchases(customers: int = 300, seed: int = 1) -> Transactions:
    """Return transactions of customers who buy at their own pace over two years, some of them refunded."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(customers):
        day, rate, leave, mean = (
            rng.integers(0, 500),
            rng.gamma(0.6, 1 / 20),
            rng.beta(0.8, 4),
            90 / rng.gamma(4),
        )
        while day < 730:
            amount = round(float(mean * rng.gamma(6) / 6), 2)
            rows.append((f"C{n:04}", np.datetime64("2023-01-01") + day, amount))
            if rng.random() < leave:
                break
            day += 1 + int(min(rng.exponential(1 / rate), 10_000))
    rows.append(("C0000", np.datetime64("2024-12-31"), -3.5))
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    table["customer_id"] = table["customer_id"].astype("category")
    return Transactions(table, "sales.csv", len(table))


@pytest.fixture(scope="module")
def valuation():
    return value_customers(purchases(), Terms())


@pytest.fixture(scope="module")
def valued(valuation):
    return Valued.of(valuation.tables, valuation.summary)


@pytest.fixture(scope="module")
def once():
    """A valuation of customers who never came back: no model at all."""
    table = purchases().table.drop_duplicates("customer_id")
    found = value_customers(Transactions(table, "once.csv", len(table)), Terms())
    return Valued.of(found.tables, found.summary)


@pytest.fixture
def changed(valuation):
    """Return a function that changes the summary: keys as in `figures.customer_equity`."""

    def changed(**changes):
        summary = copy.deepcopy(valuation.summary)
        for path, value in changes.items():
            *way, last = path.split("__")
            place = summary
            for key in way:
                place = place[key]
            place[last] = value
        return Valued.of(valuation.tables, summary)

    return changed


class Page(HTMLParser):
    """Elements of a page, its texts outside of scripts, and its links."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._within = ""
        self.feed(source)
        self.text = " ".join(self.texts)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        if self._within not in ("script", "style"):
            self.texts.append(data)


# The answer


def test_the_answer_says_who_buys_what_they_are_worth_and_what_the_best_hold(changed, plainly):
    valued = changed(
        customers=2357,
        figures__active_customers={"estimate": 687.9, "low": 637.0, "high": 742.9},
        figures__customer_equity={"estimate": 72_693.7, "low": 63_245.0, "high": 83_553.0},
        concentration={"best": 0.2, "of_past_value": 0.633, "of_predicted_clv": 0.7126},
    )
    assert plainly(answer(valued)) == (
        "About 688 of your 2 357 customers will buy again in the next 12 months; together your customers are worth "
        "72.7 k EUR in that time (95 % interval 63.2 k to 83.6 k EUR), and the best 20 % hold 71 % of it."
    )
    assert [plainly(card.value) for card in cards(valued)] == ["2 357", "688", "72.7 k EUR", "71 %"]


def test_the_answer_without_a_model_says_what_came_so_far(once, plainly):
    said = plainly(answer(once))
    assert said.startswith("300 customers brought ")
    assert said.endswith("what they will bring cannot be told from these transactions.")
    assert [card.value for card in cards(once)][1:3] == ["—", "—"]


def test_the_answer_without_money_still_says_who_buys(changed, plainly):
    valued = changed(figures__customer_equity={"estimate": None, "low": None, "high": None})
    assert plainly(answer(valued)).endswith(
        "what that is worth in money cannot be told from these transactions."
    )


@pytest.mark.parametrize(
    ("margin", "said"),
    [
        (1.0, "Amounts are taken as profit, because no margin was given (--margin)"),
        (0.3, "30 % of an amount is taken as profit"),
    ],
)
def test_the_page_says_what_counts_as_profit(changed, plainly, margin, said):
    text = plainly(" ".join(basis(changed(terms__margin=margin))))
    assert said in text
    assert "discounted at 10 % a year" in text
    assert "Customers still to come are not in it" in text


@pytest.mark.parametrize(
    ("expected", "came", "said"),
    [
        (
            1034.01,
            1136,
            "for the last 136 days, 1 034 purchases predicted, 1 136 came: 9 % too few predicted",
        ),
        (120.2, 100, "for the last 136 days, 120 purchases predicted, 100 came: 20 % too many predicted"),
        (100.4, 100, "for the last 136 days, 100 purchases predicted, 100 came"),
        (3.0, 0, "for the last 136 days, 3 purchases predicted, 0 came"),
    ],
)
def test_the_test_is_told_with_its_error(changed, plainly, expected, came, said):
    check = {"days": 136, "expected_purchases": {"estimate": expected}, "actual_purchases": came}
    error = expected / came - 1 if came else None
    assert plainly(put_to_the_test(changed(holdout=check | {"error": error}))) == said


def test_what_was_left_out_is_told(changed, plainly):
    valued = changed(
        rows=1000,
        skipped={"unreadable date": 2, "no customer": 1},
        first_skipped="row 7: there is no customer",
        after_until=12,
        refunds={"rows": 7, "amount": 55.0, "cancelled_purchases": 1, "unmatched_amount": 5.0},
        notes=["A model could not be fitted."],
        holdout=None,
    )
    assert [plainly(note) for note in notes(valued)] == [
        "A model could not be fitted.",
        "3 rows of 1 000 could not be read and were left out: 2 × unreadable date, 1 × no customer. The first is "
        "row 7: there is no customer.",
        f"12 transactions after {valued.summary['until']} were not looked at.",
        "7 negative amounts (55.0 EUR) were set off as refunds; 1 purchase refunded as a whole does not count; "
        "5.00 EUR of it exceeded the purchases before and changed nothing.",
    ]


@pytest.mark.parametrize(("came", "missed"), [(1469, True), (1470, False), (1859, False), (1882, True)])
def test_an_interval_that_the_test_has_shown_to_be_too_narrow_is_called_so(changed, plainly, came, missed):
    check = {
        "expected_purchases": {"estimate": 1653.0, "low": 1470.0, "high": 1859.0},
        "actual_purchases": came,
    }
    said = "In the test, what came lay outside the 95 % interval of the prediction (1 470 to 1 859 purchases)"
    assert any(plainly(note).startswith(said) for note in notes(changed(holdout=check))) == missed


def test_a_time_is_told_in_words(plainly):
    assert [plainly(time_in_words(*time)) for time in ((12.0, "month"), (1.0, "year"), (1.5, "year"))] == [
        "12 months",
        "1 year",
        "1.5 years",
    ]


# The page


def test_the_page_is_one_file_that_asks_nothing_from_the_network(valuation):
    source = value_report(valuation.tables, valuation.summary, PROVENANCE)
    page = Page(source)
    assert len(source.encode()) < MOST_BYTES
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert not [a for _, a in page.elements if a.get("src") or (a.get("href") or "#")[0] != "#"]


def test_the_page_has_its_answer_charts_models_and_command(valuation, valued):
    page = Page(value_report(valuation.tables, valuation.summary, PROVENANCE))
    assert answer(valued) in page.text
    ids = {a.get("id") for _, a in page.elements}
    names = {draw(valued).name for section in SECTIONS for draw in section.charts}
    assert names | {section.name for section in SECTIONS} <= ids
    for text in (
        "tenure value sales.csv",
        "0" * 64,
        "BG/NBD",
        "Gamma-Gamma",
        grouped(valuation.summary["rows"]),
    ):
        assert text in page.text


def test_every_figure_has_its_numbers_and_what_it_looks_like(valuation):
    page = Page(value_report(valuation.tables, valuation.summary, PROVENANCE))
    figures = [a for _, a in page.elements if a.get("class") == "figure"]
    assert len(figures) == sum(1 for _, a in page.elements if a.get("class") == "numbers")
    assert all(a["role"] == "img" and len(a["aria-label"] or "") > 40 for a in figures)


def test_text_from_the_user_stays_text(valuation, changed):
    summary = changed(
        file=f"{EVIL}.csv", terms__currency=EVIL, notes=[EVIL], first_skipped=EVIL, skipped={EVIL: 1}
    ).summary
    source = value_report(valuation.tables, summary, PROVENANCE | {"command": EVIL})
    page = Page(source)
    assert f"{EVIL}.csv" in page.text
    assert [tag for tag, _ in page.elements].count("script") == source.count("<script")
    assert "<script>document" not in source
    for script in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', source, re.DOTALL):
        json.loads(script)


def test_a_page_without_any_model_has_gaps_that_say_why(once, plainly):
    page = Page(value_report({name: getattr(once, name) for name in _TABLES}, once.summary, PROVENANCE))
    text = plainly(page.text)
    assert "Nobody bought on a second day" in text
    assert "could not be predicted; the notes at the top say why" in text
    assert "No model could be fitted" in text
    assert "nan" not in text.lower().split()


_TABLES = ("customers", "cohorts", "segments", "migration", "holdout")
