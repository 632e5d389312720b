"""Codes that are read from a projector and typed on a phone: no letter or digit looks like another."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 and O, 1 and I."""
GAME_LETTERS, INVITE_LETTERS = 4, 6
BETWEEN = "-"


def new_game_code() -> str:
    """Return a code for a game: one of a million, drawn at random."""
    return _drawn(GAME_LETTERS)


def new_invite() -> str:
    """Return the second half of a team's code: one of a billion, so that nobody guesses it."""
    return _drawn(INVITE_LETTERS)


def halves(typed: str) -> tuple[str, str]:
    """Return the game's code and the invite in what somebody typed, each empty if it is not there.

    Small letters, spaces and hyphens do not matter. Returns two empty texts for what cannot be a code.
    """
    text = "".join(letter for letter in typed.upper() if letter not in " -–—‐")
    if len(text) not in (GAME_LETTERS, GAME_LETTERS + INVITE_LETTERS) or set(text) - set(LETTERS):
        return "", ""
    return text[:GAME_LETTERS], text[GAME_LETTERS:]


def _drawn(letters: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(letters))
