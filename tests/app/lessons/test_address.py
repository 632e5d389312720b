"""Addresses that open markets in Play."""

from sim.app.lessons.address import play_address


def test_it_holds_both_markets_with_their_moves() -> None:
    a = {"scenario": "lessons/market", "seed": 3, "customers": 500, "moves": []}
    moves = [{"month": 0, "lever": "price", "value": 1.1}, {"month": 40, "lever": "price", "value": 1.0}]
    assert play_address(a, a | {"moves": moves}) == (
        "/?seed=3&customers=500&a=lessons/market&b=lessons/market~price:1.1~price@40:1"
    )
    assert play_address(a, None) == "/?seed=3&customers=500&a=lessons/market"


def test_names_cannot_add_anything_to_it() -> None:
    a = {"scenario": "x&b=y#", "seed": 1, "customers": 500, "moves": []}
    assert play_address(a, None) == "/?seed=1&customers=500&a=x%26b%3Dy%23"
