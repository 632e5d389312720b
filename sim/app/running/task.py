"""A task in the line of the workers: what is to be computed, how urgent it is, and its result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeAlias


class Priority(IntEnum):
    """What comes first in the line."""

    AT_ONCE = 0
    """Work of some hundredths of a second: levers of a scenario, an upload, a scenario file."""
    OPENING = 1
    """The first year of a film: somebody looks at an empty chart."""
    ROUND = 2
    """A round of the game: a whole class waits for it."""
    REST = 3
    """The months of a film after the first year."""
    LATER = 4
    """What is looked at after a film: sureness, the measures of a lesson."""


Result: TypeAlias = bytes | tuple[bytes, ...]
"""What a worker returns: mostly gzipped JSON, or several such parts as a named tuple."""
Call: TypeAlias = str | Callable[..., Result]
"""What a worker calls: a top-level function of plain arguments, best by its name `package.module:function`, so that the
server need not load what only workers need."""


@dataclass(eq=False)
class Task:
    """One piece of work; those who ask for equal work share one task.

    key: equal for equal work. asker: whose line it counts in; None is the classroom itself, which is never limited, and
    whose tasks stay in the line though nobody asks again.
    """

    key: str
    priority: Priority
    call: Call
    arguments: tuple[Any, ...]
    askers: set[str | None]
    order: tuple[int, int, int]
    wanted: float
    finished: asyncio.Future[Result] = field(repr=False)
    runs: bool = False
    tries: int = 0

    @property
    def is_kept(self) -> bool:
        """Whether it stays in the line though nobody asks again."""
        return None in self.askers

    async def wait(self, seconds: float) -> bool:
        """Wait at most so long; return whether it is finished, with or without success."""
        await asyncio.wait([self.finished], timeout=seconds)
        return self.finished.done()
