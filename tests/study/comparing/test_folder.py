"""The folder of a comparison: what the data dictionary says, and nobody else's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.scenario import load_scenario
from sim.study.comparing.comparison import compare
from sim.study.comparing.folder import owner_of, write_comparison
from sim.study.folder import FolderError, check_folder

DICTIONARY = Path(__file__).parents[3] / "docs" / "data-dictionary.md"
TABLES = ("outcomes", "differences", "paths", "payback", "who", "spending", "survival", "changes")


def sections():
    """Return names and types of everything that is listed, by the name in the heading."""
    _, _, text = DICTIONARY.read_text("utf-8").partition("\n# What `tenure compare` writes\n")
    text, _, _ = text.partition("\n# ")
    found = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        name = re.match(r"(?:Table|File) `([^`]+)`", part)
        found[name[1]] = re.findall(r"^- `([^`]+)`(?: \((\w+)[^)]*\))?: \S", part, flags=re.MULTILINE)
    return found


SECTIONS = sections()


@pytest.fixture(scope="module")
def comparison(small):
    base = small({"market": {"customers": 200}, "months": 8, "warm_up": 2, "name": "One"})
    other = small({"market": {"customers": 200}, "months": 8, "warm_up": 2}, {"Ann": {"price": 1.1}})
    return compare({"One": base, "Two": other}, replications=3, branch_at=2)


def write(comparison, folder, file_format="parquet"):
    write_comparison(
        comparison, folder, ["one", "two"], "tenure compare one.yaml two.yaml", lambda _: "<p>", file_format
    )


@pytest.fixture(scope="module")
def folder(comparison, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs") / "compare-one-two"
    write(comparison, folder)
    return folder


def test_every_file_is_in_the_dictionary_and_no_other(folder):
    files = {f"{name}.parquet" for name in TABLES}
    files |= {"summary.json", "manifest.json", "report.html", "scenario-1.yaml", "scenario-2.yaml"}
    assert {file.name for file in folder.iterdir()} == files
    assert list(SECTIONS) == [*TABLES, "summary.json", "manifest.json"]


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_are_as_stated(name, folder):
    def kind(values):
        return "string" if pd.api.types.is_string_dtype(values) else str(values.dtype)

    table = pd.read_parquet(folder / f"{name}.parquet")
    assert [(column, kind(table[column])) for column in table] == SECTIONS[name]


@pytest.mark.parametrize("name", ["summary.json", "manifest.json"])
def test_keys_are_as_stated(name, folder):
    content = json.loads((folder / name).read_text("utf-8"))
    assert list(content) == [key for key, _ in SECTIONS[name]]


@pytest.mark.parametrize(
    ("name", "column"),
    [("outcomes", "outcome"), ("paths", "measure"), ("payback", "case"), ("who", "by"), ("spending", "line")],
)
def test_texts_are_those_that_the_dictionary_names(name, column, folder):
    _, _, text = DICTIONARY.read_text("utf-8").partition("\n# What `tenure compare` writes\n")
    _, _, table = text.partition(f"\n### Table `{name}`")
    stated = re.search(rf"^- `{column}` \(string\): (.*?)^- ", table, re.MULTILINE | re.DOTALL)[1]
    found = set(pd.read_parquet(folder / f"{name}.parquet")[column])
    assert found <= set(re.findall(r"`([^`]+)`", stated))


def test_the_scenarios_in_the_folder_give_the_same_bits_again(folder, comparison):
    again = compare(
        {
            name: load_scenario(folder / f"scenario-{number}.yaml")
            for number, name in enumerate(comparison.names, 1)
        },
        replications=3,
        branch_at=2,
    )
    for name, table in comparison.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True, obj=name)


def test_csv_holds_the_same(comparison, tmp_path):
    write(comparison, tmp_path / "run", "csv")
    table = pd.read_csv(tmp_path / "run" / "differences.csv")
    np.testing.assert_allclose(table["mean"], comparison.tables["differences"]["mean"])


def test_the_same_scenarios_write_over_their_folder_and_others_only_by_force(folder):
    check_folder(folder, owner_of(["one", "two"]), force=False, key="comparison")
    with pytest.raises(FolderError, match="holds the comparison of 'one, two'"):
        check_folder(folder, owner_of(["one", "three"]), force=False, key="comparison")
    with pytest.raises(FolderError, match="holds the comparison of 'one, two'"):
        check_folder(folder, "one, two", force=False)
    check_folder(folder, "small", force=True)
