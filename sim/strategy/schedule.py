"""The schedule: splits by date, for plans that are known beforehand, such as a migration path of CRM approaches."""

from __future__ import annotations

from sim.scenario.strategies import Step, StrategySettings
from sim.strategy.approaches import APPROACH
from sim.strategy.policy import Policy, Shares, shares_of
from sim.strategy.view import Decision, View


class Schedule(Policy):
    """Spends the scenario's budget by its split, and from the month of a step on by that step's split or approach.

    Of two steps in one month the later in the list holds. It switches in the month of a step and knows no reviews:
    `policy_period` does not matter. An approach also says whom the targeted programme goes to, from the next choice
    on. It assumes nothing of the market, and looks at nothing but the date.
    Source of the approaches and of paths through them: Payne & Frow (2005).
    """

    def __init__(self, settings: StrategySettings) -> None:
        super().__init__(settings)
        self.steps = sorted(settings.steps, key=lambda step: step.month)

    def decide(self, view: View) -> Decision:
        """Return the money of the month: every month is looked up in the schedule."""
        self.shares = None
        step = self.step_at(view.month)
        self.targeting_rule = APPROACH[step.approach].targeting_rule if step and step.approach else None
        return super().decide(view)

    def step_at(self, month: int) -> Step | None:
        """Return the step that holds in a month, None before the first."""
        return next((step for step in reversed(self.steps) if step.month <= month), None)

    def review(self, view: View, shares: Shares) -> Shares:
        """Return the shares of the step that holds."""
        step = self.step_at(view.month)
        if step is None:
            return shares
        if step.approach is not None:
            return shares_of(APPROACH[step.approach].split)
        return shares_of(step.split) if step.split is not None else shares
