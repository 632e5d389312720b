"""The catalogues: the same keys and places in every language, every key that is used is there, none is there unused."""

import re
from importlib import resources
from pathlib import Path

import pytest
import yaml

from sim.app.words import LANGUAGES, catalogue, spoken
from sim.scenario.packaged import packaged_scenarios

APP = Path(str(resources.files("sim.app")))
SOURCES = [file for pattern in ("*.py", "*.html", "*.js") for file in sorted(APP.rglob(pattern))]
PLACES = re.compile(r"\{(\w+)\}")
STARTED = r"[a-z]\w*(?:\.\w+)*\."
"""A key that is not written out: it begins like this, and the rest is put in when it is used."""


def keys(language):
    return catalogue(language).messages


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_language_has_the_same_keys_and_places(language):
    english, other = keys("en"), keys(language)
    said_by_files = {
        f"scenarios.{name}.says" for name in packaged_scenarios()
    }  # in English, by the scenarios themselves
    assert set(english) == set(other) - said_by_files
    wrong = [key for key in english if set(PLACES.findall(english[key])) != set(PLACES.findall(other[key]))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_texts_and_no_key_is_written_twice(language):
    seen: dict[str, str] = {}
    for file in sorted((APP / "words").glob(f"*.{language}.yaml")):
        text = file.read_text("utf-8")
        for key, message in yaml.safe_load(text).items():
            assert isinstance(message, str), f"{file.name}: {key}"
            assert key not in seen, f"{key} is in {file.name} and in {seen[key]}"
            seen[key] = file.name
        written = re.findall(r"^([\w.]+):", text, re.MULTILINE)
        assert len(written) == len(set(written)), file.name


def sections_asked_for():
    """Return the sections of all keys that are certainly keys, whether the catalogue has them or not."""
    asked = re.compile(r"""(?:\bt\(|SetupError\(|Refusal\(\s*\d+,)\s*["']([a-z]\w*)\.\w""")
    return {section for file in SOURCES for section in asked.findall(file.read_text("utf-8"))}


def used():
    """Return the keys that sources write out, with where; and the beginnings of those that they put together."""
    sections = {key.split(".")[0] for key in keys("en")} | sections_asked_for()
    name = rf"(?:{'|'.join(sections)})(?:\.[a-z0-9_]+)+"
    whole: dict[str, str] = {}
    begun: set[str] = set()
    for file in SOURCES:
        text = file.read_text("utf-8")
        for key in re.findall(rf"""["'`]({name})["'`]""", text):
            whole.setdefault(key, file.relative_to(APP).as_posix())
        begun |= set(re.findall(rf"""["'`]({STARTED})(?:["'`]|\$?\{{)""", text))
        begun |= set(re.findall(rf"""["'`]({STARTED}\w*_)(?:["'`]|\$?\{{)""", text))
    return whole, begun


def test_every_message_that_is_asked_for_exists():
    files = (".js", ".css", ".html", ".json", ".yaml", ".py", ".sqlite")
    whole, _ = used()
    known = keys("en")
    missing = {
        key: where
        for key, where in whole.items()
        if key not in known and f"{key}_one" not in known and not key.endswith(("_", *files))
    }
    assert missing == {}


def test_every_beginning_of_a_message_begins_one():
    sections = {key.split(".")[0] for key in keys("en")}
    _, begun = used()
    lost = {start for start in begun if start.split(".")[0] in sections}
    lost = {start for start in lost if not any(key.startswith(start) for key in keys("en"))}
    assert lost == set()


def test_no_message_is_left_that_nobody_asks_for():
    whole, begun = used()
    unused = [
        key
        for key in keys("en")
        if key not in whole
        and re.sub(r"_(one|many)$", "", key) not in whole
        and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []


def test_an_unknown_message_or_language_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        catalogue("xx")
    with pytest.raises(KeyError):
        catalogue("en")("frame.nothing")
    with pytest.raises(KeyError):
        catalogue("en")("problem.too_long", least=1)


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("zh", "en", "zh"),
        (None, "zh-TW,zh;q=0.9", "zh"),
        (None, "de, zh;q=0.5", "zh"),
        ("xx", "", "en"),
        (None, "", "en"),
        (None, ";;;,,=", "en"),
    ],
)
def test_the_language_is_the_one_wanted_else_the_first_accepted(wanted, accepted, language):
    assert spoken(wanted, accepted) == language
