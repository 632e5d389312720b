"""Every limit of the classroom in one place, so that one student cannot stop the class."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.app.films.setup import Bounds

KILO, MEGA = 1_000, 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one request, one session, one address and the whole server may use."""

    films: Bounds = field(default_factory=Bounds)
    """Customers, months, firms and moves of one run: its work and its memory grow with them."""

    # One request
    body: int = 64 * KILO
    """Bytes of a request's body, uploads included."""
    headers: int = 16 * KILO
    """Bytes of a request's first line and headers together; an address with forty moves has two thousand."""
    slow_seconds: float = 20.0
    """Seconds in which a request's headers, and then its body, have to be there."""
    idle_seconds: int = 20
    """Seconds for which a connection without a request is kept open."""
    poll_seconds: float = 1.0
    """Seconds that a request waits for its work before it is answered with its place in line."""

    # One session (a browser)
    requests_at_once: int = 120
    """Requests that a session may make in a burst: a page with its modules' data and a lesson come to about thirty."""
    requests_per_second: float = 8.0
    """Requests a second that a session may make for ever: two films and a game are polled with four."""
    unfinished: int = 16
    """Tasks of a session that wait or run. Two films are six, with their differences seven."""
    share_seconds: float = 30.0
    """Seconds of worker time (half of it forgotten in a minute) after which a session, or an address, gives way to
    others. Of two workers that are always busy, each of thirty students has six."""
    uploads_per_hour: int = 30
    """Scenarios that a session may upload in an hour: each is validated by a worker."""

    # One address (a machine, or a school behind one router)
    sessions_per_hour: int = 300
    """New sessions from one address in an hour: thirty students with several browsers each."""

    uploads_of_address_per_hour: int = 240
    """Scenarios that may be uploaded from one address in an hour: eight each of a class behind one router. Fewer than
    are kept, so that nobody drives out those of all others at a stroke."""

    # The whole server
    line: int = 400
    """Tasks that wait: thirty students with all that each may have in the line at once do not fill it by playing."""
    connections: int = 600
    """Connections at one time; a browser keeps up to six."""
    connections_of_address: int = 300
    """Connections at one time from one address: thirty students behind one router have 180."""
    kept_bytes: int = 256 * MEGA
    """Bytes of results in memory; a film of 120 months has 0.3 MB when it is whole, 2 MB when it is half made."""
    kept_setups: int = 20_000
    """Setups that are remembered by their film's name."""
    sessions: int = 2_000
    """Sessions whose budgets are remembered; the longest unseen is forgotten first."""
    uploads: int = 500
    """Uploaded scenarios that are kept; the longest unused is dropped first."""

    # One worker process
    task_seconds: float = 60.0
    """Seconds that a task may run before its worker is ended."""
    unwanted_seconds: float = 10.0
    """Seconds after which a waiting task that nobody asks for any more leaves the line."""
    worker_bytes: int = 400 * MEGA
    """Bytes that a worker process may have beyond its code, where the system can limit them."""
    workers: int = 4
    """Worker processes unless told otherwise, if there are as many cores: each takes about 300 MB."""
