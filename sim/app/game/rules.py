"""The rules of the game: what a team decides in a round, and within which bounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from sim.app.problem import Refusal
from sim.scenario.strategies import LINES

FEWEST_TEAMS, MOST_TEAMS = 3, 6
LONGEST_NAME = 24
"""Characters of the name of a game or a team: it has to fit into a table on a projector."""
LARGEST_SEED = 2**31 - 1
MOST_MARKS = 3
"""Marks above or below one letter of a name: more than any language needs."""
MOST_MINUTES = 180
"""Longest time limit of a round, minutes."""


@dataclass(frozen=True)
class Decision:
    """What a team does for a year: money for each of the five lines, and its price.

    Money in whole units of money a year; price in hundredths of the list price, 100 being the list price.
    """

    acquisition: int
    functional: int
    technical: int
    loyalty_programme: int
    winback: int
    price: int

    @property
    def spent(self) -> int:
        """Money of all lines, money/year."""
        return sum(getattr(self, line) for line in LINES)


@dataclass(frozen=True)
class Rules:
    """The rules that a game was begun with; a game keeps them, whatever later versions make of the defaults.

    The defaults of budget and prices were found by trials (docs/game.md): no firm that puts all its money on one
    line, or asks the lowest or the highest price, beats firms with a sensible mix.
    """

    rounds: int = 10
    """Years that are decided; one more comes before them, in which all firms do the same."""
    budget: int = 500_000
    """Money a year that a team can spend on the five lines together. What it does not spend is profit."""
    money_step: int = 10_000
    """Smallest amount of money that can be moved, money/year."""
    lowest_price: int = 70
    """Hundredths of the list price. A unit costs 60 to make."""
    highest_price: int = 130
    """Hundredths of the list price."""
    customers: int = 2_000
    """People in the market for each team, customers of somebody or not."""
    warm_up: int = 24
    """Months before the year 0, in which all firms do the same, too."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Return the rules that `plain` has written down."""
        return cls(**data)

    def plain(self) -> dict[str, int]:
        """Return the rules as plain data."""
        return asdict(self)

    @property
    def opening(self) -> Decision:
        """The decision of every firm in year 0, and of those that never decide: some money on each line."""
        shares = (0.30, 0.20, 0.20, 0.20, 0.10)
        money = (round(share * self.budget / self.money_step) * self.money_step for share in shares)
        return Decision(**dict(zip(LINES, money, strict=True)), price=100)

    def decision(self, data: object) -> Decision:
        """Return the decision in JSON data, `{"acquisition": 90000, …, "price": 95}`.

        Raises Refusal(422) that names what is wrong: a key, an amount, a sum over the budget, or the price.
        """
        keys = [field.name for field in fields(Decision)]
        if not isinstance(data, Mapping) or set(data) != set(keys):
            raise Refusal(422, "game.wrong.decision")
        for line in LINES:
            amount = data[line]
            if not _is_whole(amount) or not 0 <= amount <= self.budget or amount % self.money_step:
                raise Refusal(422, "game.wrong.amount", step=self.money_step, most=self.budget)
        price = data["price"]
        if not _is_whole(price) or not self.lowest_price <= price <= self.highest_price:
            raise Refusal(
                422, "game.wrong.price", lowest=self.lowest_price / 100, highest=self.highest_price / 100
            )
        decision = Decision(**{key: data[key] for key in keys})
        if decision.spent > self.budget:
            raise Refusal(422, "game.wrong.budget", spent=decision.spent, budget=self.budget)
        return decision


def name_of(text: object) -> str:
    """Return a name as it is kept: with single spaces, and of several ways to write a character the plain one (NFKC).

    Raises Refusal(422) if it is no text, empty, too long, or does not belong on a projector: characters that show
    nothing, or marks piled up over other lines.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split()) if isinstance(text, str) else ""
    is_mark = [unicodedata.category(letter) in ("Mn", "Me") for letter in name]
    is_piled = any(all(is_mark[start : start + MOST_MARKS + 1]) for start in range(len(name) - MOST_MARKS))
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or is_piled or _BLANKS & set(name):
        raise Refusal(422, "game.wrong.name", most=LONGEST_NAME)
    return name


_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800")
"""Characters that count as printable and show nothing."""


def whole(value: Any, low: int, high: int, key: str) -> int:
    """Return a whole number in [low, high]. Raises Refusal(422) with the key of a message that has both bounds."""
    if not _is_whole(value) or not low <= value <= high:
        raise Refusal(422, key, low=low, high=high)
    return int(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
