"""The course of a firm: what it decided month by month, so that it can be taken again with more money on one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.scenario.strategies import LINES, StrategySettings
from sim.strategy.spending import Spending
from sim.strategy.view import Decision, View

Trial = Callable[[StrategySettings, View, Decision], Decision]
"""What a firm does instead of what its strategy decides, in a month; settings: those of the strategy then."""


class _Noted(NamedTuple):
    """A decision, the heads that each line reached, and whether the firm spends rates per head."""

    decision: Decision
    heads: dict[str, int]
    per_head: bool


class Course:
    """Writes down what a firm decides, so that another future of the same firm can decide alike.

    Both methods that decide are trials (`Firm.trial`) of any kind of strategy, the user's own among them.
    """

    def __init__(self) -> None:
        self._noted: dict[int, _Noted] = {}

    def note(self, settings: StrategySettings, view: View, decision: Decision) -> Decision:
        """Return the decision as it is, and write it down."""
        heads = {line: view.heads(line) for line in LINES}
        self._noted[view.month] = _Noted(decision, heads, settings.budget is None)
        return decision

    def again(self, line: str, more: float) -> Again:
        """Return the trial that takes the course again, with more money a month for one line; more ≥ 0."""
        return Again(self, line, more)

    def decided(self, view: View) -> Decision:
        """Return what was decided in the month of the view; KeyError if that month was not noted.

        Who has a budget decides on money, and gets the same sums; who spends rates per head gets the same rates, so
        that customers who came by the added money are looked after like all others. The price is the same.
        """
        noted = self._noted[view.month]
        if not noted.per_head:
            return noted.decision
        money = {}
        for line in LINES:
            before, now = noted.heads[line], view.heads(line)
            spent = getattr(noted.decision.spending, line)
            money[line] = spent * now / before if before and now != before else spent
        return Decision(Spending(**money), noted.decision.price)


class Again:
    """A course taken again with more money for one line. A line that reaches nobody gets none."""

    def __init__(self, course: Course, line: str, more: float) -> None:
        self._course, self._line, self._more = course, line, more
        self.added: dict[int, float] = {}
        """Month → the money that was added in it."""

    def __call__(self, settings: StrategySettings, view: View, decision: Decision) -> Decision:
        """Return what was decided before, and the added money, whatever the strategy wants now."""
        before = self._course.decided(view)
        self.added[view.month] = self._more if view.heads(self._line) else 0.0
        money = {line: getattr(before.spending, line) for line in LINES}
        money[self._line] += self.added[view.month]
        return Decision(Spending(**money), before.price)
