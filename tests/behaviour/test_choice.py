"""E12: offers, where a new customer came from, and why an old one left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.choice import (
    CAUSES,
    SOURCES,
    cause_of_switching,
    offer_utility,
    source_of_joining,
    strangeness,
)
from sim.scenario.conduct import Choice

share = st.floats(0, 1)
utility = st.floats(-5, 5)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Choice())


def test_an_offer_adds_fifty_five_hundredths(p):
    assert offer_utility(False, False, 1.0, 0.0, False, p) == 0.0
    assert offer_utility(True, False, 1.0, 0.0, False, p) == 0.55


@given(contacted=st.booleans(), trust=share)
def test_a_winback_offer_adds_one_point_four_and_the_old_trust(p, contacted, trust):
    without = offer_utility(contacted, False, 1.0, trust, False, p)
    assert offer_utility(contacted, True, 1.0, trust, False, p) - without == pytest.approx(1.4 + trust)


@given(contacted=st.booleans(), trust=share)
def test_who_left_for_service_reasons_holds_a_grudge_against_winback_offers(p, contacted, trust):
    without = offer_utility(contacted, True, 1.0, trust, False, p)
    assert without - offer_utility(contacted, True, 1.0, trust, True, p) == pytest.approx(0.8)


@given(size=st.floats(0, 10), other=st.floats(0, 10), trust=share)
def test_a_larger_winback_offer_is_worth_more_in_proportion(p, size, other, trust):
    worth = [offer_utility(False, True, of, trust, False, p) for of in (size, other)]
    assert worth[0] - worth[1] == pytest.approx(1.4 * (size - other), abs=1e-12)


@given(size=st.floats(0, 10), trust=share)
def test_the_size_of_an_offer_matters_to_those_only_who_get_it(p, size, trust):
    assert offer_utility(True, False, size, trust, False, p) == 0.55


@given(trust=share)
def test_a_grudge_matters_to_winback_offers_only(p, trust):
    assert offer_utility(True, False, 1.0, trust, True, p) == offer_utility(True, False, 1.0, trust, False, p)


@pytest.mark.parametrize(
    ("won_back", "contacted", "recommended", "source"),
    [
        (True, True, True, "win-back"),
        (True, False, False, "win-back"),
        (False, True, True, "contact"),
        (False, True, False, "contact"),
        (False, False, True, "recommendation"),
        (False, False, False, "own search"),
    ],
)
def test_the_source_is_the_first_that_holds(won_back, contacted, recommended, source):
    assert SOURCES[source_of_joining(won_back, contacted, recommended)] == source


@pytest.mark.parametrize(
    ("place", "cause"),
    list(
        enumerate(
            [
                "price",
                "functional quality",
                "technical quality or incident",
                "competitor's offer",
                "recommendation",
                "preference",
            ]
        )
    ),
)
def test_the_cause_is_the_largest_contribution(place, cause):
    contributions = [0.1] * 6
    contributions[place] = 0.2
    assert CAUSES[cause_of_switching(*contributions)] == cause


@given(contributions=st.lists(utility, min_size=6, max_size=6))
def test_the_cause_is_a_largest_positive_contribution_or_taste(contributions):
    cause = CAUSES[cause_of_switching(*contributions)]
    names = (
        "price",
        "functional quality",
        "technical quality or incident",
        "competitor's offer",
        "recommendation",
    )
    by_name = dict(zip((*names, "preference"), contributions, strict=True))
    if max(contributions) > 0:
        assert by_name[cause] == max(contributions)
    else:
        assert cause == "preference"


def test_a_firm_that_one_does_not_know_deters_in_proportion_to_the_cost_of_search(p):
    assert strangeness(1.0, p) == p.unfamiliarity
    assert strangeness(0.5, p) == pytest.approx(0.5 * p.unfamiliarity)
    assert strangeness(3.0, p) == pytest.approx(3.0 * p.unfamiliarity)
