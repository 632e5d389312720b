"""The guide to customer lifetime value: its examples print what it says, and it names what is there, all of it."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import sim.clv

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "clv.md").read_text("utf-8")

HEADING = re.compile(r"^(?:##|###) (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<![\w^./-])\d[\d,_]*(?:\.\d+)?(?: %)?")
YEARS = range(1900, 2100)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS

BEHIND_THE_SCENES = {
    "checks",
    "histories",
    "likelihood",
    "elasticities",
    "time_unit",
    "purchase_model",
    "occasions",
}
"""Modules of which the guide need not speak: nobody who values customers calls them."""


def sections():
    """Return heading and text of every section, those of the third level apart from the one above."""
    places = [(found[1], found.start()) for found in HEADING.finditer(without_code(GUIDE))]
    ends = [start for _, start in places[1:]] + [len(GUIDE)]
    return {name: GUIDE[start:end] for (name, start), end in zip(places, ends, strict=True)}


def without_code(text):
    """Return a text of the same length with blanks for all that stands in fences."""
    return FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


SECTIONS = sections()
EXAMPLES = [
    pytest.param(found[2], GUIDE.count("\n", 0, GUIDE.index(text)) + text.count("\n", 0, found.start()) + 1, id=name)
    for name, text in SECTIONS.items()
    for found in FENCE.finditer(text)
    if found[1] == "pycon"
]  # fmt: skip
METHODS = [name for name, text in SECTIONS.items() if "**Answers:**" in text]


@pytest.mark.parametrize(("example", "line"), EXAMPLES)
def test_an_example_stands_alone_and_prints_what_the_guide_says(example, line):
    test = doctest.DocTestParser().get_doctest(example, {}, "docs/clv.md", "docs/clv.md", line)
    said = []
    result = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False).run(test, out=said.append)
    assert result.attempted > 1
    assert result.failed == 0, "".join(said)


def test_the_guide_has_its_examples():
    assert len(EXAMPLES) > 40
    assert len(METHODS) > 30


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_convention_source_warning_and_example(method):
    text = SECTIONS[method]
    for part in ("**Convention", "**Source", "**Mislead", "```pycon"):
        assert part in text, f"{method} has no {part}"


def value_of(number):
    return float(re.sub(r"[,_ %]", "", number))


def said_in_prose(text):
    """Return the numbers of a section's prose with a decimal point or three digits; a year is not a number."""
    prose = re.sub(r"\]\([^)]+\)", "]", without_code(text))
    prose = re.sub(r"`[^`]*`|^\|.*$", "", prose, flags=re.MULTILINE)
    for found in NUMBER.findall(prose):
        digits = re.sub(r"\D", "", found)
        if ("." in found or len(digits) > 2) and not (
            len(digits) == 4 and "." not in found and int(digits) in YEARS
        ):
            yield found


@pytest.mark.parametrize("section", [name for name in SECTIONS if name != "References"])
def test_every_number_in_prose_is_one_that_an_example_prints_or_is_given(section):
    code = "".join(found[2] for found in FENCE.finditer(SECTIONS[section]))
    there = {value_of(found) for found in re.findall(r"\d[\d_]*(?:\.\d+)?", code)}
    for number in said_in_prose(SECTIONS[section]):
        same = [value_of(number), value_of(number) / 100] if number.endswith("%") else [value_of(number)]
        assert any(abs(one - value) < 1e-9 for one in same for value in there), number


def named_in_the_guide():
    return set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`\n]+)`", GUIDE)) + " ".join(code())))


def code():
    return [found[2] for found in FENCE.finditer(GUIDE) if found[1] == "pycon"]


def public_functions():
    """Return the functions that users of `sim/clv` call: those of its files, and those that its folders hand on."""
    for found in pkgutil.iter_modules(sim.clv.__path__, "sim.clv."):
        module = importlib.import_module(found.name)
        names = module.__all__ if found.ispkg else [name for name in vars(module) if not name.startswith("_")]
        for name in names:
            what = getattr(module, name)
            if inspect.isfunction(what) and (found.ispkg or what.__module__ == found.name):
                yield found.name.removeprefix("sim.clv."), name


def test_every_function_of_the_room_is_in_the_guide():
    functions = [(module, name) for module, name in public_functions() if module not in BEHIND_THE_SCENES]
    assert len(functions) > 50
    assert [f"{module}.{name}" for module, name in functions if name not in named_in_the_guide()] == []


def test_links_within_the_guide_and_to_other_documents_lead_somewhere():
    anchors = {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in SECTIONS}
    for link in re.findall(r"\]\(([^)]+)\)", GUIDE):
        page, _, anchor = link.partition("#")
        assert "://" in link or (ROOT / "docs" / page).exists(), link
        assert page or anchor in anchors, link
