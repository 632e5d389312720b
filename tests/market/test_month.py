"""The month: by hand or compiled, in any chunks, compiled or as plain Python, it is the same month."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.market import model, month
from sim.market.columns import COLUMNS
from sim.market.faces import Customer
from sim.market.model import Market
from sim.market.month import CUSTOMER_MONTH
from sim.market.tables import tables_of

LIVELY = {
    "market": {"customers": 60, "category_exit": 0.02},
    "customers": {"consideration": {"base": 0.15}, "value": {"expectation": 1.0, "fairness": 1.0}},
    "months": 9,
    "warm_up": 2,
    "survey": {"months": [5], "sample": 20},
    "followed": 10,
}


@pytest.fixture(scope="module")
def lively(small):
    return small(LIVELY, {"Bob": {"targeting": {"share": 0.3}}})


@pytest.fixture(scope="module")
def compiled(lively):
    return Market(lively, seed=3, transactions=True, contacts=True).run()


def by_hand(scenario, order):
    """Return a market whose customers lived every month one by one, in an order that may change from month to month."""
    market = Market(scenario, seed=3, transactions=True, contacts=True)
    faces = market.agents_by_type[Customer]
    while market.month < scenario.months:
        order(faces).do("step")
        market.step()
    return market


def test_stepping_every_face_by_hand_gives_the_bits_of_the_compiled_month(
    lively, compiled, differing, assert_equal_tables
):
    market = by_hand(lively, lambda faces: faces)
    assert differing(market, compiled) == {}
    assert_equal_tables(tables_of(market), tables_of(compiled))


def test_the_order_in_which_customers_step_changes_no_customer(lively, compiled, differing):
    market = by_hand(lively, lambda faces: faces.shuffle())
    assert differing(market, compiled) == {}


def test_the_order_in_which_customers_step_changes_sums_by_rounding_at_most(lively, compiled):
    tables, expected = tables_of(by_hand(lively, lambda faces: faces.shuffle())), tables_of(compiled)
    assert list(tables) == list(expected)
    for name, table in tables.items():
        for column in table:
            got, wanted = table[column], expected[name][column]
            if got.dtype.kind == "f":
                np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-9, err_msg=f"{name}.{column}")
            else:
                assert got.equals(wanted), f"{name}.{column}"


def test_some_customers_by_hand_and_the_others_with_the_market_is_the_same_month(lively, compiled, differing):
    market = Market(lively, seed=3)
    while market.month < lively.months:
        market.agents_by_type[Customer].select(lambda c: (c.row + market.month) % 3 == 0).do("step")
        market.step()
    assert differing(market, compiled) == {}


@pytest.mark.parametrize(("rows", "batch"), [(1, 7), (7, 13), (60, 1), (59, 1000), (8, 64)])
def test_the_size_of_chunks_changes_nothing(
    lively, compiled, differing, assert_equal_tables, monkeypatch, rows, batch
):
    monkeypatch.setattr(month, "ROWS", rows)
    monkeypatch.setattr(model, "BATCH", batch)
    market = Market(lively, seed=3, transactions=True, contacts=True).run()
    assert differing(market, compiled) == {}
    assert_equal_tables(tables_of(market), tables_of(compiled))


PLAIN = """
import pickle, sys
import numba
from sim.market.columns import COLUMNS
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.scenario.scenario import Scenario

assert numba.config.DISABLE_JIT
scenario, seed = pickle.loads(sys.stdin.buffer.read())
market = Market(scenario, seed=seed, transactions=True, contacts=True).run()
columns = {name: market.crowd.read(name) for name in COLUMNS}
sys.stdout.buffer.write(pickle.dumps((columns, tables_of(market))))
"""


def as_plain_python(scenario):
    """Return the state of all customers and the tables of a market that was not compiled."""
    import pickle

    house = str(Path(sim.__file__).parent.parent)
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": house, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PLAIN], input=pickle.dumps((scenario, 3)), env=environment, capture_output=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return pickle.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("encounter", ["monthly", "per_order"])
def test_a_month_of_plain_python_gives_the_bits_of_the_compiled_month(small, assert_equal_tables, encounter):
    scenario = small(
        LIVELY | {
            "market": {"customers": 30, "encounter": encounter, "category_exit": 0.05}, "months": 4,
            "survey": {"months": [2], "sample": 9},
            "segments": [{"name": "few", "share": 0.4, "customers": {"trust": {"gain": 0.5}}}],
        },
        {"Bob": {"targeting": {"share": 0.3}}},
    )  # fmt: skip
    compiled = Market(scenario, seed=3, transactions=True, contacts=True).run()
    columns, tables = as_plain_python(scenario)
    unlike = [n for n in COLUMNS if columns[n].tobytes() != compiled.crowd.read(n).tobytes()]
    assert unlike == []
    assert_equal_tables(tables, tables_of(compiled))


def test_the_month_can_be_read_aloud():
    assert [phase.name for phase in CUSTOMER_MONTH] == [
        "needs drift", "service is met", "value is weighed", "purchases are made", "people talk",
        "firms make contact", "customers choose", "stages are read",
    ]  # fmt: skip


def test_the_time_of_every_part_of_the_month_is_kept(compiled):
    parts = {phase.name for phase in CUSTOMER_MONTH} | {"firms decide", "books are closed"}
    assert set(compiled.seconds) == parts
    assert all(seconds > 0 for seconds in compiled.seconds.values())
