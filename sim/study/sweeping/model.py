"""What one run of a sweep does: the market, or any other function, given in Python and never by a file."""

from __future__ import annotations

import hashlib
import inspect
import marshal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.study.sweeping.run_key import hashed

Values = Mapping[str, Any]
"""Values of a sweep's parameters by key."""

FIRMS = "firms"
"""The table that every run leaves: a row for each firm with the columns `firm` and all outcomes."""


Table = pd.DataFrame | list[dict[str, Any]]
"""A table of one run: a frame, or where runs are shorter than making one, its rows."""


class Model(Protocol):
    """What one run does. It travels to other processes, so it must be picklable."""

    def identity(self, values: Values) -> str:
        """Return the hash of all that a run is told, but its luck. Raises ValueError if the values are wrong."""
        ...

    def version(self) -> str:
        """Return the hash of the code that decides results."""
        ...

    def prepare(self) -> None:
        """Do what takes long and is the same for all runs; called once in every process before its first run."""
        ...

    def run(self, values: Values, seed: int, replication: int) -> Mapping[str, Table]:
        """Return the tables of one run, `firms` among them."""
        ...


@dataclass(frozen=True)
class FunctionModel:
    """A function of parameters, seed and replication that returns outcomes by name: a test function, say.

    The function must be found by its name in a module, as pickle wants it. There is one firm, without a name.
    """

    function: Callable[[Values, int, int], Mapping[str, float]]

    def identity(self, values: Values) -> str:
        """Return the hash of the values and the name of the function."""
        name = f"{self.function.__module__}.{self.function.__qualname__}"
        return hashed({"function": name, "values": dict(values)})

    def version(self) -> str:
        """Return the hash of the file that the function stands in; of its code, if that is a script or a notebook."""
        is_script = self.function.__module__ in ("__main__", "__mp_main__")
        file = None if is_script else inspect.getsourcefile(self.function)
        content = Path(file).read_bytes() if file else marshal.dumps(self.function.__code__)
        return hashlib.sha256(content).hexdigest()[:16]

    def prepare(self) -> None:
        """Do nothing: the function is ready."""

    def run(self, values: Values, seed: int, replication: int) -> Mapping[str, Table]:
        """Return the outcomes as the only row of the table."""
        outcomes = self.function(dict(values), seed, replication)
        return {FIRMS: [{"firm": "", **{name: float(value) for name, value in outcomes.items()}}]}
