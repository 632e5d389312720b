"""The answer of a comparison in one sentence, and the four figures that matter."""

from __future__ import annotations

from sim.report.answer import Card
from sim.report.compared import OUTCOMES, Compared, Row
from sim.report.interval import INTERVAL
from sim.report.number import SPACE, counted, listed, signed, span
from sim.report.text import capital

MAIN = ("profit", "customer_equity", "retention_rate")
"""The figures of the cards; the fourth is the payback."""
_MOST = 3
"""Other scenarios that the answer speaks of; the charts show all."""


def answer(compared: Compared) -> str:
    """Return what the firm earns more or less in each other scenario, how surely, and when that has paid back."""
    ranked = sorted(compared.others, key=lambda name: -_mean(compared, name))
    parts = [_said(compared, name, full=number == 0) for number, name in enumerate(ranked[:_MOST])]
    sentence = "; ".join(parts)
    if len(ranked) > _MOST:
        earns = "earns" if len(ranked) == _MOST + 1 else "earn"
        sentence += f"; {counted(len(ranked) - _MOST, 'other scenario')} {earns} less than these"
    return f"{capital(sentence)}."


def _mean(compared: Compared, name: str) -> float:
    row = compared.row(name, "profit")
    return row.mean if row.is_known else float("-inf")


def _said(compared: Compared, name: str, full: bool) -> str:
    """Return what is said of one scenario; of the first one with the firm, and what comes later."""
    row = compared.row(name, "profit")
    other, first = compared.printed(name), compared.first
    if not row.is_known:
        return f"nothing is known of the profit with {other}"
    form = compared.form(row)
    subject, than = (f" {compared.firm} earns", f" than with {first}") if full else ("", "")
    if row.is_nothing:
        return f"with {other},{subject or ' it is'} the same as with {first} in every seed"
    size = f"{form(abs(row.mean))} a month {'more' if row.mean > 0 else 'less'}{than}"
    if not row.has_interval:
        return f"with {other},{subject} {size} in the one seed that was run"
    if row.sign == 0:
        what = (
            f"{other} and {first} cannot be told apart"
            if full
            else f"{other} cannot be told apart from {first}"
        )
        earned = f" in what {compared.firm} earns" if full else ""
        interval = f"({INTERVAL} {span(form, row.low, row.high)})"
        said = f"{what}{earned}: {signed(form, row.mean)} a month {interval}, more in {row.better} of {row.seeds} seeds"
    else:
        low, high = (row.low, row.high) if row.mean > 0 else (-row.high, -row.low)
        hits = row.better if row.mean > 0 else row.seeds - row.better
        said = f"with {other},{subject} {size} ({INTERVAL} {form.span(low, high)}), in {hits} of {row.seeds} seeds"
    return said + _later(compared, name, row) if full else said


def _later(compared: Compared, name: str, row: Row) -> str:
    """Return when it has paid back, or what customer equity clearly says if profit does not say the same."""
    told = compared.summary["payback"][name]
    equity = compared.row(name, "customer_equity")
    if equity.sign not in (0, row.sign):
        form = compared.form(equity)
        way = "higher" if equity.mean > 0 else "lower"
        return f", while customer equity at the end is {form(abs(equity.mean))} {way}"
    if row.sign > 0 and told["case"] == "pays back":
        some = f" (ahead from then on in {told['agree']} of {told['seeds']} seeds)"
        return f"; it pays back in month {told['month']}{some if told['agree'] < told['seeds'] else ''}"
    if row.sign > 0 and told["case"] == "at once":
        return "; it never was behind"
    if row.sign < 0 and told["case"] == "never":
        return f"; it has not paid back by month {compared.months - 1}"
    return ""


def cards(compared: Compared) -> list[Card]:
    """Return the four figures that matter: of the scenario in which the firm earns most, if there are several."""
    name = compared.lead
    found = []
    for outcome in MAIN:
        row = compared.row(name, outcome)
        form = compared.form(row)
        interval = (
            f"{INTERVAL} {span(form, row.low, row.high)}" if row.has_interval else "one seed: no interval"
        )
        levels = f"{compared.level(row, row.first)} → {compared.level(row, row.other)}"
        seeds = f"; more in {row.better} of {counted(row.seeds, 'seed')}" if row.seeds > 1 else ""
        if not row.is_known:
            interval, levels, seeds = "not known in these runs", "", ""
        # On a phone the unit may go to the next line.
        value = signed(form, row.mean).replace(SPACE, " ")
        found.append(Card(OUTCOMES[outcome].title, value, interval, f"{levels}{seeds}", []))
    found.append(payback_card(compared, name))
    return found


def payback_card(compared: Compared, name: str) -> Card:
    """Return from which month on the scenario has earned more, taken all together."""
    told = compared.summary["payback"][name]
    agree = f"in {told['agree']} of {told['seeds']} seeds" if told["seeds"] > 1 else "in the one seed"
    value, interval = {
        "pays back": (f"month {told['month']}", f"ahead from then on {agree}"),
        "never": ("not yet", f"behind at the end {agree}"),
        "at once": ("never behind", f"at no month behind {agree}"),
        "no difference": ("no difference", f"equal in every month {agree}"),
    }[told["case"]]
    meaning = f"first month from which on discounted profit so far stays above that of {compared.first}"
    return Card("Payback", value, interval, meaning, [])


def other_markets(compared: Compared) -> str:
    """Return which scenarios have other firms or market settings than the first, empty if none has."""
    first = compared.scenarios[0]
    said = []
    for name, scenario in zip(compared.others, compared.scenarios[1:], strict=True):
        differ = []
        if [firm.name for firm in scenario.firms] != [firm.name for firm in first.firms]:
            differ.append("other firms")
        if scenario.segments != first.segments:
            differ.append("other customers")
        if scenario.market != first.market:
            differ.append("other market settings")
        if differ:
            said.append(f"{compared.printed(name, 40)} has {listed(differ)} than {compared.first}")
    return f"Not the same market: {'; '.join(said)}." if said else ""


def lead_in(compared: Compared) -> str:
    """Return which scenario the cards speak of, and which scenarios are of another market."""
    return " ".join(filter(None, (_cards_of(compared), other_markets(compared))))


def _cards_of(compared: Compared) -> str:
    if len(compared.others) == 1:
        return f"Differences: {compared.printed(compared.lead)} less {compared.first}."
    rest = listed(compared.printed(name, 30) for name in compared.others if name != compared.lead)
    lead = compared.printed(compared.lead)
    return f"The figures above are of {lead} less {compared.first}; {rest} are in the charts."
