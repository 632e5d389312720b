"""What lessons can name in this classroom: its measures and scenarios, and what its levers take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.app.lessons.checks import Known, Wrong
from sim.scenario.nearest import did_you_mean
from sim.scenario.packaged import packaged_scenarios


@cache
def known_here() -> Known:
    """Return what lessons can name. This loads the model, which takes a second or two."""
    from sim.app.lessons.measures import MEASURES
    from sim.app.lessons.measures.figures import FIGURES

    return Known(
        measures=FIGURES,
        comparing=frozenset(name for name, measure in MEASURES.items() if measure.compares),
        scenarios=tuple(packaged_scenarios()),
        wrong=wrong_with,
    )


def wrong_with(setup: Mapping[str, Any]) -> Wrong | None:
    """Return why a setup cannot be run, in English as all messages about files; None if it can."""
    from sim.app.films.composing import base_of, scenario_of
    from sim.app.films.levers import levers_of
    from sim.app.films.setup import Setup, SetupError
    from sim.app.words import catalogue

    try:
        scenario_of(Setup.of({**setup, "moves": list(setup["moves"])}))
    except SetupError as error:
        help, lever = "", str(error.values.get("lever", ""))
        if error.key == "films.unknown_lever":
            levers = levers_of(base_of(setup["scenario"], setup["customers"]))
            help = did_you_mean(lever, levers, "levers of this scenario")
        return Wrong(catalogue("en")(error.key, **error.values), help, lever)
    return None
