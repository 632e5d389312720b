"""Dwyer's customer retention model: a table by year of relationship, the same for everybody in a year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.clv.checks import Array
from sim.clv.estimators.estimator import discounts
from sim.clv.firm_log import FirmLog

YEAR = 12
_FEWEST = 20
"""A year is a row of the table if at least so many relationships were at risk in each of its months."""


class Table(NamedTuple):
    """A row for each year of relationship; the last one stands for all later years."""

    retention: Array
    """Share of those who begin a year that begin the next one, (years,)."""
    revenue: Array
    """Money per customer and month, (years,)."""
    costs: Array
    """Money per customer and month, (years,); Dwyer's cost rate is costs / revenue."""


def dwyer(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return what the customers of a year of relationship bring in the months 1 … H ahead, on average, (n,), in money.

    A table by year, as in `dwyer_retention`: retention rate from year to year (relationships that began before the
    books count from the age at which they were first seen), revenue and costs per customer. Whoever is in the same
    year gets the same value, the mean over the twelve months of the year in which a customer may stand; retention
    within a year is spread evenly over its months, so the monthly rate is the yearly one to the power 1/12.
    Assumes that customers differ by year of relationship only. Reads start and end of relationships, revenue and profit
    by month. Misleads about persons, for it knows none, and where few have lasted for years: these are one row.
    Source: Dwyer (1989), customer retention model.
    """
    table = retention_table(log)
    oldest = int(log.tenure.max())
    years = np.minimum(np.arange(oldest + YEAR + horizon) // YEAR, table.retention.size - 1)
    monthly, profit = table.retention[years] ** (1.0 / YEAR), (table.revenue - table.costs)[years]
    tenures = np.arange((oldest // YEAR + 1) * YEAR)
    value, staying = np.zeros(tenures.size), np.ones(tenures.size)
    for ahead, discount in enumerate(discounts(horizon, discount_rate)):
        value += discount * staying * profit[tenures + ahead]
        staying *= monthly[tenures + ahead]
    by_year = value.reshape(-1, YEAR).mean(axis=1)
    return np.asarray(by_year[log.tenure.astype(np.intp) // YEAR], float)


def retention_table(log: FirmLog) -> Table:
    """Return the table by year of relationship that a log shows, all its months taken together.

    A year with fewer than 20 relationships at risk in one of its months, and all years after it, are the last row; so
    is the year before, if they have fewer than 240 months together.
    Raises ValueError if the log has no month of anybody.
    """
    if not log.age.size:
        raise ValueError(f"activity has 0 rows at month {log.month}, but must have at least 1")
    at_risk = np.bincount(log.age)[1:]
    full = at_risk.size // YEAR
    thin = np.flatnonzero(at_risk[: full * YEAR].reshape(full, YEAR).min(axis=1) < _FEWEST)
    own = int(thin[0]) if thin.size else full
    if own and 0 < at_risk[own * YEAR :].sum() < _FEWEST * YEAR:
        own -= 1
    years = min(own + 1, -(-at_risk.size // YEAR))
    row = np.minimum((log.age - 1) // YEAR, years - 1)
    months = np.bincount(row, minlength=years)
    revenue, profit = (np.bincount(row, log.money(name)) / months for name in ("revenue", "profit"))
    hazard = np.bincount(log.age, log.ends)[1:] / np.maximum(at_risk, 1)
    retention = (1.0 - np.bincount(row, log.ends) / months) ** YEAR
    retention[:own] = np.prod(1.0 - hazard[: own * YEAR].reshape(own, YEAR), axis=1)
    return Table(retention, revenue, revenue - profit)
