"""The page: one file that needs nothing else, from a run's tables and summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim.report.answer import answer, cards, firms_beside_each_other, late_entries
from sim.report.chart import Draw
from sim.report.charts.bought import bought_chart
from sim.report.charts.calibration import calibration_chart
from sim.report.charts.campaigns import campaigns_chart
from sim.report.charts.causes import causes_chart
from sim.report.charts.cohorts import cohorts_chart
from sim.report.charts.costing import costing_chart
from sim.report.charts.equity import equity_chart
from sim.report.charts.equity_drivers import equity_drivers_chart
from sim.report.charts.firm_value import firm_value_chart
from sim.report.charts.growth import growth_chart
from sim.report.charts.life import life_chart
from sim.report.charts.loyalty import loyalty_chart
from sim.report.charts.market_share import market_share_chart
from sim.report.charts.methods import methods_chart
from sim.report.charts.migration import migration_chart
from sim.report.charts.money import money_chart
from sim.report.charts.moves import moves_chart
from sim.report.charts.patterns import patterns_chart
from sim.report.charts.ranking import ranking_chart
from sim.report.charts.regain import regain_chart
from sim.report.charts.retention_trap import retention_trap_chart
from sim.report.charts.rivals import rivals_chart
from sim.report.charts.satisfaction import satisfaction_chart
from sim.report.charts.scorecard import scorecard_chart
from sim.report.charts.sources import sources_chart
from sim.report.charts.spending import spending_chart
from sim.report.charts.spending_returns import spending_returns_chart
from sim.report.charts.stage_value import stage_value_chart
from sim.report.charts.stages import stages_chart
from sim.report.charts.survival import survival_chart
from sim.report.charts.whale import whale_chart
from sim.report.frame import framed
from sim.report.number import counted
from sim.report.run import Run
from sim.report.settings import told_by
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Section(NamedTuple):
    """Charts under one heading; its name is its address on the page."""

    name: str
    heading: str
    lead: str
    charts: Sequence[Draw]


SECTIONS = (
    Section(
        "earnings",
        "What it earns",
        "Where the revenue goes, and which customers bring the profit.",
        (money_chart, whale_chart, costing_chart),
    ),
    Section(
        "firms",
        "What the firms do with their money",
        "Where the spending goes, what it buys, what more of it would bring, whether the targeted programme works, "
        "what the rivals do meanwhile, and how the firms share the customers and their worth.",
        (
            spending_chart,
            bought_chart,
            spending_returns_chart,
            campaigns_chart,
            rivals_chart,
            market_share_chart,
            equity_chart,
        ),
    ),
    Section(
        "relationships",
        "How relationships unfold",
        "From a first trial over growing trust to a stable bond, or into decline: where customers stand, how they move "
        "on, and what they earn on the way.",
        (stages_chart, moves_chart, stage_value_chart, patterns_chart),
    ),
    Section(
        "staying",
        "Coming, staying, leaving",
        "What brings customers, how long they stay, why they go, and what it brings to win them back.",
        (sources_chart, causes_chart, regain_chart, survival_chart, retention_trap_chart, cohorts_chart),
    ),
    Section(
        "care",
        "Whom to look after",
        "Who is satisfied and stays, who is loyal and who only stays, who could be worth more, and what one customer "
        "goes through.",
        (satisfaction_chart, loyalty_chart, scorecard_chart, growth_chart, life_chart),
    ),
    Section(
        "foresight",
        "What could have been known",
        "Eight ways to tell from the books what each customer will yet bring, and what then came.",
        (methods_chart, calibration_chart, firm_value_chart),
    ),
    Section(
        "best",
        "The best customers",
        "How to find them, what becomes of them, and what holds them.",
        (ranking_chart, migration_chart, equity_drivers_chart),
    ),
)
"""The page from top to bottom, after the answer and before how it was made."""

PROVENANCE = {
    "version": "Tenure version",
    "model_version": "Model version",
    "seed": "Seed",
    "replications": "Replications",
    "scenario_file": "Scenario file",
    "scenario_hash": "Scenario hash",
}


def run_report(
    tables: Mapping[str, pd.DataFrame],
    summary: Mapping[str, Any],
    scenario: Scenario,
    provenance: Mapping[str, str],
) -> str:
    """Return the report of a run as one HTML page that needs no network.

    tables: those of the data dictionary with the column `replication`; one that is missing leaves a gap that says so.
    summary: `replications`, `level`, and under `firms` for each firm its figures: estimate, low, high, unit, meaning.
    provenance: version, model_version, seed, replications, scenario_file, scenario_hash, and the command that makes
    the page again.
    """
    run = Run.of(tables, summary, scenario)
    return framed(
        "run.html",
        provenance,
        PROVENANCE,
        title=clean(scenario.name) or "Untitled",
        description=clean(scenario.description),
        facts=_facts(run),
        answer=answer(run),
        cards=cards(run),
        firm=run.firm,
        results=firms_beside_each_other(run),
        entries=late_entries(run),
        sections=[(section, [draw(run) for draw in section.charts]) for section in SECTIONS],
        settings=told_by(scenario),
        firms=[run.printed(firm) for firm in run.firms],
        replications=run.replications,
        currency=run.currency,
    )


def _facts(run: Run) -> str:
    market, warm_up = run.scenario.market, run.scenario.warm_up
    parts = [
        counted(market.customers, "person", "people"),
        counted(len(run.firms), "firm"),
        f"{counted(run.booked, 'month')} on the books{f' after {warm_up} of warm-up' if warm_up else ''}",
        counted(run.replications, "replication"),
    ]
    return " · ".join(parts)
