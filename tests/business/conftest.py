"""Transactions as files: the CDNOW sample, and small ones written by hand."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.business.transactions import AMOUNT, CUSTOMER, DATE, Transactions, read_transactions

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def cdnow_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CDNOW sample of 2,357 customers until 1998-06-30, which ships inside the package lifetimes, as a CSV."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the CDNOW sample is in the package lifetimes (extra `test`), which is not installed")
    source = Path(found.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    names = ["number_of_master", "customer_id", "date", "cds", "amount"]
    table = pd.read_csv(source, sep=r"\s+", header=None, names=names, dtype={"customer_id": str})
    table["date"] = pd.to_datetime(table["date"].astype(str), format="%Y%m%d")
    file = tmp_path_factory.mktemp("cdnow") / "cdnow.csv"
    table.to_csv(file, index=False)
    return file


@pytest.fixture(scope="session")
def cdnow(cdnow_file: Path) -> Transactions:
    return read_transactions(cdnow_file)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a text file and returns its path."""

    def write(text: str, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return write


@pytest.fixture
def made() -> Callable[..., Transactions]:
    """Return a function that makes transactions from rows: customer, date, amount."""

    def made(*rows: tuple[str, str, float]) -> Transactions:
        table = pd.DataFrame(list(rows), columns=[CUSTOMER, DATE, AMOUNT])
        table[CUSTOMER] = table[CUSTOMER].astype("category")
        table[DATE] = pd.to_datetime(table[DATE])
        return Transactions(table, "sales.csv", len(rows))

    return made
