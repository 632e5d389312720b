"""What a sweep's file may say, and of which type it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario.setting import Settings, group, setting
from sim.study.sweeping.designs import KINDS, Design

MOST_POINTS = 1_000_000
MOST_REPLICATIONS = 30_000

_OWN_KEYS = {
    "points": ("latin_hypercube", "sobol", "morris"),
    "levels": ("morris",),
    "second_order": ("sobol",),
    "quantiles": ("one_at_a_time",),
}
"""Keys that only some designs read."""

_Probability = Annotated[float, Field(ge=0, le=1)]


class DesignSettings(Settings):
    """Which points are run."""

    kind: Literal["grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "morris"] = setting(
        "grid", f"how points are chosen: {', '.join(KINDS)}"
    )
    points: int | None = setting(
        None, "points of the sample; base points of sobol; trajectories of morris", ge=1, le=MOST_POINTS
    )
    levels: int | None = setting(None, "levels of the grid of morris, even", ge=2, le=100)
    second_order: bool | None = setting(None, "whether sobol can tell interactions of two parameters")
    quantiles: tuple[_Probability, _Probability] | None = Field(
        None, strict=False, description="quantiles of a distribution that one_at_a_time takes"
    )
    seed: int | None = setting(None, "luck of the sample; left out: the seed of the sweep")

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> DesignSettings:
        for key, kinds in _OWN_KEYS.items():
            if getattr(self, key) is not None and self.kind not in kinds:
                raise ValueError(f"{key} belongs to the design {' or '.join(kinds)}, but kind is {self.kind}")
        return self

    def design(self, seed: int) -> Design:
        """Return the design; seed: that of the sweep."""
        given = {name: getattr(self, name) for name in ("levels", "second_order", "quantiles")}
        return Design(
            kind=self.kind,
            points=self.points or 0,
            seed=seed if self.seed is None else self.seed,
            **{name: value for name, value in given.items() if value is not None},
        )


class SweepSettings(Settings):
    """Everything that a sweep's file says. What is varied is looked at key by key later."""

    base: str = Field(
        description="the scenario that everything starts from: a file, seen from this one, or a packaged name"
    )
    uncertainties: dict[str, Any] = setting({}, "what is varied of the market, by dotted key")
    levers: dict[str, Any] = setting({}, "what is varied of the firm's policy, by dotted key")
    constants: dict[str, Any] = setting({}, "what is set at all points, by dotted key")
    outcomes: tuple[str, ...] = Field(
        ("customer_equity", "profit", "retention_rate"),
        strict=False,
        min_length=1,
        description="what is looked at: outcomes of the firm in focus, or Firm.outcome",
    )
    firm: str | None = setting(None, "the firm in focus; left out: the first of the base")
    design: DesignSettings = group(DesignSettings, "which points are run")
    replications: int = setting(10, "runs of each point, each with other luck", ge=1, le=MOST_REPLICATIONS)
    seed: int = setting(1, "where the luck starts")
    keep: tuple[str, ...] = Field(
        (), strict=False, description="tables that are kept as a whole, months for example"
    )
