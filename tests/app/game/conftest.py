"""Small games, and a server whose workers are threads of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import sim.app.application
import sim.app.game.routes
from sim.app.game.rules import Rules

SMALL = Rules(rounds=3, customers=60, warm_up=3)
"""A game that is over after three rounds, in a market of a moment."""


class Threads:
    """Stands in for the worker processes: it calls in a thread what a worker would call."""

    broken = False
    """Whether every task fails."""
    held = threading.Event()
    """Tasks begin when it is set."""

    def __init__(self, *_: Any) -> None:
        self.asked: list[str] = []

    def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def task(self, key: str, priority: int, call: str, *arguments: Any) -> Any:
        self.asked.append(key)

        async def run() -> bytes:
            if Threads.broken:
                raise RuntimeError("a worker that fails on purpose")
            while not Threads.held.is_set():
                await asyncio.sleep(0.01)
            module, _, name = call.partition(":")
            return await asyncio.to_thread(getattr(import_module(module), name), *arguments)

        return type("Task", (), {"finished": asyncio.ensure_future(run())})()


@dataclass
class Person:
    """A browser of its own: it keeps its cookies, and speaks of one game."""

    client: TestClient
    code: str = ""

    def post(self, what: str, **json: Any) -> Any:
        address = f"/api/game/{self.code}/{what}" if what else "/api/games"
        return self.client.post(address, json=json)

    def see(self) -> dict[str, Any]:
        answer = self.client.get(f"/api/game/{self.code}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@dataclass
class Room:
    """A server that runs, and the people before it."""

    app: Any
    first: TestClient

    def person(self, code: str = "", teacher: bool = False, like: Person | None = None) -> Person:
        """Return a new browser; with the teacher's cookie, or with those of another person."""
        client = TestClient(self.app, base_url="http://127.0.0.1:8080")
        client.portal = self.first.portal  # one event loop for all, as in a server
        if like is not None:
            client.cookies = like.client.cookies
        if teacher:
            key = self.app.state.teacher_key
            assert client.get(f"/teacher?key={key}", follow_redirects=False).status_code == 303
        return Person(client, code)

    def game(self, teams: Sequence[str] = ("Lions", "Owls"), firms: int = 3, seed: int = 1) -> list[Person]:
        """Return the teacher and the teams of a new game whose year 0 is over."""
        teacher = self.person(teacher=True)
        teacher.code = teacher.post("", name="Spring", teams=firms, seed=seed).json()["code"]
        people = [teacher]
        for name in teams:
            people.append(self.person(teacher.code))
            assert people[-1].post("join", name=name).status_code == 200
        self.until(teacher, "shown")
        return people

    def until(self, person: Person, phase: str) -> dict[str, Any]:
        """Look at a game until it is in a phase."""
        for look in range(400):
            if (seen := person.see())["phase"] == phase:
                return seen
            time.sleep(min(0.02 * 1.2**look, 0.2))
        raise AssertionError(f"the game is {seen['phase']}, and does not become {phase}")

    def play(self, teacher: Person, round: int) -> dict[str, Any]:
        """Open a round, close it, and return what is seen then."""
        assert teacher.post("start", round=round).status_code == 200
        assert teacher.post("close", round=round).status_code == 200
        return self.until(teacher, "shown")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """Return a function that runs a server on a state file, as a context."""
    monkeypatch.setattr(sim.app.application, "Workers", Threads)
    monkeypatch.setattr(sim.app.game.routes, "Rules", lambda: SMALL)
    monkeypatch.setattr(Threads, "broken", False)
    monkeypatch.setattr(Threads, "held", threading.Event())
    Threads.held.set()

    @contextmanager
    def opened(file: Path) -> Iterator[Room]:
        app = sim.app.application.application(file)
        with TestClient(app, base_url="http://127.0.0.1:8080") as first:
            yield Room(app, first)

    return opened


@pytest.fixture
def room(opened: Callable[[Path], Any], tmp_path: Path) -> Iterator[Room]:
    with opened(tmp_path / "classroom.sqlite") as room:
        yield room


@pytest.fixture
def workers() -> type[Threads]:
    """Return the stand-in of the worker processes, to break it or to hold it up."""
    return Threads


@pytest.fixture
def small_rules() -> Rules:
    return SMALL
