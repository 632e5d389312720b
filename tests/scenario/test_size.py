"""A market in another size has the same firms with money in proportion."""

import pytest

from sim.scenario import load_scenario
from sim.scenario.size import in_size

WITHDRAWN = "questions/04-does-the-programme-pay/withdrawn"


def test_budgets_shrink_with_the_market_and_nothing_else_does():
    whole = load_scenario("baseline")
    small = in_size(whole, 5000)
    assert small.market.customers == 5000
    assert small.firms[0].strategy.budget == whole.firms[0].strategy.budget / 4
    assert small.firms[0].strategy.split == whole.firms[0].strategy.split
    assert small.firms[1:] == whole.firms[1:]
    assert small.customers == whole.customers


def test_budgets_that_events_set_shrink_too():
    small = in_size(load_scenario(WITHDRAWN), 2000)
    assert small.events[0].set.strategy.budget == pytest.approx(8000)
    assert small.events[0].set.model_fields_set == {"strategy"}


def test_the_same_size_is_the_same_scenario():
    for name in ("baseline", WITHDRAWN, "industries/telecom"):
        whole = load_scenario(name)
        assert in_size(whole, whole.market.customers) == whole


@pytest.mark.parametrize("customers", [0, 8])
def test_a_size_that_does_not_fit_is_refused(customers):
    with pytest.raises(ValueError, match=f"^{customers} customers do not fit: .*") as refused:
        in_size(load_scenario("baseline"), customers)
    assert "\n" not in str(refused.value)
