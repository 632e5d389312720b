"""The page of a comparison: one file that needs nothing else, from its tables and summary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim.report.compare_charts.forest import outcomes_chart
from sim.report.compare_charts.luck import luck_chart
from sim.report.compare_charts.money import money_chart
from sim.report.compare_charts.over_time import difference_chart, measures_chart
from sim.report.compare_charts.staying import staying_chart
from sim.report.compare_charts.who import who_chart
from sim.report.compared import Compared, DrawCompared
from sim.report.compared_answer import answer, cards, lead_in
from sim.report.frame import framed
from sim.report.number import NOTHING, counted
from sim.report.settings import meaning_of
from sim.report.shock import written
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Section(NamedTuple):
    """Charts under one heading; its name is its address on the page."""

    name: str
    heading: str
    lead: str
    charts: Sequence[DrawCompared]


SECTIONS = (
    Section(
        "better",
        "Is it better",
        "How far the scenarios are apart, month by month.",
        (difference_chart, measures_chart),
    ),
    Section("whom", "For whom", "Which customers bring more, and which less.", (who_chart,)),
    Section(
        "what",
        "What differs",
        "Every outcome, and how long new customers stay.",
        (outcomes_chart, staying_chart),
    ),
    Section(
        "how",
        "At what price",
        "Where the money goes, and how well all this is known.",
        (money_chart, luck_chart),
    ),
)
"""The page from top to bottom, after the answer and before how it was made."""

PROVENANCE = {
    "version": "Tenure version",
    "model_version": "Model version",
    "comparison": "Scenario files",
    "seed": "Seed",
    "replications": "Replications",
}


def comparison_report(
    tables: Mapping[str, pd.DataFrame],
    summary: Mapping[str, Any],
    scenarios: Sequence[Scenario],
    provenance: Mapping[str, str],
) -> str:
    """Return the report of a comparison as one HTML page that needs no network.

    tables and summary: those of a comparison, as the data dictionary describes them; scenarios: in its order;
    provenance: version, model_version, comparison, seed, replications, and the command that makes the page again.
    """
    compared = Compared(tables, summary, scenarios)
    return framed(
        "compare.html",
        provenance,
        PROVENANCE,
        title=_title(compared),
        facts=_facts(compared),
        answer=answer(compared),
        cards=cards(compared),
        lead_in=lead_in(compared),
        descriptions=[
            (compared.printed(name), clean(scenario.description))
            for name, scenario in zip(compared.names, scenarios, strict=True)
            if clean(scenario.description)
        ],
        sections=[(section, [draw(compared) for draw in section.charts]) for section in SECTIONS],
        names=[compared.printed(name, 40) for name in compared.names],
        changes=changes(compared),
    )


def changes(compared: Compared) -> list[tuple[str, str, list[str]]]:
    """Return the keys that differ between the scenarios: key, what it means, its value in each of them."""
    table = compared.tables["changes"]
    rows = []
    for key in dict.fromkeys(table["key"]):
        own = table[table["key"] == key].set_index("scenario")
        first = own["first"].iloc[0]
        values = [first, *(own["other"].get(name, first) for name in compared.others)]
        meaning = next(filter(None, (meaning_of(key, one) for one in compared.scenarios)), "")
        rows.append(
            (clean(key), meaning, [written(json.loads(value)) if value else NOTHING for value in values])
        )
    return rows


def _title(compared: Compared) -> str:
    others = [compared.printed(name, 80) for name in compared.others]
    if len(others) > 2:
        return f"{compared.printed(compared.names[0], 80)} against {counted(len(others), 'other scenario')}"
    return f"{' and '.join(others)} against {compared.printed(compared.names[0], 80)}"


def _facts(compared: Compared) -> str:
    first = compared.scenarios[0]
    branch = compared.summary["branch_at"]
    luck = "pair" if compared.paired else "independent seed"
    parts = [
        f"seen from {compared.firm}",
        counted(first.market.customers, "person", "people"),
        f"{counted(first.months, 'month')} on the books",
        f"{counted(compared.seeds, luck)}{' of the same luck' if compared.paired else ' for each scenario'}",
        *([f"all from one state at the start of month {branch}"] if branch is not None else []),
    ]
    return " · ".join(parts)
