"""The data dictionary says what `tenure sensitivity` writes: every table and column, in their order, and their types."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.study.sensitivity.analysis import analyse
from sim.study.sensitivity.resampling import Resampling

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
WORLD = {"market.size": {"uniform": [0, 1]}, "customers.taste.mean": {"uniform": [0, 1]}}
LEVER = {"firms.Ann.price": [0.9, 1.0]}
DESIGNS = (
    {"kind": "latin_hypercube", "points": 60},
    {"kind": "sobol", "points": 8},
    {"kind": "morris", "points": 4},
)


def stated():
    """Return (column, type) of every table, in their order."""
    _, _, text = DICTIONARY.read_text("utf-8").partition("\n# What `tenure sensitivity` writes\n")
    text, _, _ = text.partition("\n# ")
    tables = re.split(r"^### Table `(\w+)`", text, flags=re.MULTILINE)[1:]
    return {
        name: re.findall(r"`(\w+)` \((string|float64|int64|bool|boolean)\)", body.partition("\n### ")[0])
        for name, body in zip(tables[::2], tables[1::2], strict=True)
    }


@pytest.fixture(scope="module")
def written(material):
    """The tables of three sweeps by name."""

    def function(values, seed, replication):
        luck = float(np.random.default_rng([seed, replication]).normal())
        size, price = values["market.size"], values["firms.Ann.price"]
        return {
            "profit": size + (price - 0.9) * (size - 0.5) + 0.1 * luck,
            "customer_value": -price,
            "firm_value": luck,
        }

    found = {}
    for design in DESIGNS:
        sweep = material(function, design, WORLD, LEVER, 2)
        found |= analyse(sweep, "profit", resampling=Resampling(20)).tables
    return found


def test_every_table_is_described(written):
    assert set(stated()) == set(written)


@pytest.mark.parametrize("name", list(stated()))
def test_the_columns_of_a_table_are_as_described(name, written):
    table = written[name]
    assert [column for column, _ in stated()[name]] == list(table.columns)
    for column, kind in stated()[name]:
        found = str(table[column].dtype)
        assert found in ((kind, "str", "object") if kind == "string" else (kind,)), f"{column} is {found}"
