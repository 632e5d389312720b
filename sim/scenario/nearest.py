"""The nearest of some valid words: what a typing error probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """Return the valid word that is most like `word`, whatever its case, or None if none is."""
    by_folded = {v.casefold().replace("-", "_"): v for v in reversed(list(valid))}
    close = get_close_matches(word[:100].casefold().replace("-", "_"), by_folded, n=1)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, valid: Iterable[str], heading: str) -> str:
    """Return help for a wrong word: the nearest valid one, and all that are valid under a heading."""
    words = sorted(valid)
    close = nearest(word, words)
    question = f'did you mean "{close}"? ' if close else ""
    return f"{question}{heading}: {', '.join(words) or 'none'}"
