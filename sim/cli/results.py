"""`tenure results`: the folder of a sweep, opened as a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.sweeping.results import Results

MOST_ROWS = 40
"""Rows of an answer that are shown; all of them are exported."""


def results(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that a sweep wrote.")],
    sql: Annotated[
        str | None,
        typer.Option("--sql", metavar="QUESTION", help='A question in SQL, as in "from outcomes".'),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE.csv",
            help="Write the answer as CSV, or without --sql the table that the file is called after; a file "
            "that is there is replaced.",
        ),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--compact", help="Merge small files first; nothing else changes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the results of a sweep in SQL.

    Without a question, say what there is; on a terminal, wait for questions.
    """
    from sim.cli.terminal import leave, refuse, tell_left_out
    from sim.study.sweeping.compaction import compact
    from sim.study.sweeping.parts import StoreError
    from sim.study.sweeping.results import Results
    from sim.study.sweeping.store import Store

    if sql is not None and not sql.strip():
        refuse('--sql is empty, but must be a question: --sql "from outcomes"')
    if export is not None and export.suffix.lower() != ".csv":
        refuse(f"{export} does not end in .csv, and nothing but CSV is written")
    try:
        if merge:
            before, after = compact(Store(folder))
            print(f"{before:,} parts became {after:,}", file=sys.stderr)
        database = Results(folder)
        tell_left_out(database.store)
        table = database.table(export.stem) if export and sql is None else None
        answer = table if sql is None else database.ask(sql)
    except StoreError as error:
        leave(str(error), 2)
    if export is not None:
        _write(answer, export)
    elif sql is not None:
        _show(answer, as_json)
    elif sys.stdin.isatty() and sys.stdout.isatty() and not as_json:
        _tell(database)
        _talk(database)
    else:
        _tell(database, as_json)


def _write(answer: pd.DataFrame | None, file: Path) -> None:
    from sim.cli.terminal import refuse

    if answer is None:
        refuse("the question has no answer to write")
    try:
        answer.to_csv(file, index=False)
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror or error}")
    print(file)


def _show(answer: pd.DataFrame | None, as_json: bool = False) -> None:
    """Print the answer to a question."""
    if answer is None:
        return
    if as_json:
        print(answer.to_json(orient="records", double_precision=15, force_ascii=False))
        return
    if answer.empty:
        print(f"no rows ({', '.join(map(str, answer.columns))})")
        return
    texts = answer.select_dtypes(["object", "string"]).columns
    safe = answer.assign(**{name: answer[name].map(_safe, na_action="ignore") for name in texts})
    print(safe.to_string(index=False, max_rows=MOST_ROWS, float_format=lambda value: f"{value:.6g}"))
    if len(answer) > MOST_ROWS:
        print(f"{len(answer):,} rows")


def _safe(value: Any) -> Any:
    """Return a cell without characters that would move the cursor or colour the terminal."""
    from sim.scenario.problems import visible

    return visible(value) if isinstance(value, str) else value


def _tell(database: Results, as_json: bool = False) -> None:
    """Print what there is to ask."""
    import json

    from sim.study.sweeping.results import MEANINGS

    counts = {}
    for name in database.tables:
        count = database.ask(f'select count(*) as rows from "{name}"')
        counts[name] = 0 if count is None else int(count["rows"].sum())
    if as_json:
        print(json.dumps(counts))
        return
    width = max(len(name) for name in counts)
    for name, rows in counts.items():
        meaning = MEANINGS.get(name, "kept of every run (docs/data-dictionary.md)")
        print(f"{name:<{width}}  {rows:>9,} rows  {meaning}")


def _talk(database: Results) -> None:
    """Answer questions until there are no more."""
    from sim.cli.terminal import show_failure
    from sim.study.sweeping.parts import StoreError

    print("SQL, one question a line; an empty line ends.")
    while True:
        try:
            question = input("> ").strip()
        except EOFError:
            print()
            return
        if not question:
            return
        try:
            _show(database.ask(question))
        except StoreError as error:
            show_failure(str(error))
