"""Payback by hand, and the bands of a path."""

import numpy as np
import pandas as pd
import pytest

from sim.study.comparing.paths import MEASURES, Payback, paths_table


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([[-2, -1, 1, 2], [-4, -3, 1, 4]], ("pays back", 2, 2)),
        ([[-2, 1, 1, 2], [-4, -3, -2, 4]], ("pays back", 3, 2)),
        ([[-2, 3, 1, 2], [-4, -1, 2, -1]], ("pays back", 1, 1)),
        ([[-1, 2, -1, 3], [-1, 2, -1, 3]], ("pays back", 3, 2)),
        ([[-1, 2, 3, 0], [-1, 2, 3, 0]], ("never", None, 2)),
        ([[-1, -2, -3, -1], [1, 1, 1, 0.5]], ("never", None, 1)),
        ([[0, 0, 1, 2], [0, 0, 1, -1]], ("at once", None, 1)),
        ([[1, 2, 3, 4], [1, 2, 3, 4]], ("at once", None, 2)),
        ([[0, 0, 0, 0], [0, 0, 0, 0]], ("no difference", None, 2)),
    ],
)
def test_payback_is_the_first_month_from_which_on_the_mean_stays_above_nothing(differences, expected):
    assert Payback.of(differences) == expected


def months(values):
    """Return the table of months: values are scenario × replication × month, alike for every measure."""
    rows = [
        {"scenario": k, "replication": r, "month": m} | dict.fromkeys(MEASURES, x)
        for k, scenario in enumerate(values)
        for r, path in enumerate(scenario)
        for m, x in enumerate(path)
    ]
    return pd.DataFrame(rows)


def test_bands_are_quantiles_of_the_differences_seed_by_seed():
    first = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])
    other = first + np.array([[1.0, -1.0], [2.0, -1.0], [3.0, -1.0], [4.0, 9.0]])
    table = paths_table(months([first, other]), ["A", "B"], paired=True)
    profit = table[table["measure"] == "profit"].set_index("month")
    assert profit.loc[0, "median"] == 2.5
    assert profit.loc[0, ["low_50", "high_50"]].tolist() == [1.75, 3.25]
    assert profit.loc[0, ["low_90", "high_90"]].tolist() == pytest.approx([1.15, 3.85])
    assert profit.loc[1, "mean"] == 1.5
    assert profit["better"].tolist() == [4, 1]
    assert profit["seeds"].tolist() == [4, 4]


def test_a_month_in_which_nobody_was_there_is_missing_only_there():
    first = np.array([[1.0, np.nan], [2.0, np.nan]])
    other = np.array([[2.0, 1.0], [3.0, 1.0]])
    table = paths_table(months([first, other]), ["A", "B"], paired=True).set_index(["measure", "month"])
    assert np.isnan(table.loc[("satisfaction", 1), "median"])
    assert table.loc[("satisfaction", 1), "seeds"] == 0
    assert table.loc[("satisfaction", 0), "mean"] == 1.0
