"""The plan: a row for each run, keys that mean what is run, and parameters as typed columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.sweeping.designs import Design
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.parameters import Parameter, column
from sim.study.sweeping.plan import OWN_COLUMNS, Plan
from sim.study.sweeping.run_key import hashed, run_key
from sim.study.sweeping.sweep_file import load_sweep


@given(st.text(), st.integers(), st.integers(0, 1000), st.text())
def test_a_key_is_the_same_for_the_same_run_and_another_for_another(identity, seed, replication, version):
    key = run_key(identity, seed, replication, version)
    assert key == run_key(identity, seed, replication, version)
    others = [
        run_key(identity + "x", seed, replication, version),
        run_key(identity, seed + 1, replication, version),
        run_key(identity, seed, replication + 1, version),
        run_key(identity, seed, replication, version + "x"),
    ]
    assert len({key, *others}) == 5


def test_rows_of_a_sample_are_made_at_all_settings_one_after_the_other(sweep_of):
    x = Parameter("x", "uncertainty", distribution=Distribution("uniform", (0.0, 1.0)))
    levers = Parameter("price", "lever", values=(1, 2, 3))
    plan = Plan.of(
        sweep_of(parameters=(x, levers), design=Design("latin_hypercube", points=4), replications=2)
    )
    runs = list(plan.runs())
    assert [run.values["price"] for run in runs] == [1, 2, 3] * 8
    assert all(len({run.values["x"] for run in runs[n : n + 3]}) == 1 for n in range(0, 24, 3))
    assert [run.replication for run in runs] == [0] * 12 + [1] * 12
    assert plan.table()["combination"].tolist() == [0] * 8 + [1] * 8 + [2] * 8


def test_the_order_of_keys_in_the_data_does_not_matter():
    assert hashed({"a": 1, "b": 2}) == hashed({"b": 2, "a": 1})


def test_numbers_that_are_not_finite_have_no_key():
    with pytest.raises(ValueError, match="not JSON compliant"):
        hashed({"a": float("nan")})


def test_a_plan_has_a_row_for_each_point_and_replication(sweep_of):
    plan = Plan.of(sweep_of(count=4, replications=3))
    table = plan.table()
    assert list(table.columns) == [*OWN_COLUMNS, "x"]
    assert table["x"].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert table["replication"].tolist() == [0, 1, 2] * 4
    assert table["run_key"].is_unique
    assert set(table["run_key"]) == plan.keys()
    assert len(table) == len(plan)


def test_runs_come_replication_by_replication_so_that_what_is_there_is_balanced(sweep_of):
    runs = list(Plan.of(sweep_of(count=3, replications=2)).runs())
    assert [(run.replication, run.values["x"]) for run in runs] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
    ]


def test_runs_that_are_stored_are_left_out(sweep_of):
    plan = Plan.of(sweep_of(count=3, replications=2))
    first = next(plan.runs())
    assert first.key not in {run.key for run in plan.runs({first.key})}
    assert len(list(plan.runs({first.key}))) == 5


def test_equal_points_share_their_runs(sweep_of):
    sweep = sweep_of(parameters=(Parameter("x", "lever", values=(1, 2, 1)),), design=Design("list"))
    plan = Plan.of(sweep)
    assert len(plan) == 6
    assert len(list(plan.runs())) == 4


def test_more_replications_and_other_values_keep_the_keys_of_the_rest(sweep_of):
    few, many = Plan.of(sweep_of(count=3, replications=2)), Plan.of(sweep_of(count=5, replications=4))
    assert few.keys() < many.keys()


def test_every_replication_of_a_point_has_the_luck_of_its_number(sweep_of):
    for run in Plan.of(sweep_of(count=3, replications=2, seed=9)).runs():
        assert (run.seed, run.replication) in {(9, 0), (9, 1)}


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 2], "int64"), ([1, 2.5], "float64"), ([True, False], "bool"), (["a", "b"], "object"), ([1, "a"], "object"),
     ([{"a": 1}], "object"), ([True, 2], "object")],
)  # fmt: skip
def test_columns_of_parameters_are_typed(values, kind):
    assert column(values).dtype == kind


def test_a_scenario_at_a_point_has_the_key_of_the_scenario_alone(tmp_path):
    """The order of a file, comments, and how a value was put in do not matter."""
    file = tmp_path / "one.yaml"
    file.write_text("base: baseline\nlevers: {months: [24, 36]}\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(
        "levers: {firms.Incumbent.price: [1.0, 0.9]}\nbase: baseline\nconstants: {months: 24}\n", "utf-8"
    )
    one, other = Plan.of(load_sweep(str(file))), Plan.of(load_sweep(str(other)))
    assert one.identities[0] == other.identities[0]
    assert one.identities[1] not in other.identities


def test_what_is_kept_is_part_of_the_version(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text("base: baseline\nlevers: {months: [24]}\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("base: baseline\nlevers: {months: [24]}\nkeep: [months]\n", encoding="utf-8")
    one, other = load_sweep(str(file)), load_sweep(str(other))
    assert one.model.version() != other.model.version()


def test_code_of_ones_own_is_part_of_the_version(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text("base: baseline\nlevers: {months: [24]}\n", encoding="utf-8")
    own = tmp_path / "mine.py"
    versions = [load_sweep(str(file)).model.version()]
    for text in ("one = 1\n", "one = 2\n"):
        own.write_text(text, encoding="utf-8")
        versions.append(load_sweep(str(file), code=tmp_path).model.version())
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("", encoding="utf-8")
    versions.append(load_sweep(str(file), code=tmp_path).model.version())
    assert len(set(versions)) == 4
    assert load_sweep(str(file)).model.version() == versions[0]
