"""Who the customers are at the start, and who takes the place of somebody who leaves the category."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.behaviour.stages import EXAMINATION
from sim.market.model import Market

SIZE = 6000


@pytest.fixture(scope="module")
def crowd(small):
    return Market(small({"market": {"customers": SIZE}}), seed=3).crowd


@pytest.fixture(scope="module")
def replaced(small):
    """Return a market before and after a month in which everybody left the category."""
    scenario = small({"market": {"customers": SIZE, "category_exit": 1.0}, "warm_up": 0})
    before, after = Market(scenario, seed=3), Market(scenario, seed=3)
    after.step()
    return before.crowd, after.crowd


def follows(values, distribution):
    return stats.kstest(np.ravel(values), distribution.cdf).pvalue > 0.001


SENSITIVITY = stats.truncnorm((0.5 - 9) / 3, np.inf, 9, 3)
TRAITS = {
    "category_spending": stats.lognorm(0.75, scale=132.5 * math.exp(-(0.75**2) / 2)),
    "order_rate": stats.gamma(2.0, scale=1.5),
    "price_sensitivity": SENSITIVITY,
    "contact_need": stats.lognorm(1.3, scale=math.exp(-(1.3**2) / 2)),
    "expertise_ceiling": stats.beta(2, 2),
    "preference": stats.norm(0, 0.5),
    "belief": stats.norm(0.64, 0.06),
    "functional_match": stats.norm(0, 0.06 * math.sqrt(0.6)),
    "technical_match": stats.norm(0, 0.10 * math.sqrt(0.6)),
}
OF_THE_PERSON = (
    "category_spending", "expertise_ceiling", "preference", "belief", "functional_match", "technical_match",
)  # fmt: skip
OF_THE_PLACE = (
    "order_rate",
    "price_sensitivity",
    "contact_need",
    "segment",
    "functional_shared",
    "technical_shared",
)


@pytest.mark.parametrize("trait", TRAITS)
def test_traits_have_the_distributions_of_the_model_description(crowd, trait):
    assert follows(crowd.read(trait), TRAITS[trait])


def test_the_median_of_category_spending_is_a_hundred(crowd):
    assert np.median(crowd.category_spending) == pytest.approx(100, rel=0.03)


def test_traits_are_independent_of_one_another(crowd):
    columns = np.column_stack([crowd.read(name) for name in TRAITS])
    correlations = np.corrcoef(columns, rowvar=False)[np.triu_indices(columns.shape[1], 1)]
    assert np.abs(correlations).max() < 4.5 / math.sqrt(SIZE)


def test_expertise_begins_between_a_fifth_and_four_fifths_of_its_ceiling(crowd):
    assert follows(crowd.expertise / crowd.expertise_ceiling, stats.uniform(0.2, 0.6))


def test_two_fifths_of_the_match_are_shared_with_neighbours(crowd):
    for kind, sd in (("functional", 0.06), ("technical", 0.10)):
        shared, own = crowd.read(f"{kind}_shared"), crowd.read(f"{kind}_match")
        assert shared.std() == pytest.approx(sd * math.sqrt(0.4), rel=0.05)
        assert (shared + own).std() == pytest.approx(sd, rel=0.03)


def test_the_shared_match_is_a_mean_over_nine_places(crowd):
    shared = crowd.technical_shared[:, 0]
    for apart in range(1, 12):
        expected = max(0, (9 - apart) / 9)
        got = np.corrcoef(shared[apart:], shared[:-apart])[0, 1]
        assert got == pytest.approx(expected, abs=0.12)


def test_what_is_shared_never_drifts_and_the_rest_keeps_its_spread(small):
    market = Market(small({"market": {"customers": 3000, "category_exit": 0.0}, "months": 25}), seed=3)
    market.step()
    shared = market.crowd.technical_shared.copy()
    first = market.crowd.technical_match.copy()
    for _ in range(20):
        market.step()
    assert (market.crowd.technical_shared == shared).all()
    last = market.crowd.technical_match
    assert last.std() == pytest.approx(0.10 * math.sqrt(0.6), rel=0.03)
    assert np.corrcoef(first.ravel(), last.ravel())[0, 1] == pytest.approx(0.985**20, abs=0.03)


def test_seven_in_ten_have_a_supplier_drawn_evenly_among_the_firms(crowd):
    assert (crowd.firm >= 0).mean() == pytest.approx(0.7, abs=0.02)
    counts = np.bincount(crowd.firm[crowd.firm >= 0])
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(("unattached", "share"), [(0.0, 1.0), (1.0, 0.0)])
def test_everybody_or_nobody_may_have_a_supplier(small, unattached, share):
    crowd = Market(small({"market": {"unattached": unattached}})).crowd
    assert (crowd.firm >= 0).mean() == share


def test_customers_begin_in_the_state_of_the_model_description(crowd):
    attached = crowd.firm >= 0
    start = {
        "stage": EXAMINATION, "tenure": 0, "satisfaction": 0.62, "expectation": 0.64, "trust": 0.15,
        "share_of_wallet": 0.20, "knowledge": 0.0, "points": 0.0, "products": 1, "uses": 0, "start_month": -7,
    }  # fmt: skip
    for name, value in start.items():
        assert (crowd.read(name)[attached] == value).all(), name
    assert (crowd.read("stage")[~attached] == 0).all()
    assert not crowd.known.any()
    assert (crowd.generation == 0).all()


def test_segments_have_their_shares_and_their_own_settings(small):
    segments = [
        {"name": "rich", "share": 0.2, "customers": {"wallet": {"mean": 900.0, "sigma": 0.0}}},
        {"name": "loyal", "share": 0.3, "customers": {"trust": {"start": 0.9}}},
    ]
    crowd = Market(small({"market": {"customers": SIZE}, "segments": segments}), seed=3).crowd
    counts = np.bincount(crowd.segment) / SIZE
    assert counts == pytest.approx([0.5, 0.2, 0.3], abs=0.02)
    assert crowd.category_spending[crowd.segment == 1] == pytest.approx(900.0)
    attached = crowd.firm >= 0
    assert (crowd.trust[attached & (crowd.segment == 2)] == 0.9).all()
    assert (crowd.trust[attached & (crowd.segment != 2)] == 0.15).all()


def test_segments_may_hold_everybody(small):
    segments = [{"name": name, "share": 1 / 3} for name in ("a", "b", "c")]
    crowd = Market(small({"market": {"customers": SIZE}, "segments": segments}), seed=3).crowd
    assert set(crowd.segment) <= {0, 1, 2, 3}
    assert (crowd.segment == 0).mean() < 1e-3


@pytest.mark.parametrize("trait", OF_THE_PERSON)
def test_a_new_person_in_a_place_is_drawn_anew(replaced, trait):
    before, after = (crowd.read(trait) for crowd in replaced)
    assert (before != after).mean() > 0.999
    assert follows(after, TRAITS[trait])
    assert abs(np.corrcoef(before.ravel(), after.ravel())[0, 1]) < 4.5 / math.sqrt(before.size)


@pytest.mark.parametrize("trait", OF_THE_PLACE)
def test_some_traits_stay_with_the_place(replaced, trait):
    before, after = (crowd.read(trait) for crowd in replaced)
    assert (before == after).all()


def test_a_new_person_knows_nothing_and_nobody(replaced):
    _, after = replaced
    assert (after.firm == -1).all()
    assert (after.lost_firm == -1).all()
    assert (after.stage == 0).all()
    assert not after.known.any()
    assert (after.recommended_month < -5000).all()
    assert after.expertise == pytest.approx(0.2 * after.expertise_ceiling)


def test_a_new_person_has_a_new_number(replaced):
    _, after = replaced
    assert (after.generation == 1).all()
    assert after.customer_id.tolist() == list(range(SIZE, 2 * SIZE))


def test_without_spread_all_customers_are_alike(small):
    alike = {
        "wallet": {"mean": 100.0, "sigma": 0.0}, "price_sensitivity": {"sd": 0.0}, "contact_sigma": 0.0,
        "match": {"functional_sd": 0.0, "technical_sd": 0.0}, "beliefs": {"sd": 0.0, "preference_sd": 0.0},
    }  # fmt: skip
    crowd = Market(small({"customers": alike})).crowd
    values = {
        "category_spending": 100.0,
        "price_sensitivity": 9.0,
        "contact_need": 1.0,
        "preference": 0.0,
        "belief": 0.64,
    }
    for name, value in values.items():
        assert crowd.read(name) == pytest.approx(value), name
