"""Presets: pairs of markets that are worth seeing side by side, each on a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.app.films.setup import Move


@dataclass(frozen=True)
class Side:
    """One of the two markets: a scenario and the levers that are moved in it; seed and size are the page's."""

    scenario: str
    moves: tuple[Move, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """The side as JSON data, as in a setup."""
        moves = [{"month": move.month, "lever": move.lever, "value": move.value} for move in self.moves]
        return {"scenario": self.scenario, "moves": moves}


@dataclass(frozen=True)
class Preset:
    """Two markets by the name of the question that they answer; the catalogue has its title and a sentence."""

    key: str
    a: Side
    b: Side

    @property
    def told(self) -> dict[str, Any]:
        """The preset as JSON data."""
        return {"key": self.key, "a": self.a.told, "b": self.b.told}


BASELINE = Side("baseline")

PRESETS = (
    Preset("retention_first", BASELINE, Side("retention-first")),
    Preset("acquisition_first", BASELINE, Side("acquisition-first")),
    Preset("loyalty_programme", BASELINE, Side("loyalty-programme")),
    Preset("programme_withdrawn", BASELINE, Side("shocks/programme-withdrawal")),
    Preset("quality_dip", BASELINE, Side("quality-dip")),
    Preset("price_rise", BASELINE, Side("shocks/price-rise")),
    Preset("rival_enters", BASELINE, Side("shocks/rival-entry")),
    Preset("recession", BASELINE, Side("shocks/recession")),
    Preset("whom_to_keep", Side("questions/05-whom-to-keep/random"), Side("questions/05-whom-to-keep/risk")),
    Preset("winning_back", Side("questions/06-win-back/never"), Side("questions/06-win-back/trusting")),
    Preset("no_switching_costs", BASELINE, Side("baseline", (Move(0, "switching_costs", 0.0),))),
    Preset("two_industries", Side("industries/hotel"), Side("industries/telecom")),
)
"""All presets, in the order of their buttons."""
