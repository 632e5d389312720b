"""What an analyst makes of a customer file: only what is in it, and what became of those who were in it."""

import dataclasses

import numpy as np
import pytest

from sim.strategy.analyst import FEWEST, GUESS, Analyst
from sim.strategy.customer_file import CustomerFile


def file_of(n=2000, seed=1, **changes):
    luck = np.random.default_rng(seed)
    columns = {
        "relationship": np.arange(n),
        "tenure": luck.integers(1, 60, n).astype(float),
        "margin": luck.normal(15.0, 10.0, n),
        "orders": luck.gamma(2.0, 1.0, n),
        "idle": luck.integers(0, 3, n).astype(float),
        "complaints": luck.random(n),
        "products": np.ones(n),
        "share_of_wallet": luck.uniform(0.2, 1.0, n),
        "satisfaction": luck.uniform(0.3, 0.9, n),
        "intention": luck.random(n),
        "targeted": luck.random(n) < 0.3,
        "held_out": np.zeros(n, bool),
    }
    return CustomerFile(**(columns | changes))


def after(file, left):
    """Return the file half a year later, without those who left."""
    kept = {f.name: getattr(file, f.name)[~left] for f in dataclasses.fields(file)}
    return CustomerFile(**kept)


def taught(file, left, months=6):
    analyst = Analyst(months, 0.1)
    analyst.look(file, 0)
    return analyst, analyst.look(after(file, left), months)


def test_those_like_the_ones_who_left_are_at_risk():
    file = file_of()
    left = file.satisfaction < 0.45
    kept = after(file, left)
    _, estimates = taught(file, left)
    calm = kept.satisfaction > 0.75
    shaky = kept.satisfaction < 0.5
    assert estimates.risk[shaky].mean() > 3 * estimates.risk[calm].mean()


def test_nothing_is_learnt_before_the_months_have_passed():
    file = file_of()
    analyst = Analyst(6, 0.1)
    before = analyst.look(file, 0)
    early = analyst.look(after(file, file.satisfaction < 0.45), 5)
    assert set(early.risk) == set(before.risk) == {0.5}


def test_the_effect_of_the_programme_is_what_those_who_got_it_did_better():
    """Of those without it 40 % left, of those with it 10 %."""
    file, luck = file_of(6000), np.random.default_rng(2)
    left = luck.random(6000) < np.where(file.targeted, 0.1, 0.4)
    analyst, estimates = taught(file, left)
    assert analyst.knows_the_programme
    assert estimates.uplift.mean() == pytest.approx(0.3, abs=0.03)
    assert estimates.risk.mean() == pytest.approx(0.4, abs=0.03)


def test_the_effect_is_a_guess_until_enough_were_seen_with_and_without():
    file = file_of(targeted=np.arange(2000) < FEWEST - 1)
    analyst, estimates = taught(file, file.satisfaction < 0.4)
    assert not analyst.knows_the_programme
    np.testing.assert_allclose(estimates.uplift, GUESS * estimates.risk)


def test_lifetime_value_is_margin_times_discounted_remaining_life():
    file = file_of(3000, satisfaction=np.full(3000, np.nan), margin=np.full(3000, 10.0))
    luck = np.random.default_rng(3)
    _, estimates = taught(file, luck.random(3000) < 0.2)
    monthly = 1 - (1 - estimates.risk) ** (1 / 6)
    v = 1.1 ** (-1 / 12)
    np.testing.assert_allclose(estimates.lifetime_value, 10.0 * v / (1 - (1 - monthly) * v))


def test_potential_is_what_is_spent_elsewhere_in_proportion():
    file = file_of(share_of_wallet=np.full(2000, 0.25))
    estimates = Analyst(6, 0.1).look(file, 0)
    np.testing.assert_allclose(estimates.potential, 3.0 * np.maximum(estimates.lifetime_value, 0.0))


def test_who_did_not_answer_counts_as_the_mean_of_those_who_did():
    answers = np.where(np.arange(2000) % 2 == 0, np.nan, 0.7)
    estimates = Analyst(6, 0.1).look(file_of(satisfaction=answers), 0)
    np.testing.assert_allclose(estimates.satisfaction, 0.7)


def test_stages_are_guessed_from_the_file():
    file = file_of(4, tenure=np.array([2.0, 10.0, 40.0, 40.0]), idle=np.array([0.0, 0.0, 0.0, 9.0]),
                   share_of_wallet=np.full(4, 0.9), satisfaction=np.full(4, 0.8))  # fmt: skip
    assert list(Analyst(6, 0.1).look(file, 0).stage) == [0, 1, 2, 3]


def test_a_programme_is_noted_only_after_a_look():
    with pytest.raises(ValueError, match="nobody has looked"):
        Analyst(6, 0.1).programme_given(np.zeros(0, bool))


def test_an_empty_file_is_no_trouble():
    empty = after(file_of(10), np.ones(10, bool))
    analyst, estimates = taught(empty, np.zeros(0, bool))
    assert estimates.risk.size == 0
    analyst.look(file_of(10), 12)
