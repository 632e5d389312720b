"""What the tests of sweeps share: functions to sweep over, and an engine without processes."""

from __future__ import annotations

import importlib
import sys
from collections import deque

import pandas as pd
import pytest

from sim.study.sweeping.engines import Done
from sim.study.sweeping.model import FunctionModel
from sim.study.sweeping.parameters import Parameter
from sim.study.sweeping.sweep_definition import Sweep

FUNCTIONS = '''
"""Functions that workers find by name."""
import math, os, signal, time


def line(values, seed, replication):
    time.sleep(values.get("pause", 0.0))
    return {"y": 2.0 * values["x"] + replication + seed / 7.0, "z": -values["x"] / 3.0}


def five_is_wrong(values, seed, replication):
    if values["x"] == 5:
        raise ValueError("five is wrong")
    return line(values, seed, replication)


def always_wrong(values, seed, replication):
    raise ValueError("always wrong")


def three_kills(values, seed, replication):
    if values["x"] == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return line(values, seed, replication)


def two_hangs(values, seed, replication):
    while values["x"] == 2:
        pass
    return line(values, seed, replication)


def ishigami(values, seed, replication):
    a, b, c = (values[name] for name in ("a", "b", "c"))
    return {"y": math.sin(a) + 7.0 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)}
'''


@pytest.fixture(scope="session")
def functions(tmp_path_factory):
    """Return a module of functions that worker processes can import too."""
    folder = tmp_path_factory.mktemp("functions")
    (folder / "swept_functions.py").write_text(FUNCTIONS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("swept_functions")
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def sweep_of(functions):
    """Return a function that makes a sweep over whole numbers x with one of the functions."""

    def sweep_of(name="line", count=6, replications=2, pause=None, **more):
        parameters = (Parameter("x", "lever", values=tuple(range(count))),)
        if pause is not None:
            parameters += (Parameter("pause", "uncertainty", values=(pause,)),)
        given = {
            "name": "tiny",
            "parameters": parameters,
            "outcomes": ("y", "z"),
            "model": FunctionModel(getattr(functions, name)),
            "replications": replications,
        }
        return Sweep(**(given | more))

    return sweep_of


class HereEngine:
    """Works on batches in this process, one at each wait; runs at some x kill it, as often as they are told."""

    deaths_of_its_own = 2

    def __init__(self, width=2, killers=None):
        self.width = width
        self.killers = dict(killers or {})
        self.most_in_flight = 0
        self.sizes = []
        self.closed = None
        self._waiting = deque()

    def submit(self, batch):
        self._waiting.append(batch)
        self.sizes.append(len(batch.runs))
        self.most_in_flight = max(self.most_in_flight, len(self._waiting))

    def wait(self, seconds):
        batch = self._waiting.popleft()
        guilty = [run.values["x"] for run in batch.runs if self.killers.get(run.values.get("x"), 0) > 0]
        if not guilty:
            return [Done(batch, batch.work())]
        self.killers[guilty[0]] -= 1
        lost = [Done(batch, None), *(Done(one, None) for one in self._waiting)]
        self._waiting.clear()
        return lost

    def close(self, at_once):
        self.closed = "at once" if at_once else "in peace"


@pytest.fixture(scope="session")
def here_engine():
    """Return the class of the engine that works in this process."""
    return HereEngine


@pytest.fixture
def here(monkeypatch):
    """Return a function that makes sweeps run in this process, with an engine that it returns."""

    def here(**settings):
        engine = HereEngine(**settings)
        monkeypatch.setattr("sim.study.sweeping.sweep._engine", lambda *_: engine)
        return engine

    return here


@pytest.fixture(scope="session")
def same():
    """Return a function that asserts that two tables are equal to the bit."""

    def same(one, other):
        pd.testing.assert_frame_equal(one, other, check_exact=True)

    return same
