"""The folder of a sweep: what is planned, what was found, and nothing that is neither.

OUT/manifest.json  sweep.yaml  base.yaml  plan.parquet
OUT/parts/<part>/runs.parquet, firms.parquet, <table>.parquet
OUT/damaged/<part>                       parts that could not be read, set aside
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from sim.study.folder import FolderError, is_alive
from sim.study.sweeping.model import FIRMS
from sim.study.sweeping.parts import (
    RUNS,
    PartError,
    StoreError,
    check_part,
    parts_in,
    read_table,
    sweep_temporaries,
    tables_in,
    to_disk,
    told,
    write_part,
)
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.receipts import DONE, Receipt
from sim.study.sweeping.sweep_definition import Sweep, firm_and_name

MANIFEST = "manifest.json"
PLAN = "plan.parquet"
_OURS = ("parts", "damaged", PLAN, "sweep.yaml", "base.yaml", MANIFEST)
"""What a sweep puts into its folder; the manifest, which says whose it is, goes last."""


class Store:
    """A sweep's folder, to read from anywhere and at any time, also while the sweep goes on.

    The sweep itself opens it with `begin`. Every reader ignores second copies of a run.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.parts = self.folder / "parts"

    def check_owner(self, name: str, force: bool) -> None:
        """Raise FolderError unless the folder is new or a sweep's of this name, or of any name and `force`."""
        if not self.folder.exists():
            return
        if not self.folder.is_dir():
            raise FolderError(f"{self.folder} is a file, not a folder")
        if all(entry.name.startswith(".") for entry in self.folder.iterdir()):
            return
        try:
            owner = dict(self.manifest)["sweep"]
        except (StoreError, KeyError):
            raise FolderError(
                f"{self.folder} holds files that are not a sweep: choose another folder with --out"
            ) from None
        if owner != name and not force:
            raise FolderError(
                f'{self.folder} holds the sweep "{owner}": choose another folder with --out, '
                "or use this one with --force: its finished runs stay, its plan and its page are replaced"
            )

    def begin(self, sweep: Sweep, plan: Plan) -> list[str]:
        """Write what the sweep is and plans, clear away what dead processes left, and set damaged parts aside.

        Returns a sentence for each part that was set aside. Raises StoreError if the folder cannot be written to.
        """
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            for draft in self.folder.glob(".*.draft-*"):
                process = draft.name.rpartition("-")[2]
                if process.isdigit() and not is_alive(int(process)):
                    draft.unlink(missing_ok=True)
            manifest = sweep.described() | {
                "points": len(plan.points),
                "runs": len(plan),
                "version": plan.version,
                "tenure": version("tenure-sim"),
            }
            text = json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n"
            _write(self.folder / MANIFEST, text.encode())
            for name, content in (("sweep.yaml", sweep.text), ("base.yaml", sweep.base_text)):
                if content:
                    _write(self.folder / name, content.encode())
            _write(self.folder / PLAN, plan.table().to_parquet(index=False, compression="zstd"))
        except OSError as error:
            raise told(error, self.parts) from error
        self.__dict__.pop("manifest", None)
        sweep_temporaries(self.parts)
        return self.set_damaged_aside()

    def start_over(self) -> None:
        """Remove everything that a sweep has put into the folder, and nothing else."""
        for name in _OURS:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.__dict__.pop("manifest", None)

    def set_damaged_aside(self) -> list[str]:
        """Move parts that cannot be read out of the way, and return a sentence for each."""
        said, aside = [], self.folder / "damaged"
        for part, reason in self.damaged().items():
            aside.mkdir(exist_ok=True)
            target = aside / part.name
            number = 1
            while target.exists():
                number += 1
                target = aside / f"{part.name}-{number}"
            os.rename(part, target)
            said.append(f"{part} is damaged ({reason}): it was moved to {target}, and its runs are repeated")
        return said

    def damaged(self) -> dict[Path, str]:
        """Return the parts that are not what was written, and what is wrong with each; reads every byte."""
        found = {}
        for part in parts_in(self.parts):
            try:
                check_part(part)
            except PartError as error:
                if part.exists():  # or else it was merged with others meanwhile
                    found[part] = str(error)
        return found

    def left_out(self) -> list[str]:
        """Return a sentence for each damaged part, for those who only read."""
        return [
            f"{part} is damaged ({reason}): what it holds is left out; the sweep's command repeats its runs"
            for part, reason in self.damaged().items()
        ]

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the sweep is: the sweep as `Sweep.described` tells it, points, runs, and versions. Raises StoreError."""
        try:
            return dict(json.loads((self.folder / MANIFEST).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise StoreError(f"{self.folder} holds no sweep") from None

    def plan(self) -> pd.DataFrame:
        """Return one row for each planned run: run_key, point, combination, sample, replication, and the parameters."""
        try:
            return pd.read_parquet(self.folder / PLAN)
        except (OSError, ValueError):
            raise StoreError(f"{self.folder} holds no plan of a sweep") from None

    def receipts(self) -> pd.DataFrame:
        """Return one row for each run that was made, planned or not: the fields of `Receipt`, and its part."""
        found = [
            frame.assign(part=part.name)
            for part in parts_in(self.parts)
            if (frame := self._read(part, RUNS)) is not None
        ]
        if not found:
            return pd.DataFrame(columns=[*Receipt._fields, "part"])
        together = pd.concat(found, ignore_index=True)
        order = pd.DataFrame({"other": together["status"] != DONE, "part": together["part"]})
        best_first = order.sort_values(["other", "part"], kind="stable").index
        return together.loc[best_first].drop_duplicates("run_key").sort_values("run_key", ignore_index=True)

    def _read(self, part: Path, name: str) -> pd.DataFrame | None:
        """Return a table of a part, or None if the part has gone meanwhile or is damaged."""
        try:
            return read_table(part, name)
        except PartError:
            return None

    def tables(self) -> list[str]:
        """Return the names of the tables that runs left, `firms` first."""
        names = {name for part in parts_in(self.parts) for name in _tables_in(part)}
        return sorted(names, key=lambda name: (name != FIRMS, name))

    def table(self, name: str, keys: Iterable[str] | None = None) -> pd.DataFrame:
        """Return a table of all runs of the plan, or of some keys, below one another, in the order of their keys."""
        receipts = self.receipts()
        wanted = set(self.plan()["run_key"] if keys is None else keys)
        chosen = receipts[receipts["run_key"].isin(wanted)]
        pieces = []
        for part, runs in chosen.groupby("part"):
            if name in _tables_in(self.parts / str(part)):
                frame = self._read(self.parts / str(part), name)
                if frame is not None:
                    pieces.append(frame[frame["run_key"].isin(set(runs["run_key"]))])
        if not pieces:
            return pd.DataFrame({"run_key": pd.Series(dtype="object")})
        together = pd.concat(pieces, ignore_index=True)
        return together.sort_values("run_key", kind="stable", ignore_index=True)

    def outcomes(self) -> pd.DataFrame:
        """Return a row for each planned run that is done: the columns of the plan, and the outcomes as they are called.

        In the order of the plan. A planned run that failed, or was not yet made, has no row.
        """
        plan, firms, manifest = self.plan(), self.table(FIRMS), self.manifest
        columns = {}
        for outcome in manifest["outcomes"]:
            firm, name = firm_and_name(outcome, manifest["firm"])
            if "firm" in firms and name in firms:
                columns[outcome] = firms[firms["firm"] == firm].set_index("run_key")[name]
            else:
                columns[outcome] = pd.Series(dtype="float64")
        done = plan["run_key"].isin(set(firms["run_key"]))
        kept = plan[done].reset_index(drop=True)
        return kept.assign(
            **{name: kept["run_key"].map(values).astype(float) for name, values in columns.items()}
        )

    def runs(self) -> pd.DataFrame:
        """Return a row for each planned run: point, replication, and its receipt, or the status `missing`."""
        plan = self.plan()[["run_key", "point", "replication"]]
        runs = plan.merge(self.receipts().drop(columns="part"), on="run_key", how="left")
        return runs.fillna({"status": "missing"})

    def commit(self, receipts: list[Receipt], tables: dict[str, pd.DataFrame]) -> str:
        """Write the results of some runs as one part, and return its name. Raises StoreError."""
        return write_part(self.parts, receipts, tables)


def _tables_in(part: Path) -> list[str]:
    try:
        return tables_in(part)
    except PartError:
        return []


def _write(file: Path, content: bytes) -> None:
    """Write a file that is there whole, or as it was."""
    draft = file.with_name(f".{file.name}.draft-{os.getpid()}")
    try:
        draft.write_bytes(content)
        to_disk(draft)
        os.replace(draft, file)
        to_disk(file.parent)
    finally:
        draft.unlink(missing_ok=True)
