"""Runs of the market that a search asks for, made side by side and kept in a store like that of a sweep.

A search that was interrupted and is started again asks for the same runs in the same order, and finds those that were
finished; so does one that raises the number of held-out replications, or maximises another outcome of the same firm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.behaviour.rule import model_version
from sim.scenario.dump import scenario_hash
from sim.scenario.scenario import Scenario
from sim.study import outcomes
from sim.study.folder import FolderError, sha256
from sim.study.optimising.evaluation import Ask
from sim.study.optimising.question import Budget, Question, with_parts
from sim.study.optimising.space import PARTS, Parts
from sim.study.sweeping.engines import Engine
from sim.study.sweeping.model import FIRMS, Values
from sim.study.sweeping.parts import RUNS, PartError, StoreError, parts_in, read_table, sweep_temporaries
from sim.study.sweeping.plan import Plan, Run
from sim.study.sweeping.receipts import DONE
from sim.study.sweeping.run_key import hashed, run_key
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep_definition import Sweep
from sim.study.sweeping.sweep_loop import Standing, SweepLoop

OURS = ("parts", "damaged")
"""What a folder of runs holds."""


class RunError(RuntimeError):
    """A run that the search cannot do without, and that failed."""


@dataclass(frozen=True)
class SplitMarket:
    """The market of a question as a function of the split: the model of its runs."""

    question: Question
    budget: Budget

    def scenario(self, values: Values) -> Scenario:
        """Return the scenario with the split whose six parts are the values."""
        return with_parts(self.question, self.budget, Parts(**{name: values[name] for name in PARTS}))

    def identity(self, values: Values) -> str:
        """Return the hash of the resolved scenario."""
        return scenario_hash(self.scenario(values))

    def version(self) -> str:
        """Return the hash of the source of the model, of the outcomes, and of strategies of the user's own.

        Of the latter all Python files count that lie in the folder itself; what they import from elsewhere does not.
        """
        code = self.question.code
        own = [] if code is None else [(file.name, sha256(file)) for file in sorted(code.glob("*.py"))]
        outcome = sha256(Path(outcomes.__file__))
        return hashed({"model": model_version(), "outcomes": outcome, "own": own})[:16]

    def prepare(self) -> None:
        """Do nothing: the first run loads the compiled month, or compiles it."""

    def run(self, values: Values, seed: int, replication: int) -> dict[str, pd.DataFrame]:
        """Run one market and return all outcomes of all firms."""
        from sim.market.model import Market
        from sim.market.tables import months_table, relationships_table

        scenario = self.scenario(values)
        market = Market(scenario, seed, replication, code=self.question.code).run()
        tables = {"months": months_table(market), "relationships": relationships_table(market)}
        return {FIRMS: outcomes.outcomes_of(tables, scenario).reset_index()}


class StoredRuns:
    """Evaluates splits in the market: what the store holds is read, all else is run.

    folder: of the store, made if it is not there; engine: where runs are made, closed by whoever opened it; progress:
    told how many runs came in, made or read.
    """

    def __init__(
        self,
        market: SplitMarket,
        folder: Path,
        seed: int,
        engine: Callable[[], Engine],
        progress: Callable[[int], None] = lambda runs: None,
    ) -> None:
        self.market, self.seed, self.progress = market, seed, progress
        self.made = 0
        """Runs made by this object; all others were in the store."""
        self._open_engine = engine
        self._store = Store(folder.absolute())
        check_runs(folder)
        try:
            self._store.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder} cannot be written to: {error.strerror or error}") from error
        sweep_temporaries(self._store.parts)
        self.damaged = self._store.set_damaged_aside()
        """A sentence for each part of the store that could not be read."""
        self._version = market.version()
        # One loop for all asks: it learns how many short runs make a part.
        sweep, plan = Sweep("optimise", (), (), market, seed=seed), Plan((), (), 0, seed, self._version)
        self._loop = SweepLoop(sweep, plan, self._store, None, 0, 0, 0, self._tell)
        self._identities: dict[Parts, str] = {}
        self._read: set[str] = set()
        self._values: dict[str, float] = {}
        self._errors: dict[str, str] = {}

    @cached_property
    def engine(self) -> Engine:
        """Where runs are made, opened when the first one is."""
        return self._open_engine()

    def close(self, at_once: bool) -> None:
        """End the workers, if any were needed."""
        if "engine" in self.__dict__:
            self.engine.close(at_once)

    def __call__(self, asks: Sequence[Ask]) -> list[float]:
        """Return the outcome of the firm in each run. Raises RunError if one failed."""
        runs = {self._key(ask): ask for ask in asks}
        self._look()
        missing = [key for key in runs if key not in self._values and key not in self._errors]
        there = len(asks) - len(missing)
        self.progress(there)
        if missing:
            self._make([self._run(key, runs[key]) for key in missing])
        for key, ask in runs.items():
            if key in self._errors:
                reason = (self._errors[key].strip().splitlines() or ["no reason is known"])[-1]
                raise RunError(
                    f"replication {ask.replication} failed with the split {_in_words(ask.parts)}: {reason} "
                    f"(noted in {self._store.folder}; remove that folder to try again)"
                )
        return [self._values[self._key(ask)] for ask in asks]

    def _make(self, runs: list[Run]) -> None:
        self._loop.total += len(runs)
        self._loop.run(self.engine, iter(runs))
        self._look()

    def _tell(self, standing: Standing) -> None:
        self.progress(standing.made - self.made)
        self.made = standing.made

    def _key(self, ask: Ask) -> str:
        if ask.parts not in self._identities:
            self._identities[ask.parts] = self.market.identity(ask.parts._asdict())
        return run_key(self._identities[ask.parts], self.seed, ask.replication, self._version)

    def _run(self, key: str, ask: Ask) -> Run:
        return Run(key, dict(ask.parts._asdict()), self.seed, ask.replication)

    def _look(self) -> None:
        """Read the parts that came since the last look."""
        firm, outcome = self.market.question.firm, self.market.question.outcome
        for part in parts_in(self._store.parts):
            if part.name in self._read:
                continue
            try:
                receipts, firms = read_table(part, RUNS), _firms(part)
            except PartError:
                continue
            self._read.add(part.name)
            failed = receipts[receipts["status"] != DONE]
            self._errors |= dict(zip(failed["run_key"], failed["error"], strict=True))
            if firms is not None:
                own = firms[firms["firm"] == firm]
                self._values |= dict(zip(own["run_key"], own[outcome].astype(float), strict=True))


def check_runs(folder: Path) -> None:
    """Raise FolderError unless the folder of runs is new, or holds runs and nothing else."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file, but finished runs are kept in a folder of that name")
    if folder.is_dir() and any(not e.name.startswith(".") and e.name not in OURS for e in folder.iterdir()):
        raise FolderError(
            f"{folder} holds files that are not runs, but finished runs are kept there: "
            "choose another folder with --out"
        )


def _firms(part: Path) -> pd.DataFrame | None:
    """Return the outcomes of a part, None if all its runs failed."""
    return read_table(part, FIRMS) if (part / f"{FIRMS}.parquet").exists() else None


def _in_words(parts: Parts) -> str:
    return ", ".join(f"{name} {share:.3g}" for name, share in parts._asdict().items())
