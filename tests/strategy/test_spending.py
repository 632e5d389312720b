"""What a firm wants to spend is checked before it is spent."""

import math

import pytest

from sim.scenario.strategies import LINES
from sim.strategy.spending import Spending


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf, -0.01])
def test_an_impossible_figure_is_refused_with_firm_month_and_line(line, figure):
    with pytest.raises(ValueError, match=rf"Acme .* on {line} in month 17"):
        Spending(**{line: figure}).checked("Acme", 17)


@pytest.mark.parametrize("line", LINES)
def test_nothing_and_anything_more_can_be_spent(line):
    for figure in (0.0, 1e12):
        spending = Spending(**{line: figure})
        assert spending.checked("Acme", 0) is spending


def test_nothing_is_spent_unless_it_is_said():
    assert Spending() == Spending(0.0, 0.0, 0.0, 0.0, 0.0)
