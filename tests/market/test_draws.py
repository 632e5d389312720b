"""Draws are addressed: a published generator, and no two decisions at one address."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.market import draws
from sim.market.draws import MOST_EVENTS, ORIGIN, block, key_of, normal, philox, poisson, uniform, uniforms
from sim.market.people import (
    ATTACHED,
    CEILING,
    CONTACT_NEED,
    EXPERTISE,
    ORDER_RATE,
    SEGMENT,
    SENSITIVITY,
    SPENDING,
)
from sim.market.survey import ITEMS, QUESTIONS
from sim.scenario.scenario import MOST_FIRMS

word = st.integers(0, 2**32 - 1)
KEY = key_of(1, 0)
MOST_LINKS = 64
MOST_ADVISERS = 4


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_the_generator_gives_the_known_answers_of_random123(counter, key, expected):
    words = [int(text, 16) for text in f"{counter} {key}".split()]
    assert [f"{int(value):08x}" for value in philox(*words)] == expected.split()


def philox_by_the_paper(counter, key):
    """Return Philox4x32-10 written from figure 2 of Salmon et al. (2011), on Python integers."""
    left, right = [counter[1], counter[3]], [counter[0], counter[2]]
    low = 2**32
    for round_number in range(10):
        keys = [(key[0] + round_number * 0x9E3779B9) % low, (key[1] + round_number * 0xBB67AE85) % low]
        products = [0xD2511F53 * right[0], 0xCD9E8D57 * right[1]]
        right, left = (
            [(products[1] // low) ^ left[0] ^ keys[0], (products[0] // low) ^ left[1] ^ keys[1]],
            [products[1] % low, products[0] % low],
        )
    return right[0], left[0], right[1], left[1]


@given(counter=st.tuples(word, word, word, word), key=st.tuples(word, word))
def test_the_generator_is_philox_for_any_counter_and_key(counter, key):
    assert tuple(int(value) for value in philox(*counter, *key)) == philox_by_the_paper(counter, key)


@given(place=st.integers(-4, 20_000_000), month=st.integers(-1200, 1200), decision=st.integers(0, 50_000))
def test_a_draw_is_one_word_of_the_block_at_its_address(place, month, decision):
    key = key_of(7, 3)
    words = philox_by_the_paper((place % 2**32, month % 2**32, decision // 4, 0), key)
    expected = (words[decision % 4] + 0.5) / 2**32
    assert uniform(key, place, month, decision) == expected
    assert block(key, place, month, decision // 4)[decision % 4] == expected
    assert uniforms(key, place, month, decision) == expected


def test_draws_are_strictly_between_zero_and_one():
    drawn = uniforms(KEY, np.arange(200_000), 0, 0)
    assert 0.0 < drawn.min() < drawn.max() < 1.0
    assert normal(0.5 / 2**32) > -7
    assert normal(1 - 0.5 / 2**32) < 7


def test_places_months_and_decisions_are_broadcast_against_one_another():
    places, months, decisions = np.arange(5)[:, None, None], np.arange(-2, 2)[:, None], np.arange(3)
    drawn = uniforms(KEY, places, months, decisions)
    assert drawn.shape == (5, 4, 3)
    assert drawn[4, 1, 2] == uniform(KEY, 4, -1, 2)


def test_equal_seeds_and_replications_have_equal_keys_and_others_have_others():
    numbered = [(seed, replication) for seed in (-3, 0, 1, 11, 2**70) for replication in range(200)]
    keys = [key_of(*numbers) for numbers in numbered]
    assert keys == [key_of(*numbers) for numbers in numbered]
    assert len(set(keys)) == len(keys)
    assert key_of(1, 11) != key_of(11, 1)
    assert all(0 <= half < 2**32 for key in keys for half in key)


def addresses():
    """Yield every decision that anything in the model can draw in a month, by name."""
    blocks = {
        "SERVICE": 4, "PURCHASE": 4, "TALK": 3, "LOOK": 3, "ADVICE": MOST_ADVISERS, "BIRTH_TRAITS": 4,
        "BIRTH_STATE": 4,
    }  # fmt: skip
    for name, lanes in blocks.items():
        for lane in range(lanes):
            yield f"{name} {lane}", 4 * getattr(draws, name) + lane
    yield "SUPPLIER", draws.SUPPLIER
    sizes = {
        "CONTACT": MOST_FIRMS, "MATCH": 2 * MOST_FIRMS, "PREFERENCE": MOST_FIRMS, "BELIEF": MOST_FIRMS,
        "SHARED_MATCH": 2 * MOST_FIRMS, "LINK": MOST_LINKS, "SURVEY": 2 + ITEMS * len(QUESTIONS),
        "ORDER_DAY": MOST_EVENTS, "ORDER_SIZE": MOST_EVENTS, "TARGET": MOST_FIRMS, "FIRST_MATCH": 2 * MOST_FIRMS,
    }  # fmt: skip
    for name, size in sizes.items():
        for number in range(size):
            yield f"{name} {number}", getattr(draws, name) + number


def test_no_two_decisions_share_an_address():
    by_address = {}
    for name, address in addresses():
        assert by_address.setdefault(address, name) == name
    assert len(by_address) > 2000


def test_the_families_begin_at_a_block_so_that_four_decisions_are_drawn_at_once():
    assert draws.CONTACT % 4 == 0
    assert draws.MATCH % 4 == 0


def test_traits_and_first_state_of_a_person_have_addresses_of_their_own():
    lanes = {
        SPENDING,
        CEILING,
        EXPERTISE,
        SEGMENT,
        ORDER_RATE,
        SENSITIVITY,
        CONTACT_NEED,
        ATTACHED,
        draws.SUPPLIER,
    }
    assert len(lanes) == 9


def test_the_month_of_origin_is_no_month_that_can_be_lived():
    assert ORIGIN < -1200
    assert ORIGIN % 2**32 > 1200


@pytest.mark.parametrize("axis", ["places", "months", "decisions", "replications"])
def test_draws_along_every_axis_are_uniform_and_uncorrelated(axis):
    count = 40_000
    if axis == "replications":
        drawn = np.array([uniform(key_of(1, number), 3, 5, 2) for number in range(4000)])
    else:
        address = {"places": 3, "months": 5, "decisions": 2} | {axis: np.arange(count)}
        drawn = uniforms(KEY, **address)
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    for lag in (1, 2, 3, 4, 8):
        correlation = np.corrcoef(drawn[lag:], drawn[:-lag])[0, 1]
        assert abs(correlation) * math.sqrt(drawn.size) < 4


def test_decisions_of_one_customer_month_are_independent():
    drawn = uniforms(KEY, np.arange(20_000)[:, None], 17, np.arange(32))
    correlations = np.corrcoef(drawn, rowvar=False)[np.triu_indices(32, 1)]
    assert np.abs(correlations).max() * math.sqrt(20_000) < 4.5


def test_pairs_of_draws_fill_the_square_evenly():
    drawn = uniforms(KEY, np.arange(40_000), 3, np.array([[0], [1]]))
    counts, _, _ = np.histogram2d(*drawn, bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 0.001


@given(u=st.floats(2.0**-34, 1 - 2.0**-34))
def test_the_normal_is_the_quantile_of_the_standard_normal(u):
    assert normal(u) == pytest.approx(special.ndtri(u), rel=4e-15, abs=4e-16)


def test_the_normal_is_odd_and_increasing():
    u = (np.arange(20_000) + 0.5) / 20_000
    values = np.array([normal(x) for x in u])
    assert (np.diff(values) > 0).all()
    assert values == pytest.approx(-values[::-1], rel=1e-9)
    assert normal(0.5) == 0.0


def test_the_poisson_is_the_quantile_of_the_poisson_distribution():
    rng = np.random.default_rng(2)
    rates = np.concatenate([[1e-9, 1e-3, 0.5, 1.0, 3.0, 30.0, 200.0, 600.0, 700.0], rng.uniform(0, 50, 300)])
    for rate in rates:
        u = rng.random(20)
        assert [poisson(rate, x) for x in u] == stats.poisson.ppf(u, rate).tolist()


def test_nothing_happens_at_rate_zero():
    assert poisson(0.0, 1 - 2.0**-33) == 0


def test_a_poisson_draw_is_at_most_a_thousand():
    assert poisson(700.0, 1 - 2.0**-33) <= MOST_EVENTS == 1000
    assert poisson(5000.0, 0.5) == MOST_EVENTS


@given(rate=st.floats(0, 700), a=st.floats(2.0**-33, 1 - 2.0**-33), b=st.floats(2.0**-33, 1 - 2.0**-33))
def test_more_luck_is_never_fewer_events(rate, a, b):
    low, high = sorted((a, b))
    assert 0 <= poisson(rate, low) <= poisson(rate, high) <= MOST_EVENTS
