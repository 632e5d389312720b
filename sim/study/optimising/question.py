"""The question: whose budget is split anew, for which outcome, and which parts of it may move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.nearest import did_you_mean
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import LINES, StrategySettings
from sim.strategy.policies import refusal
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.space import GRAIN, PARTS, Parts, Space
from sim.study.outcomes import OUTCOMES

SPLIT_KINDS = ("fixed", "optimised")
"""Kinds of strategy whose split is the scenario's, month for month; all others choose their own."""


@dataclass(frozen=True)
class Question:
    """A scenario, one of its firms, the outcome to maximise, and the parts of the budget that may move.

    code: the folder from which strategies of the user's own are imported, None if they are refused.
    """

    scenario: Scenario
    firm: str
    outcome: str
    free: tuple[str, ...]
    code: Path | None = None

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        firm: str | None = None,
        outcome: str = "customer_equity",
        lines: Sequence[str] = PARTS,
        code: Path | None = None,
    ) -> Question:
        """Return the question; firm: the first of the scenario if left out.

        Raises OptimiseError if the firm, the outcome or a part does not exist, if fewer than two parts are left to
        move, or if the firm's split is not the scenario's to choose.
        """
        names = [one.name for one in scenario.firms]
        chosen = names[0] if firm is None else firm
        if chosen not in names:
            raise OptimiseError(f'there is no firm "{chosen}"; {did_you_mean(chosen, names, "firms")}')
        if outcome not in OUTCOMES:
            known = did_you_mean(outcome, list(OUTCOMES), "outcomes")
            raise OptimiseError(f'there is no outcome "{outcome}"; {known}')
        for name in lines:
            if name not in PARTS:
                raise OptimiseError(
                    f'there is no budget line "{name}"; {did_you_mean(name, PARTS, "valid here")}'
                )
        free = tuple(name for name in PARTS if name in lines)
        if len(free) < 2:
            raise OptimiseError(
                f"only {free[0] if free else 'nothing'} may move, but money can only move between two parts or more: "
                f"name them with --lines, of {', '.join(PARTS)}"
            )
        if reason := refusal(scenario, code):
            raise OptimiseError(reason)
        question = cls(scenario, chosen, outcome, free, code)
        question._check_strategy()
        return question

    @property
    def number(self) -> int:
        """The place of the firm in the scenario."""
        return [one.name for one in self.scenario.firms].index(self.firm)

    @property
    def strategy(self) -> StrategySettings:
        """The strategy of the firm as the scenario has it."""
        return self.scenario.firms[self.number].strategy

    @property
    def is_split(self) -> bool:
        """Whether the scenario gives the firm a budget and a split, not rates per head."""
        return self.strategy.budget is not None and self.strategy.split is not None

    def _check_strategy(self) -> None:
        kind = self.strategy.kind
        if kind not in SPLIT_KINDS:
            raise OptimiseError(
                f'the strategy of {self.firm} is of kind "{kind}", which chooses its own split: only the split of kind '
                f"{' or '.join(SPLIT_KINDS)} can be optimised"
            )
        for event in self.scenario.events:
            if event.firm == self.firm and "strategy" in event.set.model_fields_set:
                raise OptimiseError(
                    f"the event of month {event.month} gives {self.firm} another strategy: there is no one split "
                    "of the whole run to optimise"
                )
        if self.is_split and self.strategy.budget == 0:
            raise OptimiseError(f"the budget of {self.firm} is 0: there is nothing to split")


@dataclass(frozen=True)
class Budget:
    """The money a month that is split, and how it is split now.

    is_given: whether the scenario says both; else they are what rates per head came to in a run of the scenario.
    """

    money: float
    own: Parts
    is_given: bool

    def space(self, free: tuple[str, ...]) -> Space:
        """Return the splits to choose from. Raises OptimiseError if the parts that may move have no money."""
        space = Space(self.own, free)
        if space.mass < 2 * GRAIN:
            raise OptimiseError(
                f"{' and '.join(free)} have nothing of the budget: let other lines, or kept, move too"
            )
        return space


def with_parts(question: Question, budget: Budget, parts: Parts) -> Scenario:
    """Return the scenario with another split for the firm; its own split leaves the scenario as it is."""
    if budget.is_given and parts == budget.own:
        return question.scenario
    changes = {"kind": "optimised", "budget": budget.money, "split": parts.split(), "per_head": None}
    changed = StrategySettings.model_validate(question.strategy.model_dump(exclude_unset=True) | changes)
    firms = tuple(
        one.model_copy(update={"strategy": changed}) if one.name == question.firm else one
        for one in question.scenario.firms
    )
    return question.scenario.model_copy(update={"firms": firms})


def money_of_lines(parts: Parts, budget: float) -> dict[str, float]:
    """Return the money a month of each line."""
    return {line: getattr(parts, line) * budget for line in LINES}
