"""Settings as records that the compiled month reads: the same names, one record for each segment."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from pydantic import BaseModel

from sim.scenario.scenario import Scenario

_KINDS = {bool: "b1", int: "i8", float: "f8"}


def record_type(settings: BaseModel) -> np.dtype[Any]:
    """Return the record type of a settings object: numbers and groups of numbers; text is left out."""
    fields: list[tuple[str, Any]] = []
    for name, value in settings:
        if isinstance(value, BaseModel):
            fields.append((name, record_type(value)))
        elif type(value) in _KINDS:
            fields.append((name, _KINDS[type(value)]))
    return np.dtype((np.record, fields))


def record_values(settings: BaseModel) -> tuple[Any, ...]:
    """Return the values of a settings object in the order of its record type."""
    return tuple(
        record_values(value) if isinstance(value, BaseModel) else value
        for _, value in settings
        if isinstance(value, BaseModel) or type(value) in _KINDS
    )


def records_of(*settings: BaseModel) -> np.recarray[Any, Any]:
    """Return one record for each of several settings objects of one class."""
    kind = record_type(settings[0])
    return np.rec.array(np.array([record_values(one) for one in settings], dtype=kind))


def customer_parameters(scenario: Scenario) -> Any:
    """Return the customers' parameters, one entry for each segment, in the order of `customers_by_segment`.

    Compiled rules get records; rules run as plain Python (NUMBA_DISABLE_JIT=1) get the settings themselves, because
    a NumPy record outside compiled code answers some names (`size`, `base`) for itself.
    """
    settings = tuple(scenario.customers_by_segment().values())
    return settings if getattr(numba.config, "DISABLE_JIT", 0) else records_of(*settings)
