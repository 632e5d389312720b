"""Lives: what the followed people felt, month by month, and what happened to them and why; codes, not sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.app.films.film import rounded, whole
from sim.app.films.recorder import Recorder
from sim.app.films.setup import Setup
from sim.behaviour.stages import STAGES
from sim.market.columns import NOBODY
from sim.market.naming import segment_names, stacked

FELT = ("satisfaction", "expectation", "trust", "procedural", "financial", "relational", "share_of_wallet")
"""What is felt about the own firm, in hundredths; missing while there is none."""
KNOWN = ("expertise",)
"""What is true of a person without a firm, too, in hundredths."""

SOURCES = ("start", "own_search", "recommendation", "contact", "winback")
"""Codes of where a customer came from, in the order of `sim.behaviour.choice.SOURCES`."""
CAUSES = (
    "none", "natural_exit", "lapse", "price", "functional", "technical", "offer", "recommendation", "preference",
)  # fmt: skip
"""Codes of why a customer left, in the order of `sim.behaviour.choice.CAUSES`."""

Moment = list[Any]
"""Month, kind, firm or null, detail or null."""


def lives(setup: Setup, recorder: Recorder) -> dict[str, Any]:
    """Return the lives of all followed places over the booked months lived so far."""
    market = recorder.market
    places = market.ledger.followed
    panel = {name: column.reshape(-1, places.size).T for name, column in stacked(market.ledger.panel).items()}
    segments = segment_names(market)
    return {
        "film": setup.film,
        "customers": [
            _life({name: column[n] for name, column in panel.items()}, int(places[n]), before)
            | {"segment": segments[int(market.crowd.segment[places[n]])]}
            for n, before in enumerate(recorder.firm_before.tolist())
        ],
    }


def _life(months: dict[str, NDArray[Any]], place: int, before: int) -> dict[str, Any]:
    there = months["firm"] != NOBODY
    customer = months["customer_id"].tolist()
    starts = [m for m in range(len(customer)) if m == 0 or customer[m] != customer[m - 1]]
    return {
        "place": place,
        "people": [{"customer": customer[m], "from": m} for m in starts],
        "firm": [firm if firm != NOBODY else None for firm in months["firm"].tolist()],
        "stage": months["stage"].tolist(),
        **{name: whole(np.where(there, months[name] * 100, np.nan)) for name in FELT},
        **{name: whole(months[name] * 100) for name in KNOWN},
        "profit": rounded(months["profit"]),
        "happened": happened(months, before),
    }


def happened(months: dict[str, NDArray[Any]], before: int) -> list[Moment]:
    """Return what happened to the people of one place, in order; leaving one firm comes before joining the next.

    months: the columns of the panel, (months,); before: the firm when the books opened.
    """
    column = {name: values.tolist() for name, values in months.items()}
    moments: list[Moment] = []
    firm, stage, customer = before, None, column["customer_id"][0]
    for m in range(len(column["month"])):
        now = column["firm"][m]
        if column["customer_id"][m] != customer:
            customer = column["customer_id"][m]
            moments.append([m, "person", None, None])
        if column["cause"][m] and firm != NOBODY:
            moments.append([m, "left", firm, CAUSES[column["cause"][m]]])
            stage = None
        if now != NOBODY and column["start_month"][m] == m:
            moments.append([m, "joined", now, SOURCES[column["source"][m]]])
        elif now != NOBODY and stage is not None and column["stage"][m] != stage:
            moments.append([m, "stage", now, STAGES[column["stage"][m]]])
        served_by = column["served_by"][m]
        if column["incident"][m]:
            moments.append([m, "incident", _firm(served_by), None])
        if column["said"][m] > 0:
            moments.append([m, "praised", _firm(served_by), None])
        if column["said"][m] < 0:
            moments.append([m, "warned", _firm(served_by), None])
        if column["winback_firm"][m] != NOBODY:
            moments.append([m, "win-back", column["winback_firm"][m], None])
        if contacted := _firms_in(column["contacted"][m]):
            moments.append([m, "contact", contacted[0] if len(contacted) == 1 else None, contacted])
        firm, stage = now, column["stage"][m] if now != NOBODY else None
    return moments


def _firm(number: int) -> int | None:
    return number if number != NOBODY else None


def _firms_in(bits: int) -> list[int]:
    """Return the firms that a bit field names."""
    return [number for number in range(bits.bit_length()) if bits >> number & 1]
