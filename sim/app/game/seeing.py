"""What each may see of a game: the class the table, a team its own books, and everybody everything once it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sim.app.game.game import FIRMS, Decisions, Game, Phase, in_force

Results = Sequence[dict[str, Any]]

PUBLIC = ("equity", "customers", "share", "price", "tested")
"""Of a year's results: what everybody sees of every firm once the year is over."""


def seen(
    game: Game, decisions: Decisions, results: Results, firm: int | None, teacher: bool
) -> dict[str, Any]:
    """Return what somebody sees of a game, as plain data.

    firm: whose team they belong to, or None. Of an open round a team sees its own decision and nobody else's, only who
    has handed in; of the years that are over, the books of its own firm and what is public of the others.
    """
    over = game.is_over
    return {
        "code": game.code,
        "name": game.name,
        "phase": game.phase.value,
        "round": game.round,
        "closes": game.closes,
        "over": over,
        "rules": game.rules.plain(),
        "firms": [
            {
                "letter": FIRMS[number],
                "team": team.name if (team := game.team(number)) else None,
                "handed_in": game.phase is not Phase.SHOWN and (number, game.round) in decisions,
            }
            for number in range(game.firms)
        ],
        "years": [standings(results, year) for year in range(len(results))],
        "teacher": teacher,
        "own": None if firm is None else _own(game, decisions, results, firm),
        "all": _everything(game, decisions, results) if over else None,
    }


def standings(results: Results, year: int) -> list[dict[str, Any]]:
    """Return what is public of every firm after a year, with its rank, 1 being the best, and by how much it rose."""
    now, before = ranks(results[year]), ranks(results[year - 1]) if year else None
    return [
        {
            "rank": now[number],
            "rose": before[number] - now[number] if before else 0,
            **{name: firm[name] for name in PUBLIC},
        }
        for number, firm in enumerate(results[year]["firms"])
    ]


def ranks(result: dict[str, Any]) -> list[int]:
    """Return the rank of every firm by its customer equity; equal firms share the better rank."""
    scores = [firm["equity"] for firm in result["firms"]]
    return [1 + sum(other > score for other in scores) for score in scores]


def _own(game: Game, decisions: Decisions, results: Results, firm: int) -> dict[str, Any]:
    team = game.team(firm)
    return {
        "firm": firm,
        "invite": f"{game.code}-{team.invite}" if team else None,
        "decision": asdict(in_force(decisions, game.rules, firm, game.round)),
        "handed_in": (firm, game.round) in decisions,
        "books": [result["firms"][firm] for result in results],
        "decisions": [asdict(in_force(decisions, game.rules, firm, round)) for round in range(len(results))],
    }


def _everything(game: Game, decisions: Decisions, results: Results) -> dict[str, Any]:
    rounds = range(len(results))
    return {
        "decisions": [
            [asdict(in_force(decisions, game.rules, firm, round)) for round in rounds]
            for firm in range(game.firms)
        ],
        "handed_in": [[(firm, round) in decisions for round in rounds] for firm in range(game.firms)],
        "books": [[result["firms"][firm] for result in results] for firm in range(game.firms)],
    }
