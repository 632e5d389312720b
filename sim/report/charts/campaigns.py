"""What the targeted programme did: those who got it against those who were held out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy import stats

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, GAIN, LOSS, OURS, RIVAL
from sim.report.interval import INTERVAL, LEVEL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import NOTHING, Form, counted, grouped, known, listed, money, money_form, percent
from sim.report.run import Run
from sim.report.text import plain, shortened

NAME = "campaigns"
TITLE = "What the targeted programme did"
Printed = Callable[[float], str]
GROUPS = {"targeted": "Got the programme", "control": "Held out"}
_HOW = "Set firms.<name>.targeting.share and hold_out in the scenario to make each campaign an experiment."


class Measure(NamedTuple):
    """One outcome of both groups, and the difference targeted − control with its interval."""

    targeted: float
    control: float
    difference: Estimate

    @property
    def sure(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


class Effect(NamedTuple):
    """What all campaigns of one firm did: leaving (share), profit (per customer and month), and of how many."""

    left: Measure
    profit: Measure
    customers: tuple[int, int]
    """Targeted and held out, added up over campaigns and replications."""
    campaigns: int
    months: int
    """How long the longest campaign lasted."""
    replications: int


def campaigns_chart(run: Run) -> Chart | Gap:
    """Return the outcome of the targeted programme of each firm that has one, the firm in focus first."""
    if not _has_programme(run):
        why = f"No firm has a targeted programme, so the table “{NAME}” is not among the results of this run. {_HOW}"
        return Gap(NAME, TITLE, why)
    if NAME in run.missing:
        return Gap(NAME, TITLE, f"The table “{NAME}” is not among the results of this run.")
    effects = {firm: effect_of(run.campaigns[run.campaigns["firm"] == firm]) for firm in run.firms}
    known_effects = {firm: effect for firm, effect in effects.items() if effect is not None}
    if not known_effects:
        return Gap(NAME, TITLE, _why_nothing(run))
    views = [_view(run, firm, effect) for firm, effect in known_effects.items()]
    notes = ["Chosen customers are held out at random, so that only the programme sets the two groups apart."]
    notes.append(_interval_note(run.replications))
    if run.focus not in known_effects:
        others = listed(run.printed(firm) for firm in known_effects)
        notes.append(f"Of {run.firm} there is no campaign with a hold-out; this is of {others}.")
    return Chart(NAME, views, notes=notes, question="Firm")


def effect_of(campaigns: pd.DataFrame) -> Effect | None:
    """Return what the campaigns of one firm did, None if either group is empty.

    campaigns: replication, month, months, group, customers, left, profit.
    The outcome of a group is pooled over its campaigns, each customer with the same weight. The customers of one
    replication come back in its campaigns, so only replications are independent: with two or more of them, the
    interval is the t interval of their differences. With one, the share who left has the interval of Agresti & Caffo
    (2000) for two binomial shares, and profit has none.
    """
    table = campaigns.assign(
        group=campaigns["group"].astype(str),
        customer_months=campaigns["customers"] * campaigns["months"],
    )
    columns = ["customers", "left", "profit", "customer_months"]
    heads = table.groupby(["replication", "month", "group"])["customers"].sum().unstack("group")
    if not set(GROUPS) <= set(heads.columns):
        return None
    # A campaign in which nobody was held out, or everybody, compares nothing.
    both = heads.index[(heads[list(GROUPS)].fillna(0) > 0).all(axis=1)]
    table = table[pd.MultiIndex.from_frame(table[["replication", "month"]]).isin(both)]
    if table.empty:
        return None
    sums = table.groupby(["group", "replication"])[columns].sum().reset_index()
    targeted, control = (sums[sums["group"] == group].set_index("replication") for group in GROUPS)
    shares = [group["left"] / group["customers"] for group in (targeted, control)]
    profits = [group["profit"] / group["customer_months"] for group in (targeted, control)]
    left = Estimate.over((shares[0] - shares[1]).to_numpy(), least=-1.0, most=1.0)
    if len(targeted) == 1:
        left = share_difference(
            *(int(group[name].iloc[0]) for group in (targeted, control) for name in ("left", "customers"))
        )
    profit = Estimate.over((profits[0] - profits[1]).to_numpy())
    return Effect(
        Measure(float(shares[0].mean()), float(shares[1].mean()), left),
        Measure(float(profits[0].mean()), float(profits[1].mean()), profit),
        (int(targeted["customers"].sum()), int(control["customers"].sum())),
        len(both),
        int(table["months"].max()),
        len(targeted),
    )


def share_difference(left: int, of: int, other_left: int, other_of: int) -> Estimate:
    """Return the difference of two shares and its 95 % interval, with one more of either kind in each group.

    Source: Agresti & Caffo (2000).
    """
    shares, errors = [], []
    for events, number in ((left, of), (other_left, other_of)):
        share = (events + 1) / (number + 2)
        shares.append(share)
        errors.append(share * (1 - share) / (number + 2))
    reach = float(stats.norm.ppf(0.5 + LEVEL / 2)) * float(np.sqrt(sum(errors)))
    middle = shares[0] - shares[1]
    return Estimate(left / of - other_left / other_of, max(middle - reach, -1.0), min(middle + reach, 1.0))


def headline(effect: Effect, firm: str, currency: str) -> str:
    """Return how many left of those who got the programme and of those held out, and what it brought."""
    targeted, control = percent(effect.left.targeted, 1), percent(effect.left.control, 1)
    said = f"With {firm}'s programme {targeted} left, without it {control}"
    if targeted == control:
        said = f"With {firm}'s programme as many left as without it, {targeted}"
    elif not effect.left.sure:
        said += ", which may be luck"
    profit = effect.profit
    if profit.difference.has_interval and not profit.sure:
        return f"{said}; whether it pays cannot be told"
    gain = profit.difference.estimate
    amount, way = money(abs(gain), currency), "more" if gain >= 0 else "less"
    return f"{said}; after its cost, a customer brings {amount} a month {way}"


def campaigns_figure(effect: Effect, currency: str, *, narrow: bool = False) -> go.Figure:
    """Return the outcome of both groups and the difference, who left at the left, profit at the right."""
    points = _points
    left = _bars(effect.left, lambda x: percent(x, 1), points, good=effect.left.difference.estimate < 0)
    gain = effect.profit.difference.estimate > 0
    profit = _bars(effect.profit, lambda x: plain(money(x, currency)), _signed(currency), good=gain)
    headings = ("Left", "Profit") if narrow else ("Left during the campaign", "Profit a customer and month")
    return bars_figure([Panel(left, headings[0], 0.48), Panel(profit, headings[1], 0.52)], row=52)


def _bars(measure: Measure, form: Printed, difference: Printed, *, good: bool) -> list[Bar]:
    gap = measure.difference
    colour = (GAIN if good else LOSS) if measure.sure else COST
    return [
        Bar(GROUPS["targeted"], measure.targeted, form(measure.targeted), OURS),
        Bar(GROUPS["control"], measure.control, form(measure.control), RIVAL),
        Bar("Difference", gap.estimate, difference(gap.estimate), colour, gap.low, gap.high, bold=True),
    ]


def _points(share: float) -> str:
    """Return a difference of shares in hundredths with its sign: −2.1 points."""
    hundredths = round(share * 100, 1)
    return f"{'+' if hundredths > 0 else ''}{grouped(hundredths, 1)}\N{NO-BREAK SPACE}points"


def _signed(currency: str) -> Form:
    return Form(lambda x: f"{'+' if x > 0 else ''}{plain(money(x, currency))}")


def _has_programme(run: Run) -> bool:
    """Whether a firm of the scenario targets anybody, from the start or by an event."""
    if any(firm.targeting.share > 0 for firm in run.scenario.firms):
        return True
    leaves = (event.set.model_dump(exclude_unset=True).get("targeting") for event in run.scenario.events)
    return any(set_to and set_to.get("share", 0.0) > 0 for set_to in leaves)


def _why_nothing(run: Run) -> str:
    if run.campaigns.empty:
        return "No campaign was begun and over within the booked months."
    return f"No campaign had customers in both groups: nobody was held out, or nobody was chosen. {_HOW}"


def _interval_note(replications: int) -> str:
    if replications > 1:
        return (
            f"{LEVEL_TEXT} intervals are over replications, for the same customers come back in several campaigns of "
            "one replication."
        )
    return (
        f"The {INTERVAL} of who left takes every customer of every campaign as a case of its own. Profit has none: "
        "the same customers come back in several campaigns, so it takes more than one replication."
    )


def _view(run: Run, firm: str, effect: Effect) -> View:
    name = run.printed(firm)
    lines = f"; lines are {INTERVAL}s of the difference" if effect.left.difference.has_interval else ""
    subtitle = (
        f"Customers chosen by {name} for campaigns of up to {counted(effect.months, 'month')}: share who left during "
        f"the campaign, and profit after the cost of the programme; {counted(effect.campaigns, 'campaign')}, "
        f"{run.mean_of}{lines}"
    )
    alt = "Two columns of horizontal bars: who left, and profit; with the programme, held out, and the difference."
    wide, narrow = (campaigns_figure(effect, run.currency, narrow=n) for n in (False, True))
    title = headline(effect, shortened(name, 40), run.currency)
    return View(title, subtitle, wide, _numbers(effect, run.currency), alt, shortened(name), narrow)


def _numbers(effect: Effect, currency: str) -> Numbers:
    form = money_form(currency)
    rows = []
    for number, (group, label) in enumerate(GROUPS.items()):
        left, profit = getattr(effect.left, group), getattr(effect.profit, group)
        heads = grouped(effect.customers[number])
        rows.append([label, heads, percent(left, 1), NOTHING, form(profit), NOTHING])
    left, profit = effect.left.difference, effect.profit.difference
    span = Form(lambda x: grouped(x * 100, 1), "\N{NO-BREAK SPACE}points").span(left.low, left.high)
    ends = profit.between(form) if known(profit.low) else ""
    both = [
        _points(left.estimate),
        span or NO_INTERVAL,
        _signed(currency)(profit.estimate),
        ends or NO_INTERVAL,
    ]
    rows.append(["Difference", NOTHING, *both])
    return Numbers(
        ["", "customers chosen", "left", INTERVAL, "profit a customer and month", INTERVAL],
        rows,
        "Customers are added up over campaigns and replications.",
    )
