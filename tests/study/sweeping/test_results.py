"""Results as a database: a view for each table, answers that are the same every time, and mistakes told."""

import sys

import pandas as pd
import pytest

from sim.study.sweeping.compaction import compact
from sim.study.sweeping.parts import StoreError, parts_in, write_part
from sim.study.sweeping.receipts import DONE, Receipt
from sim.study.sweeping.results import Results
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep import run_sweep


@pytest.fixture
def folder(sweep_of, tmp_path, here):
    here()
    run_sweep(sweep_of("five_is_wrong", count=8, replications=3), tmp_path / "it's")
    return tmp_path / "it's"


def test_there_is_a_view_for_each_table(folder):
    results = Results(folder)
    assert results.tables == ["plan", "runs", "outcomes", "firms"]
    assert [len(results.table(name)) for name in results.tables] == [24, 24, 21, 21]


def test_a_question_is_answered(folder):
    answer = Results(folder).ask("select x, avg(y) as y from outcomes group by x order by x")
    assert answer["x"].tolist() == [0, 1, 2, 3, 4, 6, 7]
    assert answer["y"].tolist() == pytest.approx([2.0 * x + 1 + 1 / 7 for x in answer["x"]])


def test_damaged_parts_are_left_out_and_told(folder):
    store = Store(folder)
    victim = next(part for part in parts_in(store.parts) if (part / "firms.parquet").exists())
    before = len(Results(folder).table("firms"))
    file = victim / "firms.parquet"
    file.write_bytes(b"PAR1" + b"\0" * (file.stat().st_size - 8) + b"PAR1")
    assert 0 <= len(Results(folder).table("firms")) < before
    (said,) = store.left_out()
    assert str(victim) in said
    assert "firms.parquet: it is not what was written" in said


def test_no_question_has_no_answer(folder):
    assert Results(folder).ask("") is None
    assert Results(folder).ask("-- nothing") is None


def test_failed_runs_can_be_asked_for(folder):
    answer = Results(folder).ask(
        "select point, replication, error from runs where status = 'failed' order by 2"
    )
    assert answer["point"].tolist() == [5, 5, 5]
    assert answer["error"].str.contains("five is wrong").all()


@pytest.mark.slow
def test_sums_have_the_same_digits_every_time_and_however_the_parts_are_cut(sweep_of, tmp_path, here, same):
    here()
    run_sweep(sweep_of(count=100, replications=4), tmp_path / "out")
    question = "select sum(y), avg(z), sum(y * z) from outcomes"
    first = Results(tmp_path / "out").ask(question)
    for _ in range(3):
        same(Results(tmp_path / "out").ask(question), first)
    compact(Store(tmp_path / "out"))
    same(Results(tmp_path / "out").ask(question), first)


def test_second_copies_and_runs_of_other_plans_are_not_in_the_views(folder, same):
    before = Results(folder).ask("from firms order by run_key")
    store = Store(folder)
    keys = store.table("firms")["run_key"].tolist()
    copies = pd.DataFrame({"run_key": [*keys, "stranger"], "firm": "", "y": 0.0, "z": 0.0})
    write_part(store.parts, [Receipt(key, DONE, 0.1, "host") for key in copies["run_key"]], {"firms": copies})
    after = Results(folder).ask("from firms order by run_key")
    assert len(after) == len(before)
    assert after["run_key"].tolist() == before["run_key"].tolist()


def test_a_sweep_that_has_made_nothing_yet_has_empty_tables(folder):
    for part in parts_in(folder / "parts"):
        for file in part.iterdir():
            file.unlink()
        part.rmdir()
    results = Results(folder)
    assert results.tables == ["plan", "runs", "outcomes"]
    assert len(results.table("outcomes")) == 0
    assert set(results.table("runs")["status"]) == {"missing"}


@pytest.mark.parametrize("question", ["from outcmes", "selec 1", "select nothing from outcomes"])
def test_a_wrong_question_is_told(folder, question):
    with pytest.raises(StoreError, match="Error"):
        Results(folder).ask(question)


def test_a_table_that_is_not_there_is_told(folder):
    with pytest.raises(StoreError, match="there are plan, runs, outcomes, firms"):
        Results(folder).table("month")


def test_a_folder_without_a_sweep_and_a_machine_without_duckdb_are_told(tmp_path, folder, monkeypatch):
    with pytest.raises(StoreError, match="holds no"):
        Results(tmp_path)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(StoreError, match="pip install"):
        Results(folder)
