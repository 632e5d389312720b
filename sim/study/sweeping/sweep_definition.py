"""A sweep: one base, what is varied in it, what is looked at, and how often each point is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sim.study.sweeping.designs import Design
from sim.study.sweeping.model import Model
from sim.study.sweeping.parameters import Parameter


@dataclass(frozen=True)
class Sweep:
    """What is run, and what is kept of it.

    name: the stem of its file, which says whose an output folder is; parameters: uncertainties first, then levers, each
    in the order of the file, which is the order of a sample's axes; outcomes: names as in `OUTCOMES`, of the firm in
    focus, or `Firm.name`; firm: the one in focus; base: the base scenario's value of every parameter; constants: what
    is put into the base at all points; keep: tables kept as a whole; text: of its file; base_name, base_text: of the
    base scenario, with the constants in it. Replication k of every point has the luck of (seed, k).
    """

    name: str
    parameters: tuple[Parameter, ...]
    outcomes: tuple[str, ...]
    model: Model
    design: Design = field(default_factory=Design)
    replications: int = 1
    seed: int = 1
    firm: str = ""
    base: Mapping[str, Any] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    text: str = ""
    base_name: str = ""
    base_text: str = ""

    @property
    def uncertainties(self) -> tuple[Parameter, ...]:
        """Parameters that nobody can choose."""
        return tuple(p for p in self.parameters if p.role == "uncertainty")

    @property
    def levers(self) -> tuple[Parameter, ...]:
        """Parameters that the firm can choose."""
        return tuple(p for p in self.parameters if p.role == "lever")

    def described(self) -> dict[str, Any]:
        """Return the sweep as plain data, as the manifest of its folder tells it."""
        return {
            "sweep": self.name,
            "base": self.base_name,
            "firm": self.firm,
            "outcomes": list(self.outcomes),
            "parameters": [p.described() for p in self.parameters],
            "constants": dict(self.constants),
            "base_values": dict(self.base),
            "design": asdict(self.design),
            "replications": self.replications,
            "seed": self.seed,
            "keep": list(self.keep),
        }

    def column_of(self, outcome: str) -> tuple[str, str]:
        """Return firm and name of an outcome as the sweep calls it: `profit` or `Challenger.profit`."""
        return firm_and_name(outcome, self.firm)


def firm_and_name(outcome: str, focus: str) -> tuple[str, str]:
    """Return firm and name of an outcome; without a firm before the last dot it is that of the firm in focus."""
    firm, dot, name = outcome.rpartition(".")
    return (firm, name) if dot else (focus, name)
