"""Many runs of one scenario: the same bits however they are run, and other luck in every replication."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.scenario import load_scenario, scenario_hash
from sim.study.folder import write_folder
from sim.study.replications import simulate

YAML = """
# A small market.
name: Small
months: 10
warm_up: 2
followed: 20
market: {customers: 200}
survey: {months: [4], sample: 40}
firms:
  - name: Ann
    strategy: {per_head: {acquisition: 2.0, winback: 4.0}}
  - name: Bob
    price: 0.98
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    file = tmp_path_factory.mktemp("scenarios") / "small.yaml"
    file.write_text(YAML, encoding="utf-8")
    return load_scenario(file)


@pytest.fixture(scope="module")
def alone(scenario):
    return simulate(scenario, replications=3, seed=7, jobs=1, transactions=True, contacts=True)


@pytest.fixture(scope="module")
def told():
    """Return the progress that was told while two processes ran."""
    return []


@pytest.fixture(scope="module")
def side_by_side(scenario, told):
    return simulate(
        scenario, replications=3, seed=7, jobs=2, transactions=True, contacts=True, progress=told.append
    )


def assert_equal(one, other):
    assert list(one) == list(other)
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name], check_exact=True, obj=name)


def write(result, folder):
    write_folder(result, folder, "small", "tenure run small.yaml", lambda provenance: "<html></html>")
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_two_processes_give_the_tables_of_one(alone, side_by_side):
    assert_equal(alone.tables, side_by_side.tables)
    assert alone.summary == side_by_side.summary


def test_two_processes_give_the_files_of_one_to_the_byte(alone, side_by_side, tmp_path):
    one, other = write(alone, tmp_path / "one"), write(side_by_side, tmp_path / "other")
    assert len(one) == 12
    assert one == other


IN_A_PROCESS = """
import hashlib, sys
from pathlib import Path
from sim.scenario import load_scenario
from sim.study.folder import write_folder
from sim.study.replications import simulate

folder = Path(sys.argv[2])
result = simulate(load_scenario(sys.argv[1]), replications=1, seed=3, transactions=True, contacts=True)
write_folder(result, folder, "small", "tenure run small.yaml", lambda provenance: "<html></html>")
for file in sorted(folder.iterdir()):
    print(file.name, hashlib.sha256(file.read_bytes()).hexdigest())
"""


def files_of_a_process(scenario, folder, hash_seed):
    house = str(Path(sim.__file__).parent.parent)
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": house, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS, str(scenario), str(folder)],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


@pytest.mark.slow
def test_two_separate_processes_write_the_same_bytes_and_comments_do_not_matter(tmp_path, scenario):
    remarks = YAML.replace("# A small market.", "# Quite another remark.").replace(
        "months: 10", "months: 10   # short"
    )
    commented = tmp_path / "commented.yaml"
    commented.write_text(f"\n# More words.\n{remarks}\n\n", encoding="utf-8")
    here = write(
        simulate(scenario, replications=1, seed=3, transactions=True, contacts=True), tmp_path / "here"
    )
    there = files_of_a_process(commented, tmp_path / "there", "4711")
    assert there == here
    assert len(here) == 12


def test_editing_comments_and_the_order_of_keys_changes_neither_hash_nor_tables(tmp_path, scenario, alone):
    lines = YAML.strip().splitlines()
    firms = next(number for number, line in enumerate(lines) if line.startswith("firms"))
    edited = "\n".join([*reversed(lines[1:firms]), "# What follows is unchanged.", *lines[firms:]])
    file = tmp_path / "edited.yaml"
    file.write_text(edited, encoding="utf-8")
    again = load_scenario(file)
    assert scenario_hash(again) == scenario_hash(scenario)
    assert_equal(
        simulate(again, replications=1, seed=7).tables, simulate(scenario, replications=1, seed=7).tables
    )


def test_the_scenario_that_a_run_writes_gives_the_same_tables(tmp_path, alone):
    write(alone, tmp_path / "run")
    again = simulate(
        load_scenario(tmp_path / "run" / "scenario.yaml"),
        replications=3,
        seed=7,
        transactions=True,
        contacts=True,
    )
    assert_equal(alone.tables, again.tables)


def test_replications_differ_and_are_counted_from_zero(alone):
    months = alone.months
    assert sorted(months["replication"].unique()) == [0, 1, 2]
    profits = months.groupby("replication")["profit"].sum()
    assert profits.nunique() == 3


def test_a_replication_is_the_market_with_its_number(scenario, alone):
    tables = tables_of(Market(scenario, seed=7, replication=2).run())
    for name, table in tables.items():
        mine = alone.tables[name]
        mine = mine[mine["replication"] == 2].drop(columns="replication").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, table, check_exact=True, obj=name)


def test_more_replications_leave_the_first_ones_as_they_are(scenario, alone):
    fewer = simulate(scenario, replications=2, seed=7)
    for name, table in fewer.tables.items():
        mine = alone.tables[name]
        mine = mine[mine["replication"] < 2].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, table, check_exact=True, obj=name)


def test_other_seeds_give_other_markets(scenario, alone):
    other = simulate(scenario, replications=1, seed=8)
    assert other.months["profit"].sum() != alone.months.query("replication == 0")["profit"].sum()


@pytest.mark.parametrize("seed", [0, 2**80, -5])
def test_any_integer_is_a_seed(scenario, seed):
    assert len(simulate(scenario, replications=1, seed=seed).months) == 20


def test_purchases_and_contacts_are_kept_for_the_first_replication_only(scenario, alone):
    first = tables_of(Market(scenario, seed=7, replication=0, transactions=True, contacts=True).run())
    for name in ("transactions", "contacts"):
        pd.testing.assert_frame_equal(alone.tables[name], first[name], check_exact=True)


def test_purchases_and_contacts_are_kept_only_if_asked_for(scenario):
    assert {"transactions", "contacts"}.isdisjoint(simulate(scenario, replications=1).tables)


def test_every_other_table_begins_with_its_replication(alone):
    for name, table in alone.tables.items():
        if name not in ("transactions", "contacts"):
            assert table.columns[0] == "replication"


def test_progress_is_told_after_every_replication(scenario, side_by_side, told):
    assert told == [1, 2, 3]
    told_alone = []
    simulate(scenario, replications=2, progress=told_alone.append)
    assert told_alone == [1, 2]


@pytest.mark.parametrize(("replications", "jobs"), [(0, 1), (-1, 1), (1, 0), (2, -2)])
def test_there_is_at_least_one_replication_and_one_process(scenario, replications, jobs):
    with pytest.raises(ValueError, match="at least 1"):
        simulate(scenario, replications=replications, jobs=jobs)


def test_the_time_of_all_replications_is_summed(alone):
    assert alone.seconds["customers choose"] > 0
