"""The analysis of a sweep: all that its design allows, and for the rest the reason why not."""

from __future__ import annotations

from collections.abc import Callable

from sim.study.sensitivity.described import described
from sim.study.sensitivity.findings import Findings
from sim.study.sensitivity.material import Material
from sim.study.sensitivity.resampling import RESAMPLING, Resampling
from sim.study.sensitivity.what_matters import add_morris, add_scores, add_sobol, add_tornado
from sim.study.sensitivity.when_it_fails import add_failing, add_pareto, add_robustness

FRONT = ("customer_value", "firm_value")
"""The outcomes of the front, if no others are asked for."""


def analyse(
    material: Material,
    outcome: str,
    threshold: float | None = None,
    front: tuple[str, str] = FRONT,
    resampling: Resampling = RESAMPLING,
) -> Findings:
    """Return every analysis of an outcome that the sweep's design allows.

    outcome: as the sweep calls it; threshold: what has to be reached, see `failing_strategy`, `failing_outcome` and
    `robustness`; front: the outcomes of the Pareto front. Raises OutcomeError if there is no such outcome.
    """
    response = material.response(outcome)
    found = Findings()
    found.summary = described(material, response, outcome)
    work: dict[str, Callable[[], None]] = {
        "sobol": lambda: add_sobol(found, material, response, resampling),
        "morris": lambda: add_morris(found, material, response, resampling),
        "scores": lambda: add_scores(found, material, response, resampling),
        "tornado": lambda: add_tornado(found, material, response, resampling),
        "robustness": lambda: add_robustness(found, material, response, outcome, threshold, resampling),
        "failing": lambda: add_failing(found, material, response, outcome, threshold),
        "pareto": lambda: add_pareto(found, material, front, resampling),
    }
    for name, make in work.items():
        try:
            make()
        except ValueError as reason:
            found.gaps[name] = str(reason)
    return found
