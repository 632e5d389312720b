"""Places in a text for measured figures: `{{churn}}`, `{{churn.b}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_PLACE = re.compile(r"\{\{([^{}\n]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")


class Named(NamedTuple):
    """A place in a text: the name in it, whether that can be a figure's, and where it begins and ends."""

    name: str
    is_name: bool
    start: int
    end: int


def places(text: str) -> Iterator[Named]:
    """Yield the places of a text."""
    for found in _PLACE.finditer(text):
        name = found[1].strip()
        yield Named(name, _NAME.fullmatch(name) is not None, found.start(), found.end())


def filled(text: str, worded: Callable[[str], str]) -> str:
    """Return the text with every place filled by what `worded` says of its name."""
    return _PLACE.sub(lambda found: worded(found[1].strip()), text)
