"""What a worker hands over for a lesson."""

from __future__ import annotations

import pytest

from sim.app.lessons.work import evidence, packed, unpacked


def test_a_worker_lives_the_markets_and_hands_over_what_was_asked_for() -> None:
    setup = {"scenario": "lessons/market", "seed": 1, "customers": 300, "moves": []}
    names = ("staying_five_years", "staying_first_year", "curves_of_staying")
    results = unpacked(evidence((setup, None), names, 1))
    assert tuple(results) == names
    assert 0 < results["staying_five_years"]["value"] < results["staying_first_year"]["value"] < 100
    assert results["curves_of_staying"]["kind"] == "lines"


def test_numbers_without_an_end_cannot_be_handed_over() -> None:
    with pytest.raises(ValueError, match="JSON"):
        packed({"x": float("nan")})
