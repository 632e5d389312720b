"""Policies that differ in whom they give the targeted programme to, and in nothing else."""

from __future__ import annotations

from sim.strategy.fixed import Fixed


class ChurnRisk(Fixed):
    """Spends as a fixed strategy; the targeted programme goes to those most likely to leave.

    It assumes that who is likely to leave can be kept.
    Source: Neslin, Gupta, Kamakura, Lu & Mason (2006), who leaves can be predicted; Ascarza (2018), that it is the
    wrong question.
    """

    targeting_rule = "risk"


class Uplift(Fixed):
    """Spends as a fixed strategy; the targeted programme goes to those whose chance to leave it lowers most.

    It assumes that customers are worth alike, and that the effect could be learnt: with a hold-out it is.
    Source: Ascarza (2018).
    """

    targeting_rule = "uplift"


class ValueUplift(Fixed):
    """Spends as a fixed strategy; the targeted programme goes where it saves most lifetime value: uplift × value.

    It assumes that both can be estimated well enough for their product to mean something.
    Source: Lemmens & Gupta (2020).
    """

    targeting_rule = "value_uplift"


class Optimised(Fixed):
    """Spends as a fixed strategy: budget and split are those that an optimiser found for the scenario.

    It assumes that the market stays as it was when they were found.
    """
