"""Who hears whom: some nearest places on a ring, and others at random.

Links are computed, not stored. A random link of place i goes to the place ⌊u × i⌋, so a market with more customers
has the same links and some more; only the few places at the ends of the ring get other ring neighbours.
"""

from __future__ import annotations

from typing import Any

import networkx

from sim.behaviour.rule import rule
from sim.market.draws import LINK, ORIGIN, Key, uniform


@rule
def link(key: Key, place: int, number: int, world: Any) -> int:
    """Return the place that a customer's link `number` (0, 1, …) goes to: ring links first, then random ones."""
    if number < world.ring_links:
        step = number // 2 + 1
        return int((place + (step if number % 2 == 0 else -step)) % world.places)
    target = int(uniform(key, place, ORIGIN, LINK + number) * place)
    return target if target != place else (place + 1) % world.places


def network_graph(key: Key, world: object, links: int) -> networkx.DiGraph:
    """Return all links as a directed graph: an edge goes from who listens to who is heard."""
    places = int(world.places)  # type: ignore[attr-defined]
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(places))
    graph.add_edges_from(
        (place, int(link(key, place, n, world))) for place in range(places) for n in range(links)
    )
    return graph
