"""The arms of a comparison: the scenarios side by side, whose firm is looked at, and which luck each of them has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sim.scenario.scenario import Scenario


class ComparisonError(ValueError):
    """The scenarios cannot be compared as asked."""


@dataclass(frozen=True)
class Arms:
    """Scenarios that can be compared, the first being the one that the others are compared with.

    firm: the firm in focus; seeds: of each scenario, all alike unless they are independent; branch_at: the booked month
    at whose start all go on from the state of the first, None if each lives its own past; codes: for each scenario the
    folder from which strategies of the user's own are imported, or None.
    """

    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    firm: str
    seeds: tuple[int, ...]
    branch_at: int | None
    independent: bool
    codes: tuple[Path | None, ...]

    @classmethod
    def of(
        cls,
        scenarios: Mapping[str, Scenario],
        *,
        seed: int = 1,
        branch_at: int | None = None,
        independent: bool = False,
        firm: str | None = None,
        codes: Mapping[str, Path | None] | None = None,
    ) -> Self:
        """Return the arms; raise ComparisonError with one sentence if the scenarios cannot be compared."""
        names, all_of = tuple(scenarios), tuple(scenarios.values())
        if len(all_of) < 2:
            raise ComparisonError("a comparison needs at least two scenarios")
        focus = all_of[0].firms[0].name if firm is None else firm
        _check_alike(names, all_of, focus)
        if branch_at is not None:
            if independent:
                raise ComparisonError(
                    "scenarios that branch from one state share it: they cannot be independent"
                )
            _check_branch(names, all_of, branch_at)
        seeds = tuple(_seed_of(seed, number) if independent else seed for number in range(len(all_of)))
        folders = tuple((codes or {}).get(name) for name in names)
        return cls(names, all_of, focus, seeds, branch_at, independent, folders)

    @property
    def opening(self) -> int:
        """The first month in which the scenarios can differ: the branching month, or the opening of the books."""
        return self.branch_at or 0

    @property
    def months(self) -> int:
        """The booked months, the same in all scenarios."""
        return self.scenarios[0].months


def _check_alike(names: tuple[str, ...], scenarios: tuple[Scenario, ...], firm: str) -> None:
    """Raise ComparisonError unless months, money and places are the same, and the firm is there, in all scenarios."""
    first = scenarios[0]
    for name, scenario in zip(names, scenarios, strict=True):
        for key, ours, theirs in (
            ("months", first.months, scenario.months),
            ("currency", first.currency, scenario.currency),
            ("discount_rate", first.discount_rate, scenario.discount_rate),
            ("market.customers", first.market.customers, scenario.market.customers),
        ):
            if ours != theirs:
                raise ComparisonError(
                    f"{key} is {theirs} in {name!r}, but {ours} in {names[0]!r}: it must be the same in all scenarios"
                )
        firms = [one.name for one in scenario.firms]
        if firm not in firms:
            raise ComparisonError(f"{name!r} has no firm {firm!r}: its firms are {', '.join(firms)}")


def _check_branch(names: tuple[str, ...], scenarios: tuple[Scenario, ...], month: int) -> None:
    """Raise ComparisonError unless all scenarios can go on from the state of the first at the start of the month."""
    first = scenarios[0]
    if not 0 <= month < first.months:
        raise ComparisonError(
            f"month {month} is not on the books: scenarios can branch at months 0 to {first.months - 1}"
        )
    for name, scenario in zip(names[1:], scenarios[1:], strict=True):
        for what, ours, theirs in (
            ("segments", list(first.customers_by_segment()), list(scenario.customers_by_segment())),
            ("firms", [one.name for one in first.firms], [one.name for one in scenario.firms]),
        ):
            if ours != theirs:
                raise ComparisonError(
                    f"{name!r} cannot branch from {names[0]!r}: its {what} are {', '.join(theirs)}, but must be "
                    f"{', '.join(ours)}"
                )


def _seed_of(seed: int, number: int) -> int:
    """Return the seed of an independent scenario: of the first the one given, of the others a hash of 62 bits."""
    if number == 0:
        return seed
    digest = hashlib.blake2b(f"tenure compare {seed} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2
