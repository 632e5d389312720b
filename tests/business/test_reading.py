"""Text files of transactions: what is read, and what is said of a row that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.business.cells import DayReader, amounts_of, customers_of
from sim.business.problem import TransactionsError
from sim.business.source import Columns, Layout
from sim.business.transactions import read_transactions

HEAD = "customer_id,date,amount\n"


def rows_of(transactions):
    """Return the transactions as customer, day and amount."""
    table = transactions.table
    days = table["date"].dt.strftime("%Y-%m-%d")
    return list(zip(table["customer_id"].astype(object), days, table["amount"], strict=True))


def refused(file, layout=None, **options):
    with pytest.raises(TransactionsError) as refusal:
        read_transactions(file, layout, **options)
    return refusal.value


def test_three_columns_are_read_whatever_stands_beside_them(write):
    file = write('amount,shop,customer_id,date\n12.50,"Aachen, Markt",007,2024-01-02\n-3,Bonn,8,2024-01-03\n')
    found = read_transactions(file)
    assert rows_of(found) == [("007", "2024-01-02", 12.5), ("8", "2024-01-03", -3.0)]
    assert (found.file, found.rows, found.skipped, found.first_skipped) == ("sales.csv", 2, {}, "")


def test_customers_are_text_so_007_stays_007(write):
    found = read_transactions(write(HEAD + "007,2024-01-02,1\n7,2024-01-02,1\n"))
    assert found.table["customer_id"].cat.categories.to_list() == ["007", "7"]


def test_columns_are_named_by_the_user(write):
    file = write("Kunde;Datum;Betrag\nA;2024-01-02;1\n")
    layout = Layout(Columns("Kunde", "Datum", "Betrag"), separator=";")
    assert rows_of(read_transactions(file, layout)) == [("A", "2024-01-02", 1.0)]


def test_tsv_is_separated_by_tabulators(write):
    file = write(HEAD.replace(",", "\t") + "A\t2024-01-02\t1\n", "sales.tsv")
    assert rows_of(read_transactions(file)) == [("A", "2024-01-02", 1.0)]


@pytest.mark.parametrize(("separator", "given"), [("\t", r"\t"), ("\t", "tab"), ("|", "|"), (" ", " ")])
def test_any_one_character_separates(write, separator, given):
    file = write(HEAD.replace(",", separator) + f"A{separator}2024-01-02{separator}1\n")
    assert rows_of(read_transactions(file, Layout(separator=given))) == [("A", "2024-01-02", 1.0)]


@pytest.mark.parametrize("separator", ["", "::", '"', "\n"])
def test_a_separator_that_cannot_be_is_told(write, separator):
    assert "must be one character" in refused(write(HEAD), Layout(separator=separator)).message


def test_spaces_around_names_and_cells_do_not_matter(write):
    file = write("customer_id , date, amount\n A , 2024-01-02 , 1 \n")
    assert rows_of(read_transactions(file)) == [("A", "2024-01-02", 1.0)]


def test_line_breaks_within_quotation_marks_are_part_of_a_row(write):
    file = write('note,customer_id,date,amount\n"two\nlines",A,2024-01-02,1\n"x\n\ny",B,2024-01-03,x\n')
    error = refused(file)
    assert (error.row, error.column) == (3, "column amount")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", "2024-02-29"),
        ("20240229", "2024-02-29"),
        ("2024-02-29 23:59", "2024-02-29"),
        ("2024-02-29T23:59:59.123456Z", "2024-02-29"),
        ("2024-02-29T00:30:00+05:30", "2024-02-29"),
        ("1969-12-31", "1969-12-31"),
    ],
)
def test_iso_dates_are_read_and_the_hour_does_not_count(write, text, day):
    assert rows_of(read_transactions(write(f"{HEAD}A,{text},1\n")))[0][1] == day


@given(st.dates(min_value=pd.Timestamp(1678, 1, 1).date(), max_value=pd.Timestamp(2261, 12, 31).date()))
def test_every_day_is_read_as_itself_in_any_format(day):
    number = np.datetime64(day, "D").astype(int)
    for form in (None, "%d.%m.%Y", "%m/%d/%Y"):
        text = day.isoformat() if form is None else day.strftime(form).rjust(10, "0")
        days = DayReader(form).days_of([text, text])
        assert (days.values.tolist(), days.wrong) == ([number, number], {})


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_amount_is_read_as_itself_with_either_decimal_sign(amount):
    assert amounts_of([str(amount)]).values[0] == float(amount)
    assert amounts_of([str(amount).replace(".", ",")], decimal=",").values[0] == float(amount)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_no_text_breaks_the_reader(texts):
    for read in (customers_of, amounts_of, DayReader().days_of, DayReader("%d.%m.%Y").days_of):
        found = read(texts)
        assert len(found.values) == len(texts)
        assert set(found.wrong) <= set(range(len(texts)))


@pytest.mark.parametrize("amount", ["12.50", "-3", "+4", ".5", "5.", "1e2", " 7 "])
def test_plain_amounts_are_read(write, amount):
    assert read_transactions(write(f"{HEAD}A,2024-01-02,{amount}\n")).table["amount"][0] == float(amount)


def test_decimal_commas_are_read_if_the_user_says_so(write):
    file = write("customer_id;date;amount\nA;2024-01-02;12,50\n")
    assert read_transactions(file, Layout(separator=";"), decimal=",").table["amount"][0] == 12.5
    assert (
        refused(
            write("customer_id;date;amount\nA;2024-01-02;12.50\n"), Layout(separator=";"), decimal=","
        ).row
        == 2
    )


@pytest.mark.parametrize(
    ("row", "column", "said", "helps"),
    [
        (",2024-01-02,1", "customer_id", "there is no customer", ""),
        ("NULL,2024-01-02,1", "customer_id", 'there is no customer (customer_id is "NULL")', ""),
        ("A,,1", "date", "there is no date", ""),
        ("A,2024-01-02,", "amount", "there is no amount", ""),
        ("A,2024-02-30,1", "date", "not a day of the calendar", ""),
        ("A,0001-01-01,1", "date", "must lie in the years 1678 to 2261", ""),
        ("A,9999-12-31,1", "date", "must lie in the years 1678 to 2261", ""),
        ("A,31.12.2024,1", "date", "not a date of the form 2024-12-31", '--date-format "%d.%m.%Y"'),
        ("A,31/12/2024,1", "date", "not a date", 'try --date-format "%d/%m/%Y"'),
        ("A,12/31/2024 13:05,1", "date", "not a date", 'try --date-format "%m/%d/%Y %H:%M"'),
        ("A,03/04/2024,1", "date", "not a date", '"%d/%m/%Y" (day first) or "%m/%d/%Y" (month first)'),
        ("A,2024-1-2,1", "date", "not a date", 'try --date-format "%Y-%m-%d"'),
        ("A,45123,1", "date", "not a date", "say how dates are written with --date-format"),
        ("A,2024-01,1", "date", "not a date", "--date-format"),
        ('A,2024-01-02,"1,234.50"', "amount", "it has commas between thousands", "write 1234.50"),
        ('A,2024-01-02,"1.234,50"', "amount", "points between thousands and a decimal comma", "--decimal ,"),
        ('A,2024-01-02,"12,50"', "amount", "it has a decimal comma", "--decimal ,"),
        ("A,2024-01-02,€ 12.50", "amount", "something else beside the number", "write 12.50"),
        ("A,2024-01-02,(12.50)", "amount", "it stands in parentheses", "write -12.50"),
        ("A,2024-01-02,12.50-", "amount", "its minus sign stands behind it", "write -12.50"),
        ("A,2024-01-02,−12.50", "amount", "its minus sign is a dash", "write -12.50"),
        ("A,2024-01-02,nan", "amount", "it is not a finite number", ""),
        ("A,2024-01-02,-inf", "amount", "it is not a finite number", ""),
        ("A,2024-01-02,1e999", "amount", "not a number", ""),
        ("A,2024-01-02,1_000", "amount", "not a number", ""),
        ("A,2024-01-02,free", "amount", 'amount is "free", which is not a number', ""),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_with_row_value_and_reason(write, row, column, said, helps):
    error = refused(write(f"{HEAD}A,2024-01-01,5\n\n{row}\n"))
    assert (error.row, error.column) == (4, f"column {column}")
    assert said in error.message
    assert helps in error.help


def test_an_error_reads_like_those_of_scenarios(write):
    file = write(HEAD + 'A,2024-01-02,"1,234.50"\n')
    assert str(refused(file)) == (
        'error: amount is "1,234.50", which is not a number: it has commas between thousands\n'
        f" --> {file}, row 2, column amount\n"
        "  = help: write 1234.50"
    )


def test_a_terminal_s_colours_in_a_cell_are_written_out(write):
    assert "\\x1b[31m" in str(refused(write(HEAD + "A,2024-01-02,\x1b[31m1\n")))


def test_a_wrong_number_of_fields_is_told(write):
    error = refused(write(HEAD + "A,2024-01-02,1\nA,2024-01-02,1,2\n"))
    assert (error.row, error.message) == (3, "the row has 4 fields, but the header has 3")
    assert "in quotation marks" in error.help
    assert refused(write(HEAD + "A\n")).message == "the row has 1 field, but the header has 3"


def test_text_behind_a_quotation_mark_is_told(write):
    error = refused(write(HEAD + 'A,2024-01-02,1\n"A"B,2024-01-02,1\nC,2024-01-02,1\n'))
    assert error.row == 3
    assert "quotation mark is followed by text" in error.message


def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens(write):
    lines = "C,2024-01-02,1\n" * 20_000
    error = refused(write(HEAD + 'A,2024-01-02,1\n"B,2024-01-02,1\n' + lines), skip_bad_rows=True)
    assert (error.row, error.message) == (
        3,
        "a quotation mark that opens in this row is probably never closed",
    )
    error = refused(write(HEAD + 'A,2024-01-02,1\n"B,2024-01-02,1\nC,2024-01-02,1\n'), skip_bad_rows=True)
    assert (error.row, error.message) == (3, "a quotation mark that opens in this row is never closed")


@pytest.mark.parametrize(("text", "said"), [("", "is empty"), ("\n\n,,\n", "is empty"), (HEAD, "no rows")])
def test_a_file_with_nothing_in_it_is_told(write, text, said):
    assert said in refused(write(text)).message


def test_a_missing_column_names_those_that_are_there_and_the_nearest(write):
    error = refused(write("Customer-ID,date,amount\nA,2024-01-02,1\n"))
    assert error.message == 'there is no column "customer_id" with the customer of a transaction'
    assert error.help == (
        'did you mean "Customer-ID"? name it with --customer-column Customer-ID; '
        'columns there: "Customer-ID", "date", "amount"'
    )


def test_a_header_with_another_separator_says_which(write):
    error = refused(write("customer_id;date;amount\nA;2024-01-02;1\n"))
    assert error.help == 'the header is "customer_id;date;amount": give --separator ";"'


def test_a_column_that_is_there_twice_is_not_guessed(write):
    error = refused(write("customer_id,date,amount,amount\nA,2024-01-02,1,2\n"))
    assert 'the column "amount" is there 2 times' in error.message


def test_one_column_cannot_be_two_things(write):
    error = refused(write(HEAD + "A,2024-01-02,1\n"), Layout(Columns("customer_id", "date", "date")))
    assert "must be three" in error.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_that_say_how_they_are_encoded_are_believed(write, encoding):
    file = write(HEAD + "Müller,2024-01-02,1\n", encoding=encoding)
    assert rows_of(read_transactions(file))[0][0] == "Müller"


def test_latin_1_is_told_and_read_if_the_user_says_so(write):
    file = write(HEAD + "A,2024-01-02,1\nMüller,2024-01-02,1\n", encoding="latin-1")
    error = refused(file)
    assert (error.row, error.message) == (3, 'customer_id is "M\\xfcller", which is not UTF-8')
    assert "--encoding cp1252" in error.help
    assert rows_of(read_transactions(file, Layout(encoding="latin-1")))[1][0] == "Müller"


def test_bytes_that_are_no_utf_8_do_not_matter_in_other_columns(write):
    file = write("customer_id,date,amount,Straße\nA,2024-01-02,1,Nußallee\n", encoding="latin-1")
    assert rows_of(read_transactions(file)) == [("A", "2024-01-02", 1.0)]


def test_an_unknown_encoding_is_told(write):
    assert "is not known" in refused(write(HEAD), Layout(encoding="martian")).message


@pytest.mark.parametrize(
    ("start", "said"),
    [(b"PK\x03\x04", "an Excel workbook"), (b"\xd0\xcf\x11\xe0", "old Excel"), (b"PAR1", "Parquet")],
)
def test_a_file_of_another_kind_is_recognised(tmp_path, start, said):
    (tmp_path / "sales.csv").write_bytes(start + b"\x00" * 100)
    assert said in refused(tmp_path / "sales.csv").message


def test_a_file_that_is_not_there_or_of_an_unknown_kind_is_told(tmp_path, write):
    assert refused(tmp_path / "nowhere.csv").message == "the file is not there"
    assert refused(tmp_path).message == "the file is a folder, not a file"
    assert '".pdf" are not known' in refused(write("x", "sales.pdf")).message


def test_bad_rows_are_counted_by_kind_and_left_out_on_request(write):
    file = write(
        HEAD + "A,2024-01-02,1\n,2024-01-02,1\nB,bad,1\nB,bad,x\nC,2024-01-02,x\nC,2024-01-02,1,1\n"
        '"D"d,2024-01-02,1\nE,2024-01-03,2\n'
    )
    found = read_transactions(file, skip_bad_rows=True)
    assert rows_of(found) == [("A", "2024-01-02", 1.0), ("E", "2024-01-03", 2.0)]
    assert found.rows == 8
    assert found.skipped == {
        "unreadable date": 2,
        "no customer": 1,
        "unreadable amount": 1,
        "wrong number of fields": 1,
        "broken quotation marks": 1,
    }
    assert found.first_skipped == "row 3: there is no customer"


def test_a_file_in_which_no_row_can_be_read_is_refused_even_then(write):
    error = refused(write(HEAD + "A,x,1\nB,y,1\n"), skip_bad_rows=True)
    assert error.message == "the file has no transactions: none of its 2 rows can be read"


def test_rows_are_numbered_through_all_blocks(write, monkeypatch):
    monkeypatch.setattr("sim.business.csv_source.BLOCK", 7)
    file = write(HEAD + "A,2024-01-02,1\n" * 50 + "B,2024-01-02,x\n" + "C,2024-01-02,2\n" * 3)
    assert refused(file).row == 52
    found = read_transactions(file, skip_bad_rows=True)
    assert (found.rows, len(found.table), found.table["amount"].sum()) == (54, 53, 56.0)


def test_dates_after_today_are_allowed(write):
    assert rows_of(read_transactions(write(HEAD + "A,2099-01-02,1\n")))[0][1] == "2099-01-02"
