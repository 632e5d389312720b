"""Sobol indices of a known function, through the very path that a market takes."""

import math

import numpy as np
import pytest

from sim.study.sweeping.designs import Design
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.model import FunctionModel
from sim.study.sweeping.parameters import Parameter
from sim.study.sweeping.sweep import run_sweep

FIRST = {"a": 0.3139, "b": 0.4424, "c": 0.0}
TOTAL = {"a": 0.5576, "b": 0.4424, "c": 0.2437}
"""Analytic indices of sin a + 7 sin² b + 0.1 c⁴ sin a on [−π, π]³ (Ishigami & Homma 1990; Saltelli et al. 2008)."""


@pytest.mark.slow
@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami_are_within_two_hundredths(
    sweep_of, functions, tmp_path, here, second_order
):
    from SALib.analyze import sobol

    ends = Distribution("uniform", (-math.pi, math.pi))
    sweep = sweep_of(
        parameters=tuple(Parameter(name, "uncertainty", distribution=ends) for name in "abc"),
        outcomes=("y",),
        model=FunctionModel(functions.ishigami),
        design=Design("sobol", points=4096, second_order=second_order),
        replications=1,
    )
    here()
    outcomes = run_sweep(sweep, tmp_path / "out").outcomes
    assert outcomes["sample"].tolist() == list(range(len(outcomes)))
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[-math.pi, math.pi]] * 3}
    found = sobol.analyze(problem, outcomes["y"].to_numpy(), calc_second_order=second_order, seed=1)
    np.testing.assert_allclose(found["S1"], list(FIRST.values()), atol=0.02)
    np.testing.assert_allclose(found["ST"], list(TOTAL.values()), atol=0.02)
