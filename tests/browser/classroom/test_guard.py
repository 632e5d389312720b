"""The guard of these tests: what must never happen in a page is noticed, whatever the test looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_request_to_another_machine_is_noticed(visit: Callable[..., Page], visitors: Any) -> None:
    page = visit("/lessons")
    with pytest.raises(sync_api.Error):
        page.goto("http://tenure.invalid/elsewhere.js")
    assert any(one.startswith("leaves the machine: http://tenure.invalid/") for one in visitors.leave())
    visitors.pardon("tenure.invalid")


def test_the_page_itself_lets_no_request_out(visit: Callable[..., Page], visitors: Any) -> None:
    page = visit("/lessons")
    assert page.evaluate("fetch('http://192.0.2.1/').then(() => 'let out', () => 'held')") == "held"
    assert not [one for one in visitors.asked if "192.0.2.1" in one]
    assert any("Content Security Policy" in one for one in visitors.leave())
    visitors.pardon("192.0.2.1")


def test_an_exception_and_a_refusal_are_noticed(visit: Callable[..., Page], visitors: Any) -> None:
    page = visit("/lessons")
    page.evaluate("queueMicrotask(() => { throw new Error('on purpose'); })")
    page.goto("/nowhere")
    troubles = visitors.leave()
    assert any("on purpose" in one for one in troubles)
    assert any(one.startswith("refused:") and one.endswith("404") for one in troubles)
    for part in ("on purpose", "/nowhere"):
        visitors.pardon(part)
