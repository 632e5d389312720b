"""Elementary effects: what one step of each input changes, and how much that differs from place to place."""

from __future__ import annotations

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS
from sim.report.interval import INTERVAL, LEVEL_TEXT
from sim.report.number import NOTHING
from sim.report.sensitivity_charts.shares import drowned
from sim.report.swept import Swept, between, estimate, over
from sim.report.text import capital, plain


def effects_chart(swept: Swept) -> Chart | Gap | None:
    """Return mean size and spread of the effects of every input."""
    if "morris" not in swept.tables:
        return None
    rows = swept.rows("morris")
    facts = swept.summary["morris"]
    panels = []
    for name, heading in (("mu_star", "Mean size of its effect (μ*)"), ("sigma", "How much it differs (σ)")):
        bars = []
        for number, row in enumerate(rows):
            value = estimate(row, name)
            text = swept.difference()(value.estimate)
            colour = OURS if number == 0 else COST
            bars.append(
                Bar(plain(swept.label(row["parameter"])), value.estimate, text, colour, value.low, value.high)
            )
        panels.append(Panel(bars, heading, 0.28))
    narrow = bars_figure(
        [panel._replace(heading=words, free=0.45) for panel, words in zip(panels, ("μ*", "σ"), strict=True)]
    )
    notes = [
        "μ* is for a step through the whole range of the input, whatever its direction. Where σ is as large as μ*, the "
        "effect depends on where one stands: a curve, or an interaction.",
        swept.noise(facts["noise"]),
        *over(facts["combinations"]),
        *swept.cautions("morris"),
    ]
    subtitle = (
        f"Effects on {swept.outcome}, {swept.averaged}; lines are {LEVEL_TEXT} intervals from resampling "
        f"{facts['trajectories']} trajectories and the replications"
    )
    alt = "Two columns of horizontal bars, the input with the largest mean effect at the top."
    columns = ["input", "key", "μ*", INTERVAL, "μ", INTERVAL, "σ", INTERVAL]
    cells = []
    for row in rows:
        told = []
        for name in ("mu_star", "mu", "sigma"):
            value = estimate(row, name)
            form = swept.difference(value.estimate, value.low, value.high)
            shown = swept.difference() if name != "mu" else form
            told += [shown(value.estimate), between(value, form)] if value.is_known else [NOTHING, NOTHING]
        cells.append([swept.label(row["parameter"]), row["parameter"], *told])
    view = View(headline(swept), subtitle, bars_figure(panels), Numbers(columns, cells), alt, narrow=narrow)
    return Chart("morris", [view], notes=notes, wide=True)


def headline(swept: Swept) -> str:
    """Return what has the largest effect."""
    if swept.drowned("morris"):
        return drowned(swept, "morris")
    first = swept.rows("morris")[0]
    size = f"{swept.difference()(first['mu_star'])} through its range"
    verb = "has" if swept.decides("morris", "mu_star") == "decides" else "seems to have"
    return f"{capital(swept.label(first['parameter']))} {verb} the largest effect on {swept.outcome}: {size}"
