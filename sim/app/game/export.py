"""What a class takes home from a game that is over: a table of all years, and the market as a scenario."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sim.app.game.game import FIRMS, Decisions, Game, courses, in_force, scenario_of
from sim.app.game.seeing import ranks
from sim.scenario.dump import dump_scenario
from sim.scenario.strategies import LINES

FIGURES = (
    "equity", "customers", "share", "kept", "profit", "revenue", "satisfaction", "trust", "functional",
    "technical",
)  # fmt: skip
"""Of a year's results: the columns of the table."""


def years_csv(game: Game, decisions: Decisions, results: Sequence[dict[str, Any]]) -> str:
    """Return a row for each year and firm: rank, what it decided, and what came of it.

    Units as in `Decision` and `research_of`; stability is the share of its customers in that stage.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["year", "firm", "team", "rank", "handed_in", *LINES, "price", *FIGURES, "stability"])
    for year, result in enumerate(results):
        for number, (rank, firm) in enumerate(zip(ranks(result), result["firms"], strict=True)):
            decision = asdict(in_force(decisions, game.rules, number, year))
            team = game.team(number)
            table.writerow(
                [
                    year,
                    FIRMS[number],
                    _text(team.name if team else ""),
                    rank,
                    (number, year) in decisions,
                    *(decision[line] for line in LINES),
                    decision["price"] / 100,
                    *(firm[name] for name in FIGURES),
                    round(firm["stages"]["stability"] / firm["customers"], 4) if firm["customers"] else None,
                ]
            )
    return text.getvalue()


def game_yaml(game: Game, decisions: Decisions) -> str:
    """Return the market of a game as a scenario file, which gives the same years again (`tenure run`)."""
    names = [
        f"{FIRMS[number]} {team.name}" if (team := game.team(number)) else FIRMS[number]
        for number in range(game.firms)
    ]
    scenario = scenario_of(game.rules, courses(game, decisions), names)
    text = dump_scenario(scenario.model_copy(update={"name": game.name, "description": f"Game {game.code}"}))
    return f"# The same years: tenure run FILE --seed {game.seed} --replications 1\n{text}"


def _text(name: str) -> str:
    """Return a name as a spreadsheet shows it and does not compute it."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
