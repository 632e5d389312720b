"""The answer of an optimisation in one sentence, the figures that matter, and what to know before they are used."""

from __future__ import annotations

from sim.report.answer import Card
from sim.report.interval import INTERVAL
from sim.report.number import SPACE, counted, listed, money, percent, signed, span
from sim.report.optimised import ANALYTIC, FOUND, OWN, PARTS, SPLITS, Compared, Optimised, share

NO_SPENDING = {"customer_equity", "retention_rate", "customers", "market_share", "median_lifetime", "revenue"} | {
    "satisfaction", "trust", "share_of_wallet", "customer_value",
}  # fmt: skip
"""Outcomes that money spent does not lower, so that to keep some as profit never pays by them."""
PARTLY = {"realised_clv"}
"""Outcomes that count what is spent on a customer, but not what is spent to win one."""


def answer(one: Optimised) -> str:
    """Return how much more the split found brings than the present one, how surely, and in how many replications."""
    found = one.compared(OWN, FOUND)
    now = f"than the present one for {one.outcome}"
    if not one.found_one or found is None:
        return (
            f"No split was found that is better {now}: of {counted(one.summary['candidates'], 'candidate')} none did "
            f"better in fresh replications, so {one.firm} is best left as it is."
        )
    form = one.gain_form(found.gain)
    held = f"of {counted(one.held_out, 'replication')} that the search never saw"
    if found.sign > 0:
        return (
            f"Split anew, {one.firm}'s {one.budget} bring {form(found.gain.estimate)} more {one.outcome} "
            f"({INTERVAL} {found.gain.between(form)}), and more in {found.better} {held}."
        )
    difference = f"{signed(form, found.gain.estimate)} ({INTERVAL} {_span(one, found)})"
    if found.sign < 0:
        return (
            f"The split that the search chose is worse {now}: {difference}, and more in only {found.better} {held}. "
            f"{one.firm} is best left as it is."
        )
    return (
        f"No split was found that is clearly better {now}: the best one differs by {difference}, and is better in "
        f"{found.better} {held}."
    )


def basis(one: Optimised) -> list[str]:
    """Return the split that was found, and the analytic one, in words."""
    sentences = []
    if one.found_one:
        sentences.append(f"Best found: {in_words(one, FOUND)}.")
    if ANALYTIC in one.splits:
        judged = one.compared(OWN, ANALYTIC)
        assert judged is not None
        form = one.gain_form(judged.gain)
        sentences.append(
            f"The analytic answer of Blattberg and Deighton, by {one.firm}'s own books: {in_words(one, ANALYTIC)}. It "
            f"brings {signed(form, judged.gain.estimate)} ({INTERVAL} {_span(one, judged)}), and more in "
            f"{judged.better} of {one.held_out}."
        )
    else:
        sentences.append(
            f"Blattberg and Deighton's analytic answer cannot be had: {one.firm}'s own books allow no estimate."
        )
    return sentences


def in_words(one: Optimised, split: str) -> str:
    """Return the parts of a split, the largest first; parts of nothing are left out."""
    parts = sorted(one.splits[split].items(), key=lambda part: -part[1])
    return listed(f"{PARTS[name].lower()} {share(value)}" for name, value in parts if value >= 0.0005)


def cards(one: Optimised) -> list[Card]:
    """Return the figures that matter: the outcome now, with the best split, and what is won by it and analytically."""
    means, held = one.summary["means"], f"mean of {counted(one.held_out, 'replication')} held out"
    title = one.outcome[:1].upper() + one.outcome[1:]
    found = [Card(f"{title} now", one.level(means[OWN]), "", held, [])]
    if one.found_one:
        found.append(Card(f"{title}, best found", one.level(means[FOUND]), "", held, []))
    for other in (FOUND, ANALYTIC):
        judged = one.compared(OWN, other)
        if judged is not None and other in one.splits:
            found.append(_card(one, judged))
    return found


def notes(one: Optimised) -> list[str]:
    """Return what has to be known before the split is used."""
    sentences = []
    summary, name = one.summary, one.outcome
    if summary["outcome"] in NO_SPENDING:
        sentences.append(
            f"{name.capitalize()} does not count what is spent, so by it no money is worth keeping. "
            "--maximise firm_value weighs spending against what it brings."
        )
    if summary["outcome"] in PARTLY:
        sentences.append(
            f"{name} counts what the customers won have cost and brought, not how many they are: a split can raise "
            "it and win fewer."
        )
    if not summary["budget_given"]:
        sentences.append(
            f"The scenario gives {one.firm} rates per head. What they came to in one run of it, {one.budget}, was "
            "taken as a fixed budget, and “now” is that budget in the same proportions."
        )
    if not summary["blattberg_deighton_raced"] and ANALYTIC in one.splits:
        sentences.append(
            "Blattberg and Deighton's split moves parts that were held fixed here, so it was judged but took no part "
            "in the race."
        )
    sentences.append(
        "The split is the best one found for this market, these rivals and these months; rivals do not answer it "
        "unless the scenario makes them."
    )
    return sentences


def money_now(one: Optimised, split: str, part: str) -> str:
    """Return the money a month of one part of a split."""
    return money(one.splits[split][part] * one.summary["budget"], one.currency)


def _card(one: Optimised, judged: Compared) -> Card:
    form = one.gain_form(judged.gain)
    own = one.summary["means"][OWN]
    of_own = f" ({percent(abs(judged.gain.estimate / own))} of it)" if own else ""
    return Card(
        f"{SPLITS[judged.other]} less now",
        signed(form, judged.gain.estimate).replace(SPACE, " "),  # a card on a phone is narrow
        f"{INTERVAL} {_span(one, judged)}",
        f"paired by replication{of_own}; more in {judged.better} of {one.held_out}",
        [],
    )


def _span(one: Optimised, judged: Compared) -> str:
    low, high = judged.gain.low, judged.gain.high
    return span(one.gain_form(judged.gain), low, high) if low is not None and high is not None else ""
