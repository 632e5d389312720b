"""What the classroom answers when it cannot do what was asked: a message key with values, never a sentence."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that is refused.

    status: of the HTTP answer; key: of the message; values: what fills the message's places; text: what is shown below
    the message as it is, such as what the loader says about a scenario.
    """

    def __init__(self, status: int, key: str, *, text: str = "", **values: Any) -> None:
        super().__init__(key)
        self.status, self.key, self.text, self.values = status, key, text, values

    def __reduce__(self) -> tuple[Any, ...]:
        return _refusal, (self.status, self.key, self.text, self.values)

    def as_json(self) -> dict[str, Any]:
        """Return what the browser gets and words itself."""
        return {"error": {"key": self.key, "values": self.values, "text": self.text}}


def _refusal(status: int, key: str, text: str, values: dict[str, Any]) -> Refusal:
    """Return a refusal that comes from another process."""
    return Refusal(status, key, text=text, **values)
