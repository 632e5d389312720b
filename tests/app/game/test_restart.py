"""The game outlives its server."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.app.game.rules import Rules
from sim.app.game.store import SCHEMAS, Games
from sim.app.state import State

LIONS = {
    "acquisition": 0, "functional": 250_000, "technical": 250_000, "loyalty_programme": 0, "winback": 0,
    "price": 90,
}  # fmt: skip


def test_a_team_is_still_the_team_after_a_restart(opened: Callable[[Path], Any], tmp_path: Path) -> None:
    file = tmp_path / "classroom.sqlite"
    with opened(file) as room:
        teacher, lions, _ = room.game()
        teacher.post("start", round=1)
        lions.post("decision", round=1, decision=LIONS)
        before = lions.see()
    with opened(file) as room:
        again, leader = room.person(teacher.code, like=lions), room.person(teacher.code, like=teacher)
        assert again.see() == before
        leader.post("close", round=1)
        assert room.until(again, "shown")["own"]["decisions"][1] == LIONS


def test_a_year_that_was_being_computed_is_computed_after_a_restart(
    opened: Callable[[Path], Any], tmp_path: Path, workers: Any
) -> None:
    file = tmp_path / "classroom.sqlite"
    with opened(file) as room:
        teacher, lions, _ = room.game()
        teacher.post("start", round=1)
        lions.post("decision", round=1, decision=LIONS)
        workers.held.clear()
        teacher.post("close", round=1)
        assert teacher.see()["phase"] == "computing"
    workers.held.set()
    with opened(file) as room:
        again = room.person(teacher.code, like=lions)
        assert room.until(again, "shown")["own"]["decisions"][1] == LIONS


def test_two_teams_that_answer_at_once_are_both_kept(tmp_path: Path) -> None:
    state = State(tmp_path / "classroom.sqlite", SCHEMAS)
    games, rules = Games(state), Rules()
    game = games.create("Spring", 6, 1, rules)
    for number in range(6):
        assert games.join(game.code, f"session {number}", f"Team {number}") == number
    games.finish(game.code, 0, {"firms": []})
    games.start(game.code, 1, None)
    together = threading.Barrier(6)

    def answer(number: int) -> None:
        together.wait()
        for price in range(80, 80 + number + 1):
            decision = rules.decision(LIONS | {"price": price})
            games.hand_in(game.code, f"session {number}", 1, decision, now=0.0)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = games.decisions(game.code)
    assert {number: kept[number, 1].price for number in range(6)} == {n: 80 + n for n in range(6)}
    state.close()


def test_six_who_join_at_once_get_six_firms_and_the_seventh_none(tmp_path: Path) -> None:
    state = State(tmp_path / "classroom.sqlite", SCHEMAS)
    games = Games(state)
    code = games.create("Spring", 6, 1, Rules()).code
    together = threading.Barrier(7)
    got: list[int] = []
    refused: list[Exception] = []

    def join(number: int) -> None:
        together.wait()
        try:
            got.append(games.join(code, f"session {number}", f"Team {number}"))
        except Exception as error:
            refused.append(error)

    threads = [threading.Thread(target=join, args=(number,)) for number in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [0, 1, 2, 3, 4, 5]
    assert [getattr(error, "key", error) for error in refused] == ["game.wrong.full"]
    state.close()


ENDLESS = """
import sys
from pathlib import Path
from sim.app.game.rules import Rules
from sim.app.game.store import SCHEMAS, Games
from sim.app.state import State

rules = Rules()
games = Games(State(Path(sys.argv[1]), SCHEMAS))
code = games.create("Spring", 3, 1, rules).code
games.join(code, "lions", "Lions")
games.finish(code, 0, {"firms": []})
games.start(code, 1, None)
print(code, flush=True)
lines = ("acquisition", "functional", "technical", "loyalty_programme", "winback")
for number in range(1_000_000):
    decision = rules.decision(dict.fromkeys(lines, 0) | {"technical": number % 51 * 10_000, "price": 100})
    games.hand_in(code, "lions", 1, decision, now=0.0)
    print(number % 51 * 10_000, flush=True)
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """The process dies without a chance to tidy up, at any moment; the last answer it gave still holds."""
    for attempt in range(5):
        file = tmp_path / f"{attempt}.sqlite"
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(file)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert process.stdout is not None
        code = process.stdout.readline().strip()
        said = [process.stdout.readline() for _ in range(40 + 7 * attempt)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
        process.wait()
        said = [line for line in said if line.endswith("\n")]
        state = State(file, SCHEMAS)
        kept = Games(state).decisions(code)[0, 1].technical
        # The very next one may be on disk already, though its answer did not get out.
        last = int(said[-1])
        assert kept in (last, (last + 10_000) % 510_000)
        state.close()
        with sqlite3.connect(file) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
