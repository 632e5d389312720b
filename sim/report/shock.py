"""Shocks of the scenario, marked on every chart that runs over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import plotly.graph_objects as go

from sim.report.colour import FAINT, QUIET
from sim.report.number import counted, grouped
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_MOST = 20
"""Shocks that have a sign of their own; a chart with more of them would be all signs."""
_FIRST_SIGN = ord("\N{CIRCLED DIGIT ONE}")


class Shock(NamedTuple):
    """Something that happens to a firm or to the whole market: when, for how long, and what is set."""

    month: int
    months: int | None
    firm: str | None
    changes: str
    entry: bool = False
    """Whether it is the entry of the firm into the market."""

    @property
    def when(self) -> str:
        """The time in words."""
        if self.entry:
            return f"in month {self.month}"
        if self.months is None:
            return f"from month {self.month} on"
        return f"from month {self.month}, for {counted(self.months, 'month')}"


def shocks_of(scenario: Scenario) -> list[Shock]:
    """Return the events of a scenario and the entries of firms in the order of time."""
    found = [
        Shock(firm.enters, None, clean(firm.name), "enters the market", entry=True)
        for firm in scenario.firms
        if firm.enters is not None
    ]
    for event in scenario.events:
        firm = clean(event.firm) if event.firm is not None else None
        changes = ", ".join(
            f"{key} {value}" for key, value in leaves(event.set.model_dump(exclude_unset=True))
        )
        found.append(Shock(event.month, event.months, firm, changes))
    return sorted(found, key=lambda shock: shock.month)


def leaves(settings: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Yield every single value below some settings with its path, both as text; what is None is left out."""
    if isinstance(settings, Mapping):
        for name, value in settings.items():
            yield from leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(settings, list | tuple) and any(isinstance(item, Mapping) for item in settings):
        for number, item in enumerate(settings):
            name = item.get("name", number) if isinstance(item, Mapping) else number
            yield from leaves(item, f"{path}[{clean(str(name))}]")
    elif settings is not None:
        yield path, written(settings)


def written(value: Any) -> str:
    """Return a value as a scenario file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return grouped(value) if value == int(value) else f"{value:.10g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(item) for item in value)}]"
    return clean(str(value))


def marked(figure: go.Figure, shocks: Sequence[Shock], last: int) -> None:
    """Draw a dotted line with a sign at every shock within the booked months."""
    for sign, shock in zip(signs(shocks), shocks, strict=True):
        if 0 <= shock.month <= last:
            figure.add_vline(x=shock.month, line={"color": FAINT, "width": 1, "dash": "dot"})
            figure.add_annotation(
                x=shock.month,
                y=1,
                yref="paper",
                yanchor="bottom",
                text=sign,
                showarrow=False,
                font={"color": QUIET, "size": 14},
            )


def notes(shocks: Sequence[Shock], last: int) -> list[str]:
    """Return what the signs stand for."""
    return [
        f"{sign} {shock.when}: {shock.firm or 'the whole market'}{' ' if shock.entry else ', '}{shock.changes}."
        for sign, shock in zip(signs(shocks), shocks, strict=True)
        if 0 <= shock.month <= last
    ]


def signs(shocks: Sequence[Shock]) -> list[str]:
    """Return a sign for each shock: ① … ⑳."""
    return [chr(_FIRST_SIGN + min(number, _MOST - 1)) for number in range(len(shocks))]
