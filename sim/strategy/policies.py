"""All kinds of strategy by their names."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.firms import FirmSettings
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import StrategySettings
from sim.strategy.approaches import APPROACH
from sim.strategy.blattberg_deighton import BlattbergDeighton
from sim.strategy.clv_proportional import ClvProportional
from sim.strategy.competitor_reactive import CompetitorReactive
from sim.strategy.custom import custom_policy
from sim.strategy.fixed import Fixed
from sim.strategy.hill_climbing import HillClimbing
from sim.strategy.individual import ChurnRisk, Optimised, Uplift, ValueUplift
from sim.strategy.lifecycle import Lifecycle
from sim.strategy.objectives import EquityFirst, SatisfactionFirst
from sim.strategy.policy import Policy
from sim.strategy.schedule import Schedule
from sim.strategy.segment import Segment

POLICIES: dict[str, type[Policy]] = {
    "fixed": Fixed,
    "schedule": Schedule,
    "clv_proportional": ClvProportional,
    "segment": Segment,
    "churn_risk": ChurnRisk,
    "uplift": Uplift,
    "value_uplift": ValueUplift,
    "lifecycle": Lifecycle,
    "hill_climbing": HillClimbing,
    "competitor_reactive": CompetitorReactive,
    "satisfaction_first": SatisfactionFirst,
    "equity_first": EquityFirst,
    "blattberg_deighton": BlattbergDeighton,
    "optimised": Optimised,
}
"""The class of each kind."""


WITHOUT_A_FILE = (
    "fixed",
    "schedule",
    "hill_climbing",
    "competitor_reactive",
    "satisfaction_first",
    "blattberg_deighton",
    "optimised",
)
"""Kinds that look at the firm's own books only, not at single customers."""


def keeps_a_file(firm: FirmSettings) -> bool:
    """Return whether a firm has to write down what single customers do."""
    targeting = firm.targeting
    chooses = targeting.share > 0 and (
        targeting.rule != "random" or targeting.hold_out > 0 or _will_choose(firm.strategy)
    )
    return chooses or firm.strategy.kind not in WITHOUT_A_FILE


def _will_choose(settings: StrategySettings) -> bool:
    """Return whether a schedule comes to an approach that chooses whom the targeted programme goes to."""
    approaches = [step.approach for step in settings.steps if step.approach is not None]
    return any(APPROACH[approach].targeting_rule is not None for approach in approaches)


def refusal(scenario: Scenario, folder: Path | None) -> str:
    """Return why a strategy of the scenario, or of one of its events, cannot be had; empty if all can.

    folder: as in `strategy_of`, None if no code may be run.
    """
    named = [(firm.name, firm.strategy) for firm in scenario.firms]
    named += [(str(event.firm), event.set.strategy) for event in scenario.events]
    for firm, settings in named:
        try:
            strategy_of(settings, folder is not None, folder)
        except ValueError as reason:
            return f"the strategy of {firm}: {reason}"
    return ""


def strategy_of(settings: StrategySettings, allow_code: bool = False, folder: Path | None = None) -> Policy:
    """Return the strategy that the settings name, with an empty memory.

    A kind `module:Class` is a class of the user's, whose module is looked for in `folder` first; it is refused with a
    ValueError unless `allow_code`, because importing a module runs whatever is in it.
    """
    if settings.kind in POLICIES:
        return POLICIES[settings.kind](settings)
    if not allow_code:
        raise ValueError(
            f'kind is "{settings.kind}", which is code of your own: a scenario may run code only if you say so, '
            "with --allow-code"
        )
    return custom_policy(settings.kind, folder)(settings)
