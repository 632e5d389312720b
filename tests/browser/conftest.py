"""Chromium, driven by Playwright: windows of a size and colours, and what happens in them that no reader may meet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (found := shutil.which(name))
    ),
    None,
)
ARGUMENTS = ("--disable-gpu", "--disable-quic", "--disable-sync")
PATIENCE = 30_000
"""Milliseconds to wait for what should take one or two seconds."""
PHONE = 600
"""Pixels of width below which a window is a phone's."""
AREA = 18_000_000
"""Pixels of a window in which every chart of a report is near the screen; more of them cost time."""
TALL = 30_000
"""Pixels of height that a window has at most."""
UNDRAWN = ".view:not([hidden]) .figure:not(:has(.main-svg))"


@dataclass
class Seen:
    """What happened in some windows."""

    errors: list[str] = field(default_factory=list)
    """Exceptions, and what the console calls an error."""
    dialogs: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Addresses of all requests but those for parts of the page itself (data:, blob:)."""

    def forget(self) -> None:
        """Forget what happened so far."""
        for kind in (self.errors, self.dialogs, self.asked):
            kind.clear()

    def watch(self, page: Page) -> None:
        """Write down what happens in a page from now on."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", self._answer)
        page.on("request", lambda request: self._ask(request.url))

    def _answer(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.accept()

    def _ask(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.asked.append(url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a browser of our own."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def undrawn() -> str:
    """Return the selector of charts of the chosen views that are not drawn."""
    return UNDRAWN


@pytest.fixture(scope="session")
def seen() -> Seen:
    """Return what happened in the windows since the last report was opened."""
    return Seen()


@pytest.fixture(scope="session")
def windows(chromium: Browser, seen: Seen) -> dict[bool, Page]:
    """Return a phone's window (true) and a computer's (false).

    Reports share them: a new window compiles the plotting library anew, which takes longer than most tests.
    """
    windows = {phone: chromium.new_context(is_mobile=phone).new_page() for phone in (True, False)}
    for window in windows.values():
        window.set_default_timeout(PATIENCE)
        seen.watch(window)
    return windows


@pytest.fixture
def open_report(windows: dict[bool, Page], seen: Seen, undrawn: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a report in a window of a size, on a system of light or dark colours.

    Unless told otherwise the window is so tall that every chart is near the screen, and all of them are drawn first.
    """
    from playwright.sync_api import expect

    def open_report(
        file: Path, width: int = 1200, height: int | None = None, colours: Any = "light", drawn: bool = True
    ) -> Page:
        page = windows[width < PHONE]
        page.goto("about:blank")
        seen.forget()
        page.set_viewport_size({"width": width, "height": height or min(TALL, AREA // width)})
        page.emulate_media(color_scheme=colours)
        page.goto(file.as_uri())
        if drawn:
            expect(page.locator(undrawn)).to_have_count(0)
        return page

    yield open_report
    assert (seen.errors, seen.dialogs) == ([], [])
    assert [url for url in seen.asked if not url.startswith("file:")] == []
