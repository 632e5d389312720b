"""The parts of a film as workers hand them over; the server takes them without loading the model."""

from __future__ import annotations

from typing import NamedTuple


class Opened(NamedTuple):
    """The first part of a film (gzip), and from where it goes on; that is empty once its second part is there."""

    opening: bytes
    state: bytes


class Rested(NamedTuple):
    """What is left of a film, and the lives of the people that it follows (both gzip)."""

    rest: bytes
    lives: bytes
