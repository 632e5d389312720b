"""The results of a sweep as a database to ask: a DuckDB view for each table, in memory, over the files of the store.

DuckDB adds up floating-point numbers in an order of its own, so that `sum` and `avg` on several threads give other last
digits every time. Here it has one thread, and tables are in a fixed order: the same question on the same folder gets
the same digits. What must hold on any machine is computed in the run, or cast to DECIMAL.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.study.sweeping.model import FIRMS
from sim.study.sweeping.parts import StoreError, parts_in, tables_in
from sim.study.sweeping.store import Store

MEANINGS = {
    "plan": "planned runs with their parameters",
    "runs": "what became of each planned run",
    "outcomes": "planned runs that are done: parameters and the outcomes of the sweep",
    FIRMS: "every outcome of every firm in every run",
}


class Results:
    """The tables of a sweep's folder, as it is now, without parts that are damaged.

    Raises StoreError if the folder holds no sweep, or DuckDB is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import duckdb
        except ImportError:
            raise StoreError(
                "results are opened with DuckDB, which is not installed: pip install 'tenure-sim[analysis]'"
            ) from None
        self.store = Store(folder)
        self._damaged = set(self.store.damaged())
        self._failure: type[Exception] = duckdb.Error
        self._database: Any = duckdb.connect(":memory:", config={"threads": 1})
        for name, frame in (
            ("plan", self.store.plan()),
            ("runs", self.store.runs()),
            ("outcomes", self.store.outcomes()),
        ):
            self._database.register(f"_{name}", _with_text(frame))
            self._database.execute(f"create view {name} as select * from _{name}")
        self.kept = [self._add(name) for name in self.store.tables()]

    def _add(self, name: str) -> str:
        """Make a view over the files of one table, in which every planned run is once."""
        receipts = self.store.receipts()
        planned = receipts[receipts["run_key"].isin(set(self.store.plan()["run_key"]))]
        files = {
            part.name: str(part / f"{name}.parquet")
            for part in parts_in(self.store.parts)
            if part not in self._damaged and name in tables_in(part)
        }
        chosen = planned.assign(file=planned["part"].map(files)).dropna(subset=["file"])
        self._database.register(f"_chosen_{name}", _with_text(chosen[["run_key", "file"]]))
        listed = ", ".join(_quoted(file) for file in sorted(set(chosen["file"]))) or "''"
        self._database.execute(
            f"create view {_named(name)} as select t.* exclude (filename) "
            f"from read_parquet([{listed}], filename = true, union_by_name = true) t "
            f"semi join _chosen_{name} c on t.run_key = c.run_key and t.filename = c.file"
        )
        return name

    @property
    def tables(self) -> list[str]:
        """The names of all tables."""
        return ["plan", "runs", "outcomes", *self.kept]

    def ask(self, sql: str) -> pd.DataFrame | None:
        """Return the answer to a question in SQL, None if there is none to show or no question.

        Raises StoreError if it is wrong.
        """
        try:
            answer = self._database.execute(sql)
            return None if answer is None or answer.description is None else answer.df()
        except self._failure as error:
            raise StoreError(str(error)) from None

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table. Raises StoreError if there is none of this name."""
        if name not in self.tables:
            raise StoreError(f'there is no table "{name}": there are {", ".join(self.tables)}')
        answer = self.ask(f"from {_named(name)}")
        assert answer is not None
        return answer


def _with_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which text that may be missing is of a type that DuckDB knows also when it has no rows."""
    text = [name for name in frame.columns if frame[name].dtype == object]
    return frame.astype(dict.fromkeys(text, "string"))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
