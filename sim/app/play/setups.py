"""Setups by the names of their films: what a page has posted, so that it can ask for the film by its name."""

from __future__ import annotations

from collections import OrderedDict

from sim.app.films.setup import Setup
from sim.app.problem import Refusal


class Setups:
    """The setups that were posted lately; the longest unused is forgotten when there are too many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._setups: OrderedDict[str, Setup] = OrderedDict()

    def remember(self, setup: Setup) -> str:
        """Return the name of a setup's film, under which the setup is found from now on."""
        film = setup.film
        self._setups[film] = setup
        self._setups.move_to_end(film)
        if len(self._setups) > self.most:
            self._setups.popitem(last=False)
        return film

    def named(self, film: str) -> Setup:
        """Return the setup of a film. Raises Refusal if it was not posted, or long ago."""
        setup = self._setups.get(film)
        if setup is None:
            raise Refusal(404, "problem.film_unknown")
        self._setups.move_to_end(film)
        return setup
