"""When it fails: the analyses of levers over uncertainties that a sweep's design allows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.study.sensitivity import prim, robustness
from sim.study.sensitivity.box import Mask
from sim.study.sensitivity.crossing import Crossing, named
from sim.study.sensitivity.described import described_outcome
from sim.study.sensitivity.failing import Failing, failing_outcome, failing_strategy
from sim.study.sensitivity.findings import Findings, plain
from sim.study.sensitivity.material import MORRIS, ONE_AT_A_TIME, Material
from sim.study.sensitivity.pareto import pareto_front
from sim.study.sensitivity.resampling import Numbers, Resampling
from sim.study.sensitivity.response import Response

FEW_REPLICATIONS = 10
"""Replications below which intervals over luck alone are too narrow."""
LEAST_FUTURES_OF_A_BOX = 20


def add_robustness(
    found: Findings,
    material: Material,
    response: Response,
    outcome: str,
    threshold: float | None,
    resampling: Resampling,
) -> None:
    """Add how each setting of the levers does over the futures. Raises ValueError with the reason why not."""
    if material.kind == ONE_AT_A_TIME:
        raise ValueError("one input was moved at a time, so the levers were tried in the base's future only")
    crossing = _labelled(material.crossing(response), material)
    more = material.more_is_better(outcome)
    robust = robustness.robustness(crossing, threshold, more_is_better=more, resampling=resampling)
    found.tables["robustness"] = robust.table
    found.summary["robustness"] = {
        "best": robust.best,
        "base": crossing.base,
        "threshold": robust.threshold,
        "threshold_given": threshold is not None,
        "futures": robust.futures,
        "left_out": robust.left_out,
        "sampled": crossing.sampled,
        "noise": robust.noise._asdict(),
    }
    if robust.futures < robustness.LEAST_FUTURES:
        found.warn(
            "robustness",
            f"{robust.futures} futures are few: worst cases and regrets speak of these only, and intervals mean little "
            f"below {robustness.LEAST_FUTURES}.",
        )
    if not crossing.sampled and 1 < robust.noise.replications < FEW_REPLICATIONS:
        found.warn(
            "robustness",
            f"Intervals rest on {robust.noise.replications} replications of chosen futures and are too narrow.",
        )
    found.warn_of("robustness", robust.noise, robust.left_out, "future")


def add_failing(
    found: Findings, material: Material, response: Response, outcome: str, threshold: float | None
) -> None:
    """Add when the strategy with the least regret fails, or without levers, when the outcome is bad.

    Raises ValueError with the reason why not.
    """
    if material.kind in (MORRIS, ONE_AT_A_TIME):
        raise ValueError(
            f"points of the design {material.kind} do not fill the space of the inputs: take latin_hypercube or sobol"
        )
    uncertain = [key for key in material.parameters if key not in material.levers]
    if not uncertain:
        raise ValueError("the sweep has no uncertainties that could make a strategy fail")
    more = material.more_is_better(outcome)
    names: list[str] = []
    if "robustness" in found.tables:
        crossing = _labelled(material.crossing(response), material)
        alone = material.drawn_alone(crossing)
        names, points = crossing.names, crossing.futures[alone].reset_index(drop=True)
        block = None if crossing.block is None else crossing.block[alone]
        best = int(found.summary["robustness"]["best"])
        failing = failing_strategy(crossing.means[:, alone], best, crossing.base, threshold, more)
    elif material.levers:
        raise ValueError(
            "the settings of the levers could not be compared in the same futures, so none of them can be called the "
            "strategy that fails"
        )
    else:
        alone = np.isin(material.sample % material.rows, (0, material.rows - 1)) & response.complete
        kept = response.at(alone)
        points, block = kept.points[uncertain], kept.block
        failing = failing_outcome(kept.values.mean(axis=1), threshold, more)
    _box(found, points, failing, block, names)


def _box(
    found: Findings, points: pd.DataFrame, failing: Failing, block: Numbers | None, names: list[str]
) -> None:
    """Search for the box in which the strategy fails."""
    fails, count = int(failing.fails.sum()), len(points)
    found.summary["failing"] = {
        "strategy": None if failing.strategy is None else names[failing.strategy],
        "rival": None if failing.rival is None else names[failing.rival],
        "threshold": failing.threshold,
        "points": count,
        "fails": fails,
    }
    if count < LEAST_FUTURES_OF_A_BOX:
        raise ValueError(
            f"{count} futures are too few to search for a box: {LEAST_FUTURES_OF_A_BOX} or more are needed"
        )
    if fails in (0, count):
        raise ValueError(f"it fails in {fails} of {count} futures: there is nothing to tell apart")
    box = prim.discover(points, failing.fails, block)
    found.tables["limits"], found.tables["trajectory"] = box.limits, box.trajectory
    found.summary["failing"] |= {
        "box_points": box.points,
        "box_fails": box.hits,
        "coverage": box.coverage._asdict(),
        "density": box.density._asdict(),
        "mass": box.mass,
        "tested_coverage": plain(box.tested_coverage),
        "tested_density": plain(box.tested_density),
        "ranges": {
            name: [plain(float(points[name].min())), plain(float(points[name].max()))]
            for name in points
            if pd.api.types.is_numeric_dtype(points[name]) and not pd.api.types.is_bool_dtype(points[name])
        },
    }
    if fails < prim.LEAST_HITS:
        found.warn(
            "failing",
            f"It fails in {fails} futures only: a box around so few says little; {prim.LEAST_HITS} or more are needed.",
        )


def add_pareto(
    found: Findings, material: Material, outcomes: tuple[str, str], resampling: Resampling
) -> None:
    """Add the front of two outcomes. Raises ValueError with the reason why not."""
    if not material.levers:
        raise ValueError("the sweep has no levers: there is nothing to choose between")
    first, second = _together(*(material.response(name) for name in outcomes))
    same_future = _in_the_first_future(material, first)
    if set(material.levers) == set(material.parameters) or material.kind == ONE_AT_A_TIME:
        kept = same_future & first.complete
        kept[kept] = ~first.points.loc[kept, material.levers].duplicated().to_numpy()
        chosen = first.points.loc[kept, material.levers].rename(columns=material.labels)
        names = [named(row) for row in chosen.to_dict("records")]
        values = [one.values[kept][:, None, :] for one in (first, second)]
        sampled, block, left_out = False, None, int((same_future & ~first.complete).sum())
    else:
        both = [_labelled(material.crossing(one), material) for one in (first, second)]
        names, values = both[0].names, [one.values for one in both]
        sampled, block, left_out = both[0].sampled, both[0].block, both[0].left_out
    if len(names) < 2:
        raise ValueError("there is one setting of the levers only")
    better = (material.more_is_better(outcomes[0]), material.more_is_better(outcomes[1]))
    front = pareto_front(
        names, *values, better=better, sampled=sampled, block=block, left_out=left_out, resampling=resampling
    )
    found.tables["pareto"] = front.table
    found.summary["pareto"] = {
        "outcomes": [described_outcome(material, name) for name in outcomes],
        "futures": int(values[0].shape[1]),
        "left_out": left_out,
        "noise": [one.noise()._asdict() for one in (first, second)],
    }
    if values[0].shape[2] < 2 and not sampled:
        found.warn("pareto", "With one replication nobody can tell who is dominated by luck alone.")


def _together(first: Response, second: Response) -> tuple[Response, Response]:
    """Return two outcomes of the same runs, both missing where either is."""
    if first.values.shape != second.values.shape:
        raise ValueError("the outcomes are there in different replications")
    both = np.isfinite(first.values) & np.isfinite(second.values)
    one, other = (
        replace(response, values=np.where(both, response.values, np.nan)) for response in (first, second)
    )
    return one, other


def _in_the_first_future(material: Material, response: Response) -> Mask:
    """Return which points have the uncertainties of the first one, (points,)."""
    uncertain = response.points.drop(columns=material.levers)
    return np.asarray(uncertain.eq(uncertain.iloc[0]).all(axis=1))


def _labelled(crossing: Crossing, material: Material) -> Crossing:
    """Return a crossing whose levers have their short names."""
    return replace(crossing, settings=crossing.settings.rename(columns=material.labels))
