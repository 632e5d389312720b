"""Who comes back: customers by the period of their first purchase, and how many buy again in each period after it.

Where nobody signs or cancels, silence is not leaving. So two shares are told: who bought in a period, and who bought in
it or later, who was surely still a customer. Nobody knows how many of the others have left.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.business.periods import first_days, period_for, period_numbers
from sim.business.purchases import Purchases, as_dates


def cohorts_table(purchases: Purchases) -> pd.DataFrame:
    """Return one row for each cohort and age, the period of the first purchase being age 0.

    Columns: period (week, month, quarter, half-year or year: the shortest that gives a readable table), cohort (its
    first day), size (customers), age (periods since the cohort's own), buyers (customers who bought at that age), share
    (of the cohort), seen_again and seen_share (who bought at that age or later), revenue (money of that age), complete
    (whether the period had ended when the observation did).
    """
    period = period_for(int(purchases.first_day.min()), purchases.until)
    when = period_numbers(purchases.day, period)
    start = period_numbers(purchases.first_day, period)
    end = int(period_numbers(np.array([purchases.until]), period)[0])
    first, count = int(start.min()), end - int(start.min()) + 1
    cohort_of_purchase = start[purchases.customer] - first
    age_of_purchase = when - start[purchases.customer]
    place = cohort_of_purchase * count + age_of_purchase
    revenue = np.bincount(place, purchases.amount, count * count).reshape(count, count)
    pairs = np.unique(purchases.customer * count + age_of_purchase)
    who, age = np.divmod(pairs, count)
    buyers = np.bincount((start[who] - first) * count + age, minlength=count * count).reshape(count, count)
    oldest = period_numbers(purchases.last_day, period) - start
    last = np.bincount((start - first) * count + oldest, minlength=count * count).reshape(count, count)
    seen = last[:, ::-1].cumsum(axis=1)[:, ::-1]
    cohort, age = np.nonzero(np.add.outer(np.arange(count), np.arange(count)) < count)
    size = buyers[cohort, 0]
    table = pd.DataFrame(
        {
            "period": pd.Categorical([period] * cohort.size),
            "cohort": as_dates(first_days(cohort + first, period)),
            "size": size,
            "age": age,
            "buyers": buyers[cohort, age],
            "share": buyers[cohort, age] / np.maximum(size, 1),
            "seen_again": seen[cohort, age],
            "seen_share": seen[cohort, age] / np.maximum(size, 1),
            "revenue": revenue[cohort, age],
            "complete": first_days(cohort + age + first + 1, period) - 1 <= purchases.until,
        }
    )
    return table[table["size"] > 0].reset_index(drop=True)
