"""What was analysed, as plain data: the sweep, its parameters and the outcome."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.study.outcomes import OUTCOMES
from sim.study.sensitivity.material import Material
from sim.study.sensitivity.response import Noise, Response
from sim.study.sweeping.sweep_definition import firm_and_name


def described_outcome(material: Material, outcome: str) -> dict[str, Any]:
    """Return what an outcome is: name, firm, unit, meaning, and whether more of it is better."""
    firm, name = firm_and_name(outcome, material.focus)
    known = OUTCOMES.get(name)
    return {
        "outcome": outcome,
        "name": name,
        "firm": firm,
        "unit": known.unit if known else "",
        "meaning": known.meaning if known else "",
        "more_is_better": material.more_is_better(outcome),
    }


def described(material: Material, response: Response, outcome: str) -> dict[str, Any]:
    """Return what was analysed."""
    manifest = material.manifest
    noise = response.noise() if response.complete.sum() > 1 else Noise(response.replications, np.nan, np.nan)
    return {
        "sweep": manifest["sweep"],
        "base": manifest["base"],
        "firm": material.focus,
        "outcome": described_outcome(material, outcome),
        "design": manifest["design"],
        "points": len(response.points),
        "complete": int(response.complete.sum()),
        "replications": response.replications,
        "planned_replications": int(manifest["replications"]),
        "noise": noise._asdict(),
        "parameters": [
            {
                **described,
                "label": material.labels[described["key"]],
                "base": manifest["base_values"].get(described["key"]),
            }
            for described in manifest["parameters"]
        ],
    }
