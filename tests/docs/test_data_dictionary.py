"""The data dictionary says what a run writes: every file and column, types, ranges, and where values are missing."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.scenario.scenario import Scenario
from sim.study.folder import write_folder
from sim.study.replications import simulate

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

TABLES = (
    "months", "relationships", "customers", "panel", "transitions", "forecasts", "forecast_scores", "rankings",
    "migration", "firm_values", "equity_drivers", "spending_returns", "survey", "transactions", "contacts",
    "campaigns",
)  # fmt: skip

SMALL = {
    "name": "Small",
    "months": 30,
    "warm_up": 6,
    "followed": 25,
    "market": {"customers": 400, "category_exit": 0.01, "network": {"neighbours": 6}},
    "segments": [{"name": "Experts", "share": 0.3, "customers": {"expertise": {"ceiling": {"a": 5.0}}}}],
    "firms": [
        {
            "name": "One",
            "strategy": {"per_head": {"acquisition": 4.0, "winback": 20.0}},
            "targeting": {"share": 0.2, "hold_out": 0.3},
        },
        {"name": "Two & <b>Co.</b>", "price": 1.1},
        {"name": "Three", "strategy": {"budget": 900.0, "split": {"acquisition": 0.5, "technical": 0.5}}},
        {"name": "Four", "enters": 12},
    ],
    "events": [{"month": 9, "months": 6, "firm": "One", "set": {"quality_shift": {"functional": -0.3}}}],
    "survey": {"months": [4, 24], "sample": 150, "outcome_months": 6},
}
REPLICATIONS = 2


def sections():
    """Return the rows of the table under every file name: dicts by heading of the column, in order."""
    found = {}
    for part in re.split(r"^## ", DICTIONARY.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        lines = [line for line in text.splitlines() if line.startswith("|")]
        names, rows = [], []
        for number, line in enumerate(lines):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if number == 0:
                names = cells
            elif number > 1:
                assert len(cells) == len(names), f"{heading}: {line}"
                rows.append(dict(zip(names, cells, strict=True)))
        found[heading.strip().strip("`")] = rows
    return found


SECTIONS = sections()


def described(file):
    """Return what is said of every column or key of a file, by its name."""
    entries = {}
    for row in SECTIONS[file]:
        for name in re.findall(r"`([^`]+)`", row.get("column") or row["key"]):
            assert name not in entries, f"{file} describes {name} twice"
            entries[name] = row
    return entries


@pytest.fixture(scope="module")
def scenario():
    return Scenario.model_validate(SMALL)


@pytest.fixture(scope="module")
def folder(scenario, tmp_path_factory):
    """Return the folder of a small run with everything in it."""
    folder = tmp_path_factory.mktemp("outputs") / "small"
    result = simulate(
        scenario, replications=REPLICATIONS, transactions=True, contacts=True, cut_off=14, branches=2
    )
    write_folder(result, folder, "small", "tenure run small.yaml", lambda provenance: "<p>", seconds=1.0)
    return folder


@pytest.fixture(scope="module")
def tables(folder):
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def end_of(text, scenario):
    """Return the number that an end of a range stands for: 7, months − 1."""
    words = {"months": scenario.months, "warm_up": scenario.warm_up, "replications": REPLICATIONS}
    total = 0.0
    terms = re.findall(r"([+-]?)\s*([a-z_]+|\d+(?:\.\d+)?)", text.replace("−", "-"))
    assert terms, f"{text} is no end of a range"
    for sign, term in terms:
        size = words[term] if term in words else float(term)
        total += -size if sign == "-" else size
    return total


def outside(values, stated, scenario):
    """Return the values that lie outside the range that is stated."""
    if stated == "any":
        return values.iloc[:0]
    if stated == "names of the firms":
        return values[~values.isin([firm.name for firm in scenario.firms])]
    if stated == "names of the segments":
        return values[~values.isin(list(scenario.customers_by_segment()))]
    if stated.startswith("`"):
        return values[~values.isin(re.findall(r"`([^`]+)`", stated))]
    if stated == "true, false":
        return values[~values.isin([True, False])]
    if stated == "false":
        return values[values]
    if stated.startswith("from "):
        return values[values < pd.Timestamp(stated.removeprefix("from "))]
    if stated.startswith("≥ "):
        return values[~(values >= end_of(stated[2:], scenario))]
    if stated.startswith("> "):
        return values[~(values > end_of(stated[2:], scenario))]
    low, dots, high = stated.partition(" … ")
    assert dots, f"{stated} is no range"
    return values[~values.between(end_of(low, scenario), end_of(high, scenario))]


def test_every_file_of_a_run_is_in_the_dictionary_and_no_other(folder):
    assert sorted(SECTIONS) == sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_in_the_dictionary_in_the_order_of_the_file(name, tables):
    assert list(described(f"{name}.parquet")) == list(tables[name].columns)


@pytest.mark.parametrize("name", TABLES)
def test_types_are_as_stated(name, tables):
    def kind(values):
        if isinstance(values.dtype, pd.CategoricalDtype):
            return "text"
        if pd.api.types.is_datetime64_dtype(values):
            return "date"
        return "string" if pd.api.types.is_string_dtype(values) else str(values.dtype)

    stated = {column: row["type"] for column, row in described(f"{name}.parquet").items()}
    assert {column: kind(tables[name][column]) for column in stated} == stated


@pytest.mark.parametrize("name", TABLES)
def test_values_lie_in_the_range_that_is_stated(name, tables, scenario):
    table = tables[name]
    assert len(table) > (3 if name in ("equity_drivers", "spending_returns", "campaigns") else 20)
    for column, row in described(f"{name}.parquet").items():
        wrong = outside(table[column].dropna(), row["range"], scenario)
        assert wrong.empty, f"{name}.{column} should be {row['range']}, but is {wrong.iloc[0]}"


@pytest.mark.parametrize("name", TABLES)
def test_no_text_is_stated_that_cannot_occur(name, tables):
    for column, row in described(f"{name}.parquet").items():
        if row["range"].startswith("`"):
            stated = re.findall(r"`([^`]+)`", row["range"])
            assert set(stated) <= set(tables[name][column].cat.categories), f"{name}.{column}"


@pytest.mark.parametrize("name", TABLES)
def test_values_are_missing_only_where_it_is_stated(name, tables):
    table = tables[name]
    for column, row in described(f"{name}.parquet").items():
        expected = {
            "never": lambda: np.zeros(len(table), bool),
            "no firm": lambda: table["firm"].isna(),
            "not ended": lambda: ~table["ended"],
            "no customers": lambda: table["customers"] == 0,
            "the firm has not entered yet": lambda: (table["firm"] == "Four") & (table["month"] < 12),
        }.get(row["missing"])
        assert row["missing"], f"{name}.{column} does not say where it is missing"
        if expected:
            assert (table[column].isna() == expected()).all(), f"{name}.{column} is missing: {row['missing']}"


@pytest.mark.parametrize("file", SECTIONS)
def test_every_column_has_a_meaning(file):
    assert [name for name, row in described(file).items() if not row["meaning"]] == []


def test_what_the_dictionary_says_of_missing_values_in_words_holds(tables, scenario):
    panel, customers, survey = tables["panel"], tables["customers"], tables["survey"]
    assert ((panel["stage"] == "none") == panel["firm"].isna()).all()
    assert ((customers["stage"] == "none") == customers["firm"].isna()).all()
    assert (panel["source"].notna() == ((panel["tenure"] == 0) & panel["firm"].notna())).all()
    assert customers.loc[customers["firm"].isna(), "months_since_last_purchase"].isna().all()
    late = survey["month"] + scenario.survey.outcome_months >= scenario.months
    assert survey.loc[~late, "stayed"].notna().all()
    assert survey.loc[late & survey["stayed"].isna(), "cause"].eq("none").all()
    assert survey["stayed"].isna().any()


def test_the_sums_that_the_dictionary_states_hold(tables):
    months, relationships = tables["months"], tables["relationships"]
    stages = ["examination", "formation", "stability", "decline"]
    assert (months[stages].sum(axis=1) == months["customers"]).all()
    spends = months[[name for name in months if name.endswith("_spend")]].sum(axis=1)
    left = months["revenue"] - months["cost_of_goods"] - months["cost_to_serve"] - spends
    np.testing.assert_allclose(months["profit"], left, atol=1e-6)
    before = months.groupby(["replication", "firm"], observed=True)["customers"].shift()
    moved = before + months["joined"] - months["lost"]
    assert (moved.dropna() == months.loc[moved.notna(), "customers"]).all()
    assert (relationships["months"] == relationships["end_month"] - relationships["start_month"]).all()
    np.testing.assert_allclose(relationships["profit"], relationships["revenue"] - relationships["cost"])
    assert (relationships["won_back"] == (relationships["source"] == "win-back")).all()


def test_purchases_add_up_to_the_amounts_of_the_month(tables):
    panel, purchases = tables["panel"], tables["transactions"]
    first = panel[(panel["replication"] == 0) & (panel["amount"] > 0)]
    month = (purchases["date"].dt.year - 2020) * 12 + purchases["date"].dt.month - 1
    sums = purchases.groupby(["customer_id", month.rename("month")])["amount"].agg(["sum", "size"])
    found = sums.loc[list(zip(first["customer_id"], first["month"], strict=True))]
    np.testing.assert_allclose(found["sum"], first["amount"])
    assert (found["size"].to_numpy() == first["orders"].to_numpy()).all()


def test_customer_equity_is_the_sum_of_what_is_predicted_of_customers(tables):
    months, customers = tables["months"], tables["customers"]
    last = months[months["month"] == months["month"].max()]
    equity = last.set_index(["replication", "firm"])["customer_equity"]
    predicted = customers.groupby(["replication", "firm"], observed=True)["predicted_clv"].sum()
    np.testing.assert_allclose(predicted.sort_index(), equity.sort_index())


def test_every_key_of_the_summary_is_in_the_dictionary(folder, scenario):
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    stated = described("summary.json")
    names = [name.removeprefix("firms[…].") for name in stated if name.startswith("firms[…].")]
    assert [*summary] == [*dict.fromkeys(name.split("[")[0] for name in stated)]
    assert list(summary["firms"]) == [firm.name for firm in scenario.firms]
    assert outside(pd.Series([summary["replications"]]), stated["replications"]["range"], scenario).empty
    assert outside(pd.Series([summary["level"]]), stated["level"]["range"], scenario).empty
    for figures in summary["firms"].values():
        assert list(figures) == names
        for name, figure in figures.items():
            assert list(figure) == ["estimate", "low", "high", "unit", "meaning"]
            estimate = pd.Series([figure["estimate"]], dtype=float).dropna()
            assert outside(estimate, stated[f"firms[…].{name}"]["range"], scenario).empty


def test_every_key_of_the_manifest_is_in_the_dictionary(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    stated = described("manifest.json")
    assert list(manifest) == list(stated)
    kinds = {"string": str, "integer": int, "number": float, "object": dict}
    for name, row in stated.items():
        assert isinstance(manifest[name], kinds[row["type"]]), name
    assert sorted(manifest["files"]) == sorted(set(SECTIONS) - {"manifest.json"})
