"""A firm's analyst: from the customer file to who may leave, what each is worth, and whom an offer would keep.

The analyst is wrong in the ways in which real ones are: knows only what is in the file, learns from those who left in
the past, and takes the programme's effect from those who happened to get it. Looks are as far apart as reviews are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.strategy.churn_model import ChurnModel
from sim.strategy.customer_file import CustomerFile

Array = NDArray[np.float64]

FEATURES = 9
FEWEST = 200
"""Customers with the programme, and without, from whom its effect is learnt; before, it is the guess."""
GUESS = 0.25
"""Part of the risk that the programme is thought to take away before anything is known of it."""
ANSWERS = {"satisfaction": 0.65, "share_of_wallet": 0.5, "intention": 0.7}
"""What is assumed where nobody has answered yet."""


@dataclass(frozen=True)
class Estimates:
    """What a firm believes of each of its customers, (n,) each, in the order of the customer file."""

    risk: Array
    """Chance to leave before the next look, without the targeted programme."""
    uplift: Array
    """By how much the targeted programme lowers it; negative where it is believed to harm."""
    lifetime_value: Array
    """Discounted profit that the customer is expected to bring yet, money."""
    potential: Array
    """The same for what the customer spends elsewhere, money."""
    satisfaction: Array
    """In [0, 1]: the own answer, or the mean of those who answered."""
    stage: NDArray[np.int8]
    """0 examination, 1 formation, 2 stability, 3 decline: guessed from tenure, share of wallet, orders and answers."""


class _Noted(NamedTuple):
    """Customers as they were in some month."""

    month: int
    relationship: NDArray[np.int64]
    x: Array
    """Features, (FEATURES, n)."""
    targeted: NDArray[np.bool_]


class Analyst:
    """Looks at the customer file every few months, learns from who has left since, and estimates."""

    def __init__(self, months: int, discount_rate: float) -> None:
        """months: between two looks; discount_rate: a year."""
        self.months = months
        """Months between two looks: what risk and uplift are of."""
        self._discount = (1.0 + discount_rate) ** (-1.0 / 12.0)
        self._without, self._with = ChurnModel(FEATURES), ChurnModel(FEATURES)
        self._noted: _Noted | None = None
        """Who was there, and is looked up again when the months have passed."""
        self._latest: _Noted | None = None

    @property
    def knows_the_programme(self) -> bool:
        """Whether enough customers with and without the targeted programme were seen to tell what it does."""
        return min(self._without.seen, self._with.seen) >= FEWEST

    def look(self, file: CustomerFile, month: int) -> Estimates:
        """Return what is believed of the customers in the file, after learning from those who have left since.

        Nothing is learnt before the months between two looks have passed.
        """
        x, answers = _features(file)
        self._latest = _Noted(month, file.relationship, x, file.targeted)
        if self._noted is None:
            self._noted = self._latest
        elif month - self._noted.month >= self.months:
            self._learn(self._noted, file)
            self._noted = self._latest
        risk = self._without.chance(x)
        uplift = risk - self._with.chance(x) if self.knows_the_programme else GUESS * risk
        monthly = 1.0 - (1.0 - np.clip(risk, 1e-6, 1.0 - 1e-6)) ** (1.0 / self.months)
        life = self._discount / (1.0 - (1.0 - monthly) * self._discount)
        elsewhere = 1.0 / np.maximum(answers["share_of_wallet"], 0.05) - 1.0
        value = file.margin * life
        return Estimates(
            risk, uplift, value, np.maximum(value, 0.0) * elsewhere, answers["satisfaction"], _stages(file, answers)
        )  # fmt: skip

    def programme_given(self, targeted: NDArray[np.bool_]) -> None:
        """Take note of who gets the targeted programme from now on, (n,), in the order of the latest file.

        What becomes of these customers is what is learnt from next.
        """
        if self._latest is None:
            raise ValueError("nobody has looked at the customer file yet")
        self._noted = self._latest._replace(targeted=targeted.copy())

    def _learn(self, noted: _Noted, file: CustomerFile) -> None:
        left = ~np.isin(noted.relationship, file.relationship, assume_unique=True)
        for model, who in ((self._without, ~noted.targeted), (self._with, noted.targeted)):
            model.learn(noted.x[:, who], left[who])


def _features(file: CustomerFile) -> tuple[Array, dict[str, Array]]:
    """Return x (FEATURES, n), and the answers with the mean in place of those that are missing."""
    answers = {}
    for name, guess in ANSWERS.items():
        given = getattr(file, name)
        asked = ~np.isnan(given)
        answers[name] = np.where(asked, given, given[asked].mean() if asked.any() else guess)
    x = np.empty((FEATURES, file.size))
    x[0] = 1.0
    x[1] = np.log1p(file.tenure) / 3.0
    x[2] = np.minimum(file.idle, 12.0) / 6.0
    x[3] = np.minimum(file.complaints, 3.0)
    x[4] = np.log1p(file.orders)
    x[5] = file.products / 3.0
    x[6] = 10.0 * (answers["satisfaction"] - 0.6)
    x[7] = 4.0 * (answers["intention"] - 0.7)
    x[8] = 4.0 * (answers["share_of_wallet"] - 0.5)
    return x, answers


def _stages(file: CustomerFile, answers: dict[str, Array]) -> NDArray[np.int8]:
    """Return the stage that each customer seems to be in."""
    share, satisfied = answers["share_of_wallet"], answers["satisfaction"]
    stage = np.where(file.tenure < 6, 0, np.where((file.tenure < 18) | (share < 0.65), 1, 2))
    drifting = (satisfied < 0.45) | ((file.tenure >= 6) & (file.idle > 3))
    return np.where(drifting, 3, stage).astype(np.int8)
