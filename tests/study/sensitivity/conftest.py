"""Functions whose sensitivity is known, at points of the usual designs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity.resampling import Resampling
from sim.study.sensitivity.response import Response


class Ishigami(NamedTuple):
    """Ishigami & Homma (1990) with a = 7, b = 0.1 on [-π, π]³, and its indices as in Saltelli et al. (2008)."""

    first: dict[str, float]
    total: dict[str, float]

    def __call__(self, x):
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.fixture(scope="session")
def ishigami():
    return Ishigami({"a": 0.3139, "b": 0.4424, "c": 0.0}, {"a": 0.5576, "b": 0.4424, "c": 0.2437})


@pytest.fixture
def quick():
    """Resampling that is good enough for tests."""
    return Resampling(resamples=200, seed=7)


@pytest.fixture
def respond():
    """Return a function that makes a response of points (n, k) or a table, and means (n,), with luck if asked for.

    luck: standard deviation of what each point has of its own; shared: of what all points have in a replication.
    """

    def respond(points, means, *, replications=1, luck=0.0, shared=0.0, sampled=True, seed=3):
        if not isinstance(points, pd.DataFrame):
            points = pd.DataFrame(points, columns=list("abcdefgh")[: np.shape(points)[1]])
        generator = np.random.default_rng(seed)
        size = (len(points), replications)
        values = np.asarray(means, float)[:, None] + luck * generator.normal(size=size)
        return Response(points, values + shared * generator.normal(size=replications), sampled)

    return respond


@pytest.fixture
def sample():
    """Return a function that draws n points of k inputs from [0, 1]."""
    return lambda n, k=3, seed=1: np.random.default_rng(seed).random((n, k))
