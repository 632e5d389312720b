"""The inside of a worker process: how it begins."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import wait

NICENESS = 5
"""How far workers step back behind the server, so that pages are answered while all cores compute."""


def prepare(worker_bytes: int, warm_up: Sequence[Callable[[], None]]) -> None:
    """Begin a worker: leave Ctrl-C to the server, end when it has ended, keep to the memory, load compiled code."""
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    with contextlib.suppress(AttributeError):  # Windows
        os.nice(NICENESS)
    _limit_memory(worker_bytes)
    for call in warm_up:
        call()


def ready() -> bytes:
    """Return nothing: a task that is done as soon as the worker has begun."""
    return b""


def _limit_memory(worker_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError):  # a system that does not limit data, or allows less anyhow
        resource.setrlimit(resource.RLIMIT_DATA, (worker_bytes, worker_bytes))


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
