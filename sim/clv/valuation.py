"""What a firm is worth to those who do not look at its customers one by one: four usual ways, to compare with.

Each gives money today. None of them sees who stays: that is what the value of the customer base is compared for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import DISCOUNT, NOT_NEGATIVE, POSITIVE, finite, number, row_of_numbers, whole


def discounted_cash_flow_value(
    cash_flow: ArrayLike, discount_rate: float, terminal_growth: float | None = None
) -> float:
    """Return the discounted sum of a forecast of reported cash flow, with what follows it if growth is given.

    cash_flow (periods,), any sign, in money per period, 1, 2, … periods from now; discount_rate d > −1 per period;
    terminal_growth g in (−1, d) per period: the last cash flow then grows by g for ever, worth CF(1 + g)/(d − g) at the
    end of the forecast; None: nothing follows.
    Cash-flow convention: "period_end".
    Raises ValueError if an argument is outside its range, or the value is not finite.
    Source: Koller, Goedhart & Wessels, Valuation (2010).
    """
    stream, d = row_of_numbers("cash_flow", cash_flow), number("discount_rate", discount_rate, DISCOUNT)
    with np.errstate(all="ignore"):
        worth = stream @ (1 + d) ** -np.arange(1.0, stream.size + 1)
        if terminal_growth is not None:
            g = number("terminal_growth", terminal_growth, DISCOUNT)
            if g >= d:
                raise ValueError(f"terminal_growth is {g:g}, but must be below discount_rate, {d:g}")
            worth = worth + stream[-1] * (1 + g) / (d - g) * (1 + d) ** -float(stream.size)
        return float(finite("the discounted cash flow", worth))


def price_earnings_value(earnings: float, multiple: float) -> float:
    """Return earnings × the price-earnings multiple of comparable firms.

    earnings in money per year, above 0: a firm without profit has no such value; multiple > 0 in years.
    Raises ValueError if an argument is outside its range. Source: Gupta, Lehmann & Stuart (2004), as a rival method.
    """
    product = number("earnings", earnings, POSITIVE) * number("multiple", multiple, POSITIVE)
    return float(finite("the price-earnings value", product))


def customers_times_average_value(customers: float, value_per_customer: float) -> float:
    """Return customers × one average value for all of them, whoever they are.

    customers ≥ 0; value_per_customer, any sign, in money each.
    Raises ValueError if an argument is outside its range. Source: Gupta, Lehmann & Stuart (2004), as a rival method.
    """
    product = number("customers", customers, NOT_NEGATIVE) * number("value_per_customer", value_per_customer)
    return float(finite("the value of the customers", product))


def trend_extrapolation_value(cash_flow: ArrayLike, discount_rate: float, horizon: int) -> float:
    """Return the discounted sum of the straight line through past cash flow, continued for `horizon` periods.

    cash_flow (periods,), any sign, in money per period, the last one just past; at least 2. discount_rate d > −1 per
    period; horizon ≥ 0 in periods. The line is the least-squares one, and may fall below 0.
    Cash-flow convention: "period_end".
    Raises ValueError if an argument is outside its range, or the value is not finite.
    Source: Gupta, Lehmann & Stuart (2004), as a rival method.
    """
    past, d = row_of_numbers("cash_flow", cash_flow), number("discount_rate", discount_rate, DISCOUNT)
    if past.size < 2:
        raise ValueError(f"cash_flow has {past.size} periods, but must have at least 2")
    ahead = np.arange(1.0, whole("horizon", horizon) + 1)
    with np.errstate(all="ignore"):
        slope, level = np.polyfit(np.arange(past.size) - (past.size - 1.0), past, 1)
        worth = (level + slope * ahead) @ (1 + d) ** -ahead
        return float(finite("the extrapolated value", worth))
