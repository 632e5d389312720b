"""The store: parts appear whole or not at all, damage is found and set aside, and nothing is lost."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.folder import FolderError
from sim.study.sweeping import parts as writer
from sim.study.sweeping.compaction import compact
from sim.study.sweeping.parts import (
    PartError,
    StoreError,
    check_part,
    parts_in,
    read_table,
    sweep_temporaries,
    write_part,
)
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.receipts import DONE, FAILED, Receipt
from sim.study.sweeping.store import Store
from sim.study.sweeping.stored import Stored
from sim.study.sweeping.sweep import run_sweep


def receipts(*keys, status=DONE):
    return [Receipt(key, status, 0.5, "host", "" if status == DONE else "Traceback …") for key in keys]


def firms(*keys):
    return {"firms": pd.DataFrame([{"run_key": key, "firm": "", "y": float(len(key))} for key in keys])}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parts").mkdir()
    return tmp_path / "parts"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_part_is_read_back_as_it_was(folder, same):
    name = write_part(folder, receipts("a", "b"), firms("a", "b"))
    assert names(folder) == [name]
    same(read_table(folder / name, "firms"), firms("a", "b")["firms"])
    assert read_table(folder / name, "runs")["run_key"].tolist() == ["a", "b"]
    check_part(folder / name)


def test_a_part_is_named_after_its_runs_in_any_order_and_what_became_of_them(folder):
    one = write_part(folder, receipts("a", "b"), firms("a", "b"))
    assert write_part(folder, receipts("b", "a"), firms("b", "a")) == one
    assert write_part(folder, receipts("a"), firms("a")) != one
    assert write_part(folder, receipts("a", "b", status=FAILED), {}) != one
    assert len(names(folder)) == 3


def test_the_loser_of_a_race_is_dropped(folder, monkeypatch, same):
    name = write_part(folder, receipts("a"), firms("a"))
    monkeypatch.setattr(writer.Path, "exists", lambda path: False)
    other = {"firms": firms("a")["firms"].assign(y=99.0)}
    assert write_part(folder, receipts("a"), other) == name
    assert names(folder) == [name]
    same(read_table(folder / name, "firms"), firms("a")["firms"])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(folder, monkeypatch, code):
    write_part(folder, receipts("a"), firms("a"))
    before = names(folder)

    def full(*_, **__):
        raise OSError(code, os.strerror(code))

    for place in ("pq.write_table", "os.fsync", "os.rename"):
        with monkeypatch.context() as patch:
            patch.setattr(f"sim.study.sweeping.parts.{place}", full)
            with pytest.raises(StoreError, match="is full: all finished runs are kept; make room"):
                write_part(folder, receipts("b"), firms("b"))
        assert names(folder) == before


def test_a_folder_that_is_not_there_is_named_with_the_host(tmp_path):
    with pytest.raises(StoreError, match=f"{socket.gethostname()} does not see the folder"):
        write_part(tmp_path / "no" / "parts", receipts("a"), firms("a"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_really_full_keeps_what_was_finished(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", disk], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        parts = disk / "parts"
        parts.mkdir()
        written = []

        def fill():
            for number in range(1000):
                table = pd.DataFrame({"run_key": f"run{number}", "y": os.urandom(8000).hex()}, index=[0])
                written.append(write_part(parts, receipts(f"run{number}"), {"firms": table}))

        with pytest.raises(StoreError, match="is full"):
            fill()
        assert 0 < len(written) < 1000
        assert names(parts) == sorted(written)
        for part in parts_in(parts):
            check_part(part)
    finally:
        subprocess.run(["umount", disk], check=True)


@settings(max_examples=60)
@given(
    where=st.floats(0, 1, exclude_max=True),
    bit=st.integers(0, 7),
    name=st.sampled_from(["runs.parquet", "firms.parquet", "checksums.json"]),
)
def test_a_flipped_bit_is_found_or_changes_nothing(tmp_path_factory, where, bit, name):
    folder = tmp_path_factory.mktemp("parts")
    part = folder / write_part(folder, receipts("a", "b"), firms("a", "b"))
    before = {name: read_table(part, name) for name in ("runs", "firms")}
    file = part / name
    content = bytearray(file.read_bytes())
    content[int(where * len(content))] ^= 1 << bit
    file.write_bytes(content)
    try:
        check_part(part)
        after = {name: read_table(part, name) for name in ("runs", "firms")}
    except PartError:
        return
    for table, frame in before.items():
        pd.testing.assert_frame_equal(after[table], frame, check_exact=True)


@pytest.mark.parametrize("harm", ["cut", "empty", "gone", "other"])
def test_a_damaged_part_is_found(folder, harm):
    part = folder / write_part(folder, receipts("a"), firms("a"))
    file = part / "firms.parquet"
    if harm == "gone":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes({"cut": content[:-20], "empty": b"", "other": b"something else"}[harm])
    with pytest.raises(PartError, match=r"firms\.parquet"):
        check_part(part)


def test_left_overs_of_dead_processes_go_and_those_of_living_ones_stay(folder):
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    here = socket.gethostname()
    for name in (
        f".tmp-{here}-{dead.stdout.strip()}-aa",
        f".tmp-{here}-{os.getpid()}-bb",
        ".tmp-else-where-1-cc",
    ):
        (folder / name).mkdir()
    old = folder / ".tmp-elsewhere-1-dd"
    old.mkdir()
    os.utime(old, (0, 0))
    assert sweep_temporaries(folder) == 2
    assert names(folder) == [".tmp-else-where-1-cc", f".tmp-{here}-{os.getpid()}-bb"]


@pytest.fixture
def done(sweep_of, tmp_path, here):
    """Return sweep, store and engine of a small sweep that is finished."""
    sweep, engine = sweep_of(count=6, replications=2), here()
    run_sweep(sweep, tmp_path / "out")
    return sweep, Store(tmp_path / "out"), engine


def test_a_folder_says_what_it_holds(done):
    sweep, store, _ = done
    assert store.manifest["sweep"] == "tiny"
    assert store.manifest["parameters"] == [{"key": "x", "role": "lever", "values": [0, 1, 2, 3, 4, 5]}]
    assert (store.manifest["points"], store.manifest["runs"]) == (6, 12)
    assert store.plan()["run_key"].tolist() == Plan.of(sweep).table()["run_key"].tolist()
    assert store.tables() == ["firms"]
    assert set(store.runs()["status"]) == {DONE}


def test_outcomes_stand_beside_the_parameters_in_the_order_of_the_plan(done):
    outcomes = done[1].outcomes()
    assert list(outcomes.columns) == [
        "run_key",
        "point",
        "combination",
        "sample",
        "replication",
        "x",
        "y",
        "z",
    ]
    assert outcomes["y"].tolist() == [2.0 * x + k + 1 / 7 for x in range(6) for k in range(2)]


def test_second_copies_of_a_run_are_ignored(done, same):
    _, store, _ = done
    before = store.outcomes()
    keys = store.receipts()["run_key"].tolist()
    wrong = pd.DataFrame({"run_key": keys, "firm": "", "y": -1.0, "z": -1.0})
    copies = write_part(store.parts, receipts(*keys), {"firms": wrong})
    os.rename(store.parts / copies, store.parts / "zzz")
    assert len(store.receipts()) == 12
    same(store.outcomes(), before)


def test_a_run_that_failed_and_was_done_later_is_done(done):
    _, store, _ = done
    key = store.receipts()["run_key"][0]
    name = write_part(store.parts, receipts(key, status=FAILED), {})
    os.rename(store.parts / name, store.parts / "000")
    assert store.receipts().set_index("run_key").loc[key, "status"] == DONE
    assert len(store.outcomes()) == 12


def test_a_damaged_part_is_set_aside_and_named_and_its_runs_are_repeated(done, same, here):
    sweep, store, _ = done
    before = store.outcomes()
    victim = parts_in(store.parts)[0]
    file = victim / "firms.parquet"
    file.write_bytes(file.read_bytes()[:50])
    here()
    result = run_sweep(sweep, store.folder)
    assert len(result.damaged) == 1
    assert str(victim) in result.damaged[0]
    assert "firms.parquet" in result.damaged[0]
    assert (store.folder / "damaged" / victim.name / "firms.parquet").exists()
    assert result.made == len(read_table(store.folder / "damaged" / victim.name, "runs"))
    same(store.outcomes(), before)


def test_merging_small_parts_changes_nothing_that_is_read(done, same):
    _, store, _ = done
    outcomes, runs = store.outcomes(), store.runs()
    before, after = compact(store)
    assert before > 1
    assert after == 1
    assert names(store.parts) == [parts_in(store.parts)[0].name]
    same(store.outcomes(), outcomes)
    same(store.runs(), runs)
    assert compact(store) == (1, 1)


def test_merging_that_is_killed_in_between_loses_and_doubles_nothing(done, monkeypatch, same):
    _, store, _ = done
    outcomes = store.outcomes()

    def killed(part):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sim.study.sweeping.compaction.remove_part", killed)
        with pytest.raises(KeyboardInterrupt):
            compact(store)
    same(store.outcomes(), outcomes)
    compact(store)
    assert len(parts_in(store.parts)) == 1
    same(store.outcomes(), outcomes)


def test_merging_leaves_damaged_parts_alone(done):
    _, store, _ = done
    victim = parts_in(store.parts)[0]
    (victim / "firms.parquet").write_bytes(b"")
    compact(store)
    assert victim.exists()


def test_a_folder_of_another_sweep_is_refused_and_used_when_forced(done, here):
    sweep, store, _ = done
    with pytest.raises(FolderError, match='holds the sweep "tiny": choose another folder with --out'):
        store.check_owner("other", force=False)
    here()
    result = run_sweep(replace(sweep, name="other"), store.folder, force=True)
    assert (result.stored, result.made) == (12, 0)
    assert Store(store.folder).manifest["sweep"] == "other"


@pytest.mark.parametrize(
    "content", [{"notes.txt": "mine"}, {"manifest.json": "[1]"}, {"manifest.json": '{"scenario": "a"}'}]
)
def test_a_folder_of_something_else_is_refused_whatever_is_forced(tmp_path, content):
    for name, text in content.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for force in (False, True):
        with pytest.raises(FolderError, match="files that are not a sweep"):
            Store(tmp_path).check_owner("tiny", force)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="is a file"):
        Store(tmp_path / "out").check_owner("tiny", True)


def test_starting_over_removes_the_sweep_and_nothing_else(done):
    _, store, _ = done
    (store.folder / "notes.txt").write_text("mine", encoding="utf-8")
    store.start_over()
    assert names(store.folder) == ["notes.txt"]


def test_what_is_stored_of_a_plan_is_counted(done, sweep_of):
    _, store, _ = done
    plan = Plan.of(sweep_of(count=4, replications=3))
    assert Stored.of(store, plan) == Stored(12, 8, 4, 0)
    assert Stored.of(store, plan).missing == 4
    assert Stored.of(store, plan, fresh=True) == Stored(12, 0, 0, 12)


def test_a_folder_without_a_sweep_is_told(tmp_path):
    with pytest.raises(StoreError, match="holds no sweep"):
        _ = Store(tmp_path).manifest
    with pytest.raises(StoreError, match="holds no plan"):
        Store(tmp_path).plan()


def test_the_manifest_is_replaced_whole(done, monkeypatch):
    sweep, store, _ = done
    before = json.loads((store.folder / "manifest.json").read_text("utf-8"))

    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("sim.study.sweeping.store.to_disk", full)
    with pytest.raises(StoreError, match="is full"):
        store.begin(sweep, Plan.of(sweep))
    assert json.loads((store.folder / "manifest.json").read_text("utf-8")) == before
    shutil.rmtree(store.folder)
