"""What is followed over the months of a comparison, and how its differences are printed."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sim.report.compared import Compared
from sim.report.number import SPACE, Form, grouped, money_form


class Path(NamedTuple):
    """A measure that is followed: its name in the table, in a title, and what it measures."""

    name: str
    title: str
    measured: str
    money: bool


CUMULATIVE = Path(
    "cumulative_profit", "discounted profit so far", "Discounted profit of all months so far", True
)
OTHERS = (
    Path("profit", "profit", "Profit of the month", True),
    Path("customers", "customers", "Customers at the end of the month", False),
    Path("customer_equity", "customer equity", "Expected value of today's customers", True),
    Path("satisfaction", "satisfaction", "Mean satisfaction of the customers, of 100", False),
)


def path_of(compared: Compared, scenario: str, measure: str) -> pd.DataFrame:
    """Return one path: month, mean, low, high, the quantiles, better, seeds."""
    table = compared.tables["paths"]
    return table[(table["scenario"] == scenario) & (table["measure"] == measure)]


def form_of(compared: Compared, path: Path) -> Form:
    """Return how the differences of a measure are printed."""
    if path.money:
        return money_form(compared.currency)
    if path.name == "satisfaction":
        return Form(lambda x: grouped(100.0 * x, 2), f"{SPACE}points")
    return Form(grouped, f"{SPACE}customers")
