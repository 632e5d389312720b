"""The page of an analysed sweep: one file that needs nothing else, from its tables and summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.report.frame import framed
from sim.report.number import NOTHING, counted, listed
from sim.report.sensitivity_answer import answer, cards
from sim.report.sensitivity_charts.box import box_chart
from sim.report.sensitivity_charts.effects import effects_chart
from sim.report.sensitivity_charts.front import front_chart
from sim.report.sensitivity_charts.regret import robustness_chart
from sim.report.sensitivity_charts.shares import scores_chart, sobol_chart
from sim.report.sensitivity_charts.tornado import tornado_chart
from sim.report.shock import written
from sim.report.swept import DrawSwept, Swept
from sim.report.text import capital, clean


class Section(NamedTuple):
    """Charts under one heading; its name is its address on the page."""

    name: str
    heading: str
    lead: str
    charts: Sequence[DrawSwept]


SECTIONS = (
    Section(
        "matters",
        "What matters",
        "Which inputs decide about the outcome, and which way.",
        (sobol_chart, scores_chart, effects_chart, tornado_chart),
    ),
    Section(
        "fails",
        "When it fails",
        "How the settings of the levers do over the futures, and in which of these the safest one fails.",
        (robustness_chart, box_chart),
    ),
    Section(
        "both", "For whom", "What the levers give the firm, and what they give its customers.", (front_chart,)
    ),
)
"""The page from top to bottom, after the answer and before how it was made."""

ANALYSES = {
    "sobol": "Sobol indices",
    "scores": "Feature scores",
    "morris": "Elementary effects",
    "tornado": "Tornado",
    "robustness": "Regret and robustness",
    "failing": "When it fails",
    "pareto": "Pareto front",
}
"""All analyses by name, and what they are called."""
_INSTEAD = ("sobol", "scores", "morris")
"""Analyses of which a design has one: the others are only named."""
_DESIGNS = {
    "grid": "all combinations of lists",
    "list": "a list of points",
    "one_at_a_time": "one input at a time",
    "latin_hypercube": "a Latin hypercube",
    "sobol": "Saltelli's sample for Sobol indices",
    "morris": "Morris's trajectories",
}
_DISTRIBUTIONS = {
    "uniform": "from {} to {}, evenly",
    "log_uniform": "from {} to {}, evenly in the logarithm",
    "normal": "about {}, standard deviation {}",
    "triangular": "from {} by {} to {}, triangular",
    "integer": "whole numbers from {} to {}",
}
PROVENANCE = {
    "version": "Tenure version",
    "model_version": "Model version",
    "sweep": "Sweep",
    "base": "Base scenario",
    "seed": "Seed",
}


def sensitivity_report(
    tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any], provenance: Mapping[str, str]
) -> str:
    """Return the report of an analysed sweep as one HTML page that needs no network.

    tables and summary: those of an analysis, as the data dictionary describes them; provenance: version, model_version,
    sweep, base, seed, currency (the label of money), and the command that makes the page again.
    """
    swept = Swept(tables, summary, str(provenance.get("currency", "")))
    drawn = [(section, [chart for draw in section.charts if (chart := draw(swept))]) for section in SECTIONS]
    return framed(
        "sensitivity.html",
        provenance,
        PROVENANCE,
        title=f"What matters for {swept.outcome}",
        facts=_facts(swept),
        answer=answer(swept),
        cards=cards(swept),
        basis=basis(swept),
        sections=[(section, charts) for section, charts in drawn if charts],
        inputs=inputs(swept),
        instead=[
            f"{ANALYSES[name]}: {clean(str(summary['gaps'][name]))}."
            for name in _INSTEAD
            if name in summary["gaps"]
        ],
    )


def basis(swept: Swept) -> list[str]:
    """Return the sentences under the answer: what numbers are means of, how much is luck, what is missing."""
    summary = swept.summary
    sentences = [f"All numbers are {swept.averaged}. {swept.noise(summary['noise'])}"]
    planned = summary["planned_replications"]
    if swept.replications < planned:
        unused = "one is" if planned - swept.replications == 1 else "some are"
        sentences.append(
            f"{counted(planned, 'replication')} are planned; {unused} not used, because fewer than half of the points "
            "have it so far."
        )
    missing = summary["points"] - summary["complete"]
    if missing:
        sentences.append(
            f"{counted(missing, 'point')} of {summary['points']} lack a run, because it failed or was not made yet, or "
            "the outcome does not exist there; they are left out."
        )
    return sentences


def inputs(swept: Swept) -> list[tuple[str, str, str, str]]:
    """Return what was varied: key, short name and role, values or distribution, and the base's value."""
    rows = []
    for parameter in swept.summary["parameters"]:
        if "distribution" in parameter:
            ((kind, arguments),) = parameter["distribution"].items()
            values = _DISTRIBUTIONS.get(kind, f"{kind} {{}}").format(*map(written, arguments))
            if kind == "choice":
                values = f"one of {listed(map(written, arguments), 'or')}, equally likely"
        else:
            values = listed(map(written, parameter["values"]))
        base = NOTHING if parameter["base"] is None else written(parameter["base"])
        role = "a lever" if parameter["role"] == "lever" else "an uncertainty"
        name = f"{capital(swept.label(parameter['key']))}: {role}"
        rows.append((clean(parameter["key"]), clean(name), clean(values), clean(base)))
    return rows


def _facts(swept: Swept) -> str:
    summary = swept.summary
    return " · ".join(
        [
            f"sweep {swept.name(summary['sweep'])}",
            f"seen from {swept.firm}" if swept.firm != "(no name)" else "no firms",
            _DESIGNS.get(str(summary["design"]["kind"]), str(summary["design"]["kind"])),
            counted(summary["points"], "point"),
            counted(swept.replications, "replication"),
        ]
    )
