"""What lessons can name in this classroom: its measures and scenarios, and what its levers take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sim.app.lessons.checks import Known
from sim.scenario.packaged import packaged_scenarios


@cache
def known_here() -> Known:
    """Return what lessons can name. This loads the model, which takes a second or two."""
    from sim.app.lessons.measures import MEASURES

    return Known(
        measures={name: getattr(measure, "figures", None) for name, measure in MEASURES.items()},
        comparing=frozenset(name for name, measure in MEASURES.items() if measure.compares),
        scenarios=tuple(packaged_scenarios()),
        refusal=refusal,
    )


def refusal(setup: Mapping[str, object]) -> str:
    """Return why a setup cannot be run, in an English sentence; nothing if it can."""
    from sim.app.films.composing import scenario_of
    from sim.app.films.setup import Setup, SetupError
    from sim.app.words import catalogue

    try:
        scenario_of(Setup.of({**setup, "moves": list(setup["moves"])}))  # type: ignore[call-overload]
    except SetupError as error:
        return catalogue("en")(error.key, **error.values)
    return ""
