"""Why they left: what weighed most when a relationship with the firm in focus ended."""

from __future__ import annotations

import pandas as pd

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import LOSS
from sim.report.number import counted, percent
from sim.report.reasons import ALT, Reasons
from sim.report.run import Run
from sim.report.text import capital

NAME = "causes"
TITLE = "Why customers left"

CAUSES = Reasons(
    noun="cause",
    who="those who left",
    all="All who left",
    words={
        "price": ("went over the price", "it became too high beside the others'"),
        "functional quality": ("went over the service", "how they are served got worse"),
        "technical quality or incident": (
            "went over what they got",
            "it got worse, or something went wrong",
        ),
        "competitor's offer": (
            "followed a rival's offer",
            "an advertisement or offer of a rival reached them",
        ),
        "recommendation": ("followed a recommendation", "somebody spoke well of a rival"),
        "preference": ("liked another firm better", "nothing that had changed weighed more than taste"),
        "lapse": ("bought less and less", "until nothing was left"),
        "natural exit": ("dropped out of the category", "moved away, or needed it no longer"),
    },
    colour=LOSS,
)


@reads("relationships", NAME, TITLE)
def causes_chart(run: Run) -> Chart | Gap:
    """Return the causes for which relationships with the firm in focus ended, most frequent first."""
    own = run.own_relationships
    ended = CAUSES.named(own[own["ended"].astype(bool)], "cause")
    if ended.empty:
        return Gap(NAME, TITLE, f"Nobody left {run.firm} in the booked months.")
    table = CAUSES.counted(ended, "cause")
    subtitle = (
        f"Share of the endings by what weighed most in leaving {run.firm}; "
        f"{counted(len(ended), 'relationship')} ended, {run.mean_of}"
    )
    numbers = Numbers.of(*CAUSES.printed(table))
    view = View(CAUSES.headline(table), subtitle, CAUSES.figure(table), numbers, ALT)
    return Chart(NAME, [view], notes=_satisfied(ended, run))


def _satisfied(ended: pd.DataFrame, run: Run) -> list[str]:
    """Return how many of those who left had been on the satisfied side of the scale (levels 5 to 7)."""
    scale = run.scenario.customers.satisfaction
    felt = ended["satisfaction"].dropna()
    if felt.empty:
        return []
    satisfied = (felt >= scale.level_low + (scale.level_high - scale.level_low) * 4 / 7).mean()
    return [
        f"{capital(percent(satisfied))} of those who left had been satisfied (levels 5 to 7 of 7) when they did."
    ]
