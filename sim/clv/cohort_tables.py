"""Cohort tables: what a cohort of starters brings in year by year, as the textbooks set it out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import (
    DISCOUNT,
    FINITE,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Array,
    finite,
    number,
    row_of_numbers,
    spread,
    whole,
)


def dwyer_retention(
    cohort: float,
    retention_rates: ArrayLike,
    revenue_per_customer: ArrayLike,
    cost_rate: ArrayLike,
    acquisition_cost: float,
    discount_rate: float,
) -> pd.DataFrame:
    """Return the retention table of a cohort whose lost customers never come back (lost-for-good).

    cohort: starters, above 0. retention_rates (years,): share in [0, 1] of the customers of one year who are still
    there in the next, so the table has the years 0 … years. revenue_per_customer ≥ 0 in money per customer and year,
    and cost_rate ≥ 0 as a share of revenue: a number, or (years + 1,) by year. acquisition_cost ≥ 0 in money per
    starter; discount_rate d > −1 per year.
    Returns a row per `year`: customers, retention_rate (from the year before; 1 in year 0), revenue, costs (with the
    acquisition in year 0), net, discounted, cumulative: all in money of the whole cohort; and clv, the cumulative
    value per starter, whose last row is the CLV.
    Cash-flow convention: year 0 is paid now and is not discounted, year t is discounted by t years.
    Raises ValueError if an argument is outside its range, or the result is not finite. Source: Dwyer (1989).
    """
    starters = number("cohort", cohort, POSITIVE)
    rates = row_of_numbers("retention_rates", retention_rates, SHARE)
    years = np.arange(rates.size + 1)
    revenue = spread("revenue_per_customer", revenue_per_customer, NOT_NEGATIVE, years.size)
    share = spread("cost_rate", cost_rate, NOT_NEGATIVE, years.size)
    acquisition = number("acquisition_cost", acquisition_cost, NOT_NEGATIVE)
    d = number("discount_rate", discount_rate, DISCOUNT)
    with np.errstate(all="ignore"):
        customers = starters * np.concatenate([[1.0], np.cumprod(rates)])
        sales = customers * revenue
        costs = sales * share + np.where(years == 0, starters * acquisition, 0.0)
        table = {
            "customers": customers,
            "retention_rate": np.concatenate([[1.0], rates]),
            "revenue": sales,
            "costs": costs,
            "net": sales - costs,
        }
        return _valued(table, (sales - costs) * (1 + d) ** -years.astype(float), starters, "year")


def dwyer_migration(
    cohort: float,
    purchase_probability_by_recency: ArrayLike,
    gross_contribution: ArrayLike,
    contact_cost: float,
    acquisition_cost: float,
    discount_rate: float,
    periods: int,
    contact_time: float = 0.5,
) -> pd.DataFrame:
    """Return the migration table of a cohort whose members may skip periods and come back (always-a-share).

    cohort: starters, above 0, who all buy in period 0. purchase_probability_by_recency (cells,): the chance in [0, 1]
    to buy in the next period for those who bought last in this one (cell 1), the one before (cell 2), …; who skips
    moves one cell down, who skips in the last cell has lapsed and is contacted no more. So the buyers of period i are
    Cᵢ = Σⱼ Cᵢ₋ⱼ pⱼ Πₖ₍ₖ<ⱼ₎(1 − pₖ). gross_contribution, any sign, in money per purchase: a number, or (periods + 1,) by
    period. contact_cost ≥ 0 in money per person in any cell and period; acquisition_cost ≥ 0 in money per starter;
    discount_rate d > −1 per period; periods ≥ 0.
    Returns a row per `period`: buyers; recency_1 (the buyers), recency_2, …; lapsed; contacted (during the period that
    ends here); contribution, contact_costs, net (less the acquisition in period 0), discounted and cumulative, in money
    of the whole cohort; and clv, the cumulative value per starter, whose last row is the CLV.
    Cash-flow convention: purchases of period i at time i, contacts for it at time i − 1 + contact_time, in [0, 1]: 0.5
    is Berger and Nasr's middle of the period, 0 the Markov chain of Pfeifer and Carraway (2000).
    Raises ValueError if an argument is outside its range, or the result is not finite.
    Source: Dwyer (1989); Berger & Nasr (1998), case 5.
    """
    starters = number("cohort", cohort, POSITIVE)
    p = row_of_numbers("purchase_probability_by_recency", purchase_probability_by_recency, SHARE)
    time = np.arange(whole("periods", periods) + 1)
    contribution = spread("gross_contribution", gross_contribution, FINITE, time.size)
    cost = number("contact_cost", contact_cost, NOT_NEGATIVE)
    acquisition = number("acquisition_cost", acquisition_cost, NOT_NEGATIVE)
    d = number("discount_rate", discount_rate, DISCOUNT)
    part = number("contact_time", contact_time, SHARE)
    cells = _recency_cells(starters, p, time.size)
    contacted = np.concatenate([[0.0], cells[:-1].sum(axis=1)])
    with np.errstate(all="ignore"):
        earned, contacts = cells[:, 0] * contribution, contacted * cost
        first = np.where(time == 0, starters * acquisition, 0.0)
        table = {"buyers": cells[:, 0]}
        table |= {f"recency_{number}": column for number, column in enumerate(cells.T, start=1)}
        table |= {
            "lapsed": np.maximum(starters - cells.sum(axis=1), 0.0),
            "contacted": contacted,
            "contribution": earned,
            "contact_costs": contacts,
            "net": earned - contacts - first,
        }
        discounted = (earned - first) * (1 + d) ** -time.astype(float)
        discounted -= contacts * (1 + d) ** np.where(time == 0, 0.0, 1 - part - time)
        return _valued(table, discounted, starters, "period")


def _recency_cells(starters: float, p: Array, rows: int) -> Array:
    """Return how many are in each cell at the end of each period, (rows, cells)."""
    cells = np.zeros((rows, p.size))
    cells[0, 0] = starters
    for row in range(1, rows):
        cells[row, 0] = cells[row - 1] @ p
        cells[row, 1:] = (cells[row - 1] * (1 - p))[:-1]
    return cells


def _valued(table: dict[str, Array], discounted: Array, starters: float, index: str) -> pd.DataFrame:
    cumulative = np.cumsum(discounted)
    finite("CLV", cumulative / starters)
    table |= {"discounted": discounted, "cumulative": cumulative, "clv": cumulative / starters}
    return pd.DataFrame(table, index=pd.RangeIndex(discounted.size, name=index))
