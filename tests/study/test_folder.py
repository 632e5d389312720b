"""The folder of a run: whole or not at all, whatever happens while it is written."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.scenario import load_scenario
from sim.study import folder as writer
from sim.study.folder import FolderError, check_folder, write_folder
from sim.study.replications import simulate

FILES = {
    "months.parquet", "relationships.parquet", "customers.parquet", "panel.parquet", "transitions.parquet",
    "survey.parquet", "summary.json", "scenario.yaml", "report.html", "manifest.json",
}  # fmt: skip


def page(provenance):
    return "<!doctype html><p>A report.</p>"


@pytest.fixture(scope="module")
def result(small):
    return simulate(small({"market": {"customers": 60}, "months": 4, "warm_up": 1}), replications=2, seed=2)


@pytest.fixture(scope="module")
def other(small):
    return simulate(small({"market": {"customers": 60}, "months": 5, "warm_up": 1}), replications=1, seed=2)


def contents(folder):
    """Return the bytes of every file of a folder, by name."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def litter(parent):
    return sorted(entry.name for entry in parent.iterdir() if entry.name != "run")


def test_a_run_leaves_its_tables_summary_scenario_report_and_manifest(result, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run small.yaml", page)
    assert set(contents(tmp_path / "run")) == FILES
    assert litter(tmp_path) == []


def test_the_folders_on_the_way_are_made(result, tmp_path):
    write_folder(result, tmp_path / "a" / "b" / "run", "small", "tenure run", page)
    assert (tmp_path / "a" / "b" / "run" / "manifest.json").exists()


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_tables_are_read_back_as_they_were(result, tmp_path, file_format):
    write_folder(result, tmp_path / "run", "small", "tenure run", page, file_format)
    for name, table in result.tables.items():
        if file_format == "parquet":
            read = pd.read_parquet(tmp_path / "run" / f"{name}.parquet")
            assert read.shape == table.shape
            for column in read:
                assert read[column].astype(str).tolist() == table[column].astype(str).tolist(), column
        elif len(table):
            read = pd.read_csv(tmp_path / "run" / f"{name}.csv", keep_default_na=False, na_values=[""])
            assert list(read.columns) == list(table.columns)
            numbers = table.select_dtypes("float64").columns
            pd.testing.assert_frame_equal(
                read[numbers].astype(float), table[numbers], check_exact=False, rtol=1e-12
            )


def test_the_manifest_names_versions_seed_scenario_and_the_hash_of_every_file(result, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run small.yaml", page, seconds=1.234)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenario"] == "small"
    assert manifest["command"] == "tenure run small.yaml"
    assert (manifest["seed"], manifest["replications"], manifest["seconds"]) == (2, 2, 1.23)
    files = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in contents(tmp_path / "run").items()
        if name != "manifest.json"
    }
    assert manifest["files"] == files


def test_the_scenario_that_is_written_is_the_scenario_that_was_run(result, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run", page)
    assert load_scenario(tmp_path / "run" / "scenario.yaml") == result.scenario


def test_the_report_is_told_where_the_tables_come_from(result, tmp_path):
    told = {}
    write_folder(result, tmp_path / "run", "small", "tenure run", lambda p: told.update(p) or "page")
    assert told["scenario"] == "small"
    assert (told["seed"], told["replications"]) == ("2", "2")
    assert (tmp_path / "run" / "report.html").read_text(encoding="utf-8") == "page"


def test_a_second_run_replaces_the_first_as_a_whole(result, other, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run", page, "csv")
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    assert set(contents(tmp_path / "run")) == FILES
    assert len(pd.read_parquet(tmp_path / "run" / "months.parquet")) == 15
    assert litter(tmp_path) == []


def test_text_in_any_script_is_written(small, tmp_path):
    names = small({"market": {"customers": 20}, "months": 1, "name": "Märkte — 市場 🎈"})
    write_folder(
        simulate(names, replications=1), tmp_path / "run", "märkte", "tenure run", lambda p: "市場 🎈"
    )
    assert load_scenario(tmp_path / "run" / "scenario.yaml").name == "Märkte — 市場 🎈"
    assert "市場" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def failing_report(provenance):
    raise RuntimeError("the report failed")


def failing_disk(file):
    raise OSError("no space left on device")


def test_a_report_that_fails_leaves_no_folder_and_no_litter(result, tmp_path):
    with pytest.raises(RuntimeError, match="the report failed"):
        write_folder(result, tmp_path / "run", "small", "tenure run", failing_report)
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_fails_leaves_the_old_folder_untouched(result, other, tmp_path):
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    with pytest.raises(RuntimeError, match="the report failed"):
        write_folder(result, tmp_path / "run", "small", "tenure run", failing_report)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


def test_a_full_disk_leaves_the_old_folder_untouched(result, other, tmp_path, monkeypatch):
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    monkeypatch.setattr(writer.os, "fsync", failing_disk)
    with pytest.raises(OSError, match="no space left"):
        write_folder(result, tmp_path / "run", "small", "tenure run", page)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


def test_an_interruption_leaves_the_old_folder_untouched(result, other, tmp_path):
    def interrupted(provenance):
        raise KeyboardInterrupt

    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        write_folder(result, tmp_path / "run", "small", "tenure run", interrupted)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


def test_a_new_folder_that_cannot_take_its_place_gives_the_old_one_back(result, other, tmp_path, monkeypatch):
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    rename = os.rename

    def rename_fails_once(source, target):
        if ".draft-" in str(source):
            raise OSError("device is busy")
        rename(source, target)

    monkeypatch.setattr(writer.os, "rename", rename_fails_once)
    with pytest.raises(OSError, match="busy"):
        write_folder(result, tmp_path / "run", "small", "tenure run", page)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from sim.study import folder as writer

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

when, run = sys.argv[1], Path(sys.argv[2])
result = pickle.loads(sys.stdin.buffer.read())
rename = os.rename

def rename_then_kill(source, target):
    rename(source, target)
    kill()

page = lambda provenance: "page"
if when == "while the report is drawn":
    page = kill
elif when == "while the manifest is written":
    writer._to_disk = kill
else:
    writer.os.rename = rename_then_kill
writer.write_folder(result, run, "small", "tenure run", page)
"""


def killed(result, run, when):
    """Write the folder of a run in a process that is killed at some moment."""
    import pickle

    house = str(Path(sim.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, when, str(run)],
        input=pickle.dumps(result), capture_output=True, check=False, timeout=120,
        env=os.environ | {"PYTHONPATH": house, "PYTHONSAFEPATH": "1"},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_folder_readable(result, other, tmp_path):
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    killed(result, tmp_path / "run", "while the report is drawn")
    assert contents(tmp_path / "run") == before
    check_folder(tmp_path / "run", "small", force=False)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


@pytest.mark.slow
def test_a_run_killed_between_the_old_folder_and_the_new_one_loses_neither(result, other, tmp_path):
    write_folder(other, tmp_path / "run", "small", "tenure run", page)
    before = contents(tmp_path / "run")
    killed(result, tmp_path / "run", "between the folders")
    check_folder(tmp_path / "run", "small", force=False)
    assert contents(tmp_path / "run") == before
    assert litter(tmp_path) == []


@pytest.mark.slow
def test_a_killed_first_run_leaves_no_folder(result, tmp_path):
    killed(result, tmp_path / "run", "while the manifest is written")
    assert not (tmp_path / "run").exists()
    check_folder(tmp_path / "run", "small", force=False)
    assert litter(tmp_path) == []


def test_the_draft_of_a_run_that_still_writes_is_left_alone(tmp_path):
    draft = tmp_path / f".run.draft-{os.getpid()}-abc"
    draft.mkdir()
    check_folder(tmp_path / "run", "small", force=False)
    assert draft.exists()


def test_a_new_or_empty_folder_may_be_used(tmp_path):
    check_folder(tmp_path / "run", "small", force=False)
    (tmp_path / "run").mkdir()
    check_folder(tmp_path / "run", "small", force=False)


def test_the_folder_of_the_same_scenario_may_be_replaced(result, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run", page)
    check_folder(tmp_path / "run", "small", force=False)


def test_the_folder_of_another_scenario_is_refused_without_force(result, tmp_path):
    write_folder(result, tmp_path / "run", "small", "tenure run", page)
    with pytest.raises(FolderError, match=r"holds a run of 'small': .*--force"):
        check_folder(tmp_path / "run", "large", force=False)
    check_folder(tmp_path / "run", "large", force=True)


def refuses(run, manifest, force):
    run.mkdir()
    (run / "thesis.txt").write_text("years of work", encoding="utf-8")
    if manifest is not None:
        (run / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(FolderError, match="not a run"):
        check_folder(run, "small", force)
    return (run / "thesis.txt").exists()


MANIFESTS = ["", "not json", "[1, 2]", "{}", '{"name": "A web page", "icons": []}']


@pytest.mark.parametrize("manifest", [None, *MANIFESTS])
def test_a_folder_that_is_no_run_is_refused(tmp_path, manifest):
    assert refuses(tmp_path / "run", manifest, force=False)


def test_a_folder_without_a_manifest_is_refused_even_with_force(tmp_path):
    assert refuses(tmp_path / "run", None, force=True)


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_folder_with_somebody_else_s_manifest_is_refused_even_with_force(tmp_path, manifest):
    assert refuses(tmp_path / "run", manifest, force=True)


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "run").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match="is a file"):
        check_folder(tmp_path / "run", "small", force=True)
