"""Who gains and who loses: what each place of the market brings a firm, by what its customer was at the start.

The place is the unit: somebody who leaves the category is replaced in the same place by somebody new, whose profit
counts for the group of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.behaviour.stages import STAGES
from sim.market.columns import NOBODY
from sim.market.model import Market
from sim.market.naming import segment_names
from sim.study.difference import Difference

NO_SUPPLIER, WITH_A_RIVAL = "without a supplier", "with a rival"
"""The groups of those who are not customers of the firm at the start."""
SECONDARY = "secondary business"
"""The group of no place: what customers of others, or of nobody, buy from the firm on the side."""
THIRDS = ("least expert third", "middle third", "most expert third")
EVERYBODY = "everybody"
SUMS = ("customers", "value", "felt")


class Groups(NamedTuple):
    """Everybody in groups of one kind: the names, and for each place (n,) the number of its group."""

    by: str
    names: tuple[str, ...]
    codes: NDArray[np.int64]


class Brought(NamedTuple):
    """What became of each place (n,): the discounted profit that it brought the firm, and its satisfaction at the end.

    satisfaction: with whoever supplies it then, missing without a supplier.
    """

    value: NDArray[np.float64]
    satisfaction: NDArray[np.float64]
    secondary: float = 0.0
    """Discounted profit of the firm from secondary business, which is booked for no place."""


def groups_of(market: Market, firm: int) -> list[Groups]:
    """Return everybody by stage, segment and third of expertise of the firm's customers, as they stand now."""
    crowd = market.crowd
    own = crowd.firm == firm
    expertise = crowd.expertise
    cuts = np.quantile(expertise[own], [1 / 3, 2 / 3]) if own.any() else np.zeros(2)
    kinds = (
        ("stage", STAGES[1:], crowd.stage.astype(np.int64) - 1),
        ("segment", tuple(map(_segment, segment_names(market))), crowd.segment.astype(np.int64)),
        ("expertise", THIRDS, np.searchsorted(cuts, expertise, side="right")),
    )
    found = [Groups("all", (EVERYBODY,), np.zeros(crowd.size, np.int64))]
    for by, names, codes in kinds:
        others = np.where(crowd.firm == NOBODY, len(names), len(names) + 1)
        found.append(Groups(by, (*names, NO_SUPPLIER, WITH_A_RIVAL), np.where(own, codes, others)))
    return found


def _segment(name: str) -> str:
    """Return the name of a segment as that of a group, which nobody can take for those who are no customers."""
    return f"{name} (segment)" if name in (NO_SUPPLIER, WITH_A_RIVAL, SECONDARY) else name


def live_on(market: Market, firm: int) -> Brought:
    """Let the market live all months that are left, and return what became of each place.

    Profit counts for the firm that had the customer in the month, and is discounted from each month's end to now.
    """
    crowd = market.crowd
    value = np.zeros(crowd.size)
    discount = float(market.world[0].discount)
    month = 0
    while market.month < market.spec.months:
        served = crowd.firm == firm
        market.step()
        month += 1
        # Who left in this month was still a customer in it, and paid.
        value += np.where(served, crowd.profit, 0.0) * discount**month
    return Brought(value, np.where(crowd.firm != NOBODY, crowd.satisfaction, np.nan))


def group_sums(groups: Sequence[Groups], brought: Brought, asked: NDArray[np.bool_]) -> pd.DataFrame:
    """Return for each group: by, group, customers, value (the sum), felt (mean satisfaction of those in `asked`).

    The last group of every kind is secondary business, of no customers.
    """
    parts = []
    for by, names, codes in groups:
        size = len(names)
        with np.errstate(invalid="ignore"):
            felt = np.bincount(codes[asked], brought.satisfaction[asked], size) / np.bincount(
                codes[asked], minlength=size
            )
        sums = {
            "customers": np.bincount(codes, minlength=size),
            "value": np.bincount(codes, brought.value, size),
            "felt": felt,
        }
        parts.append(pd.DataFrame({"by": by, "group": names} | sums))
        aside = {"customers": [0], "value": [brought.secondary], "felt": [np.nan]}
        parts.append(pd.DataFrame({"by": by, "group": [SECONDARY]} | aside))
    return pd.concat(parts, ignore_index=True)


def who_table(rows: pd.DataFrame, names: Sequence[str], paired: bool) -> pd.DataFrame:
    """Return who gains and loses, over all replications.

    rows: replication, scenario (number ≥ 1), by, group, and each of `SUMS` twice, with the endings `_first` and
    `_other`. Groups in which there never was anybody are left out, as is
    secondary business where there is none. Money is per customer of the group, `total` is the
    whole group's; intervals are paired, or of independent runs.
    """
    found = []
    for (_, by, group), part in rows.groupby(["scenario", "by", "group"], sort=False):
        if not part[["customers_first", "customers_other", "value_first", "value_other"]].any(axis=None):
            continue
        heads = {
            end: part[f"customers_{end}"].where(part[f"customers_{end}"] > 0) for end in ("first", "other")
        }
        each = {end: part[f"value_{end}"] / heads[end] for end in heads}
        gain = Difference.between(each["first"], each["other"], paired)
        total = Difference.between(part["value_first"], part["value_other"], paired)
        felt = Difference.between(part["felt_first"], part["felt_other"], paired)
        found.append(
            {
                "scenario": names[int(part["scenario"].iloc[0])],
                "by": by,
                "group": group,
                "customers": float(part["customers_first"].mean()),
                "value_first": float(each["first"].mean()),
                "value": gain.mean, "value_low": gain.low, "value_high": gain.high,
                "total": total.mean, "total_low": total.low, "total_high": total.high,
                "satisfaction": felt.mean, "satisfaction_low": felt.low, "satisfaction_high": felt.high,
            }
        )  # fmt: skip
    return pd.DataFrame(found)
