"""A Mesa model that shows the customers of a crowd beside its ordinary agents. Mesa 3.3 to 3.5."""

from __future__ import annotations

from functools import cached_property

from mesa import Agent, Model
from mesa.agent import AgentSet

from sim.market.columns import Crowd
from sim.market.faces import Customer, Faces, Gallery


class FacedModel(Model):  # type: ignore[misc]
    """A Mesa model with a crowd, whose customers come first among its agents.

    A subclass sets `crowd` before it asks for agents, and has `live(first, last)`, a month of those rows.
    Faces are made when asked for: `agents_by_type[Customer]` makes those it needs, `agents` all, once.
    """

    crowd: Crowd
    _registrations = 0
    _everyone: AgentSet | None = None

    @cached_property
    def _gallery(self) -> Gallery:
        return Gallery(self.crowd)

    @cached_property
    def _customers(self) -> Faces:
        return Faces(self._gallery)

    @property
    def agents(self) -> AgentSet:
        """All agents, customers first, in the kind of set that this version of Mesa uses."""
        if self._everyone is None:
            others = super().agents
            self._everyone = type(others)([*Faces(self._gallery), *others], self.random)
        return self._everyone

    @property
    def agents_by_type(self) -> dict[type[Agent], AgentSet]:
        """The agents of each type: those of `Customer` are Faces."""
        return {Customer: self._customers, **super().agents_by_type}

    @property
    def agent_types(self) -> list[type[Agent]]:
        """The types of agents."""
        return list(self.agents_by_type)

    def register_agent(self, agent: Agent) -> None:
        """Register an ordinary agent and number it: -1, -2, …, each once in a model and its copies.

        Mesa 3.3 has numbered it already, from a dictionary on the class that keeps the model alive and starts
        again after pickling; Mesa 3.5 numbers it here, from the model's counter.
        """
        self._registrations += 1
        agent.unique_id = self.agent_id_counter = -self._registrations
        super().register_agent(agent)
        getattr(Agent, "_ids", {}).pop(self, None)
        if self._everyone is not None:
            self._everyone.add(agent)

    def deregister_agent(self, agent: Agent) -> None:
        """Take an ordinary agent out of the model."""
        super().deregister_agent(agent)
        if self._everyone is not None:
            self._everyone.discard(agent)

    def remove_all_agents(self) -> None:
        """Raise RuntimeError: customers stay."""
        raise RuntimeError("the customers of a market cannot be removed; remove other agents one by one")
