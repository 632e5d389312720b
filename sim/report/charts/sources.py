"""Where they came from: how the firm in focus won the customers of the booked months."""

from __future__ import annotations

import pandas as pd

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import GAIN
from sim.report.number import counted, money
from sim.report.reasons import ALT, Reasons
from sim.report.run import Run

NAME = "sources"
TITLE = "Where new customers came from"

SOURCES = Reasons(
    noun="source",
    who="the new customers",
    all="All new customers",
    words={
        "contact": ("came after a contact", "an advertisement or offer of the firm reached them"),
        "recommendation": ("came on a recommendation", "another customer had spoken well of the firm"),
        "own search": ("came by their own search", "they looked around and chose by themselves"),
        "win-back": ("were won back", "they had left, and an offer brought them back"),
    },
    colour=GAIN,
    row=54,
)


@reads("relationships", NAME, TITLE)
def sources_chart(run: Run) -> Chart | Gap:
    """Return how the relationships that began in the booked months came about."""
    begun = SOURCES.named(run.begun, "source")
    if begun.empty:
        return Gap(NAME, TITLE, f"Nobody joined {run.firm} in the booked months.")
    table = SOURCES.counted(begun, "source")
    table["profit"] = table["name"].map(begun.groupby(begun["source"].astype(str))["profit"].mean())
    subtitle = (
        f"Share of the customers who joined {run.firm} by what brought them; "
        f"{counted(len(begun), 'relationship')} began, {run.mean_of}"
    )
    view = View(SOURCES.headline(table), subtitle, SOURCES.figure(table), _numbers(table, run), ALT)
    return Chart(NAME, [view], notes=_worth(table, run))


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    shown, forms = SOURCES.printed(table)
    shown["mean profit so far"] = [money(profit, run.currency) for profit in table["profit"]]
    return Numbers.of(shown, {**forms, "mean profit so far": str})


def _worth(table: pd.DataFrame, run: Run) -> list[str]:
    seen = table.dropna(subset=["profit"]).to_dict("records")
    if len(seen) < 2:
        return []
    best, worst = max(seen, key=lambda row: row["profit"]), min(seen, key=lambda row: row["profit"])
    return [
        f"Mean profit so far: {money(best['profit'], run.currency)} of those who {SOURCES.did(best['name'])}, "
        f"{money(worst['profit'], run.currency)} of those who {SOURCES.did(worst['name'])}; "
        "within the booked months, after goods, service and loyalty programme, before what winning them cost."
    ]
