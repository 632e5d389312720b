"""Workbooks and Parquet files: the same transactions as from text."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal

import pandas as pd
import pyarrow as arrow
import pytest
from pyarrow import parquet

from sim.business.problem import TransactionsError
from sim.business.source import Layout
from sim.business.transactions import read_transactions

openpyxl = pytest.importorskip("openpyxl", reason="workbooks are written with openpyxl (extra `test`)")
pytest.importorskip("python_calamine", reason="workbooks are read with python-calamine (extra `excel`)")

HEAD = ("customer_id", "date", "amount")


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a workbook: sheets by name, each a list of rows."""

    def workbook(name="sales.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return workbook


@pytest.fixture
def parquet_file(tmp_path):
    """Return a function that writes a Parquet file from columns."""

    def parquet_file(customer_id, date, amount):
        table = arrow.table({"customer_id": customer_id, "date": date, "amount": amount})
        parquet.write_table(table, tmp_path / "sales.parquet")
        return tmp_path / "sales.parquet"

    return parquet_file


def rows_of(transactions):
    table = transactions.table
    days = table["date"].dt.strftime("%Y-%m-%d")
    return list(zip(table["customer_id"].astype(object), days, table["amount"], strict=True))


def refused(file, layout=None):
    with pytest.raises(TransactionsError) as refusal:
        read_transactions(file, layout)
    return refusal.value


def test_a_sheet_is_read_with_dates_of_excel_and_dates_as_text(workbook):
    file = workbook(
        Sales=[
            HEAD,
            ("007", dt.date(2024, 1, 2), 12.5),
            (7, dt.datetime(2024, 1, 3, 23, 59), -3),
            (None, None, None),
            (7.0, "2024-01-04", "4.25"),
        ]
    )
    assert rows_of(read_transactions(file)) == [
        ("007", "2024-01-02", 12.5),
        ("7", "2024-01-03", -3.0),
        ("7", "2024-01-04", 4.25),
    ]


def test_the_first_sheet_is_read_unless_another_is_named(workbook):
    file = workbook(One=[HEAD, ("A", "2024-01-02", 1)], Two=[HEAD, ("B", "2024-01-02", 1)])
    assert rows_of(read_transactions(file))[0][0] == "A"
    assert rows_of(read_transactions(file, Layout(sheet="Two")))[0][0] == "B"
    error = refused(file, Layout(sheet="Three"))
    assert (error.message, error.help) == ('there is no sheet "Three"', 'sheets there: "One", "Two"')


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("A", 45293, 1), "date", "45293"),
        (("A", True, 1), "date", "a number, but must be a date"),
        (("A", dt.time(3, 4), 1), "date", "of the type time, but must be a date"),
        (("A", "2024-01-02", True), "amount", "must be a number"),
        (("A", "2024-01-02", None), "amount", "there is no amount"),
        ((None, "2024-01-02", 1), "customer_id", "there is no customer"),
    ],
)
def test_rows_are_numbered_as_in_excel(workbook, row, column, said):
    file = workbook(Sales=[(), ("", "", ""), HEAD, ("A", "2024-01-02", 1), (), row])
    error = refused(file)
    assert (error.row, error.column) == (6, f"column {column}")
    assert said in error.message


def test_a_workbook_without_rows_or_not_a_workbook_is_told(workbook, tmp_path):
    assert refused(workbook(Sales=[])).message == 'the sheet "Sales" is empty'
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing else")
    assert "no workbook of Excel, or damaged" in refused(tmp_path / "broken.xlsx").message


def test_the_package_that_reads_workbooks_is_named_if_it_is_missing(workbook, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    error = refused(workbook(Sales=[HEAD, ("A", "2024-01-02", 1)]))
    assert "python-calamine, which is not installed" in error.message
    assert 'pip install "tenure-sim[excel]"' in error.help


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (arrow.array([dt.date(2024, 1, 2), dt.date(1969, 12, 31)]), ("2024-01-02", "1969-12-31")),
        (arrow.array([dt.datetime(2024, 1, 2, 23), dt.datetime(1969, 12, 31, 1)]), ("2024-01-02", "1969-12-31")),
        (arrow.array(["2024-01-02", "1969-12-31"]), ("2024-01-02", "1969-12-31")),
        (
            arrow.array([1704234600, -3600], arrow.timestamp("s", "Asia/Kolkata")),
            ("2024-01-03", "1970-01-01"),
        ),
    ],
)  # fmt: skip
def test_parquet_dates_are_days_of_their_own_time_zone(parquet_file, dates, days):
    file = parquet_file(["A", "B"], dates, [1.0, 2.0])
    assert rows_of(read_transactions(file)) == [("A", days[0], 1.0), ("B", days[1], 2.0)]


@pytest.mark.parametrize("ids", [[7, 8], [7.0, 8.0], ["7", "8"], pd.Categorical(["7", "8"])])
def test_parquet_customers_are_text_whatever_they_were(parquet_file, ids):
    file = parquet_file(arrow.array(ids), ["2024-01-02"] * 2, [Decimal("1.25"), Decimal("-2")])
    assert rows_of(read_transactions(file)) == [("7", "2024-01-02", 1.25), ("8", "2024-01-02", -2.0)]


def test_parquet_rows_are_numbered_from_one(parquet_file):
    error = refused(parquet_file(["A", None], ["2024-01-02"] * 2, [1.0, 1.0]))
    assert (error.row, error.message) == (2, "there is no customer")
    assert refused(parquet_file(["A"], ["2024-01-02"], [float("nan")])).row == 1


def test_parquet_columns_of_lists_are_refused(parquet_file):
    assert "must hold single values" in refused(parquet_file([["A"]], ["2024-01-02"], [1.0])).message


def test_what_only_ends_in_parquet_is_told(tmp_path):
    (tmp_path / "sales.parquet").write_bytes(b"no")
    assert "no Parquet file, or damaged" in refused(tmp_path / "sales.parquet").message
