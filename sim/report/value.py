"""The page of a valuation: one file that needs nothing else, from its tables and summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.report.frame import framed
from sim.report.number import counted, grouped, known
from sim.report.value_answer import answer, basis, cards, notes, rate
from sim.report.value_charts.alive import alive_chart
from sim.report.value_charts.classes import classes_chart
from sim.report.value_charts.cohorts import cohorts_chart
from sim.report.value_charts.comeback import comeback_chart
from sim.report.value_charts.concentration import concentration_chart
from sim.report.value_charts.holdout import holdout_chart
from sim.report.value_charts.migration import migration_chart
from sim.report.value_charts.policies import policies_chart
from sim.report.value_charts.rfm import rfm_chart
from sim.report.valued import DrawValued, Valued, time_in_words


class Section(NamedTuple):
    """Charts under one heading; its name is its address on the page."""

    name: str
    heading: str
    lead: str
    charts: Sequence[DrawValued]


SECTIONS = (
    Section(
        "worth",
        "What they are worth",
        "How much of the value the best customers hold, and whether the prediction can be believed.",
        (concentration_chart, holdout_chart),
    ),
    Section(
        "returning",
        "Who comes back",
        "Nobody says good-bye here: how many buy again, how long after, and who is probably still there.",
        (alive_chart, comeback_chart, cohorts_chart),
    ),
    Section(
        "groups",
        "Whom to look after",
        "Customers in classes, cells and fifths, and how they moved between classes.",
        (policies_chart, rfm_chart, classes_chart, migration_chart),
    ),
)
"""The page from top to bottom, after the answer and before how it was made."""

PROVENANCE = {
    "version": "Tenure version",
    "transactions": "File",
    "transactions_hash": "SHA-256 of the file",
}
_MEANING = {
    "r": "shape of the differences in how often customers buy: below 1, most buy seldom and a few often",
    "alpha": "scale of the same; r / alpha is the mean rate of purchases",
    "a": "with b, the chance to leave after a repeat purchase: a / (a + b) on average",
    "b": "see a",
    "s": "shape of the differences in how soon customers leave",
    "beta": "scale of the same; s / beta is the mean rate of leaving",
    "p": "shape of the amounts of one customer: the higher, the more alike",
    "q": "shape of the differences between customers' mean amounts: the higher, the more alike",
    "gamma": "scale of the same, in money; p × gamma / (q − 1) is the mean amount of an occasion",
}
"""Parameters of the models, in words."""


def value_report(
    tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any], provenance: Mapping[str, str]
) -> str:
    """Return the report of a valuation as one HTML page that needs no network.

    tables: customers, cohorts, segments, migration and holdout; summary: the headline figures, both as the data
    dictionary describes them; provenance: version, transactions, transactions_hash, and the command that makes the
    page again.
    """
    valued = Valued.of(tables, summary)
    return framed(
        "value.html",
        provenance,
        PROVENANCE,
        title=valued.file,
        facts=_facts(summary),
        answer=answer(valued),
        basis=basis(valued),
        notes=notes(valued),
        cards=cards(valued),
        sections=[(section, [draw(valued) for draw in section.charts]) for section in SECTIONS],
        read=_read(summary),
        models=_models(summary),
    )


def _facts(summary: Mapping[str, Any]) -> str:
    parts = [
        counted(summary["customers"], "customer"),
        counted(summary["purchases"], "purchase"),
        f"{summary['first_day']} to {summary['until']}",
    ]
    return " · ".join(parts)


def _read(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was read and how, a label and a value each."""
    terms, refunds = summary["terms"], summary["refunds"]
    rows = [
        ("Rows of the file", grouped(summary["rows"])),
        ("Rows left out", grouped(sum(summary["skipped"].values()))),
        ("Rows after the end of the observation", grouped(summary["after_until"])),
        ("Observation", f"{summary['first_day']} to {summary['until']}"),
        ("Purchases (days on which a customer bought)", grouped(summary["purchases"])),
        ("Negative amounts", grouped(refunds["rows"])),
        ("Purchases refunded as a whole", grouped(refunds["cancelled_purchases"])),
        ("Unit of the models' times", terms["time_unit"]),
        ("Horizon", time_in_words(terms["horizon"], terms["horizon_unit"])),
        ("Discount rate", f"{rate(terms['discount_rate'])} a year"),
        ("Margin", rate(terms["margin"])),
    ]
    return [(name, str(value)) for name, value in rows]


def _models(summary: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the parameters of the models: model, parameter, value and meaning."""
    rows = []
    for key in ("purchase_model", "spending_model"):
        model = summary[key]
        for name, value in (model["parameters"] if model else {}).items():
            rows.append((model["name"], name, f"{value:.4g}", _MEANING.get(name, "")))
        if model and known(model["log_likelihood"]):
            rows.append(
                (
                    model["name"],
                    "log-likelihood",
                    f"{model['log_likelihood']:.2f}",
                    "of the data at the maximum",
                )
            )
    correlation = summary["spend_frequency_correlation"]
    if correlation is not None:
        meaning = "of mean amount and number of purchases of repeat buyers; Gamma-Gamma takes it as 0"
        rows.append(("", "correlation", f"{correlation:.2f}", meaning))
    return rows
