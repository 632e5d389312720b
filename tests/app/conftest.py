"""What the tests of the classroom share: a classroom in this process, and browsers that come to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sim.app.application import application
from sim.app.limits import Limits

ADDRESS = "http://127.0.0.1:8080"

Opened = Callable[..., TestClient]


@contextmanager
def _classroom(state: Path, **limits: object) -> Iterator[TestClient]:
    with TestClient(application(state, 1, replace(Limits(), **limits)), ADDRESS) as browser:
        yield browser


@pytest.fixture
def classroom(tmp_path: Path) -> Iterator[Opened]:
    """Return a function that opens a classroom with some limits changed, and returns a browser that has come to it."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(_classroom(tmp_path / "state.sqlite", **limits))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a browser in a classroom of the module, which is as it is by default."""
    with _classroom(tmp_path_factory.mktemp("classroom") / "state.sqlite") as browser:
        yield browser


@pytest.fixture
def another() -> Callable[[TestClient], TestClient]:
    """Return a function that returns another browser in the same classroom: without the cookies of the first."""

    def another(browser: TestClient) -> TestClient:
        other = TestClient(browser.app, ADDRESS)
        other.portal = browser.portal  # the classroom lives in one event loop
        return other

    return another
