"""Customers as Mesa agents: faces over the rows of a crowd, and the agent sets that a market shows.

A customer's state lives in the crowd's columns. A `Customer` is a face over one row, made when somebody
asks for it; `Faces` is a Mesa AgentSet of such rows that answers from the columns where it can and makes
faces where it must. Mesa 3.3 to 3.5.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from math import ceil, inf
from random import Random
from typing import Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
from mesa import Agent
from mesa.agent import AgentSet
from numpy.typing import ArrayLike, NDArray

from sim.market.columns import COLUMNS, Crowd, CustomerColumns

try:
    from mesa.agentset import GroupBy  # Mesa 3.5
except ImportError:
    from mesa.agent import GroupBy


class Customer(CustomerColumns, Agent):  # type: ignore[misc]
    """A face over one row of a crowd: reads and writes the columns, keeps nothing itself.

    `unique_id` is the row, a place in the market; `customer_id` is the person in it, who changes with a
    category exit. Ordinary agents of the market have negative ids, so that the two kinds never meet.
    """

    __slots__ = ("crowd", "row")

    pos = None  # Mesa's attribute for a place on a grid; a customer has its place in a network

    def __init__(self, crowd: Crowd, row: int) -> None:
        # Not Agent.__init__, which would number and register every customer, one by one.
        self.crowd = crowd
        self.row = row

    def __repr__(self) -> str:
        return f"<Customer {self.row}>"

    @property
    def model(self) -> Any:
        """The market."""
        return self.crowd.model

    @property
    def unique_id(self) -> int:
        """The row, counted from 0."""
        return self.row

    @property
    def customer_id(self) -> int:
        """The number of the person who has this place now, as in the tables."""
        return self.row + self.crowd.size * int(self.generation)

    def read(self, name: str) -> Any:
        """Return a column's value: a Python scalar, or (not a copy) the values for each firm."""
        column = self.crowd.column(name)
        return column.item(self.row) if column.ndim == 1 else column[self.row]

    def write(self, name: str, value: Any) -> None:
        """Set a column's value."""
        self.crowd.column(name)[self.row] = value

    def step(self) -> None:
        """Live one month, by the same rules as everybody else."""
        self.model.live(self.row, self.row + 1)

    def remove(self) -> None:
        """Raise RuntimeError: people leave a category by the model's rules, and others take their place."""
        raise RuntimeError(
            f"{self} cannot be removed: people leave by category exit, others take their place"
        )


class Gallery(dict[int, Customer]):
    """The faces of a crowd by row, made when first asked for, then kept: an AgentSet holds agents weakly."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__()
        self.crowd = crowd

    def __missing__(self, row: int) -> Customer:
        return self.setdefault(row, Customer(self.crowd, row))


class Faces(AgentSet):  # type: ignore[misc]
    """A Mesa AgentSet of customers, held as their rows; it answers as an ordinary AgentSet would."""

    def __init__(self, gallery: Gallery, rows: ArrayLike | None = None, random: Random | None = None) -> None:
        """Hold distinct rows of a crowd in the order given; all of them by default."""
        self.random: Random = random or gallery.crowd.model.random
        self._gallery = gallery
        self._take(np.arange(gallery.crowd.size) if rows is None else rows, inplace=True)

    def _take(self, rows: ArrayLike, inplace: bool) -> Faces:
        if not inplace:
            return Faces(self._gallery, rows, self.random)
        self.rows: NDArray[np.intp] = np.array(rows, np.intp)
        self._present: NDArray[np.bool_] | None = None  # row by row, made when somebody asks
        return self

    @property
    def _agents(self) -> WeakKeyDictionary[Customer, None]:
        """What the methods inherited from Mesa walk over."""
        return WeakKeyDictionary(dict.fromkeys(self))

    @classmethod
    def _from_iterable(cls, agents: Iterable[Agent]) -> AgentSet:
        """Make the result of `|`, `&`, `-` and `^`, where customers may meet other agents."""
        return AgentSet(agents)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Customer]:
        return map(self._gallery.__getitem__, self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, Customer) or agent.crowd is not self._gallery.crowd:
            return False
        if self._present is None:
            self._present = np.zeros(agent.crowd.size, bool)
            self._present[self.rows] = True
        return bool(self._present[agent.row])

    def __getitem__(self, item: int | slice) -> Customer | list[Customer]:
        chosen = self.rows[item].tolist()
        return [self._gallery[row] for row in chosen] if isinstance(item, slice) else self._gallery[chosen]

    def __copy__(self) -> Faces:
        return self._take(self.rows, inplace=False)

    def to_list(self) -> list[Customer]:
        """Return the customers as a list."""
        return list(self)

    def select(
        self,
        filter_func: Callable[[Customer], bool] | None = None,
        at_most: float = inf,
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> Faces:
        """Return the first `at_most` customers (as a float up to 1.0: the share) that pass the filter."""
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        if agent_type is not None and not issubclass(Customer, agent_type):
            at_most = 0
        count = None if at_most == inf else max(0, ceil(at_most))
        if filter_func is None:
            return self._take(self.rows[:count], inplace)
        passing = (row for row in self.rows.tolist() if filter_func(self._gallery[row]))
        return self._take(list(islice(passing, count)), inplace)

    def shuffle(self, inplace: bool = False) -> Faces:
        """Return the customers in random order, the one that Mesa would draw."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._take(rows, inplace)

    def sort(
        self, key: Callable[[Customer], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> Faces:
        """Return the customers sorted by a column, an attribute or a function, highest first."""
        if isinstance(key, str) and key in COLUMNS:
            values = self.get(key)
        else:
            values = list(map(operator.attrgetter(key) if isinstance(key, str) else key, self))
        order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
        return self._take(self.rows[order], inplace)

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Return an attribute of each customer, or a list of several; columns are read without faces."""
        names = [attr_names] if isinstance(attr_names, str) else attr_names
        if not names or not COLUMNS.keys() >= set(names) or handle_missing not in ("error", "default"):
            return super().get(attr_names, handle_missing, default_value)  # type: ignore[no-any-return]
        arrays = [self._gallery.crowd.column(name)[self.rows] for name in names]
        lists = [array.tolist() if array.ndim == 1 else list(array) for array in arrays]
        return lists[0] if isinstance(attr_names, str) else [list(row) for row in zip(*lists, strict=True)]

    def set(self, attr_name: str, value: Any) -> Faces:
        """Give an attribute the same value for each customer."""
        column = self._gallery.crowd.column(attr_name) if attr_name in COLUMNS else None
        if column is not None and np.ndim(value) == column.ndim - 1:
            column[self.rows] = value
        else:
            super().set(attr_name, value)
        return self

    def groupby(
        self, by: Callable[[Customer], Any] | str, result_type: Literal["agentset", "list"] = "agentset"
    ) -> GroupBy:
        """Group the customers by a column, an attribute or a function, into Faces or lists."""
        rows: dict[Any, list[int]] = {}
        for value, row in zip(
            self.get(by) if isinstance(by, str) else map(by, self), self.rows.tolist(), strict=True
        ):
            rows.setdefault(value, []).append(row)
        groups = {value: self._take(chosen, inplace=False) for value, chosen in rows.items()}
        return GroupBy(groups if result_type == "agentset" else {v: list(g) for v, g in groups.items()})

    def add(self, agent: Customer) -> None:
        """Add a customer of the same market, if not yet in the set."""
        if not isinstance(agent, Customer) or agent.crowd is not self._gallery.crowd:
            raise TypeError(f"only customers of the same market can join Faces, not {agent!r}")
        if agent not in self:
            self._take([*self.rows, agent.row], inplace=True)

    def discard(self, agent: Customer) -> None:
        """Take a customer out of the set (it stays in the market), if it is in."""
        if agent in self:
            self._take(self.rows[self.rows != agent.row], inplace=True)

    def remove(self, agent: Customer) -> None:
        """Take a customer out of the set (it stays in the market); raise KeyError if it is not in."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
