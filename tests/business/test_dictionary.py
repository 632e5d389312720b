"""The data dictionary says what `tenure value` writes: every file, every column and key, in their order and with types."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.business.folder import write_valuation
from sim.business.terms import Terms
from sim.business.valuation import value_customers

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
TABLES = ("customers", "cohorts", "segments", "migration", "holdout")


def sections():
    """Return names and types of everything that is listed, by the name in the heading."""
    _, _, text = DICTIONARY.read_text("utf-8").partition("\n# What `tenure value` writes\n")
    found = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        name = re.match(r"(?:Table|File) `([^`]+)`", part)
        found[name[1]] = re.findall(r"^- `([^`]+)`(?: \((\w+)[^)]*\))?: \S", part, flags=re.MULTILINE)
    return found


SECTIONS = sections()


@pytest.fixture(scope="module")
def folder(cdnow, cdnow_file, tmp_path_factory):
    """Return the folder of a valuation."""
    folder = tmp_path_factory.mktemp("outputs") / "cdnow"
    valuation = value_customers(cdnow, Terms(until=date(1997, 9, 30)))
    write_valuation(
        valuation, folder, cdnow_file, "tenure value cdnow.csv", lambda provenance: "<p>", seconds=1.0
    )
    return folder


def test_every_file_is_in_the_dictionary_and_no_other(folder):
    files = {f"{name}.parquet" for name in TABLES} | {"summary.json", "manifest.json", "report.html"}
    assert {file.name for file in folder.iterdir()} == files
    assert set(SECTIONS) == {*TABLES, "summary.json", "manifest.json"}


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_are_as_stated(name, folder):
    def kind(values):
        if isinstance(values.dtype, pd.CategoricalDtype):
            return "text"
        if pd.api.types.is_datetime64_dtype(values):
            return "date"
        return "string" if pd.api.types.is_string_dtype(values) else str(values.dtype)

    table = pd.read_parquet(folder / f"{name}.parquet")
    assert [(column, kind(table[column])) for column in table] == SECTIONS[name]


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_missing_that_the_dictionary_does_not_call_so(name, folder):
    table = pd.read_parquet(folder / f"{name}.parquet")
    missing = [column for column in table if table[column].isna().any()]
    assert missing == (["loyal"] if name == "segments" else [])


@pytest.mark.parametrize("name", ["summary.json", "manifest.json"])
def test_keys_are_as_stated(name, folder):
    content = json.loads((folder / name).read_text("utf-8"))
    assert list(content) == [key for key, _ in SECTIONS[name]]
