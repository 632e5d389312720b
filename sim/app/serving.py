"""Serving: the classroom on a port of this machine, with a banner that says who can see it."""

from __future__ import annotations

import contextlib
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from sim.app.addresses import addresses
from sim.app.application import application
from sim.app.connection import Connection
from sim.app.lessons.known import known_here
from sim.app.lessons.shelf import Shelf
from sim.app.limits import Limits
from sim.app.state import State

BACKLOG = 256
"""Connections that wait to be taken: a class that opens the page at the same moment."""
GRACE_SECONDS = 3
"""Seconds that running requests have to end when the classroom is stopped."""
LAST_SECONDS = 15
"""Seconds after which a classroom that was told to stop ends, whatever still runs in it."""


class ServingError(Exception):
    """The classroom cannot be started; the text says why, `help` what to do."""

    def __init__(self, text: str, help: str = "") -> None:
        super().__init__(text)
        self.help = help


@dataclass(frozen=True)
class Place:
    """Where the classroom is served."""

    host: str
    port: int

    @property
    def is_private(self) -> bool:
        """Whether only programs of this machine can reach it."""
        if self.host == "localhost":
            return True
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False

    def links(self) -> list[str]:
        """Return the addresses to type in: one on this machine, or those of its networks."""
        if self.is_private:
            return [_link(self.host, self.port)]
        if self.host not in ("0.0.0.0", "::"):
            return [_link(self.host, self.port)]
        return [_link(address, self.port) for address in addresses()] or [_link("127.0.0.1", self.port)]


def serve(
    state_file: Path,
    host: str,
    port: int,
    jobs: int = 0,
    names: Collection[str] = (),
    lessons: Path | None = None,
    opens: bool = False,
) -> None:
    """Serve the classroom until it is stopped, by Ctrl-C or by the signal to terminate.

    port: 0 takes a free one. jobs: worker processes, 0 for one for each core. names: host names by which browsers may
    call this machine besides its own. lessons: a folder of the teacher's own. opens: show the page in this machine's
    browser.
    Raises ServingError if the port, the state file or the folder cannot be had, LessonError if a lesson is wrong.
    """
    if lessons is not None:
        check_lessons(lessons)
    key = _teacher_key(state_file)
    limits = Limits()
    with closing(_listening(host, port)) as listening:
        place = Place(host, listening.getsockname()[1])
        own = socket.gethostname()
        known = {own, f"{own}.local", host, *names}
        app = application(state_file, jobs, limits, known, lessons, place.links(), place.is_private)
        Connection.limits = limits
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=limits.idle_seconds,
            timeout_graceful_shutdown=GRACE_SECONDS,
            limit_concurrency=limits.connections,
            h11_max_incomplete_event_size=limits.headers,
        )
        print("\n".join(banner(place, key, state_file)), flush=True)
        # Loads what the first look at lessons would wait for.
        threading.Thread(target=known_here, daemon=True).start()
        if opens:
            threading.Thread(target=webbrowser.open, args=(place.links()[0],), daemon=True).start()
        with _stopped_by_signals():
            _Server(config).run(sockets=[listening])
    print("The classroom is closed.", file=sys.stderr)


def banner(place: Place, key: str, state_file: Path) -> list[str]:
    """Return what the terminal says when the classroom opens."""
    links = place.links()
    lines = ["Tenure, the classroom"]
    lines += [f"  {'students' if number == 0 else '      or'}  {link}" for number, link in enumerate(links)]
    lines += [f"   teacher  {links[0]}teacher?key={key}"]
    lines += [f"   kept in  {state_file}"]
    if place.is_private:
        lines += ["Only this machine can see it; with --host 0.0.0.0 others in its network can, too."]
    else:
        lines += [
            "Everybody who can reach this machine over the network can see it and take part.",
            "Nothing is encrypted: in a network of strangers, others can read along.",
            "Keep the teacher's link to yourself: whoever has it is the teacher.",
        ]
    return [*lines, "Ctrl-C stops it; games, uploads and predictions are kept."]


def check_lessons(folder: Path) -> None:
    """Raise ServingError if there is no such folder, LessonError for the first lesson in it that has mistakes."""
    if not folder.is_dir():
        raise ServingError(
            f'there is no folder "{folder}"', "--lessons names a folder with files like 11-mine.en.md"
        )
    for mistake in Shelf([folder], known_here).mistakes:
        raise mistake


def _link(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _teacher_key(state_file: Path) -> str:
    """Return the teacher's key, after a look whether the state file can be used."""
    try:
        with closing(State(state_file)) as state:
            return state.key("teacher")
    except FileExistsError:
        raise ServingError(f"cannot keep the classroom in {state_file}: its folder is a file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ServingError(
            f"cannot keep the classroom in {state_file}: {reason}", "take another --state"
        ) from None


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens already: connections wait in it while the classroom starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror:
        raise ServingError(
            f'this machine has no address "{host}"', "127.0.0.1 is this machine alone"
        ) from None
    except OSError as error:
        raise ServingError(
            f"cannot listen at {host}, port {port}: {(error.strerror or str(error)).lower()}",
            "take another --port, or --port 0 for a free one",
        ) from None


class _Server(uvicorn.Server):
    """A server that ends when it is told to, even if something in it does not: a queue to a dead worker can hang."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in good order, and if that takes too long at once: what matters is in the state file already."""
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST_SECONDS, _end_at_once)
        last.daemon = True
        last.start()


def _end_at_once() -> None:
    for process in multiprocessing.active_children():
        process.kill()
    print("The classroom is closed.", file=sys.stderr, flush=True)
    os._exit(0)


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let signals end the server in good order, and nothing else: uvicorn sends them once more when it has ended."""
    stopping = [signal.SIGINT, signal.SIGTERM]
    before = {one: signal.signal(one, _nothing) for one in stopping}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _nothing(number: int, frame: FrameType | None) -> None:
    """Hear a signal and do nothing."""
