"""`tenure value`: what a user's own customers are worth, from their transactions to a report."""

from __future__ import annotations

import json
import shlex
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.options import AsJson, Format, Quiet

if TYPE_CHECKING:
    from sim.business.transactions import Transactions
    from sim.business.valuation import Valuation

Unit = Literal["D", "W", "M", "Y", "day", "week", "month", "year"]


_NOT_TOLD = ("out", "file_format", "force", "dry_run", "quiet", "as_json")
"""Options that change nothing about the numbers."""


def value(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="TRANSACTIONS", help="A file of transactions: .csv, .parquet or .xlsx.")
    ],
    customer_column: Annotated[str, typer.Option(help="Column with the customer.")] = "customer_id",
    date_column: Annotated[str, typer.Option(help="Column with the date.")] = "date",
    amount_column: Annotated[
        str, typer.Option(help="Column with the amount; refunds are negative.")
    ] = "amount",
    date_format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help='How dates are written, if not 2024-12-31: "%d.%m.%Y".'),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Last day of the observation, instead of the last in the file.",
        ),
    ] = None,
    time_unit: Annotated[Unit, typer.Option(help="Unit of the models' times.")] = "W",
    horizon: Annotated[float, typer.Option(help="How far ahead.")] = 12.0,
    horizon_unit: Annotated[Unit, typer.Option(help="Unit of the horizon.")] = "month",
    discount_rate: Annotated[
        float, typer.Option(help="Discount rate of a year: 0.10 is ten per cent.")
    ] = 0.10,
    margin: Annotated[float, typer.Option(help="Part of an amount that is left after its own costs.")] = 1.0,
    currency: Annotated[str, typer.Option(help="Label of money.")] = "EUR",
    model: Annotated[
        Literal["bg-nbd", "pareto-nbd"], typer.Option(help="Model of how often customers buy and leave.")
    ] = "bg-nbd",
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Count rows that cannot be read, and carry on.")
    ] = False,
    separator: Annotated[
        str | None, typer.Option(help="Between fields of a .csv; default is a comma.")
    ] = None,
    decimal: Annotated[Literal[".", ","], typer.Option(help="Sign before the cents.")] = ".",
    encoding: Annotated[
        str, typer.Option(help="Of a .csv: cp1252 for one of an older Windows program.")
    ] = "utf-8",
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of a workbook, instead of the first.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write, instead of outputs/FILE.")] = None,
    file_format: Format = "parquet",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite what was made from another file.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file and say what would be done.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Say what your own customers are worth, from their transactions."""
    from sim.business.folder import write_valuation
    from sim.business.problem import TransactionsError
    from sim.business.source import Columns, Layout
    from sim.business.terms import Terms
    from sim.business.transactions import read_transactions
    from sim.business.valuation import value_customers
    from sim.cli.terminal import refuse, show_error
    from sim.study.folder import check_folder

    began = perf_counter()
    folder = out or Path("outputs") / file.stem
    layout = Layout(Columns(customer_column, date_column, amount_column), separator, encoding, sheet)
    last = until.date() if until else None
    try:
        terms = Terms(last, time_unit, horizon, horizon_unit, discount_rate, margin, currency, model)
        check_folder(folder, file.name, force, key="transactions")
    except ValueError as error:
        refuse(str(error))
    try:
        transactions = read_transactions(
            file, layout, date_format=date_format, decimal=decimal, skip_bad_rows=skip_bad_rows
        )
        if dry_run:
            _show_checked(transactions, file, folder)
            return
        valuation = value_customers(transactions, terms)
    except TransactionsError as error:
        show_error(str(error))
        raise typer.Exit(2) from None

    from sim.report.value import value_report

    write_valuation(
        valuation,
        folder,
        file,
        _command(context),
        lambda provenance: value_report(valuation.tables, valuation.summary, provenance),
        file_format,
        perf_counter() - began,
    )
    report = folder / "report.html"
    if as_json:
        print(json.dumps({"summary": valuation.summary, "report": str(report)}, ensure_ascii=False))
        return
    if not quiet:
        _show(valuation)
    print(report)


def _command(context: typer.Context) -> str:
    """Return the command that makes the same numbers again."""
    words = ["tenure", "value"]
    for parameter in context.command.params:
        name, given = str(parameter.name), context.params.get(str(parameter.name))
        source = context.get_parameter_source(name)
        if name in _NOT_TOLD or source is None or source.name == "DEFAULT":
            continue
        if parameter.param_type_name == "option":
            words.append(parameter.opts[0])
        if given is not True:
            words.append(str(given.date() if isinstance(given, datetime) else given))
    return shlex.join(words)


def _show_checked(transactions: Transactions, file: Path, folder: Path) -> None:
    """Say what was read, and what would be done with it."""
    table = transactions.table
    days = f"{table['date'].min():%Y-%m-%d} to {table['date'].max():%Y-%m-%d}"
    people = table["customer_id"].nunique()
    left_out = f", {sum(transactions.skipped.values())} left out" if transactions.skipped else ""
    print(
        f"{file} can be read: {transactions.rows} rows{left_out}, {people} customers, {days}; would write {folder}"
    )


def _show(valuation: Valuation) -> None:
    """Print the answer, the figures that matter, and what to know before they are used."""
    from rich.console import Console
    from rich.table import Table

    from sim.cli.terminal import printable
    from sim.report.value_answer import answer, cards, notes, put_to_the_test
    from sim.report.valued import Valued

    valued = Valued.of(valuation.tables, valuation.summary)
    console = Console(highlight=False)
    console.print(printable(answer(valued)), style="bold")
    table = Table(box=None, pad_edge=False, show_header=False)
    for justify in ("left", "right", "left"):
        table.add_column(justify=justify)
    for card in cards(valued):
        table.add_row(*(printable(text) for text in (card.name, card.value, card.interval)))
    console.print()
    console.print(table)
    console.print()
    if valuation.summary["holdout"]:
        console.print(printable(f"Put to the test: {put_to_the_test(valued)}."))
    for sentence in notes(valued):
        console.print(printable(f"note: {sentence}"))
