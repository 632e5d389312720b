"""Who is asking: a browser that carries a signed random cookie, perhaps the teacher, with a budget of requests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from sim.app.limits import Limits
from sim.app.problem import Refusal

YEAR = 31_536_000
HOUR = 3_600.0


@dataclass
class Bucket:
    """A token bucket: `size` at once, and `rate` a second for ever."""

    size: float
    rate: float
    level: float
    filled: float

    @classmethod
    def full(cls, size: float, rate: float) -> Bucket:
        """Return a bucket with all that it holds."""
        return cls(size, rate, size, time.monotonic())

    def take(self) -> bool:
        """Take one token; return whether there was one."""
        now = time.monotonic()
        self.level = min(self.size, self.level + (now - self.filled) * self.rate)
        self.filled = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


class Budgets:
    """A bucket for each name; the one unseen for longest is forgotten when there are too many."""

    def __init__(self, size: float, rate: float, most: int) -> None:
        self.size, self.rate, self.most = size, rate, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> bool:
        """Take a token from the bucket of a name; return whether there was one."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket.full(self.size, self.rate)
            if len(self._buckets) > self.most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        return bucket.take()

    def __len__(self) -> int:
        return len(self._buckets)


class Sessions:
    """The browsers that have come, each known by a random name in a cookie that only this classroom can sign.

    A name that is not signed is nobody's: it can neither be guessed nor made up, so budgets cannot be escaped and
    nobody's moves be read. The cookies are named after the secret: two classrooms on one machine do not disturb each
    other. They are sent from links elsewhere too (SameSite=Lax): with Strict, whoever comes back over a link in a chat
    would come as a stranger. What changes something is posted, and posts from elsewhere are refused (guard.py).
    """

    def __init__(self, secret: str, teacher_key: str, limits: Limits) -> None:
        self._secret, self._teacher_key = secret.encode(), teacher_key
        name = self._signature("name")[:8]
        self.cookie, self.teacher_cookie = f"session-{name}", f"teacher-{name}"
        self.requests = Budgets(limits.requests_at_once, limits.requests_per_second, limits.sessions)
        self.newcomers = Budgets(limits.sessions_per_hour, limits.sessions_per_hour / HOUR, limits.sessions)
        self.uploads = Budgets(limits.uploads_per_hour, limits.uploads_per_hour / HOUR, limits.sessions)
        most = limits.uploads_of_address_per_hour
        self.uploads_of_address = Budgets(most, most / HOUR, limits.sessions)
        self.seen: OrderedDict[str, float] = OrderedDict()
        self._addresses: dict[str, str] = {}

    def known(self, request: Request) -> str | None:
        """Return the name of the session that asks, or None if it has no cookie of this classroom."""
        name, _, signature = request.cookies.get(self.cookie, "").partition(".")
        return name if name and _equal(signature, self._signature(name)) else None

    def new(self, address: str) -> str:
        """Return the name of a new session. Raises Refusal if too many came from an address."""
        if not self.newcomers.take(address):
            raise Refusal(429, "problem.too_many_sessions")
        return secrets.token_urlsafe(18)

    def spend(self, name: str, address: str = "") -> None:
        """Take a request from an address from the budget of a session. Raises Refusal if nothing is left of it."""
        if not self.requests.take(name):
            raise Refusal(429, "problem.too_many_requests")
        self.seen[name] = time.monotonic()
        self.seen.move_to_end(name)
        self._addresses[name] = address
        while len(self.seen) > self.requests.most:
            forgotten, _ = self.seen.popitem(last=False)
            del self._addresses[forgotten]

    def address_of(self, name: str) -> str:
        """Return the address that a session has asked from last."""
        return self._addresses.get(name, "")

    def spend_upload(self, name: str) -> None:
        """Take an upload from the budgets of a session and its address. Raises Refusal if nothing is left of one."""
        if not self.uploads.take(name):
            raise Refusal(429, "problem.too_many_uploads", most=int(self.uploads.size))
        if not self.uploads_of_address.take(self.address_of(name)):
            raise Refusal(429, "problem.too_many_uploads", most=int(self.uploads_of_address.size))

    def here(self, seconds: float = 60.0) -> int:
        """Return how many sessions have asked for something lately."""
        since = time.monotonic() - seconds
        return sum(seen >= since for seen in self.seen.values())

    def set_session(self, answer: Response, name: str) -> None:
        """Give a browser the cookie of its session."""
        self._set(answer, self.cookie, f"{name}.{self._signature(name)}")

    def is_key(self, key: str) -> bool:
        """Return whether it is the teacher's key, in a time that does not tell how much of it is right."""
        return _equal(key, self._teacher_key)

    def set_teacher(self, answer: Response) -> None:
        """Give a browser the cookie of the teacher."""
        self._set(answer, self.teacher_cookie, self._signature(f"teacher {self._teacher_key}"))

    def is_teacher(self, request: Request) -> bool:
        """Return whether the teacher asks."""
        return _equal(
            request.cookies.get(self.teacher_cookie, ""), self._signature(f"teacher {self._teacher_key}")
        )

    def _set(self, answer: Response, name: str, value: str) -> None:
        answer.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="lax")

    def _signature(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def only_teacher(request: Request) -> None:
    """Let the teacher pass. Raises Refusal for everybody else."""
    if not request.state.is_teacher:
        raise Refusal(403, "problem.teacher_only")


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
