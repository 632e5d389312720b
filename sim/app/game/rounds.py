"""The rounds of the games: closing them in time, and having their years computed."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict

from sim.app.game.game import Game, Phase, courses
from sim.app.game.store import Games
from sim.app.problem import Refusal
from sim.app.running.task import Priority
from sim.app.running.workers import Workers

PLAY = "sim.app.game.work:play"
"""What a worker does for a round; named, so that the server need not load the model."""

LOG = logging.getLogger("tenure.classroom")


class Rounds:
    """Sees to the games whenever somebody looks at them.

    No clock of its own: pages ask every two seconds, and after a restart of the server the first that asks has things
    going again, because all that matters is in the state file.
    clock: seconds of the epoch.
    """

    def __init__(self, games: Games, workers: Workers, clock: Callable[[], float] = time.time) -> None:
        self.games, self.workers, self.clock = games, workers, clock
        self._computing: dict[tuple[str, int, int], asyncio.Task[None]] = {}

    def attend(self, code: str) -> Game:
        """Do what is due in a game, and return it: close a round whose time is over, have its year computed."""
        game = self.games.game(code)
        if game.phase is Phase.DECIDING and game.closes is not None and self.clock() >= game.closes:
            self.games.close(code, game.round)
            game = self.games.game(code)
        key = (code, game.round, game.attempt)
        if game.phase is Phase.COMPUTING and key not in self._computing:
            self._computing[key] = asyncio.create_task(self._compute(game))
            self._computing[key].add_done_callback(lambda _: self._computing.pop(key))
        return game

    async def _compute(self, game: Game) -> None:
        """Have the year of a game computed, and keep what comes of it; a failure is kept, too."""
        played = courses(game, self.games.decisions(game.code))
        plain = [[asdict(decision) for decision in course] for course in played]
        name = f"game {game.code}, round {game.round}, attempt {game.attempt}"
        try:
            task = self.workers.task(name, Priority.ROUND, PLAY, game.rules.plain(), game.seed, plain)
            result = await task.finished
            assert isinstance(result, bytes)
        except asyncio.CancelledError:
            raise
        except Refusal as refusal:
            LOG.error("%s could not be computed: %s", name, refusal.key)
            self.games.fail(game.code, game.round)
        except Exception:
            LOG.exception("%s could not be computed", name)
            self.games.fail(game.code, game.round)
        else:
            self.games.finish(game.code, game.round, json.loads(result))
