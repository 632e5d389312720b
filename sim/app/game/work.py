"""What a worker process computes of a game: one more year of its market, from the seed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sim.app.game.game import scenario_of
from sim.app.game.research import research_of
from sim.app.game.rules import Decision, Rules
from sim.market.model import Market


def play(rules: dict[str, int], seed: int, played: Sequence[Sequence[dict[str, int]]]) -> bytes:
    """Return the results of the last year of a game as JSON: `{"firms": [what `research_of` returns, …]}`.

    rules and played (firm by firm, round by round) as plain data; no round played gives year 0. The whole market is
    lived again from the seed, so a round depends on nothing but what was decided.
    """
    decisions = [[Decision(**decision) for decision in course] for course in played]
    market = Market(scenario_of(Rules.of(rules), decisions), seed=seed).run()
    return json.dumps({"firms": research_of(market, seed)}, separators=(",", ":")).encode()
