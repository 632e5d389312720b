"""Parts: results of some runs in one folder, which appears whole or not at all.

A part holds `runs.parquet` (receipts) and the tables of the runs that left any. It is written under a temporary name,
its files and its folder are forced to the disk, and then it is renamed: a reader never sees half of it, and what it
sees survives a loss of power. Its name is the hash of the keys in it and of what became of them, so that equal work
that was done twice is kept once, whoever did it. `checksums.json` tells whether its files are still what was written.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.folder import is_alive, sha256
from sim.study.sweeping.receipts import Receipt
from sim.study.sweeping.run_key import hashed

RUNS = "runs"
CHECKSUMS = "checksums.json"
"""The SHA-256 of every file of a part, by the name of its table."""
_TEMPORARY = ".tmp-"
LATE = ".late-"
"""Notes of runs whose time was over; what they say goes into the receipts."""
_FORGOTTEN = 3600.0
"""Seconds after which a temporary folder of another host is left over: writing one takes a few."""


class StoreError(RuntimeError):
    """Results cannot be written or read, in words for people; what was finished before is kept."""


class PartError(ValueError):
    """A part that cannot be read: what is wrong with it."""


def write_part(parts: Path, receipts: Sequence[Receipt], tables: Mapping[str, pd.DataFrame]) -> str:
    """Write a part among others and return its name; a part of that name that is there already stays.

    tables: every row has its run_key. Raises StoreError, and leaves nothing behind, if the disk does not take it.
    """
    name = hashed(sorted((receipt.run_key, receipt.status) for receipt in receipts))
    draft = parts / f"{_TEMPORARY}{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        if not (parts / name).exists():
            draft.mkdir()
            runs = pd.DataFrame(list(receipts), columns=list(Receipt._fields))
            checksums = {
                table: _write_table(draft / f"{table}.parquet", frame)
                for table, frame in ({RUNS: runs} | dict(tables)).items()
            }
            (draft / CHECKSUMS).write_text(json.dumps(checksums), "utf-8")
            to_disk(draft / CHECKSUMS)
            to_disk(draft)
            _take_place(draft, parts / name)
    except OSError as error:
        raise told(error, parts) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return name


def _take_place(draft: Path, part: Path) -> None:
    """Rename a finished draft; one that comes second leaves the place to the first."""
    try:
        os.rename(draft, part)
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
    to_disk(part.parent)


def _write_table(file: Path, frame: pd.DataFrame) -> str:
    """Write a table, force it to the disk, and return its checksum; categories are written as text."""
    plain = frame.assign(
        **{
            name: frame[name].astype(object).where(frame[name].notna(), None)
            for name in frame.columns
            if isinstance(frame[name].dtype, pd.CategoricalDtype)
        }
    )
    table = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, file, compression="zstd", write_page_checksum=True)
    to_disk(file)
    return sha256(file)


def to_disk(path: Path) -> None:
    """Force a file or a folder to the disk."""
    with contextlib.suppress(PermissionError):  # Windows does not open folders
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def told(error: OSError, parts: Path) -> StoreError:
    """Return what a write to the parts of a store failed of, in words for people."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"the disk of {parts.parent} is full: all finished runs are kept; make room and give the same command again"
        )
    if error.errno == errno.ENOENT and not parts.is_dir():
        return StoreError(
            f"{socket.gethostname()} does not see the folder {parts.parent}: every worker needs it"
        )
    return StoreError(
        f"{parts.parent} cannot be written to on {socket.gethostname()}: {error.strerror or error}; "
        "all finished runs are kept"
    )


def read_table(part: Path, name: str) -> pd.DataFrame:
    """Return a table of a part. Raises PartError if it cannot be read."""
    try:
        table = pq.read_table(part / f"{name}.parquet", page_checksum_verification=True, partitioning=None)
        frame: pd.DataFrame = table.to_pandas()
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise PartError(f"{name}.parquet: {_reason(error)}") from None
    return frame


def tables_in(part: Path) -> list[str]:
    """Return the names of the tables that a part should have beside its receipts. Raises PartError."""
    return sorted(set(_checksums(part)) - {RUNS})


def _checksums(part: Path) -> dict[str, str]:
    try:
        return dict(json.loads((part / CHECKSUMS).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise PartError(f"{CHECKSUMS}: {_reason(error)}") from None


def check_part(part: Path) -> None:
    """Read every byte of a part. Raises PartError if a file is missing or is not what was written."""
    for name, checksum in _checksums(part).items():
        file = part / f"{name}.parquet"
        try:
            is_whole = sha256(file) == checksum
        except OSError as error:
            raise PartError(f"{file.name}: {_reason(error)}") from None
        if not is_whole:
            raise PartError(f"{file.name}: it is not what was written")


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "the file is missing"
    return next(iter(str(error).splitlines()), type(error).__name__)


def parts_in(parts: Path) -> list[Path]:
    """Return the parts that are whole, by name."""
    if not parts.is_dir():
        return []
    return sorted(path for path in parts.iterdir() if path.is_dir() and not path.name.startswith("."))


def remove_part(part: Path) -> None:
    """Remove a part at once for all readers."""
    gone = part.with_name(f"{_TEMPORARY}{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}")
    os.rename(part, gone)
    shutil.rmtree(gone, ignore_errors=True)


def sweep_temporaries(parts: Path) -> int:
    """Remove what dead processes left unfinished, of this host by process, of others by age; return how much."""
    for note in parts.glob(f"{LATE}*"):
        note.unlink(missing_ok=True)
    removed = 0
    for path in parts.glob(f"{_TEMPORARY}*"):
        host, _, rest = path.name.removeprefix(_TEMPORARY).rpartition("-")[0].rpartition("-")
        is_left = (
            rest.isdigit() and not is_alive(int(rest))
            if host == socket.gethostname()
            else _age(path) > _FORGOTTEN
        )
        if is_left:
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
