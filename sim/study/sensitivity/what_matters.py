"""What matters: the analyses of parameters that a sweep's design allows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.study.sensitivity import feature_scores, morris, sobol, tornado
from sim.study.sensitivity.findings import Findings
from sim.study.sensitivity.material import MORRIS, ONE_AT_A_TIME, SALTELLI, Material
from sim.study.sensitivity.resampling import Resampling
from sim.study.sensitivity.response import Response

LEAST_POINTS_OF_SCORES = 10


def add_sobol(found: Findings, material: Material, response: Response, resampling: Resampling) -> None:
    """Add Sobol indices of the parameters that were sampled. Raises ValueError with the reason why not."""
    if material.kind != SALTELLI:
        raise ValueError(f"they need the design sobol, but this sweep has {material.kind}")
    indices = sobol.sobol_indices(material.over_combinations(response), resampling)
    found.tables["sobol"] = indices.table
    found.summary["sobol"] = {
        "enough": indices.blocks >= sobol.LEAST_BLOCKS,
        "blocks": indices.blocks,
        "left_out": indices.left_out,
        "combinations": material.combinations,
        "alone": indices.alone._asdict(),
        "noise": indices.noise._asdict(),
    }
    if not found.summary["sobol"]["enough"]:
        found.warn(
            "sobol",
            f"{indices.blocks} base points are too few for intervals that mean much: {sobol.LEAST_BLOCKS} or more are "
            "needed.",
        )
    found.warn_of("sobol", indices.noise, indices.left_out, "block")


def add_morris(found: Findings, material: Material, response: Response, resampling: Resampling) -> None:
    """Add elementary effects of the parameters that were sampled. Raises ValueError with the reason why not."""
    if material.kind != MORRIS:
        raise ValueError(f"they need the design morris, but this sweep has {material.kind}")
    levels = int(material.manifest["design"]["levels"])
    effects = morris.morris_effects(material.over_combinations(response), levels, resampling)
    found.tables["morris"] = effects.table
    found.summary["morris"] = {
        "enough": effects.trajectories >= morris.LEAST_TRAJECTORIES,
        "trajectories": effects.trajectories,
        "left_out": effects.left_out,
        "levels": levels,
        "combinations": material.combinations,
        "noise": effects.noise._asdict(),
    }
    if not found.summary["morris"]["enough"]:
        found.warn(
            "morris",
            f"{effects.trajectories} trajectories are too few for intervals that mean much: "
            f"{morris.LEAST_TRAJECTORIES} or more are needed.",
        )
    found.warn_of("morris", effects.noise, effects.left_out, "trajectory")


def add_scores(found: Findings, material: Material, response: Response, resampling: Resampling) -> None:
    """Add feature scores of the parameters. Raises ValueError with the reason why not."""
    if material.kind in (SALTELLI, MORRIS, ONE_AT_A_TIME):
        other = {
            SALTELLI: "Sobol indices say",
            MORRIS: "elementary effects say",
            ONE_AT_A_TIME: "the tornado says",
        }
        raise ValueError(
            f"they need points that were drawn independently, or a grid; in the design {material.kind}, "
            f"{other[material.kind]} what matters"
        )
    one = material.over_combinations(response) if material.drawn else response
    if len(one.points) < LEAST_POINTS_OF_SCORES:
        raise ValueError(f"{len(one.points)} points are too few: {LEAST_POINTS_OF_SCORES} or more are needed")
    if material.drawn and one.complete.sum() < 2:
        raise ValueError(
            f"{one.complete.sum()} of {len(one.points)} rows of the sample have a run at each of the "
            f"{material.combinations} combinations of scanned values, but 2 or more are needed"
        )
    scores = feature_scores.feature_scores(one, resampling)
    found.tables["scores"] = scores.table
    found.summary["scores"] = {
        "enough": scores.points >= feature_scores.LEAST_POINTS,
        "points": scores.points,
        "left_out": scores.left_out,
        "combinations": material.combinations if material.drawn else 1,
        "noise": scores.noise._asdict(),
    }
    if not found.summary["scores"]["enough"]:
        found.warn(
            "scores",
            f"{scores.points} points are too few for intervals that mean much: {feature_scores.LEAST_POINTS} or more "
            "are needed.",
        )
    found.warn_of("scores", scores.noise, scores.left_out, "point")


def add_tornado(found: Findings, material: Material, response: Response, resampling: Resampling) -> None:
    """Add the outcome at both ends of every parameter. Raises ValueError with the reason why not."""
    ends = tornado.tornado(response, resampling, around_first=material.kind == ONE_AT_A_TIME)
    if ends.table.empty:
        raise ValueError("no input has two values")
    found.tables["tornado"] = ends.table.astype({"low_value": str, "high_value": str}).assign(
        low_value=_texts(ends.table["low_value"]), high_value=_texts(ends.table["high_value"])
    )
    found.summary["tornado"] = {
        "centre": ends.centre,
        "around_base": ends.around_base,
        "sampled": response.sampled,
        "left_out": ends.left_out,
        "noise": ends.noise._asdict(),
    }
    if response.sampled and ends.table["points"].min() < tornado.LEAST_POINTS:
        found.warn(
            "tornado",
            f"{ends.table['points'].min()} points at an end are too few for intervals that mean much: "
            f"{tornado.LEAST_POINTS} or more are needed.",
        )
    found.warn_of("tornado", ends.noise, ends.left_out, "point")


def _texts(values: pd.Series[Any]) -> list[str]:
    return [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values]
