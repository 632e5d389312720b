"""What the classroom answers when it cannot do what was asked: a message key with values, never a sentence."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that is refused: its HTTP status, the key of the message, and what fills the message's places."""

    def __init__(self, status: int, key: str, **values: Any) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values

    def __reduce__(self) -> tuple[Any, ...]:
        return _refusal, (self.status, self.key, self.values)

    def as_json(self) -> dict[str, Any]:
        """Return what the browser gets and words itself."""
        return {"error": {"key": self.key, "values": self.values}}


def _refusal(status: int, key: str, values: dict[str, Any]) -> Refusal:
    """Return a refusal that comes from another process."""
    return Refusal(status, key, **values)
