"""One replication of all scenarios of a comparison, and the little of it that is kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.market.model import Market
from sim.market.tables import Tables, months_table, relationships_table
from sim.scenario.scenario import Scenario
from sim.study.comparing.arms import Arms
from sim.study.comparing.paths import MEASURES
from sim.study.comparing.who import SUMS, Brought, Groups, group_sums, groups_of, live_on
from sim.study.outcomes import discounted, outcomes_of

SPENDING = (
    "acquisition_spend",
    "functional_spend",
    "technical_spend",
    "loyalty_programme_spend",
    "winback_spend",
)


class Life(NamedTuple):
    """One scenario in one replication."""

    groups: list[Groups]
    brought: Brought
    tables: Tables


def live_replication(arms: Arms, replication: int) -> Tables:
    """Live one replication of all scenarios, and return what is kept of it, each table with the number of the scenario.

    outcomes: scenario, firm, each outcome. months: scenario, month, the measures of the paths. spending: scenario and
    the mean of each line of spending in a month from the opening on. tenures: scenario, months, ended, staying, the
    relationships begun in the booked months by how long they have lasted. who: see `who_table`. All but the outcomes
    are of the firm in focus.
    """
    start = None if arms.branch_at is None else _until(_market(arms, 0, replication), arms.opening)
    kept: dict[str, list[pd.DataFrame]] = {}
    first: Life | None = None
    for number in range(len(arms.names)):
        life = _live(arms, number, replication, start)
        first = first or life
        rows = {
            "outcomes": outcomes_of(life.tables, arms.scenarios[number]).reset_index(),
            "months": _measures(life.tables["months"], arms.firm, arms.scenarios[number]),
            "spending": _spending(life.tables["months"], arms),
            "tenures": _tenures(life.tables["relationships"], arms),
        }
        if number > 0:
            rows["who"] = _who(first, life, arms.independent)
        for name, table in rows.items():
            kept.setdefault(name, []).append(table.assign(scenario=number))
    return {name: pd.concat(tables, ignore_index=True) for name, tables in kept.items()}


def _market(arms: Arms, number: int, replication: int) -> Market:
    """Return a market that writes down no more than is needed: nobody is followed or asked."""
    scenario = _unobserved(arms.scenarios[number])
    return Market(scenario, arms.seeds[number], replication, code=arms.codes[number])


def _unobserved(scenario: Scenario) -> Scenario:
    survey = scenario.survey.model_copy(update={"months": ()})
    return scenario.model_copy(update={"followed": 0, "survey": survey})


def _until(market: Market, month: int) -> Market:
    while market.month < month:
        market.step()
    return market


def _live(arms: Arms, number: int, replication: int, start: Market | None) -> Life:
    """Live one scenario to its end: from its own beginning, or from the state at which all branch."""
    if start is None:
        market = _until(_market(arms, number, replication), arms.opening)
    else:
        market = start.branch(0, _unobserved(arms.scenarios[number]))
        market.code = arms.codes[number]
        # A branch begins new books; what was lived in common belongs into the books of each.
        for written, before in zip(market.ledger.written, start.ledger.written, strict=True):
            written[:0] = before
    firm = [one.name for one in arms.scenarios[number].firms].index(arms.firm)
    groups = groups_of(market, firm)
    brought = live_on(market, firm)
    months = months_table(market)
    brought = brought._replace(secondary=_secondary(months, arms, arms.scenarios[number]))
    return Life(groups, brought, {"months": months, "relationships": relationships_table(market)})


def _secondary(months: pd.DataFrame, arms: Arms, scenario: Scenario) -> float:
    """Return the firm's profit from secondary business from the opening on, discounted to the opening."""
    own = months[(months["firm"] == arms.firm) & (months["month"] >= arms.opening)]
    worth = discounted(own["month"] - arms.opening, scenario.discount_rate)
    return float((own["secondary_profit"] * worth).sum())


def _measures(months: pd.DataFrame, firm: str, scenario: Scenario) -> pd.DataFrame:
    own = months[months["firm"] == firm]
    worth = own["profit"] * discounted(own["month"], scenario.discount_rate)
    return own.assign(cumulative_profit=worth.cumsum())[["month", *MEASURES]]


def _spending(months: pd.DataFrame, arms: Arms) -> pd.DataFrame:
    own = months[(months["firm"] == arms.firm) & (months["month"] >= arms.opening)]
    return own[list(SPENDING)].mean().to_frame().T


def _tenures(relationships: pd.DataFrame, arms: Arms) -> pd.DataFrame:
    own = relationships[(relationships["firm"] == arms.firm) & (relationships["start_month"] >= 0)]
    ages, ended = own["months"].to_numpy(np.int64), own["ended"].to_numpy(bool)
    size = arms.months + 1
    return pd.DataFrame(
        {
            "months": np.arange(size),
            "ended": np.bincount(ages[ended], minlength=size),
            "staying": np.bincount(ages[~ended], minlength=size),
        }
    )


def _who(first: Life, other: Life, independent: bool) -> pd.DataFrame:
    """Return the sums of every group in both: in the same places, or, with other people in them, each by its own."""
    here, there = (np.isfinite(life.brought.satisfaction) for life in (first, other))
    both = here & there
    ours = group_sums(first.groups, first.brought, here if independent else both)
    groups = other.groups if independent else first.groups
    theirs = group_sums(groups, other.brought, there if independent else both)
    endings = {name: f"{name}_other" for name in SUMS}
    ours = ours.rename(columns={name: f"{name}_first" for name in SUMS})
    return ours.merge(theirs.rename(columns=endings), on=["by", "group"], how="left")
