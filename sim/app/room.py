"""A room of the classroom: what it hangs into the application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute


@dataclass(frozen=True)
class Room:
    """What one part of the classroom brings along.

    routes: its addresses, with handlers `async def name(request) -> Response`.
    schemas: `create table if not exists …` statements for what it keeps in the state file.
    warm_up: a function, as `package.module:function`, that every worker process calls once before its first task, to
    load compiled code.
    """

    routes: Sequence[BaseRoute]
    schemas: Sequence[str] = ()
    warm_up: str = ""
