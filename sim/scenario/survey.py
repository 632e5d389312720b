"""The survey: when customers are asked, how many, and what their loyalty index is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.setting import Settings, group, setting


class BellIndex(Settings):
    """An explicit loyalty index after Bell, Auh & Smalley (E12b): for teaching; F7 is no test when it is on.

    The signs are the hypotheses of the paper, the sizes are what this model generates, not the paper's estimates.
    """

    enabled: bool = setting(False, "use the index as attitudinal loyalty in the survey")
    functional: float = setting(0.20, "functional service quality", "z", ge=-2, le=2)
    technical: float = setting(0.22, "technical service quality", "z", ge=-2, le=2)
    expertise: float = setting(0.04, "expertise", "z", ge=-2, le=2)
    switching: float = setting(0.39, "switching costs", "z", ge=-2, le=2)
    functional_expertise: float = setting(-0.04, "functional quality × expertise", "z", ge=-2, le=2)
    technical_expertise: float = setting(0.06, "technical quality × expertise", "z", ge=-2, le=2)
    functional_switching: float = setting(-0.035, "functional quality × switching costs", "z", ge=-2, le=2)
    technical_switching: float = setting(-0.035, "technical quality × switching costs", "z", ge=-2, le=2)
    functional_both: float = setting(
        0.015, "functional quality × expertise × switching costs", "z", ge=-2, le=2
    )
    technical_both: float = setting(
        -0.015, "technical quality × expertise × switching costs", "z", ge=-2, le=2
    )
    noise: float = setting(0.80, "standard deviation of what the index leaves open", "z", ge=0, le=5)


class Survey(Settings):
    """A survey of customers on 7-point scales."""

    months: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        (60, 84, 108),
        strict=False,
        description="months in which it is held (by default those that the run reaches)",
    )
    sample: int = setting(1200, "customers asked each time", "people", ge=0)
    outcome_months: int = setting(12, "months after which it is seen who stayed", "months", ge=1, le=1200)
    item_noise: float = setting(0.08, "standard deviation of the error in an answer", "share", ge=0, le=1)
    bell_index: BellIndex = group(BellIndex, "explicit loyalty index as attitudinal loyalty, optional")
