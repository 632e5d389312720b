"""Tasks side by side in processes, which change nothing in their results."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

Progress = Callable[[int], None]
"""Called with the amount of work that is done so far: replications and branches."""


class Task(NamedTuple):
    """A call that a process makes, and how much of the work it is."""

    call: Callable[..., Any]
    arguments: tuple[Any, ...]
    size: int

    def run(self) -> Any:
        """Make the call and return its result."""
        return self.call(*self.arguments)


def run_tasks(tasks: Sequence[Task], jobs: int, progress: Progress | None = None) -> list[Any]:
    """Return the results of tasks, in their order, from at most so many processes; a single one is this process."""
    jobs = min(jobs, len(tasks))
    results: dict[int, Any] = {}
    work = 0
    with closing(_one_by_one(tasks) if jobs == 1 else _side_by_side(tasks, jobs)) as finished:
        for number, result in finished:
            results[number] = result
            work += tasks[number].size
            if progress:
                progress(work)
    return [results[number] for number in range(len(tasks))]


def _one_by_one(tasks: Sequence[Task]) -> Generator[tuple[int, Any], None, None]:
    for number, task in enumerate(tasks):
        yield number, task.run()


def _side_by_side(tasks: Sequence[Task], jobs: int) -> Generator[tuple[int, Any], None, None]:
    """Run the tasks in worker processes; an interruption or a failure drops what has not begun."""
    others = set(multiprocessing.active_children())
    # `import mesa` 3.3 sets the start method of the whole process, so the context is named here.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        with deaf_to_interruption():
            waiting: dict[Future[Any], int] = {
                pool.submit(task.run): number for number, task in enumerate(tasks)
            }
        try:
            while waiting:
                ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield waiting.pop(future), future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            raise


@contextmanager
def deaf_to_interruption() -> Iterator[None]:
    """Start processes that ignore Ctrl-C: this one hears it, and ends them."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may touch signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
