"""The market as a sweep runs it: the same bits as a single run, whole tables on request, in any number of processes."""

import pytest

from sim.study.outcomes import OUTCOMES
from sim.study.replications import simulate
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep import run_sweep
from sim.study.sweeping.sweep_file import load_sweep

YAML = """
base: baseline
uncertainties: {market.unattached: [0.2, 0.4]}
levers: {firms.Incumbent.price: [0.95, 1.05]}
constants: {months: 5, warm_up: 1, market.customers: 120, followed: 5, firms.Incumbent.strategy.budget: 500}
outcomes: [profit, Challenger.customers, median_lifetime]
replications: 2
seed: 3
keep: [months, customers]
"""


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    file = tmp_path_factory.mktemp("sweeps") / "small.yaml"
    file.write_text(YAML, encoding="utf-8")
    return load_sweep(str(file))


@pytest.fixture(scope="module")
def serial(sweep, here_engine, tmp_path_factory):
    """Return the store of the sweep as this process made it, run by run."""
    folder = tmp_path_factory.mktemp("outputs") / "serial"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.study.sweeping.sweep._engine", lambda *_: here_engine())
        run_sweep(sweep, folder)
    return Store(folder)


@pytest.mark.slow
def test_parallel_is_serial(sweep, serial, same, tmp_path):
    run_sweep(sweep, tmp_path / "parallel", jobs=2)
    parallel = Store(tmp_path / "parallel")
    same(parallel.outcomes(), serial.outcomes())
    for name in ("firms", "months", "customers"):
        same(parallel.table(name), serial.table(name))


def test_a_run_of_a_sweep_is_the_replication_of_its_scenario(sweep, serial):
    runs = serial.plan()
    scenario = sweep.model.scenario({"market.unattached": 0.4, "firms.Incumbent.price": 0.95})
    alone = simulate(scenario, replications=2, seed=3)
    for number in (0, 1):
        key = runs[(runs["point"] == 2) & (runs["replication"] == number)]["run_key"].item()
        for name in ("months", "customers"):
            theirs = alone.tables[name][alone.tables[name]["replication"] == number].drop(
                columns="replication"
            )
            ours = serial.table(name, [key]).drop(columns="run_key")
            assert list(ours.columns) == list(theirs.columns)
            for column in ours.columns:
                one, other = (frame[column].astype(object) for frame in (ours, theirs.reset_index(drop=True)))
                assert ((one == other) | (one.isna() & other.isna())).all(), column


def test_all_outcomes_of_all_firms_are_stored_and_the_sweep_names_some(serial):
    firms = serial.table("firms")
    assert list(firms.columns) == ["run_key", "firm", *OUTCOMES]
    assert len(firms) == 3 * 8
    outcomes = serial.outcomes()
    assert list(outcomes.columns[-3:]) == ["profit", "Challenger.customers", "median_lifetime"]
    theirs = firms[firms["firm"] == "Challenger"].set_index("run_key")["customers"]
    assert outcomes["Challenger.customers"].tolist() == theirs[outcomes["run_key"]].tolist()


def test_luck_is_paired_over_the_points(serial):
    """With the same share of unattached people, the same people are there at both prices."""
    customers = serial.table("customers").merge(
        serial.plan()[["run_key", "point", "replication"]], on="run_key"
    )
    wallets = customers.pivot_table(index="customer_id", columns=["replication", "point"], values="wallet")
    shared = wallets.dropna()
    assert (shared[0][0] == shared[0][1]).all()
    assert (shared[0][0] != shared[1][0]).any()


def test_the_resolved_base_is_in_the_folder(sweep, serial):
    from sim.scenario import load_scenario

    assert load_scenario(serial.folder / "base.yaml") == sweep.model.scenario({})
    assert (serial.folder / "sweep.yaml").read_text("utf-8") == YAML
