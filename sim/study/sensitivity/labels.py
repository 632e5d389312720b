"""Labels: what parameters are called where there is little room."""

from __future__ import annotations

from collections.abc import Sequence

_TELL_NOTHING_ALONE = {
    "mean",
    "sigma",
    "sd",
    "minimum",
    "maximum",
    "a",
    "b",
    "p",
    "low",
    "high",
    "scale",
    "rate",
    "share",
}
"""Last words of keys that need the word before them."""
_PASSED_OVER = {"strategy"}


def labels(keys: Sequence[str], focus: str) -> dict[str, str]:
    """Return a short name for each dotted key, different from all others: "price sensitivity mean", "Challenger price".

    focus: the firm in focus, whose name is left out where the key of another firm does not end alike.
    """
    for words in range(1, max((key.count(".") for key in keys), default=0) + 2):
        named = {key: _named(key, words, focus) for key in keys}
        if len(set(named.values())) == len(named):
            return named
    return {key: key for key in keys}


def _named(key: str, words: int, focus: str) -> str:
    """Return the last words of a key, with the name of the firm that it belongs to."""
    steps = [step for step in key.split(".") if step not in _PASSED_OVER]
    owner = ""
    if steps[0] == "firms" and len(steps) > 2:
        owner, steps = steps[1], steps[2:]
    kept = words + (len(steps) > words and steps[-1] in _TELL_NOTHING_ALONE)
    name = " ".join(steps[-kept:]).replace("_", " ")
    return name if owner in ("", focus) and words == 1 else f"{owner} {name}".strip()
