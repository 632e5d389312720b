from __future__ import annotations

import numpy as np
import pytest

HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)
"""Of 1,000 customers of the high-end segment, after 0 … 7 years (Fader & Hardie 2007)."""


@pytest.fixture
def survivors():
    """The published numbers left, to which the models were fitted."""
    return HIGH_END


@pytest.fixture
def individuals():
    """Return durations and whether the end was seen, one for each customer, from the numbers left."""
    return individuals_of


def individuals_of(survivors=HIGH_END):
    left = np.repeat(np.arange(1, len(survivors)), -np.diff(survivors))
    durations = np.concatenate([left, np.full(survivors[-1], len(survivors) - 1)])
    return durations, np.arange(durations.size) < left.size


@pytest.fixture
def late_entries():
    """Durations, whether the end was seen, and ages of entry of 80 tenures that look like no law in particular.

    What lifelines 0.30.3 returned for them is in the tests: it needs pandas below 3, so it cannot be asked there.
    """
    i = np.arange(80)
    durations = 1 + (7 * i * i + 3 * i) % 29
    return durations, i % 4 != 0, np.minimum(5 * i % 11, durations - 1)
