"""The page is one file that needs nothing else, and scenario text cannot become anything but text."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser

import pytest

from sim.report import run_report
from sim.report.frame import packed_plotly
from sim.report.page import SECTIONS
from sim.scenario.scenario import Scenario

MOST_BYTES = 2_800_000
EVIL = (
    "<script>document.body.id = 'hacked'</script>",
    "%{x} %{customdata} </script><img src=x onerror=\"document.body.id = 'hacked'\">",
    "\"'><svg onload=\"document.body.id = 'hacked'\">",
    '<a href="javascript:alert(4)">x</a><span style="font-size:60px">y</span>{{7*7}}',
    "名字很长的公司" * 4 + "🎉",
)


class Page(HTMLParser):
    """Elements of a page with their attributes, its texts outside of scripts, and the scripts."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.scripts, self._within = [], [], [], ""
        self.feed(source)
        self.text = " ".join(self.texts)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        (self.scripts if self._within == "script" else self.texts).append(data)

    def attributes(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


@pytest.fixture(scope="module")
def source(result, provenance):
    return run_report(result.tables, result.summary, result.scenario, provenance)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


@pytest.fixture(scope="module")
def hostile(result, provenance):
    """The same run with names, title, description and currency that try to be more than text."""
    names = dict(zip(result.months["firm"].cat.categories, EVIL, strict=False))
    tables = {
        name: table.assign(firm=table["firm"].cat.rename_categories(names)) if "firm" in table else table
        for name, table in result.tables.items()
    }
    summary = result.summary | {
        "firms": {names[name]: value for name, value in result.summary["firms"].items()}
    }
    settings = result.scenario.model_dump(exclude_unset=True)
    for firm, name in zip(settings["firms"], EVIL, strict=False):
        firm["name"] = name
    settings |= {
        "name": f"</title>{EVIL[0]}",
        "description": f"</p>{EVIL[1]}",
        "currency": "<b>€%{y}",
        "events": [{"month": 3, "firm": EVIL[0], "set": {"price": 0.9}}],
        "segments": [{"name": EVIL[2], "share": 0.1, "customers": {"stages": {"long_term": 30}}}],
    }
    provenance = provenance | {"command": f"tenure run '{EVIL[0]}'", "scenario_file": EVIL[1]}
    return run_report(tables, summary, Scenario.model_validate(settings), provenance)


def test_page_is_one_small_file(source):
    assert len(source.encode()) < MOST_BYTES


def test_page_asks_for_nothing_from_elsewhere(page):
    assert not page.attributes("src")
    assert not [
        tag for tag, _ in page.elements if tag in ("link", "iframe", "img", "object", "embed", "form", "base")
    ]
    assert all(address.startswith("#") for address in page.attributes("href"))


def test_policy_forbids_what_is_not_needed(page):
    (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith(
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
        "connect-src 'none'"
    )


def test_nothing_is_sent_to_a_cloud(source):
    assert "showSendToCloud: false" in source


def test_navigation_leads_to_every_section(page):
    addresses = {address.removeprefix("#") for address in page.attributes("href")}
    assert {section.name for section in SECTIONS} | {"answer", "made"} <= addresses
    assert addresses <= set(page.attributes("id"))


def test_identifiers_are_unique(page):
    identifiers = page.attributes("id")
    assert len(identifiers) == len(set(identifiers))


def test_every_figure_has_a_role_a_name_and_its_numbers(page):
    figures = [a for _, a in page.elements if a.get("class") == "figure"]
    assert len(figures) >= 16
    assert all(figure["role"] == "img" and len(figure["aria-label"]) > 40 for figure in figures)
    assert sum(a.get("class") == "numbers" for _, a in page.elements) == len(figures)


def test_figures_are_json_that_cannot_end_its_script(source):
    found = re.findall(
        r'<script type="application/json" data-(?:figure|narrow)="[^"]*">(.*?)</script>', source, re.S
    )
    assert len(found) >= 16
    for text in found:
        assert "<" not in text
        assert "layout" in json.loads(text)


def test_answer_comes_before_everything_else(page):
    assert page.text.index("a month") < page.text.index("What it earns")


def test_provenance_and_command_are_at_the_end(page, provenance):
    for value in provenance.values():
        assert value in page.text
    assert page.text.rindex(provenance["command"]) > page.text.rindex("How this was made")


@pytest.mark.slow
def test_same_run_makes_the_same_page(source, result, provenance):
    assert run_report(result.tables, result.summary, result.scenario, provenance) == source


def test_plotly_is_its_own_packaged_file():
    code = gzip.decompress(base64.b64decode(packed_plotly()))
    assert b"plotly.js v" in code[:200]


def test_hostile_text_is_shown_as_text(hostile):
    page = Page(hostile)
    for text in EVIL[:3]:
        assert text in page.text
    assert f"</title>{EVIL[0]} · Tenure" in page.text


def test_hostile_text_makes_no_element_and_no_script(hostile, source):
    def tags(source):
        return {tag for tag, _ in Page(source).elements}

    handlers = [
        name for _, attributes in Page(hostile).elements for name in attributes if name.startswith("on")
    ]
    assert not handlers
    assert tags(hostile) <= tags(source) | {"h4"}
    executed = re.findall(r"<script>(.*?)</script>", hostile, re.S)
    assert executed == re.findall(r"<script>(.*?)</script>", source, re.S)


def test_hostile_text_is_escaped_for_plotly_and_no_hover_template(hostile):
    for text in re.findall(r'data-(?:figure|narrow)="[^"]*">(.*?)</script>', hostile, re.S):
        for string in strings(json.loads(text)):
            assert "<script" not in string
            assert "<img" not in string
            assert "<a " not in string
        for template in found(json.loads(text), "hovertemplate"):
            assert "script" not in template
            assert "€" not in template


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def found(value, key):
    if isinstance(value, dict | list):
        if isinstance(value, dict) and isinstance(value.get(key), str):
            yield value[key]
        for item in value.values() if isinstance(value, dict) else value:
            yield from found(item, key)


def test_missing_tables_and_figures_make_a_page_that_says_so(result, provenance):
    page = Page(run_report({}, {}, result.scenario, provenance))
    assert "This run says nothing about the profit of Ann." in page.text
    assert page.text.count("is not among the results of this run") == 31


@pytest.mark.slow
@pytest.mark.parametrize(
    "names", [(), ("months",), ("months", "relationships"), ("panel",), ("customers", "transitions")]
)
def test_any_part_of_the_results_makes_a_page(names, result, provenance):
    tables = {name: result.tables[name] for name in names}
    assert "</html>" in run_report(tables, result.summary, result.scenario, provenance)


def test_unknown_numbers_make_a_page_without_nan(result, provenance):
    tables = {
        name: table.assign(**{column: float("nan") for column in table.select_dtypes("float")})
        for name, table in result.tables.items()
    }
    text = Page(run_report(tables, {}, result.scenario, provenance)).text
    assert not re.search(r"\b(nan|NaN|None|inf)\b", text)
