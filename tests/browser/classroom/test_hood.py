"""Under the hood in a browser: the scenario files of what is on the screen, and scenarios of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.scenario.loader import load_scenario

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOOD = "seed=1&customers=500&a=baseline&b=retention-first~price@40:0.9&view=hood"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
OWN = f"""
name: "{EVIL}"
description: "{EVIL}"
extends: baseline
firms:
  - {{name: Incumbent, price: 1.1}}
"""

NO_SCENARIOS = (
    "!!python/object/apply:os.system ['touch hacked']",
    "extends: /etc/passwd",
    "extends: ../../secret.yaml",
    "- 1",
    "name: [",
)


@pytest.fixture
def hood(play: Callable[..., Page]) -> Page:
    page = play(month=60, query=HOOD)
    expect(page.locator("#hood-files pre").first).not_to_be_empty()
    return page


def test_files_are_shown_downloaded_and_load(
    hood: Page, tmp_path: Path, picture: Callable[..., None]
) -> None:
    picture(hood)
    for place, name in enumerate("ab"):
        article = hood.locator("#hood-files article").nth(place)
        with hood.expect_download() as downloading:
            article.get_by_role("button", name="Download").click()
        file = tmp_path / downloading.value.suggested_filename
        assert file.name.endswith(f"-{name}.yaml")
        downloading.value.save_as(file)
        text = file.read_text(encoding="utf-8")
        assert text == article.locator("pre").first.inner_text()
        scenario = load_scenario(str(file))
        assert scenario.market.customers == 500
        assert f"tenure run {file.name} --seed 1" in article.locator("pre.command").inner_text()
    assert any(event.month == 40 for event in scenario.events)


def test_what_differs_between_the_files_is_a_table(hood: Page) -> None:
    rows = hood.locator("#hood-table tbody tr")
    expect(rows.first).to_be_visible()
    assert any("price" in text for text in rows.all_inner_texts())
    assert all(len(text.split("\t")) == 3 for text in rows.all_inner_texts())


def test_a_scenario_of_ones_own_runs_and_its_name_stays_text(
    hood: Page, whole: Callable[..., None], picture: Callable[..., None]
) -> None:
    hood.locator("#own-text").fill(OWN)
    hood.locator("#use-b").click()
    expect(hood).to_have_url(re.compile("b=upload"))
    hood.locator("#run").click()
    whole(hood, runs=2)
    expect(hood.locator("#hood-files pre").nth(2)).to_contain_text("alert(1)")
    hood.locator("#tab-markets").click()
    hood.locator("#tab-life").click()
    expect(hood.locator("#life-story li").first).to_be_visible()
    expect(hood.locator("#markets-settings .side-b .about")).to_contain_text(EVIL)
    assert hood.locator("main script, main img").count() == 0
    picture(hood)


def test_a_wrong_scenario_is_answered_with_the_loaders_message(hood: Page, visitors: Any) -> None:
    visitors.pardon("/api/uploads")
    before = hood.url
    hood.locator("#own-text").fill("extends: baseline\nmarkt: {customers: 100}\n")
    hood.locator("#use-a").click()
    problem = hood.locator("#own-problem")
    expect(problem).to_contain_text('unknown key "markt"')
    expect(problem).to_contain_text('did you mean "market"?')
    assert "Traceback" not in problem.inner_text()
    assert hood.url == before


def test_what_is_no_scenario_is_refused_with_one_message(hood: Page, visitors: Any) -> None:
    visitors.pardon("/api/uploads")
    problem = hood.locator("#own-problem")
    for text in NO_SCENARIOS:
        hood.locator("#own-text").fill(text)
        with hood.expect_response("**/api/uploads") as answer:
            hood.locator("#use-a").click()
        assert answer.value.status == 422
        expect(problem).not_to_be_empty()
        assert "Traceback" not in problem.inner_text()


def test_a_file_can_be_chosen_and_one_too_large_is_refused(hood: Page) -> None:
    hood.locator("#own-file").set_input_files(
        {"name": "mine.yaml", "mimeType": "text/yaml", "buffer": OWN.encode()}
    )
    expect(hood.locator("#own-text")).to_have_value(OWN)
    hood.locator("#own-file").set_input_files(
        {"name": "big.yaml", "mimeType": "text/yaml", "buffer": b"#" * 70_000}
    )
    expect(hood.locator("#own-problem")).to_contain_text("64")
    expect(hood.locator("#own-text")).to_have_value(OWN)
