"""What winning back brings: who came back, what a second life is worth, and what one may pay for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from sim.clv.regain import FEWEST, THIRDS, losses
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.charts.causes import CAUSES
from sim.report.colour import COST, GAIN, LOSS, OURS
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import counted, grouped, known, money, money_form, percent, percent_form, short
from sim.report.regained import ALL, Group, groups_of, newcomer_value, regained_table
from sim.report.run import Run
from sim.report.text import capital, plain, shortened

NAME = "regain"
TITLE = "What winning back brings"
MANY = 30
"""Lost customers of a group from which a headline speaks of it."""
TRUST = dict(
    zip(THIRDS, ("those who trusted it least", "those in between", "those who trusted it most"), strict=True)
)
VALUE = dict(
    zip(
        THIRDS,
        ("those who had brought least a month", "those in between", "those who had brought most a month"),
        strict=True,
    )
)
BY_CAUSE = {name: f"those who {CAUSES.did(name)}" for name in CAUSES.words}
VIEWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "cause": ("By cause of leaving", BY_CAUSE),
    "trust": ("By trust when leaving", TRUST),
    "value": ("By value of the first life", VALUE),
}
"""For each grouping the name of its view, and its groups in words."""
_TOO_FEW = f"fewer than {FEWEST} second lives"


@reads("months", NAME, TITLE, wide=True)
@reads("relationships", NAME, TITLE, wide=True)
def regain_chart(run: Run) -> Chart | Gap:
    """Return who of the lost customers of the firm in focus came back, by cause and first life, and what it brings."""
    within = run.scenario.market.response.winback_months
    if run.own_relationships.empty:
        return Gap(NAME, TITLE, f"{run.firm} has no relationships in the booked months.", wide=True)
    needed = ["trust", "satisfaction", "profit", "discounted_profit", "former_profit"]
    if run.relationships[needed].isna().to_numpy().any() or run.own_months["winback_spend"].isna().any():
        return Gap(NAME, TITLE, "Figures of lost customers are missing in the tables of this run.", wide=True)
    lost = losses(run.relationships, within, run.last_month)
    lost = lost[lost["firm"] == run.focus]
    if lost.empty:
        why = f"Nobody whom {run.firm} lost can be followed for the {counted(within, 'month')} of win-back."
        return Gap(NAME, TITLE, why, wide=True)
    if not lost["contacts"].any():
        why = (
            f"{run.firm} wins nobody back: it asked none of the {grouped(len(lost))} customers whom it lost."
        )
        return Gap(NAME, TITLE, f"{why} Set firms.<name>.strategy.split.winback to let it try.", wide=True)
    if not lost["regained"].any():
        asked = counted(int(lost["contacts"].sum()), "win-back contact")
        return Gap(NAME, TITLE, f"{run.firm} wins nobody back: nobody returned after {asked}.", wide=True)
    views = [_view(run, lost, by) for by in VIEWS]
    return Chart(NAME, views, notes=_notes(run, lost), wide=True, question="Lost customers")


def headline(groups: Sequence[Group], words: Mapping[str, str], firm: str, currency: str) -> str:
    """Return the best and the worst rate of the groups, and what may be paid for one of all; groups: …, all."""
    *parts, everybody = groups
    parts = [group for group in parts if group.lost >= MANY] or [everybody]
    best = max(parts, key=lambda group: group.rate.estimate)
    worst = min(parts, key=lambda group: group.rate.estimate)
    words = {**words, ALL: "its lost customers"}
    said = f"{firm} wins back {percent(best.rate.estimate)} of {words[best.name]}"
    if percent(best.rate.estimate) != percent(worst.rate.estimate):
        said += f", {percent(worst.rate.estimate)} of {words[worst.name]}"
        if (best.rate.low or 0.0) < (worst.rate.high or 0.0):
            said += ", which may be luck"
    elif len(parts) > 1:
        said = f"{firm} wins back {percent(best.rate.estimate)} of its lost customers, whoever they are"
    return said + _worth(everybody.break_even, currency)


def regain_figure(groups: Sequence[Group], currency: str, *, narrow: bool = False) -> go.Figure:
    """Return bars: share won back, worth of a second life and without it (on a wide page), and the most to pay."""
    rates = [
        Bar(
            label_of(g.name),
            g.rate.estimate,
            percent(g.rate.estimate),
            OURS,
            g.rate.low,
            g.rate.high,
            bold=g.name == ALL,
        )
        for g in groups
    ]
    offers = [_amount(g, g.break_even, currency, GAIN, LOSS) for g in groups]
    panels = [Panel(rates, "Won back", 0.3)]
    if not narrow:
        second = [_amount(g, g.second, currency, COST, LOSS) for g in groups]
        away = [_amount(g, Estimate(g.away), currency, COST, LOSS) for g in groups]
        panels += [Panel(second, "A second life brings", 0.45), Panel(away, "Staying away brings", 0.45)]
    panels.append(Panel(offers, "Most to pay for one", 0.55))
    return bars_figure(panels, row=48)


def label_of(group: str) -> str:
    """Return a group's name as it stands beside its bar."""
    return "All who were lost" if group == ALL else capital(group)


def _amount(group: Group, value: Estimate, currency: str, good: str, bad: str) -> Bar:
    if not value.is_known:
        return Bar(label_of(group.name), 0.0, "too few", COST, bold=group.name == ALL)
    colour = good if value.estimate >= 0 else bad
    text = plain(money(value.estimate, currency))
    return Bar(
        label_of(group.name), value.estimate, text, colour, value.low, value.high, bold=group.name == ALL
    )


def _worth(most: Estimate, currency: str) -> str:
    if not most.is_known:
        return ""
    if most.has_interval and (most.low or 0.0) < 0 < (most.high or 0.0):
        return "; whether it pays cannot be told"
    if most.estimate <= 0:
        return "; what it brings does not even pay for the contacts"
    return f"; up to {money(most.estimate, currency)} may be paid for one who returns"


def _view(run: Run, lost: pd.DataFrame, by: str) -> View:
    name, words = VIEWS[by]
    groups, until = groups_of(run, lost, by)
    within = run.scenario.market.response.winback_months
    subtitle = (
        f"Share of the customers lost by {run.firm} who came back by a win-back contact within "
        f"{counted(within, 'month')}; discounted profit of the first {counted(until, 'month')} of a second life, of "
        "the same months as a customer of others, and what that leaves for an offer; "
        f"{run.pooled}; lines are {LEVEL_TEXT} intervals"
    )
    title = headline(groups, words, shortened(run.firm, 40), run.currency)
    alt = "Columns of horizontal bars, a row for each group of lost customers and one for all of them."
    wide, narrow = (regain_figure(groups, run.currency, narrow=n) for n in (False, True))
    return View(title, subtitle, wide, _numbers(run, groups), alt, name, narrow)


def _numbers(run: Run, groups: Sequence[Group]) -> Numbers:
    form, share = money_form(run.currency), percent_form()
    rows = []
    for group in groups:
        between = [_between(run, value) for value in (group.second, group.break_even)]
        rows.append(
            [
                label_of(group.name), grouped(group.lost), grouped(group.regained), percent(group.rate.estimate),
                group.rate.between(share), percent(group.without), short(group.second_months),
                form(group.second.estimate), between[0], form(group.away),
                form(group.first), form(group.cost), form(group.break_even.estimate), between[1],
            ]
        )  # fmt: skip
    columns = [
        "", "lost", "won back", "share", INTERVAL, "would have come without win-back", "months of a second life",
        "worth of a second life", INTERVAL, "worth as a customer of others",
        "worth of the first life", "contacts for one won back", "most to pay", INTERVAL,
    ]  # fmt: skip
    return Numbers(columns, rows, f"Money is missing where there are {_TOO_FEW}.")


def _between(run: Run, value: Estimate) -> str:
    if not value.is_known or run.replications == 1 or not known(value.low):
        return NO_INTERVAL if run.replications == 1 else "none: too few"
    return value.between(money_form(run.currency))


def _notes(run: Run, lost: pd.DataFrame) -> list[str]:
    whole = regained_table(run, lost, ALL).iloc[0]
    notes = [
        f"{percent(whole['returns_without'])} of all would have come back without win-back: so many return in months "
        "in which nobody asks them. Only those beyond it are credited to win-back in what one may pay.",
        "Groups differ in more than their name, so this does not tell what would change if the cause did. Trust is as "
        "it was; the firm itself only hears of it in an exit interview.",
        "What may be paid is what a second life brings beyond what they would have bought here now and then as "
        "customers of others, for those whom win-back moved, less the contacts for one won back.",
        "A second life may go on after the run, and is followed by the survival of all of them; first lives of those "
        "who were lost have all ended.",
    ]
    new = newcomer_value(run, int(whole["horizon"]))
    if new is not None:
        notes.append(f"By the same reckoning, a customer who is new is worth {money(new, run.currency)}.")
    paid = run.own_months["winback_offers"].sum() / max(run.own_months["won_back"].sum(), 1)
    if paid > 0:
        notes.append(f"{run.firm} paid {money(paid, run.currency)} to one who was won back.")
    return notes
