"""The answer of a valuation in one sentence, the figures that matter, and what has to be known to believe them."""

from __future__ import annotations

from sim.report.answer import Card
from sim.report.interval import INTERVAL, Estimate
from sim.report.number import (
    MINUS,
    NOTHING,
    THIN,
    Form,
    counted,
    digits_needed,
    grouped,
    known,
    money,
    money_form,
    percent,
    short,
)
from sim.report.text import clean
from sim.report.valued import Valued

_EXACT = 1e4
"""Customers below which every one is printed."""


def answer(valued: Valued) -> str:
    """Return how many customers there are, how many will buy again, what they are worth, and what the best hold."""
    customers = counted(valued.summary["customers"], "customer")
    active, equity = valued.figure("active_customers"), valued.figure("customer_equity")
    if not active.is_known:
        spent = money(valued.summary["revenue"], valued.currency)
        return (
            f"{customers} brought {spent} until {valued.summary['until']}; what they will bring cannot be told from "
            "these transactions."
        )
    buying = count_form(active)(active.estimate)
    about = f"About {buying} of your {customers} will buy again in the next {valued.horizon}"
    if not equity.is_known:
        return f"{about}; what that is worth in money cannot be told from these transactions."
    form = _money_form(equity, valued)
    between = f" ({INTERVAL} {equity.between(form)})" if equity.between(form) else ""
    worth = f"{about}; together your customers are worth {form(equity.estimate)} in that time{between}"
    share, best = _held(valued, "of_predicted_clv"), percent(valued.summary["concentration"]["best"])
    return f"{worth}, and the best {best} hold {share} of it." if share else f"{worth}."


def basis(valued: Valued) -> list[str]:
    """Return the sentences under the answer: what counts as worth, and how the model did where it could be checked."""
    sentences = []
    if valued.valued:
        taken = (
            "Amounts are taken as profit, because no margin was given (--margin)"
            if valued.margin == 1
            else f"{rate(valued.margin)} of an amount is taken as profit"
        )
        discount = rate(valued.summary["terms"]["discount_rate"])
        sentences.append(
            f"{taken}; what comes later is discounted at {discount} a year. Customers still to come are not in it. "
            f"The interval covers {valued.summary['interval_covers']}."
        )
    if valued.summary["holdout"]:
        sentences.append(f"Put to the test: {put_to_the_test(valued)}.")
    return sentences


def put_to_the_test(valued: Valued) -> str:
    """Return what was predicted of the last part of the observation, and what came."""
    check = valued.summary["holdout"]
    expected, came = check["expected_purchases"]["estimate"], check["actual_purchases"]
    days = counted(check["days"], "day")
    said = f"for the last {days}, {counted(round(expected), 'purchase')} predicted, {grouped(came)} came"
    if not came or not expected:
        return said
    off = percent(abs(check["error"]))
    if round(expected) == round(came):
        return said
    return f"{said}: {off} too {'many' if expected > came else 'few'} predicted"


def cards(valued: Valued) -> list[Card]:
    """Return the four figures that matter."""
    summary = valued.summary
    again = summary["bought_again"]
    active, equity = valued.figure("active_customers"), valued.figure("customer_equity")
    best = percent(summary["concentration"]["best"])
    past = _held(valued, "of_past_value")
    held = _held(valued, "of_predicted_clv")
    return [
        Card(
            "Customers",
            grouped(summary["customers"]),
            f"{grouped(again)} bought on a second day ({percent(again / summary['customers'])})",
            f"with a purchase until {summary['until']}",
            [],
        ),
        Card(
            "Will buy again",
            count_form(active)(active.estimate),
            _interval(active, count_form(active)),
            f"customers expected to buy at least once in the next {valued.horizon}",
            [],
        ),
        Card(
            f"Worth in the next {valued.horizon}",
            _money_form(equity, valued)(equity.estimate),
            _interval(equity, _money_form(equity, valued)),
            "discounted value of what today's customers are expected to buy",
            [],
        ),
        Card(
            f"Held by the best {best}",
            held or past or NOTHING,
            f"of the value to come; {past} of the {valued.past} so far"
            if held
            else f"of the {valued.past} so far",
            f"by the {best} of customers with the most of it",
            [],
        ),
    ]


def notes(valued: Valued) -> list[str]:
    """Return what failed, is in doubt, or was left out, a sentence each."""
    summary = valued.summary
    found = [clean(str(note)) for note in summary["notes"]]
    if (missed := _missed(valued)) is not None:
        found.append(missed)
    skipped = summary["skipped"]
    if skipped:
        kinds = ", ".join(f"{grouped(count)} × {kind}" for kind, count in skipped.items())
        total = counted(sum(skipped.values()), "row")
        left = "was left out" if sum(skipped.values()) == 1 else "were left out"
        first = clean(str(summary["first_skipped"]))
        found.append(
            f"{total} of {grouped(summary['rows'])} could not be read and {left}: {kinds}. The first is {first}."
        )
    if summary["after_until"]:
        late = counted(summary["after_until"], "transaction")
        found.append(f"{late} after {summary['until']} were not looked at.")
    if summary["refunds"]["rows"]:
        found.append(_refunded(valued))
    return found


def _missed(valued: Valued) -> str | None:
    """Return that the interval of the prediction that was put to the test was too narrow, if it was."""
    check = valued.summary["holdout"]
    expected = Estimate.read(check["expected_purchases"]) if check else Estimate(float("nan"))
    if (
        expected.low is None
        or expected.high is None
        or expected.low <= check["actual_purchases"] <= expected.high
    ):
        return None
    return (
        f"In the test, what came lay outside the {INTERVAL} of the prediction ({expected.between(Form(grouped))} "
        "purchases): these customers do not quite behave as the model says, so the intervals here are too narrow."
    )


def _refunded(valued: Valued) -> str:
    """Return what became of negative amounts."""
    refunds = valued.summary["refunds"]
    rows, whole, beyond = (refunds[name] for name in ("rows", "cancelled_purchases", "unmatched_amount"))
    set_off = "was set off as a refund" if rows == 1 else "were set off as refunds"
    text = f"{counted(rows, 'negative amount')} ({money(refunds['amount'], valued.currency)}) {set_off}"
    if whole:
        text += (
            f"; {counted(whole, 'purchase')} refunded as a whole {'does' if whole == 1 else 'do'} not count"
        )
    if beyond:
        text += f"; {money(beyond, valued.currency)} of it exceeded the purchases before and changed nothing"
    return f"{text}."


def count_form(value: Estimate) -> Form:
    """Return how a number of customers is printed: exact if it is small, else in short form, its interval alike."""
    if not known(value.estimate) or value.estimate < _EXACT:
        return Form(grouped)
    digits = digits_needed(value.estimate, value.low, value.high)
    return Form(lambda x: short(x, digits))


def rate(share: float) -> str:
    """Return a rate that somebody has set, with all its digits: 10 %, 12.5 %."""
    return f"{share * 100:.10g}{THIN}%".replace("-", MINUS)


def _money_form(value: Estimate, valued: Valued) -> Form:
    return money_form(valued.currency, digits_needed(value.estimate, value.low, value.high))


def _interval(value: Estimate, form: Form) -> str:
    if not value.is_known:
        return "cannot be told from these transactions"
    return f"{INTERVAL} {value.between(form)}" if value.between(form) else "no interval"


def _held(valued: Valued, name: str) -> str:
    share = valued.summary["concentration"][name]
    return percent(share) if share is not None else ""
