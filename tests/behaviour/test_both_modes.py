"""Every rule gives the same bits compiled and as ordinary Python."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import sim

GRID = """
import importlib, inspect, itertools, json, math, sys
import numba
from sim.market.parameters import records_of
from sim.scenario.customers import Customers, Value
from sim.scenario.market import Costs

UNIT = (0.0, 0.137, 0.5, 0.8123456789, 1.0)
GRIDS = {
    "bool": (False, True),
    "float": UNIT,
    "int": (1, 3, 17, 61),
    "stage": (1, 2, 3, 4), "products": (1, 4), "level": (1, 4, 5, 7), "peak_stage": (1, 2, 3),
    "price": (0.83, 1.0, 1.37), "sensitivity": (0.5, 9.3), "preference": (-0.7, 0.31),
    "relative_value": (-3.3, 0.1, 2.7), "switching_cost": (0.0, 1.23), "x": (-745.0, -3.3, 0.0, 0.1, 41.0),
    "points": (0.0, 17.3, 912.0), "amount": (0.0, 33.3), "need": (0.1, 7.7), "orders": (0.0, 3.0),
    "contacts": (0.0, 2.0), "category_spending": (77.7,), "demand": (1.0, 1.13), "search_cost": (0.4, 1.0, 1.9), "noise": (-2.2, 0.0, 1.4),
    "match": (-0.07, 0.11), "loss": (0.0, 0.09, 0.3), "gap": (0.3, 0.7, 1.1), "neighbours_deal": (0.4, 0.9),
}
settings = Customers(value=Value(expectation=2.0, fairness=1.5))
groups = {
    "bonds": settings.switching_costs, "choice": settings.choice, "consideration": settings.consideration,
    "costs": Costs(), "learning": settings.expertise, "loyalty": settings.switching_costs,
    "perception": settings.perception, "satisfaction": settings.satisfaction, "stages": settings.stages,
    "trust": settings.trust, "value": settings, "wallet": settings.share_of_wallet,
    "word_of_mouth": settings.word_of_mouth,
}
answers = {}
for room, group in groups.items():
    module = importlib.import_module("sim.behaviour." + room)
    for name, function in vars(module).items():
        plain = getattr(function, "py_func", function)
        if not inspect.isfunction(plain) or plain.__module__ != module.__name__ or name == "bell_index":
            continue
        p = settings.wallet if name == "wallet" else group
        p = p if numba.config.DISABLE_JIT else records_of(p)[0]
        values = []
        for parameter, of in inspect.signature(plain).parameters.items():
            values.append((p,) if parameter == "p" else GRIDS.get(parameter, GRIDS.get(of.annotation)))
        results = [function(*chosen) for chosen in itertools.product(*values)]
        answers[room + "." + name] = [float(result).hex() for result in results]
json.dump(answers, sys.stdout)
"""


def answers_in(mode):
    """Return what every rule answers on the grid, as exact text, in a process of its own."""
    house = Path(sim.__file__).parent.parent
    environment = os.environ | {"NUMBA_DISABLE_JIT": mode, "PYTHONPATH": str(house), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", GRID],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def both():
    return answers_in("0"), answers_in("1")


def test_every_rule_gives_the_same_bits_compiled_and_as_python(both):
    compiled, plain = both
    assert {name for name in plain if plain[name] != compiled[name]} == set()


def test_the_grid_reaches_every_rule(both):
    rooms = Path(sim.__file__).parent / "behaviour"
    written = {
        f"{file.stem}.{name}"
        for file in rooms.glob("*.py")
        for name in re.findall(r"^@rule\ndef (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(both[1]) == written


@pytest.mark.slow
@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled here anyway")
def test_the_tests_of_behaviour_pass_without_compilation():
    house = Path(sim.__file__).parent.parent
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(house)}
    tests = [str(file) for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        env=environment, capture_output=True, text=True, check=False, timeout=600, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
