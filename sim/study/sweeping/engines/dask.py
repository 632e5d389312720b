"""The engine of many machines: a Dask cluster, by its native futures.

Futures of `Client.get_executor()` can stay pending for ever when a worker dies while its result is fetched (seen with
distributed 2026.8), so they are not used. `pure=False`, or two equal submits would share one result. A future is let go
as soon as it is read, or Dask would make finished work again when a worker dies.
"""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.engines.engine import Done, EngineError
from sim.study.sweeping.model import Model

PATIENCE = 120.0
"""Seconds without any worker after which a sweep ends."""
_LOOK = 2.0
"""Seconds after which the number of workers is asked for again."""


class DaskCluster:
    """The workers of a Dask scheduler.

    Dask repeats the batches of a dead worker by itself; one that killed as many as `distributed.scheduler.
    allowed-failures` allows comes back without receipts. address: of the scheduler, `tcp://host:8786`; model, version:
    what workers must have; parts: the folder that they must see; patience: seconds without any worker, or without an
    answer of the scheduler, after which it gives up. Raises EngineError if the scheduler does not answer within
    `answer` seconds, if no worker comes, or if one has other code or does not see the folder.
    """

    deaths_of_its_own = 1

    def __init__(
        self,
        address: str,
        model: Model,
        version: str,
        parts: Path,
        patience: float = PATIENCE,
        answer: float = 10.0,
    ) -> None:
        distributed = _distributed()
        self.address, self.patience = address, patience
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Any = distributed.Client(address, timeout=answer, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(
                f"the cluster at {address} does not answer: {_reason(error)}; is `dask scheduler` running there?"
            ) from None
        self._waiting: dict[Any, Batch] = {}
        self._threads = 0
        self._looked = self._seen = monotonic()
        try:
            self._wait_for_workers()
            self._check_workers(model, version, parts)
        except BaseException:
            self._client.close()
            raise

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self.patience)
        except (TimeoutError, OSError):
            raise self._no_workers() from None
        self._look()

    def _check_workers(self, model: Model, version: str, parts: Path) -> None:
        """Raise EngineError unless every worker has our code and sees the folder."""
        seen: dict[str, Any] = self._client.run(_seen_here, model, parts, on_error="return")
        for worker, found in seen.items():
            if isinstance(found, BaseException):
                raise EngineError(
                    f"the worker {worker} cannot load the model ({type(found).__name__}: {found}): "
                    "install the same version of Tenure everywhere"
                )
            theirs, sees_folder = found
            if theirs != version:
                raise EngineError(
                    f"the worker {worker} has another version of the model ({theirs}) than this one ({version}): "
                    "install the same one everywhere"
                )
            if not sees_folder:
                raise EngineError(
                    f"the worker {worker} does not see the folder {parts.parent}: "
                    "give a folder with --out that all machines share"
                )

    @property
    def width(self) -> int:
        """Threads of all workers: each can work on a batch."""
        if monotonic() - self._looked > _LOOK:
            self._look()
        return max(self._threads, 1)

    def _look(self) -> None:
        """Ask who is there. Raises EngineError if there was nobody for too long."""
        self._looked = monotonic()
        try:
            self._threads = sum(self._client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError, ValueError):
            self._threads = 0
        if self._threads > 0:
            self._seen = monotonic()
        elif self._client.status != "running" and monotonic() - self._seen > min(self.patience, 30.0):
            raise EngineError(
                f"the cluster at {self.address} does not answer any more: finished runs are kept"
            )
        elif monotonic() - self._seen > self.patience:
            raise self._no_workers()

    def _no_workers(self) -> EngineError:
        return EngineError(
            f"the cluster at {self.address} has had no workers for {self.patience:g} seconds: "
            "finished runs are kept; start some (`dask worker`) and give the same command again"
        )

    def submit(self, batch: Batch) -> None:
        """Hand over a batch."""
        self._waiting[self._client.submit(batch.work, pure=False)] = batch

    def wait(self, seconds: float) -> list[Done]:
        """Return batches that are finished, or lost with the workers that tried them."""
        if monotonic() - self._looked > _LOOK:
            self._look()
        try:
            with self._client.as_current():
                found = _distributed().wait(
                    list(self._waiting), timeout=seconds, return_when="FIRST_COMPLETED"
                )
        except TimeoutError:
            return []
        except (OSError, RuntimeError, CancelledError):  # the scheduler has gone, and the futures with it
            sleep(seconds)
            return []
        return [self._done(future) for future in found.done]

    def _done(self, future: Any) -> Done:
        killed = _distributed().scheduler.KilledWorker
        batch = self._waiting.pop(future)
        if future.status == "finished":
            return Done(batch, future.result())
        error = future.exception() if future.status == "error" else None
        if error is None or isinstance(error, killed):
            return Done(batch, None)
        raise error

    def close(self, at_once: bool) -> None:
        """Leave the cluster; at_once: take back what it has not begun."""
        if at_once:
            self._client.cancel(list(self._waiting), force=True)
        self._waiting.clear()
        self._client.close(timeout=5)


def _distributed() -> Any:
    """Return Dask's library. Raises EngineError with a sentence if it is not installed."""
    try:
        import distributed
    except ImportError:
        raise EngineError(
            "a cluster needs Dask, which is not installed: pip install 'tenure-sim[cluster]'"
        ) from None
    return distributed


def _seen_here(model: Model, parts: Path) -> tuple[str, bool]:
    """Return what a worker has: the version of the model, and whether it sees the folder."""
    return model.version(), parts.is_dir()


def _reason(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
