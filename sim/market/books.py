"""What the compiled month writes down: sums for each firm and stage, moves between stages, and ended relationships."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from sim.behaviour.stages import STAGES

# Sums of a month for each firm: the columns of Books.flows.
FLOWS = (
    "revenue", "cost_of_goods", "cost_to_serve", "programme", "secondary_revenue", "secondary_cost",
    "joined", "lost", "won_back", "referred", "satisfaction", "trust", "switching_cost", "share_of_wallet",
    "lately_lost", "new",
)  # fmt: skip
(
    REVENUE, COST_OF_GOODS, COST_TO_SERVE, PROGRAMME, SECONDARY_REVENUE, SECONDARY_COST,
    JOINED, LOST, WON_BACK, REFERRED, SATISFACTION, TRUST, SWITCHING_COST, SHARE_OF_WALLET,
    LATELY_LOST, NEW,
) = range(len(FLOWS))  # fmt: skip

# Sums of a month for each firm and stage: the planes of Books.by_stage.
COUNT, STAGE_LOST, STAGE_MARGIN = range(3)

SPELL = np.dtype(
    (np.record, [
        ("place", "i4"), ("generation", "i2"), ("spell", "i2"), ("firm", "i1"), ("start_month", "i2"),
        ("end_month", "i2"), ("cause", "i1"), ("source", "i1"), ("peak_stage", "i1"), ("months_in_stability", "i2"),
        ("segment", "i1"), ("satisfaction", "f4"), ("trust", "f4"), ("revenue", "f8"), ("cost", "f8"),
        ("discounted_profit", "f8"), ("former_profit", "f8"),
    ])
)  # fmt: skip
"""A relationship that has ended, or the state of one that has not."""

Books = namedtuple("Books", "flows by_stage moves move_profit ended ended_count scratch")


def new_books(firms: int, room: int) -> Any:
    """Return empty books for a number of firms, with room for `room` ended relationships."""
    stages = len(STAGES)
    return Books(
        flows=np.zeros((firms, len(FLOWS))),
        by_stage=np.zeros((3, firms, stages)),
        moves=np.zeros((stages, stages), np.int64),
        move_profit=np.zeros((stages, stages)),
        ended=np.zeros(room, SPELL),
        ended_count=np.zeros(1, np.int64),
        scratch=np.zeros((3, firms + 1)),
    )


def clear(books: Any) -> None:
    """Open a new month."""
    for sums in (books.flows, books.by_stage, books.moves, books.move_profit):
        sums[...] = 0
    books.ended_count[0] = 0
