"""Who hears whom: links on a ring and at random, computed when asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.market.draws import key_of
from sim.market.model import Market
from sim.market.network import link, network_graph

KEY = key_of(1, 0)


@pytest.fixture(scope="module")
def world_of(small):
    def world_of(places, neighbours=8, random_share=0.5):
        network = {"neighbours": neighbours, "random_share": random_share}
        return Market(small({"market": {"customers": places, "network": network}})).world[0]

    return world_of


@pytest.fixture(scope="module")
def large(world_of):
    return world_of(2000)


def test_four_links_go_to_the_nearest_places_on_the_ring(large):
    for place in (0, 1, 700, 1999):
        nearest = {(place + step) % 2000 for step in (-2, -1, 1, 2)}
        assert {link(KEY, place, n, large) for n in range(4)} == nearest


def test_four_links_go_anywhere_before(large):
    targets = np.array([[link(KEY, i, n, large) for n in range(4, 8)] for i in range(2000)])
    places = np.arange(2000)[:, None]
    later = targets[1:] < places[1:]
    assert later.all()
    relative = (targets[100:] + 0.5) / places[100:]
    assert relative.mean() == pytest.approx(0.5, abs=0.02)


@given(place=st.integers(0, 1999), number=st.integers(0, 7))
def test_nobody_hears_herself(large, place, number):
    target = link(KEY, place, number, large)
    assert 0 <= target < 2000
    assert target != place


def test_more_customers_move_nobody_s_links_but_at_the_ends_of_the_ring(world_of):
    few, more = world_of(1000), world_of(1500)
    moved = [i for i in range(1000) if any(link(KEY, i, n, few) != link(KEY, i, n, more) for n in range(8))]
    assert moved == [0, 1, 998, 999]


@pytest.mark.parametrize(
    ("neighbours", "share", "ring"), [(8, 0.0, 8), (8, 1.0, 0), (5, 0.5, 3), (2, 0.5, 1), (64, 0.5, 32)]
)
def test_the_scenario_says_how_many_links_are_random(world_of, neighbours, share, ring):
    world = world_of(300, neighbours, share)
    assert (world.ring_links, world.random_links) == (ring, neighbours - ring)


@pytest.mark.parametrize(("places", "neighbours"), [(10, 9), (11, 8), (65, 64), (10, 2)])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_links_stay_within_the_smallest_markets(world_of, places, neighbours, share):
    world = world_of(places, neighbours, share)
    for place in range(places):
        targets = {link(KEY, place, n, world) for n in range(neighbours)}
        assert targets <= set(range(places)) - {place}


def test_the_network_can_be_seen_as_a_graph(world_of):
    world = world_of(50)
    graph = network_graph(KEY, world, 8)
    assert len(graph) == 50
    assert set(graph.successors(20)) == {link(KEY, 20, n, world) for n in range(8)}
