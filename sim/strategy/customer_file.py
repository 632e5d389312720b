"""The customer file: what a firm has written down of each of its customers, one entry for each, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CustomerFile:
    """A firm's customers at the start of a month; all arrays are (n,), in the same order.

    All but the answers is in the firm's own books. Answers come from a survey of a sample, with an error and late; they
    are missing (NaN) for those who were not asked lately. With `oracle` everybody has one, without error, of today.
    """

    relationship: NDArray[np.int64]
    """Number of the relationship: the same customer who left and came back has another one."""
    tenure: Array
    """Months of the relationship."""
    margin: Array
    """Mean profit of the last twelve months at most, money a month."""
    orders: Array
    """Orders a month, a running mean of about a year."""
    idle: Array
    """Months since the last order."""
    complaints: Array
    """Complaints lately: each counts one and fades by a tenth a month."""
    products: Array
    """Products held."""
    share_of_wallet: Array
    """Answer: share of what is spent in the category, in [0, 1]."""
    satisfaction: Array
    """Answer: satisfaction, in [0, 1]."""
    intention: Array
    """Answer: intention to stay, in [0, 1]."""
    targeted: NDArray[np.bool_]
    """Gets the targeted programme."""
    held_out: NDArray[np.bool_]
    """Never gets it: drawn at random, so that its effect can be measured."""

    @property
    def size(self) -> int:
        """Number of customers."""
        return self.relationship.size
