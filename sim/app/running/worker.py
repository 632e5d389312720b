"""The inside of a worker process: how it begins."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.app.films.setup import SetupError
from sim.app.problem import Refusal
from sim.app.running.task import Call, Result

NICENESS = 5
"""How far workers step back behind the server, so that pages are answered while all cores compute."""


class WorkFailed(Exception):
    """A task failed in a way that nobody foresaw; the text is the traceback."""


def prepare(worker_bytes: int, warm_up: Sequence[str]) -> None:
    """Begin a worker: leave Ctrl-C to the server, end when it has ended, load compiled code, keep to the memory."""
    from sim.study.sweeping.engines.processes import (
        begin_worker,  # with pandas, which the server does not need
    )

    begin_worker()
    with contextlib.suppress(AttributeError):  # Windows
        os.nice(NICENESS)
    for name in warm_up:
        _function(name)()
    _limit_memory(worker_bytes)


def ready() -> None:
    """Do nothing: a task that is done as soon as the worker has begun."""


def work(call: Call, arguments: tuple[Any, ...]) -> Result:
    """Make a call and return its result in plain bytes, for which the server needs no module of the worker's.

    Raises Refusal, SetupError and MemoryError as they are, and WorkFailed for every other exception.
    """
    try:
        result = _function(call)(*arguments)
    except (Refusal, SetupError, MemoryError):
        raise
    except Exception:
        raise WorkFailed(traceback.format_exc()) from None
    return result if isinstance(result, bytes) else tuple(result)


def _function(call: Call) -> Callable[..., Result]:
    if not isinstance(call, str):
        return call
    module, _, name = call.partition(":")
    function: Callable[..., Result] = getattr(import_module(module), name)
    return function


def _limit_memory(worker_bytes: int) -> None:
    """Limit the data of this process to what it has and so many bytes more, where the system tells and limits it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return
    import resource

    told = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    most = int(told["VmData"].split()[0]) * 1024 + worker_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
