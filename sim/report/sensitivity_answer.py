"""The answer of an analysed sweep in one sentence, and the four figures that matter."""

from __future__ import annotations

from sim.report.answer import Card
from sim.report.interval import INTERVAL
from sim.report.number import NOTHING, counted, known, percent, percent_form
from sim.report.sensitivity_charts.box import believed, conditions, failure
from sim.report.sensitivity_charts.regret import best, has
from sim.report.sensitivity_charts.shares import drowned
from sim.report.sensitivity_charts.tornado import widest
from sim.report.swept import Swept, between, estimate, lowered, some_of, with_interval
from sim.report.text import capital


def answer(swept: Swept) -> str:
    """Return what decides, which setting has the least regret, and when that fails."""
    parts = [part for part in (_decides(swept), _least_regret(swept), _fails(swept)) if part]
    if not parts:
        return f"Nothing can be told about {swept.outcome} from these runs; the sections below say why."
    return f"{capital('; '.join(parts))}."


def _decides(swept: Swept) -> str:
    """Return which input matters most, by the best analysis that the design allows."""
    name = next((name for name in ("sobol", "scores", "morris") if name in swept.tables), None)
    if name is None:
        return _moves(swept)
    first = swept.rows(name)[0]
    if name == "scores" and first["score"] <= first["chance"]:
        return f"no input goes with {swept.outcome} more than chance would make it"
    if swept.drowned(name):
        return lowered(drowned(swept, name))
    label, form = swept.label(first["parameter"]), percent_form()
    if name == "morris":
        value = estimate(first, "mu_star")
        span = with_interval(value, swept.difference(value.estimate, value.low, value.high))
        verb = "has" if swept.decides("morris", "mu_star") == "decides" else "seems to have"
        size = f"{swept.difference()(value.estimate)} ({span}) through its range"
        return f"{label} {verb} the largest effect on {swept.outcome}: {size}"
    value = estimate(first, "first" if name == "sobol" else "score")
    share = f"{percent(value.estimate)} ({with_interval(value, form)}) of the variance of {swept.outcome}"
    if name == "sobol":
        return f"{label} {swept.decides('sobol', 'total')}: alone it explains {share}"
    return f"{label} {swept.decides('scores', 'score')}: {share} goes with it"


def _moves(swept: Swept) -> str:
    if "tornado" not in swept.tables:
        return ""
    if swept.drowned("tornado"):
        return lowered(drowned(swept, "tornado"))
    first = widest(swept)
    if first is None:
        return f"no input can be told to move {swept.outcome}"
    swing = estimate(first, "swing")
    size, way = abs(swing.estimate), "more" if swing.estimate > 0 else "less"
    form = swept.difference(swing.estimate, swing.low, swing.high)
    span = with_interval(swing, form, f"{INTERVAL} of the change")
    return (
        f"{swept.label(first['parameter'])} moves {swept.outcome} most: {swept.difference()(size)} {way} at "
        f"{swept.name(first['high_value'])} than at {swept.name(first['low_value'])} ({span})"
    )


def _least_regret(swept: Swept) -> str:
    if "robustness" not in swept.tables or _is_luck(swept):
        return ""
    row = best(swept)
    value = estimate(row, "regret")
    span = between(value, swept.difference(value.estimate, value.low, value.high))
    size = f"at most {swept.difference()(value.estimate)} ({span})"
    return f"{swept.name(row['setting'])} {has(row)} the least regret, {size}"


def _fails(swept: Swept) -> str:
    facts = swept.summary.get("failing")
    if not facts or _is_luck(swept):
        return ""
    said = f"{failure(swept)} in {some_of(facts['fails'], facts['points'])}"
    if facts["rival"] is not None and "robustness" in swept.tables:
        said = (
            f"it does worse than {swept.name(facts['rival'])} in {some_of(facts['fails'], facts['points'])}"
        )
    elif facts["strategy"] is not None:
        said = said.replace(f"{swept.name(facts['strategy'])} is", "it is", 1)
    elif not ("limits" in swept.tables and believed(swept)):
        return ""  # without levers and threshold it is half of the futures by definition
    if "limits" in swept.tables and facts["fails"] and believed(swept):
        said += f", mostly when {conditions(swept)}"
    return said


def _is_luck(swept: Swept) -> bool:
    """Return whether the setting with the least regret, which is the strategy that fails, was chosen mostly by luck."""
    return "robustness" in swept.tables and swept.drowned("robustness")


def cards(swept: Swept) -> list[Card]:
    """Return the four figures that matter."""
    found = [_first_card(swept), _noise_card(swept), _regret_card(swept), _failing_card(swept)]
    return [card for card in found if card is not None]


def _first_card(swept: Swept) -> Card | None:
    for name, column, meaning in (
        ("sobol", "total", f"of the variance of {swept.outcome}, with all it does together with others"),
        ("scores", "score", f"of the variance of {swept.outcome} goes with it"),
    ):
        if name in swept.tables and not swept.drowned(name):
            row = swept.rows(name)[0]
            value = estimate(row, column)
            span = with_interval(value, percent_form())
            return Card(capital(swept.label(row["parameter"])), percent(value.estimate), span, meaning, [])
    for name, column, meaning in (
        ("morris", "mu_star", f"mean size of its effect on {swept.outcome}"),
        ("tornado", "swing", f"{swept.outcome} at its high end less that at its low end"),
    ):
        if name in swept.tables and not swept.drowned(name):
            row = swept.rows(name)[0]
            value = estimate(row, column)
            span = with_interval(value, swept.difference(value.estimate, value.low, value.high))
            size = swept.difference()(value.estimate)
            return Card(capital(swept.label(row["parameter"])), size, span, meaning, [])
    return None


def _noise_card(swept: Swept) -> Card:
    facts = swept.summary["noise"]
    runs = f"{counted(swept.summary['points'], 'point')} × {counted(swept.replications, 'replication')}"
    meaning = "of the variance between points: what more replications would take away"
    return Card("Luck", percent(facts["share"]) if known(facts["share"]) else NOTHING, runs, meaning, [])


def _regret_card(swept: Swept) -> Card | None:
    if "robustness" not in swept.tables or _is_luck(swept):
        return None
    row = best(swept)
    value = estimate(row, "regret")
    span = with_interval(value, swept.difference(value.estimate, value.low, value.high))
    meaning = f"the greatest regret of {swept.name(row['setting'])}, the least of all settings"
    return Card("Least regret", swept.difference()(value.estimate), span, meaning, [])


def _failing_card(swept: Swept) -> Card | None:
    facts = swept.summary.get("failing")
    if not facts or _is_luck(swept):
        return None
    share = percent(facts["fails"] / facts["points"])
    return Card(
        "Fails in",
        share,
        f"{some_of(facts['fails'], facts['points'])}",
        f"those in which {failure(swept)}",
        [],
    )
