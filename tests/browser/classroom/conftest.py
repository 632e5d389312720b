"""A real classroom on a free port, and visitors who open its pages: what must never happen fails every test by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[3]
SIZES = {"desktop": (1280, 800), "phone": (360, 740), "projector": (1024, 768), "tall": (1280, 7000)}
"""Width and height of windows in pixels; a tall one has every chart on the screen."""
SCREENSHOTS = Path(os.environ.get("TENURE_SCREENSHOTS", ROOT / "outputs" / "screenshots"))
PAIR = "seed=1&customers=500&a=baseline&b=retention-first"
"""Two small markets, computed once for all tests."""

TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Classroom:
    """A classroom in a process of its own, that can be stopped and opened again with the same state."""

    folder: Path
    port: int = 0
    link: str = ""
    teacher_link: str = ""
    _process: subprocess.Popen[str] | None = None

    def open(self) -> None:
        """Start the server and read from its terminal where it is."""
        command = [
            "classroom",
            "--port",
            str(self.port),
            "--jobs",
            "1",
            "--state",
            str(self.folder / "state.sqlite"),
        ]
        with (self.folder / "errors.txt").open("a") as errors:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "run.py"), *command],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            match line.split():
                case ["students", link]:
                    self.link, self.port = link.rstrip("/"), int(link.rstrip("/").rpartition(":")[2])
                case ["teacher", link]:
                    self.teacher_link = link
                case ["Ctrl-C", *_]:
                    return
        raise AssertionError(f"the classroom did not start: {(self.folder / 'errors.txt').read_text()}")

    def close(self) -> None:
        """Stop the server as a terminal does."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None


@dataclass
class Visitors:
    """Browsers of people in the classroom: each context is a person with cookies of their own."""

    chromium: Browser
    classroom: Classroom
    asked: list[str] = field(default_factory=list)
    """Method and address of every request."""
    _contexts: list[BrowserContext] = field(default_factory=list)
    _troubles: list[str] = field(default_factory=list)
    _pardoned: list[str] = field(default_factory=list)

    def come(
        self, size: str = "desktop", colours: Any = "light", language: str = "en", still: bool = True
    ) -> BrowserContext:
        """Return the browser of a new visitor. still: whether the system asks for less motion."""
        width, height = SIZES[size]
        context = self.chromium.new_context(
            base_url=self.classroom.link,
            viewport={"width": width, "height": height},
            is_mobile=size == "phone",
            has_touch=size == "phone",
            color_scheme=colours,
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            reduced_motion="reduce" if still else "no-preference",
        )
        self._contexts.append(context)
        context.set_default_timeout(30_000)
        context.on("request", lambda request: self._ask(request.method, request.url))
        context.on("requestfailed", lambda request: self._fail(request.url, request.failure))
        context.on("response", lambda answer: self._answer(answer.status, answer.url))
        context.on("weberror", lambda error: self._troubles.append(f"exception: {error.error}"))
        context.on("console", self._hear)
        context.on("dialog", self._meet)
        return context

    def pardon(self, part: str) -> None:
        """Let what goes wrong go wrong, where its description has a part: a test wants it to."""
        self._pardoned.append(part)

    def leave(self) -> list[str]:
        """Close all browsers; return what went wrong."""
        for context in self._contexts:
            context.close()
        return [one for one in self._troubles if not any(part in one for part in self._pardoned)]

    def _ask(self, method: str, url: str) -> None:
        self.asked.append(f"{method} {url}")
        if not url.startswith((f"{self.classroom.link}/", "data:", "blob:")):
            self._troubles.append(f"leaves the machine: {url}")

    def _fail(self, url: str, failure: str | None) -> None:
        if failure != "net::ERR_ABORTED":  # the page itself gave up: a reload, a download, a newer run
            self._troubles.append(f"failed: {url} {failure}")

    def _answer(self, status: int, url: str) -> None:
        if status >= 400:
            self._troubles.append(f"refused: {url} {status}")

    def _hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self._troubles.append(f"console: {said.text} ({said.location['url']})")

    def _meet(self, dialog: Any) -> None:
        self._troubles.append(f"dialog: {dialog.message}")
        dialog.accept()


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """Return a classroom that all tests of a process share; tests that stop it open one of their own."""
    pytest.importorskip("uvicorn", reason="needs the extra app")
    classroom = Classroom(tmp_path_factory.mktemp("classroom"))
    classroom.open()
    yield classroom
    classroom.close()


@pytest.fixture
def visitors(chromium: Browser, classroom: Classroom) -> Iterator[Visitors]:
    """Return the visitors of a test. It fails if a page has an error, is refused something, or asks another machine."""
    visitors = Visitors(chromium, classroom)
    yield visitors
    assert visitors.leave() == []


@pytest.fixture
def visit(visitors: Visitors) -> Callable[..., Page]:
    """Return a function that opens a page for a new visitor: `visit("/lessons", size="phone", language="zh")`."""

    def visit(path: str, **person: Any) -> Page:
        page = visitors.come(**person).new_page()
        page.goto(path)
        return page

    return visit


@pytest.fixture
def visit_teacher(visitors: Visitors) -> Callable[..., Page]:
    """Return a function that opens a page for the teacher."""

    def visit_teacher(path: str, **person: Any) -> Page:
        page = visitors.come(**person).new_page()
        page.goto(visitors.classroom.teacher_link)
        page.goto(path)
        return page

    return visit_teacher


@pytest.fixture
def play(visit: Callable[..., Page], whole: Callable[[Page], None]) -> Callable[..., Page]:
    """Return a function that opens Play and waits until both runs are there: `play(month=24, query=…)`.

    Without a month the cursor stands at the end, or plays if the visitor does not mind motion.
    """

    from playwright.sync_api import expect

    def play(month: int | None = None, query: str = PAIR, **person: Any) -> Page:
        page = visit(f"/?{query}" + ("" if month is None else f"&month={month}"), **person)
        whole(page)
        if month:
            expect(page).to_have_url(re.compile(rf"month={month}$"))
        return page

    return play


@pytest.fixture(scope="session")
def whole() -> Callable[..., None]:
    """Return a function that waits until a page of Play has so many runs in its list: the last is there in full."""
    from playwright.sync_api import expect

    def whole(page: Page, runs: int = 1) -> None:
        expect(page.locator("#runs > li")).to_have_count(runs)

    return whole


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Return a function that keeps a picture of a page under the name of the test."""

    def picture(page: Page, name: str = "") -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = f"{request.node.name.removeprefix('test_')}{name and '-'}{name}.png".replace("/", "-")
        size = page.viewport_size
        assert size is not None
        # Charts draw themselves when they come near the screen: a screen as high as the page has them all.
        page.set_viewport_size(size | {"height": page.evaluate("document.documentElement.scrollHeight")})
        page.evaluate(TWO_FRAMES)
        page.screenshot(path=SCREENSHOTS / file)
        page.set_viewport_size(size)

    return picture
