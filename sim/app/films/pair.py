"""Pairs of setups: the same customers with the same luck, so that the difference is the strategy's."""

from __future__ import annotations

from sim.app.films.setup import Setup, SetupError

PAIRS = 8
"""Pairs of runs: enough to tell most differences from luck, few enough to be had in seconds."""


def check_pair(a: Setup, b: Setup) -> None:
    """Raise SetupError unless two setups have the same customers and the same luck: equal seed and size."""
    if (a.seed, a.customers) != (b.seed, b.customers):
        raise SetupError("films.not_a_pair")
