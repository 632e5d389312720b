"""A game: its teams, where it stands, what was decided, and the market that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.app.game.rules import Decision, Rules
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import LINES

YEAR = 12
"""Months of a round."""
FIRMS = "ABCDEF"
"""The firms by their letters, in the order of their numbers."""

Decisions = Mapping[tuple[int, int], Decision]
"""(number of the firm, round) → what its team handed in."""


class Phase(StrEnum):
    """Where a game stands in its round."""

    COMPUTING = "computing"
    """The year is being computed by a worker."""
    FAILED = "failed"
    """That did not work; it can be tried again, and nothing is lost."""
    SHOWN = "shown"
    """The year is over and its results are there; the teacher may start the next one. Round 0 is the lobby."""
    DECIDING = "deciding"
    """The teams decide on the year."""


@dataclass(frozen=True)
class Team:
    """Those who lead one firm. invite: what a second device types to join them, known to the team alone."""

    number: int
    name: str
    invite: str


@dataclass(frozen=True)
class Game:
    """A game as it stands.

    code: what players type. firms: how many there are, led by a team or not. round: 0 is the year before the first
    decisions, in which all firms do the same. closes: when the round closes by itself, seconds of the epoch, or None.
    attempt: counts how often the year has been tried. version: rises with every change.
    """

    code: str
    name: str
    seed: int
    rules: Rules
    firms: int
    phase: Phase
    round: int
    closes: float | None
    attempt: int
    version: int
    teams: tuple[Team, ...]

    @property
    def is_over(self) -> bool:
        """Whether the last year is over and its results are there."""
        return self.phase is Phase.SHOWN and self.round == self.rules.rounds

    @property
    def shown_round(self) -> int:
        """The last round whose results are there; −1 if there is none yet."""
        return self.round if self.phase is Phase.SHOWN else self.round - 1

    def team(self, number: int | None) -> Team | None:
        """Return the team that leads a firm, if there is one."""
        return next((team for team in self.teams if team.number == number), None)


def in_force(decisions: Decisions, rules: Rules, firm: int, round: int) -> Decision:
    """Return what a firm does in a round: what its team handed in last, else what all firms began with."""
    for earlier in range(round, 0, -1):
        if (firm, earlier) in decisions:
            return decisions[firm, earlier]
    return rules.opening


def courses(game: Game, decisions: Decisions) -> list[list[Decision]]:
    """Return what every firm does in the rounds 1 … game.round, firm by firm."""
    rounds = range(1, game.round + 1)
    return [[in_force(decisions, game.rules, firm, round) for round in rounds] for firm in range(game.firms)]


def scenario_of(
    rules: Rules, played: Sequence[Sequence[Decision]], names: Sequence[str] | None = None
) -> Scenario:
    """Return the market of a game up to the end of the last round played, as a scenario.

    played: what each firm did in the rounds 1, 2, …, equally many for all. names: of the firms, default A, B, ….
    Year 0, months 0 … 11, comes before the first round; a decision holds for the twelve months of its round. With the
    seed of the game, its replication 0 gives the very years that were played; more rounds leave the earlier years as
    they were.
    """
    names = list(names or FIRMS[: len(played)])
    opening = rules.opening
    return Scenario.model_validate(
        {
            "name": "Game",
            "months": YEAR * (len(played[0]) + 1),
            "warm_up": rules.warm_up,
            "followed": 0,
            "survey": {"months": []},
            "market": {"customers": rules.customers * len(played)},
            "firms": [{"name": name, **_offer(opening, rules)} for name in names],
            "events": [
                {
                    "month": YEAR * round,
                    "months": YEAR,
                    "firm": names[firm],
                    "set": _offer(course[round - 1], rules),
                }
                for round in range(1, len(played[0]) + 1)
                for firm, course in enumerate(played)
            ],
        }
    )


def _offer(decision: Decision, rules: Rules) -> dict[str, object]:
    split = {line: getattr(decision, line) / rules.budget for line in LINES}
    return {
        "price": decision.price / 100,
        "strategy": {"kind": "fixed", "budget": rules.budget / YEAR, "split": split},
    }
