"""The folder of a valuation: whole or not at all, and never over what somebody else has made."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pandas as pd
import pytest

from sim.business.folder import write_valuation
from sim.business.terms import Terms
from sim.business.transactions import read_transactions
from sim.business.valuation import value_customers
from sim.study.folder import FolderError, check_folder

TEXT = "customer_id,date,amount\n" + "".join(
    f"C{n:03},2024-{month:02}-{n % 27 + 1:02},{10 + n % 7}\n"
    for n in range(60)
    for month in range(1, 3 + n % 9)
)


@pytest.fixture(scope="module")
def sales(tmp_path_factory):
    file = tmp_path_factory.mktemp("business") / "sales.csv"
    file.write_text(TEXT, "utf-8")
    return file


@pytest.fixture(scope="module")
def valuation(sales):
    return value_customers(read_transactions(sales), Terms(until=date(2024, 12, 31)))


def page(provenance):
    return "<!doctype html><p>A report.</p>"


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_tables_summary_report_and_manifest_are_written(valuation, sales, tmp_path, file_format):
    folder = tmp_path / "out"
    write_valuation(valuation, folder, sales, "tenure value sales.csv", page, file_format, 1.234)
    tables = {
        f"{name}.{file_format}" for name in ("customers", "cohorts", "segments", "migration", "holdout")
    }
    assert {file.name for file in folder.iterdir()} == tables | {
        "summary.json",
        "report.html",
        "manifest.json",
    }
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["transactions"] == "sales.csv"
    assert manifest["transactions_hash"] == hashlib.sha256(sales.read_bytes()).hexdigest()
    assert manifest["seconds"] == 1.23
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert json.loads((folder / "summary.json").read_text("utf-8")) == valuation.summary


def test_tables_are_read_back_as_they_were(valuation, sales, tmp_path):
    write_valuation(valuation, tmp_path / "out", sales, "tenure value sales.csv", page)
    for name, table in valuation.tables.items():
        read = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        assert list(read.columns) == list(table.columns)
        for column in read:
            assert read[column].astype(str).tolist() == table[column].astype(str).tolist(), column


def test_a_report_that_fails_leaves_the_folder_as_it_was(valuation, sales, tmp_path):
    folder = tmp_path / "out"
    write_valuation(valuation, folder, sales, "tenure value sales.csv", page)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def failing(provenance):
        raise RuntimeError("the report failed")

    with pytest.raises(RuntimeError, match="the report failed"):
        write_valuation(valuation, folder, sales, "tenure value sales.csv", failing)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_only_the_valuation_of_the_same_file_is_replaced_without_force(valuation, sales, tmp_path):
    folder = tmp_path / "out"
    write_valuation(valuation, folder, sales, "tenure value sales.csv", page)
    check_folder(folder, "sales.csv", force=False, key="transactions")
    with pytest.raises(FolderError, match=r"holds the valuation of 'sales\.csv': .*--force"):
        check_folder(folder, "other.csv", force=False, key="transactions")
    check_folder(folder, "other.csv", force=True, key="transactions")


def test_a_run_and_a_valuation_of_one_name_do_not_replace_each_other(valuation, sales, tmp_path):
    folder = tmp_path / "out"
    write_valuation(valuation, folder, sales, "tenure value sales.csv", page)
    with pytest.raises(FolderError, match=r"the valuation of 'sales\.csv'"):
        check_folder(folder, "sales.csv", force=False)
    run = tmp_path / "run"
    run.mkdir()
    (run / "manifest.json").write_text('{"scenario": "sales.csv", "model_version": "1"}', "utf-8")
    with pytest.raises(FolderError, match=r"a run of 'sales\.csv'"):
        check_folder(run, "sales.csv", force=False, key="transactions")


def test_other_files_are_refused_even_with_force(tmp_path):
    for manifest in ('"transactions transactions_hash"', '{"transactions": "sales.csv"}', "[]", "7"):
        (tmp_path / "manifest.json").write_text(manifest, "utf-8")
        with pytest.raises(FolderError, match="not a run"):
            check_folder(tmp_path, "sales.csv", force=True, key="transactions")
