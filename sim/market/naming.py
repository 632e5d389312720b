"""Numbers of the compiled month turned into names, as tables show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market


def stacked(parts: list[dict[str, NDArray[Any]]]) -> dict[str, Any]:
    """Return monthly columns put below one another."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def named(codes: Any, names: Sequence[str]) -> Any:
    """Return codes as a categorical of names; -1 is missing."""
    return pd.Categorical.from_codes(np.asarray(codes, np.int8), pd.Index(names))


def firm_names(market: Market, numbers: Any) -> Any:
    """Return numbers of firms as their names."""
    return named(numbers, [firm.name for firm in market.firms])


def segment_names(market: Market) -> list[str]:
    """Return the names of the segments in the order of their numbers."""
    return list(market.spec.customers_by_segment())
