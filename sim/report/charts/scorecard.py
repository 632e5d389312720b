"""A scorecard of loyalty: what customers do and what they feel, how far they have come, and how much they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.clv.loyalty import (
    CHEN_LOYALTIES,
    LOYAL_ATTITUDE,
    LOYAL_SHARE,
    LOYALTY_QUADRANTS,
    SHARE_BANDS,
    chen_loyalties,
    loyalty_quadrants,
    share_bands,
)
from sim.report.chart import Chart, Gap, View, reads
from sim.report.colour import COST, OURS, STAGE
from sim.report.number import THIN, counted, percent
from sim.report.portions import ALT, Group, Portion, portion_numbers, portions, portions_figure
from sim.report.run import Run
from sim.report.text import capital

NAME = "scorecard"
TITLE = "How loyal customers are, in deed and in mind"

QUADRANTS = {
    "loyalty": ("buy again, and attached", STAGE["stability"]),
    "spurious loyalty": ("buy again, not attached", STAGE["decline"]),
    "latent loyalty": ("attached, buy elsewhere", STAGE["examination"]),
    "no loyalty": ("neither", STAGE["left"]),
}
"""Quadrants of Dick & Basu (1994): what each is, and its colour."""
RUNGS = {
    "customer": ("in examination, or in decline", STAGE["examination"]),
    "client": ("in formation", STAGE["formation"]),
    "supporter": ("in stability", STAGE["stability"]),
    "advocate": ("in stability, praised the firm this year", STAGE["stability"]),
}
"""Rungs of the ladder after Payne (1994) on which customers stand, lowest first: what each is, and its colour."""
COOPERATION = dict(zip(SHARE_BANDS, ("initial", "stable", "strategic"), strict=True))
"""Bands of share of wallet, and what the cooperation is called."""

Title = Callable[[Sequence[Portion]], str]


class Measure(NamedTuple):
    """One way to tell who is loyal: its name among the views, what a group is called, and how customers are told."""

    label: str
    heading: str
    by: str


_BOTH = Measure("Both loyalties", "measure", "what they do and what they feel")
_QUADRANTS = Measure("Quadrants", "quadrant", "attitude and repeated buying, after Dick and Basu")
_THREE = Measure("Three kinds", "loyalty", "loyalties that rest on each other, after Chen")
_LADDER = Measure("Ladder", "rung", "the rung of the loyalty ladder on which they stand, after Payne")
_WALLET = Measure("Wallet", "share of wallet", "the share that the firm has of their wallet")


@reads("customers", NAME, TITLE)
def scorecard_chart(run: Run) -> Chart | Gap:
    """Return loyalty as behaviour and attitude, by Chen's three loyalties, by the ladder, and by share of wallet."""
    own = run.own_customers.dropna(subset=["satisfaction", "trust", "share_of_wallet", "frequency"])
    if own.empty:
        return Gap(NAME, TITLE, f"{run.firm} has no customers at the end.")
    own = own.assign(attitude=attitude(own))
    views = [
        _view(run, own, _BOTH, score_groups(own, run), score_headline),
        _view(run, own, _QUADRANTS, quadrant_groups(own), quadrant_headline),
        _view(run, own, _LADDER, _labelled(own["ladder"], RUNGS), ladder_headline),
        _view(run, own, _WALLET, wallet_groups(own), wallet_headline),
    ]
    stable = months_in_stability(own, run.own_relationships)
    if stable is not None:
        groups = chen_groups(own, stable, run.scenario.customers.stages.long_term)
        views.insert(2, _view(run, own, _THREE, groups, chen_headline))
    return Chart(NAME, views, notes=_notes(), question="Loyalty by")


def attitude(own: pd.DataFrame) -> pd.Series[float]:
    """Return what customers feel towards the firm, in [0, 1]: satisfaction and trust in equal parts (E12)."""
    return (0.5 * own["satisfaction"] + 0.5 * own["trust"]).astype(float)


def months_in_stability(own: pd.DataFrame, relationships: pd.DataFrame) -> pd.Series[float] | None:
    """Return the months in stability of each customer's relationship, None where the tables do not tell.

    They are written down with the relationships, found by the number of the person.
    """
    person, told = ["replication", "customer_id"], "months_in_stability"
    if "customer_id" not in own or told not in relationships:
        return None
    lasting = relationships[~relationships["ended"].astype(bool)].set_index(person)[told]
    found = lasting.reindex(pd.MultiIndex.from_frame(own[person])).set_axis(own.index)
    return None if found.isna().any() else found.astype(float)


def score_groups(own: pd.DataFrame, run: Run) -> list[Group]:
    """Return who is loyal by each measure; own: satisfaction, trust, attitude, share_of_wallet, frequency."""
    scale = run.scenario.customers.satisfaction
    satisfied = own["satisfaction"] >= scale.level_low + (scale.level_high - scale.level_low) * 4 / 7
    again, main = own["frequency"] > 0, own["share_of_wallet"] >= LOYAL_SHARE
    trusting, attached = own["trust"] >= LOYAL_ATTITUDE, own["attitude"] >= LOYAL_ATTITUDE
    return [
        Group("Bought again", "after the first purchase", again),
        Group("Main supplier", f"{percent(LOYAL_SHARE)} of the wallet or more", main),
        Group("Behavioural loyalty", "both of these", again & main, OURS),
        Group("Satisfied", "level 5 to 7 of 7", satisfied),
        Group("Trusting", "upper three of seven levels", trusting),
        Group("Attitudinal loyalty", "the mean of both is that high", attached, OURS),
        Group("In deed and mind", "behavioural and attitudinal", again & main & attached, OURS),
    ]


def score_headline(found: Sequence[Portion]) -> str:
    """Return how many are loyal in what they do, in what they feel, and in both."""
    deed, mind, both = (found[place].printed for place in (2, 5, 6))
    return f"{capital(deed)} of the customers are loyal in what they do, {mind} in what they feel, {both} in both"


def quadrant_groups(own: pd.DataFrame) -> list[Group]:
    """Return the quadrants of attitude × repeat patronage; own: attitude, share_of_wallet, frequency."""
    repeated = np.where(own["frequency"] > 0, own["share_of_wallet"], 0.0)
    return _labelled(loyalty_quadrants(own["attitude"], repeated), QUADRANTS)


def quadrant_headline(found: Sequence[Portion]) -> str:
    """Return how many only seem loyal, and what they hold."""
    spurious = found[list(QUADRANTS).index(LOYALTY_QUADRANTS[1])]
    if spurious.customers == 0:
        return "No customer keeps buying without being attached"
    said = f"{capital(spurious.printed)} of the customers keep buying without being attached"
    return said + spurious.holding


def chen_groups(own: pd.DataFrame, stable: pd.Series[float], long_term: int) -> list[Group]:
    """Return Chen's three loyalties, each resting on the one before; stable: months in stability of each customer."""
    felt = own["attitude"].clip(0.0, 1.0)
    flags = chen_loyalties(own["frequency"], felt, stable, long_term=long_term)
    meanings = (
        "bought again",
        "and attached to the firm",
        f"and {counted(long_term, 'month')} in stability",
    )
    colours = (STAGE["examination"], STAGE["formation"], STAGE["stability"])
    return [
        Group(capital(name), meaning, flags[name], colour)
        for name, meaning, colour in zip(CHEN_LOYALTIES, meanings, colours, strict=True)
    ]


def chen_headline(found: Sequence[Portion]) -> str:
    """Return how many reach each of the three loyalties."""
    first, second, third = (portion.printed for portion in found)
    return f"{capital(first)} of the customers are loyal by behaviour, {second} by attitude too, {third} lastingly"


def ladder_headline(found: Sequence[Portion]) -> str:
    """Return how many stand at the top, and what they hold."""
    top = found[-1]
    if top.customers == 0:
        return "Nobody has climbed to the top of the loyalty ladder"
    return f"{capital(top.printed)} of the customers are advocates{top.holding}"


def wallet_groups(own: pd.DataFrame) -> list[Group]:
    """Return the bands of share of wallet; own: share_of_wallet in [0, 1]."""
    bands = share_bands(own["share_of_wallet"])
    colours = (COST, STAGE["formation"], STAGE["stability"])
    return [
        Group(_band(name), f"{kind} cooperation", bands == name, colour)
        for (name, kind), colour in zip(COOPERATION.items(), colours, strict=True)
    ]


def wallet_headline(found: Sequence[Portion]) -> str:
    """Return how many give most of their wallet, and what they hold."""
    most = found[-1]
    if most.customers == 0:
        return f"Nobody gives the firm {most.group.name} of the wallet"
    return f"{capital(most.printed)} of the customers give {most.group.name} of their wallet{most.holding}"


def _band(name: str) -> str:
    """Return the name of a band as it is printed."""
    return capital(name.replace(" %", f"{THIN}%"))


def _labelled(labels: Any, words: dict[str, tuple[str, str]]) -> list[Group]:
    """Return one group for each label in `words`: what it means, and its colour."""
    given = pd.Series(labels).astype(str).to_numpy()
    return [Group(capital(name), meaning, given == name, colour) for name, (meaning, colour) in words.items()]


def _view(run: Run, own: pd.DataFrame, measure: Measure, groups: Sequence[Group], title: Title) -> View:
    found = portions(own, groups)
    subtitle = (
        f"Customers of {run.firm} at the end by {measure.by}: share of the customers, and of what all of them are "
        f"expected to bring yet; {run.mean_of}"
    )
    numbers = portion_numbers(measure.heading, found, run.currency)
    return View(title(found), subtitle, portions_figure(found), numbers, ALT, measure.label)


def _notes() -> list[str]:
    return [
        "Attached: satisfaction and trust, in equal parts, lie in the upper three of seven levels. Buy again: bought "
        f"again, and give the firm {percent(LOYAL_SHARE)} of the wallet or more. Groups overlap in “Both loyalties” "
        "and “Three kinds”. Expected value is a simple forecast: margin times expected remaining life by stage.",
    ]
