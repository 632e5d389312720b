"""What the ODD protocol and the glossary name must exist: keys with the defaults stated, columns, files, phases."""

import json
import re
from pathlib import Path

import pytest

from sim.market.columns import COLUMNS
from sim.market.month import CUSTOMER_MONTH
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.reference import all_keys

ROOT = Path(__file__).parents[2]
ODD = (ROOT / "docs" / "odd.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
DICTIONARY = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")

KEYS = {key.dotted: key for key in all_keys()}

ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Initialization", "Input data", "Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
EQUATIONS = [*(f"E{number}" for number in range(1, 18)), "E10b", "E12b"]


def key_of(text):
    """Return the key that is written: `firms[…].price` is `firms.price`."""
    return KEYS.get(text.replace("[…]", ""))


def rows_under(text, heading):
    """Return the rows of all tables whose first column has a heading, as lists of cells."""
    found, here = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            here = False
        elif cells[0] == heading:
            here = True
        elif here and not cells[0].startswith("---"):
            found.append(cells)
    return found


def written(text):
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def columns_by_table():
    """Return the columns of every table, as the data dictionary has them."""
    found = {}
    for part in DICTIONARY.split("\n## `")[1:]:
        file = part.split("`")[0]
        if file.endswith(".parquet"):
            rows = rows_under(part, "column")
            found[file.removesuffix(".parquet")] = [name for row in rows for name in written(row[0])]
    return found


TABLES = columns_by_table()
FILES = re.findall(r"^## `(.+)`$", DICTIONARY, flags=re.MULTILINE)


def is_column(text):
    table, _, column = text.partition(".")
    return column in TABLES.get(table, ())


KEY_ROWS = [(key, row) for row in rows_under(ODD, "key") for key in written(row[0])]


def test_the_protocol_has_its_seven_elements_in_order():
    assert re.findall(r"^## \d\. (.+)$", ODD, flags=re.MULTILINE) == list(ELEMENTS)


def test_the_protocol_has_all_eleven_design_concepts_in_order():
    part = ODD.partition("## 4. ")[2].partition("## 5. ")[0]
    assert re.findall(r"^\*\*(.+?)\.\*\*", part, flags=re.MULTILINE) == list(CONCEPTS)


def test_every_equation_has_its_submodel():
    headings = " ".join(re.findall(r"^### (.+)$", ODD, flags=re.MULTILINE))
    assert [name for name in EQUATIONS if not re.search(rf"\b{name}\b", headings)] == []


def test_the_phases_of_the_month_are_those_of_the_code():
    assert [row[0] for row in rows_under(ODD, "phase")] == [phase.name for phase in CUSTOMER_MONTH]


def stated_default(key):
    """Return a default as the protocol writes it: words without quotes, everything else as in YAML."""
    value = json.loads(key.default)
    return value if isinstance(value, str) else key.default


@pytest.mark.parametrize(("key", "row"), KEY_ROWS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_key_has_the_default_that_the_protocol_states(key, row):
    found = key_of(key)
    assert found is not None, f"there is no key {key}"
    assert row[1] == ("—" if found.default is None else str(stated_default(found)))


def test_every_parameter_is_in_the_protocol():
    stated = {key.replace("[…]", "") for key, _ in KEY_ROWS}
    labels = {"name", "description", "currency", "firms.name", "firms", "segments"}
    missing = [
        key.dotted
        for key in KEYS.values()
        if key.dotted not in stated | labels
        and (key.group is None or key.is_list)
        and key.path[0] not in ("segments", "events")
    ]
    assert missing == []


def test_units_are_those_of_the_settings():
    parameters = ODD.partition("### 7.23")[0]
    units = {key: row[2] for row in rows_under(parameters, "key") for key in written(row[0])}
    assert len(units) > 150
    without = ("events", "seasonality", "survey.months")  # lists, whose unit is in their meaning
    assert {key for key, unit in units.items() if key not in without and unit != key_of(key).unit} == set()


def test_every_state_variable_named_is_a_column_of_the_crowd():
    named = [name for row in rows_under(ODD, "column") for name in written(row[0])]
    assert len(named) > 40
    assert [name for name in named if name not in COLUMNS] == []


def test_every_key_and_column_in_the_text_of_the_protocol_exists():
    text = re.sub(r"```text.*?```", "", ODD, flags=re.DOTALL)
    text = re.sub(r"(?<!\n)\n(?![\n|#-])", " ", text)  # lines of one paragraph
    last_words = {key.path[-1] for key in KEYS.values()} | {c for key in KEYS.values() for c in key.choices}
    last_words |= set(packaged_scenarios()) | set(COLUMNS)
    unknown = []
    for sentence in re.split(r"\n|(?<=[.;:])\s", text):
        for found in re.finditer(r"`([^`]+)`", sentence):
            name = found[1]
            if "/" in name:
                known = (ROOT / name).exists()
            elif name.isupper():
                known = True
            elif re.search(r"\bcolumns? [^:;]*$", sentence[: found.start()]):
                known = is_column(name)
            elif "." in name:
                known = key_of(name) is not None
            else:
                known = name.removesuffix("[…]") in last_words
            if not known:
                unknown.append(name)
    assert unknown == []


def where_column():
    """Return what the glossary says of where to meet a term, by the English term."""
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and "---" not in line]
    cells = [[cell.strip() for cell in line[1:].rstrip("|").split("|")] for line in lines]
    return {row[0]: row[3] for row in cells if row[0] != "English" and len(row) > 3 and row[3]}


WHERE = where_column()


def with_neighbour(name, previous):
    """Return the full name of `.loss` after `customers.trust.gain`, and of `_3` after `trust_1`."""
    if name.startswith("."):
        return previous.rpartition(".")[0] + name
    return re.sub(r"_\d$", name, previous) if re.fullmatch(r"_\d", name) else name


def unknown_in(part):
    """Return the names in one part of a glossary cell that do not exist; the word in front tells what they are."""
    unknown, previous, table = [], "", ""
    groups = re.findall(r" of `([^`]+)`", part)
    for found in re.finditer(r"`([^`]+)`", part):
        words = re.findall(
            r"\b(column|key|table|file|report)s?\b", re.sub(r"`[^`]+`", "", part[: found.start()])
        )
        kind = words[-1] if words else ""
        name = with_neighbour(found[1], previous)
        if kind == "key":
            names = [name, *(f"{group}.{name}" for group in groups)]
            known = any(key_of(one) is not None for one in names)
        elif kind == "column":
            known = is_column(name)
        elif kind == "table":
            known = name in TABLES or name in TABLES.get(table, ())
            table = name if name in TABLES else table
        elif "." in name:
            known = is_column(name) or name in FILES
        else:
            known = any(f"`{name}`" in DICTIONARY and is_column(column) for column in written(part))
        previous = name
        if not known:
            unknown.append(f"{kind} {name}")
    return unknown


def test_the_glossary_is_read():
    assert len(WHERE) > 50


@pytest.mark.parametrize("term", WHERE)
def test_every_key_and_column_in_the_glossary_exists(term):
    assert [name for part in WHERE[term].split(";") for name in unknown_in(part)] == []


def test_what_the_glossary_calls_off_by_default_is_off():
    off = [name for text in WHERE.values() for name in re.findall(r"`([^`]+)` \(off by default\)", text)]
    assert off
    assert [name for name in off if KEYS[f"{name}.enabled"].default != "false"] == []


@pytest.mark.parametrize("text", [ODD, GLOSSARY, DICTIONARY], ids=["odd", "glossary", "data-dictionary"])
def test_links_lead_to_documents(text):
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if "://" not in link and not (ROOT / "docs" / link).exists()] == []
