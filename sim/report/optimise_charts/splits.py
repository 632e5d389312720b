"""How the money is split: now, by the analytic answer, and by the best split found."""

from __future__ import annotations

import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS, RIVAL
from sim.report.number import counted
from sim.report.optimised import ANALYTIC, FOUND, OWN, PARTS, SPLITS, Optimised, share
from sim.report.optimised_answer import money_now

NAME = "splits"
_COLOUR = {OWN: COST, ANALYTIC: RIVAL, FOUND: OURS}
_SHORT = {ANALYTIC: "B–D"}


def splits_chart(one: Optimised) -> Chart | Gap:
    """Return the splits side by side."""
    subtitle = f"Share of {one.firm}'s {one.budget} that goes to each line, or is kept"
    wide, narrow = (splits_figure(one, narrow=n) for n in (False, True))
    alt = "Horizontal bars for each part of the budget, in a panel for each split."
    columns = ["part"]
    for name in one.splits:
        columns += [SPLITS[name], "a month"]
    rows = []
    for part in PARTS:
        rows.append([PARTS[part]])
        for name, parts in one.splits.items():
            rows[-1] += [share(parts[part]), money_now(one, name, part)]
    view = View(headline(one), subtitle, wide, Numbers(columns, rows), alt, narrow=narrow)
    free = one.summary["free"]
    fixed = [PARTS[part].lower() for part in PARTS if part not in free]
    notes = [f"{counted(len(fixed), 'part')} stayed as now: {', '.join(fixed)}."] if fixed else []
    return Chart(NAME, [view], notes=notes, wide=True)


def headline(one: Optimised) -> str:
    """Return where the best split puts most more money and where most less, against now."""
    if not one.found_one:
        return "The present split stays"
    now, found = one.splits[OWN], one.splits[FOUND]
    moved = {part: found[part] - now[part] for part in PARTS}
    more, less = max(moved, key=lambda p: moved[p]), min(moved, key=lambda p: moved[p])
    if moved[more] < 0.0005:
        return "The best split found is the present one"
    return (
        f"More for {PARTS[more].lower()}, {share(now[more])} to {share(found[more])}; less for {PARTS[less].lower()}, "
        f"{share(now[less])} to {share(found[less])}"
    )


def splits_figure(one: Optimised, *, narrow: bool = False) -> go.Figure:
    """Return a panel of bars for each split, all on one scale."""
    panels = [
        Panel(
            [Bar(PARTS[part], parts[part], share(parts[part]), _COLOUR[name]) for part in PARTS],
            _SHORT.get(name, SPLITS[name]) if narrow else SPLITS[name],
        )
        for name, parts in one.splits.items()
    ]
    figure = bars_figure(panels, row=46)
    highest = max(max(parts.values()) for parts in one.splits.values())
    reach = [0.0, highest * (2.2 if narrow else 1.45)]
    figure.for_each_xaxis(lambda axis: axis.update(range=reach))
    return figure
