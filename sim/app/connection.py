"""One connection of a browser: it is ended when it is too slow, or one too many from its address."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.app.limits import Limits


class Connection(H11Protocol):
    """uvicorn's connection with three limits that it does not have.

    uvicorn waits for the headers of a request for ever, and for a browser to take its answer, so a few hundred
    connections that do nothing would use up all that there may be.
    """

    limits: ClassVar[Limits] = Limits()
    open: ClassVar[Counter[str]] = Counter()
    """Open connections by address."""
    _address: str | None = None
    _patience: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or end it if there are too many from its address."""
        super().connection_made(transport)
        self._address = str((transport.get_extra_info("peername") or ("",))[0])
        self.open[self._address] += 1
        if self.open[self._address] > self.limits.connections_of_address:
            transport.abort()
        else:
            self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of the headers if they are not complete."""
        super().data_received(data)
        if self._patience is None:
            self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._stop_waiting()
        self.resume_writing()
        if self._address is not None:
            self.open[self._address] -= 1
            if not self.open[self._address]:
                del self.open[self._address]

    def pause_writing(self) -> None:
        """Stop writing an answer that is not taken, and end the connection if nothing at all is taken for long."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """Go on writing an answer."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait_for_reader(self) -> None:
        left = self.transport.get_write_buffer_size()

        def look_again() -> None:
            if self.transport.get_write_buffer_size() >= left:
                self.transport.abort()
            else:
                self._wait_for_reader()

        self._unread = self.loop.call_later(self.limits.slow_seconds, look_again)

    def _wait_for_headers(self) -> None:
        self._patience = self.loop.call_later(self.limits.slow_seconds, self._lose_patience)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        """End the connection if the headers of its request are still not there; idle ones uvicorn ends itself."""
        self._patience = None
        state: Any = self.conn.their_state
        if state is h11.IDLE and self.timeout_keep_alive_task is None:
            self.transport.abort()
