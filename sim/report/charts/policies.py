"""What to do with whom: a policy for each cell of current × potential value, with and without loyalty."""

from __future__ import annotations

import pandas as pd

from sim.clv.segments import VALUE_POLICIES
from sim.report.chart import View
from sim.report.colour import COST, STAGE
from sim.report.portions import ALT, Group, Portion, portion_numbers, portions, portions_figure
from sim.report.run import Run
from sim.report.text import capital

LOYAL = "loyalist"
"""The type of loyalty that counts as loyal: satisfied, and attached."""
CELLS = {
    "high/high": "much now and later",
    "high/low": "much now, little later",
    "low/high": "little now, much later",
    "low/low": "little now and later",
}
"""Worth now/worth later in words: current and potential value, from most to least at stake."""


def policies_view(run: Run, own: pd.DataFrame) -> View:
    """Return how many customers ask for each policy, and what they hold; own: those with a known cell."""
    *policies, at_stake = policy_portions(own)
    subtitle = (
        f"Customers of {run.firm} at the end by what to do with them: by what they are worth now and could be worth "
        f"later, against the medians of the market, and by loyalty; share of the customers and of their expected "
        f"value; {run.mean_of}"
    )
    much = sum(portion.customers for portion in policies[:4])
    numbers = portion_numbers("policy", [*policies, at_stake], run.currency)
    figure = portions_figure(policies)
    return View(headline(at_stake, worth_much=much), subtitle, figure, numbers, ALT, "Policies")


def policy_portions(own: pd.DataFrame) -> list[Portion]:
    """Return the portion of each cell × loyalty, and last of all who are worth much and not loyal.

    own: replication, value_cell, loyalty_type, predicted_clv.
    """
    cell, loyal = own["value_cell"].astype(str), own["loyalty_type"].astype(str) == LOYAL
    groups = [
        Group(
            capital(VALUE_POLICIES[name, kind]),
            f"{words}, {'loyal' if kind else 'not loyal'}",
            (cell == name) & (loyal == kind),
            STAGE["stability"] if kind else COST,
        )
        for name, words in CELLS.items()
        for kind in (True, False)
    ]
    at_stake = Group("At stake", "much now, not loyal", cell.str.startswith("high") & ~loyal)
    return portions(own, [*groups, at_stake])


def headline(at_stake: Portion, *, worth_much: int) -> str:
    """Return how many of those who are worth much are not loyal; worth_much: how many are worth much at all."""
    if at_stake.customers == 0:
        return "Everybody who is worth much now is loyal" if worth_much else "Nobody is worth much now"
    said = f"{capital(at_stake.printed)} of the customers are worth much now, but are not loyal"
    return said + at_stake.holding
