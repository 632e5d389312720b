"""The page of an optimisation: one file that needs nothing else, from its tables and summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim.report.frame import framed
from sim.report.number import counted
from sim.report.optimise_charts.flatness import flatness_chart
from sim.report.optimise_charts.race import race_chart
from sim.report.optimise_charts.splits import splits_chart
from sim.report.optimise_charts.worth import worth_chart
from sim.report.optimised import DrawOptimised, Optimised
from sim.report.optimised_answer import answer, basis, cards, notes
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Section(NamedTuple):
    """Charts under one heading; its name is its address on the page."""

    name: str
    heading: str
    lead: str
    charts: Sequence[DrawOptimised]


SECTIONS = (
    Section(
        "money", "How the money is split", "Every part of the budget, now and at its best.", (splits_chart,)
    ),
    Section(
        "judged",
        "Whether it is worth it",
        "Judged by replications that neither the race nor the selection has seen.",
        (worth_chart,),
    ),
    Section(
        "search",
        "How sure it is that this is the best",
        "Which other splits are as good, and how the best one was found.",
        (flatness_chart, race_chart),
    ),
)
"""The page from top to bottom, after the answer and before how it was made."""

PROVENANCE = {
    "version": "Tenure version",
    "model_version": "Model version",
    "seed": "Seed",
    "optimised": "Scenario file",
    "scenario_hash": "Scenario hash",
}


def optimisation_report(
    tables: Mapping[str, pd.DataFrame],
    summary: Mapping[str, Any],
    scenario: Scenario,
    provenance: Mapping[str, str],
) -> str:
    """Return the report of an optimisation as one HTML page that needs no network.

    tables and summary: those of an optimisation, as docs/optimising.md describes them; scenario: as it was;
    provenance: version, model_version, seed, optimised, scenario_hash, the command that makes the page again, and
    `again`, the one that lives the judged replications again.
    """
    one = Optimised(tables, summary, scenario)
    return framed(
        "optimise.html",
        provenance,
        PROVENANCE,
        title=f"{clean(scenario.name) or 'Untitled'}: the best split of {one.firm}'s budget",
        facts=_facts(one),
        answer=answer(one),
        cards=cards(one),
        basis=basis(one),
        notes=notes(one),
        sections=[(section, [draw(one) for draw in section.charts]) for section in SECTIONS],
        steps=_steps(one),
        again=clean(str(provenance.get("again", ""))),
    )


def _facts(one: Optimised) -> str:
    scenario, summary = one.scenario, one.summary
    parts = [
        f"{one.firm}, {one.budget}",
        f"maximises {one.outcome}: {clean(str(summary['meaning']))}",
        counted(scenario.market.customers, "person", "people"),
        f"{counted(scenario.months, 'month')} on the books",
    ]
    return " · ".join(parts)


def _steps(one: Optimised) -> list[tuple[str, str]]:
    """Return the steps of the search and what each was made of, a label and a value each."""
    summary = one.summary
    finalists = one.tables["finalists"]
    most = counted(summary["search_replications"], "replication")
    chosen = counted(finalists["candidate"].nunique(), "finalist")
    fresh = counted(finalists["replication"].nunique(), "fresh replication")
    last = one.held_out - 1
    return [
        ("Race", f"{counted(summary['candidates'], 'candidate')}, up to {most} each"),
        ("Stopped early", f"{summary['pruned']} candidates"),
        ("Runs of the race", str(summary["race_runs"])),
        ("Selection", f"{chosen} × {fresh}"),
        ("Winner", f"candidate {summary['winner']}"),
        (
            "Judgement",
            f"{counted(one.held_out, 'replication')}, numbers 0 to {last} of seed {summary['seed']}",
        ),
    ]
