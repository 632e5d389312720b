"""The words of the classroom: one message catalogue for each language, in sections that are files of this folder.

A file `play.zh.yaml` holds the Chinese messages of the section `play`, flat: `play.run: 运行`. Messages may have places
in braces, as in `play.month: Month {month}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = {"en": "English", "zh": "中文"}
"""The languages by their code, each named in itself. The first one is for readers of whom nothing is known."""


@dataclass(frozen=True)
class Catalogue:
    """All messages of one language, by key."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, **values: Any) -> str:
        """Return a message with its places filled. Raises KeyError for an unknown message or a missing value."""
        message = self.messages[key]
        return message.format_map(values) if values else message


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language. Raises KeyError for another than LANGUAGES."""
    if language not in LANGUAGES:
        raise KeyError(language)
    messages: dict[str, str] = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(f".{language}.yaml"):
            messages |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return Catalogue(language, messages)


def spoken(wanted: str | None, accepted: str) -> str:
    """Return the language to speak: the one wanted, else the first that the browser accepts (`Accept-Language`)."""
    if wanted in LANGUAGES:
        return str(wanted)
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return next(iter(LANGUAGES))
