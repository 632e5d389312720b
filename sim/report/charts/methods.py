"""What each method would have predicted: forecasts of customer lifetime value against what then came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, OURS, RIVAL
from sim.report.failure import failures
from sim.report.forecast_score import LABELS, Score, as_close, closest, looked_ahead, scores_of
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import NOTHING, Form, counted, grouped, known, listed, money, percent, percent_form
from sim.report.run import Run
from sim.report.text import plain

NAME = "methods"
TITLE = "What each method would have predicted"
_ORACLE = "Who knew the expected value"
_CORRELATION = Form(lambda x: grouped(x, 2))


class Luck(NamedTuple):
    """What is left of the errors once luck is taken out, in the one replication whose other futures are known."""

    came: Sequence[Score]
    """Against what came there, the smallest error first."""
    expected: Sequence[Score]
    """Against the expected value there, the smallest error first."""
    oracle: float
    """Error against what came of who knew the expected value of every customer, as a share of the mean profit."""
    noise: float
    """Mean standard error of the expected values, as a share of their mean."""

    def share(self, error: float) -> float:
        """Return how much of an error against what came no method could have avoided, at most all."""
        return min(self.oracle / error, 1.0) if error > 0 else float("nan")


@reads("forecast_scores", NAME, TITLE, wide=True)
def methods_chart(run: Run) -> Chart | Gap:
    """Return the errors of every method against what came, and against the expected value where it is known."""
    own = run.forecast_scores[run.forecast_scores["firm"] == run.focus]
    came = own[own["against"] == "realised"]
    scores = scores_of(came)
    if not scores:
        why = f"No method could tell what the customers of {run.firm} would be worth."
        return Gap(NAME, TITLE, " ".join([why, *failures(came, LABELS)]), wide=True)
    luck = luck_of(own, run.forecasts[run.forecasts["firm"] == run.focus])
    views = [_view(run, scores)] + ([_view_without_luck(run, luck)] if luck else [])
    notes = [
        "Each method saw only what the firm had written down by then. Error: how far off it is for one customer, "
        "whether too high or too low. Bias: how far off it is for all of them together. Rank correlation: whether it "
        "puts customers in the right order, from 0 (blindly) to 1.",
        *_undecided(as_close(came, scores), scores[0].label),
        *_said_of_luck(luck),
        *failures(came, LABELS),
    ]
    return Chart(NAME, views, notes=notes, wide=True, question="Judged by")


def luck_of(own: pd.DataFrame, forecasts: pd.DataFrame) -> Luck | None:
    """Return the errors without luck, None if no expected values are known.

    own: rows of `forecast_scores` of one firm; forecasts: replication, realised, expected, expected_error of it.
    """
    against = own[own["against"] == "expected"]
    there = own[(own["against"] == "realised") & own["replication"].isin(against["replication"])]
    came = scores_of(there)
    expected = [score for score in scores_of(against) if score.name in {other.name for other in came}]
    both = forecasts.dropna(subset=["realised", "expected"])
    both = both[both["replication"].isin(against["replication"])]
    if not expected or both.empty or not both["realised"].mean() > 0:
        return None
    oracle = (both["expected"] - both["realised"]).abs().mean() / both["realised"].mean()
    noise = both["expected_error"].mean() / abs(both["expected"].mean())
    return Luck(came, expected, float(oracle), float(noise))


def headline(scores: Sequence[Score]) -> str:
    """Return which method comes closest, and which is farthest off for all together; the smallest error first."""
    best = closest(scores)
    said = f"{listed(best)} {'comes' if len(best) == 1 else 'come'} closest"
    if len(scores) == 1:
        said = f"{scores[0].label} misses by {percent(scores[0].error.estimate)} of the mean profit"
    biased = [score for score in scores if score.bias.is_known]
    if not biased:
        return said
    worst = max(biased, key=lambda score: abs(score.bias.estimate))
    bias = _rounded(worst.bias.estimate)
    if bias == 0:
        return f"{said}; on average none is off"
    who = "it" if best == [worst.label] else worst.label
    return f"{said}; {who} puts customers {percent(abs(bias))} too {'high' if bias > 0 else 'low'}"


def headline_without_luck(luck: Luck) -> str:
    """Return the error that luck alone makes, beside that of the best method, and who is nearest without luck."""
    best = luck.came[0]
    clear, left = closest(luck.expected), percent(luck.expected[0].error.estimate)
    said = f"Luck alone makes an error of {percent(luck.oracle)}; {best.label} has {percent(best.error.estimate)}"
    if clear == [best.label]:
        return f"{said}, and misses the expected value by {left}, the least of all"
    return f"{said}; nearest to the expected value {'is' if len(clear) == 1 else 'are'} {listed(clear)}, {left} off"


def methods_figure(scores: Sequence[Score], *, narrow: bool = False) -> go.Figure:
    """Return error, bias and rank correlation side by side, a row for each score."""
    headings = (
        ("Error", "Bias", "Ranking")
        if narrow
        else ("Error, in % of the mean profit", "Bias: too high or too low, in %", "Rank correlation")
    )
    best, free = closest(scores), 0.42 if narrow else 0.2
    panels = [
        Panel([_bar(score, score.error, percent, best) for score in scores], headings[0], free),
        Panel([_bar(score, score.bias, signed, best) for score in scores], headings[1], free),
        Panel([_bar(score, score.rank, _CORRELATION, best) for score in scores], headings[2], free),
    ]
    return bars_figure(panels)


def luck_figure(luck: Luck, *, narrow: bool = False) -> go.Figure:
    """Return the error with and without luck on one scale, and the rank correlation with the expected value."""
    headings = (
        ("With luck", "Without", "Ranking")
        if narrow
        else ("Error against what came, in %", "Against the expected value", "Rank correlation with it")
    )
    best, free = closest(luck.expected), 0.42 if narrow else 0.2
    came = {score.name: score.error for score in luck.came}
    sure = Bar(_ORACLE, luck.oracle, percent(luck.oracle), RIVAL)
    nothing, perfect = (
        sure._replace(value=0.0, text=percent(0)),
        sure._replace(value=1.0, text=_CORRELATION(1)),
    )
    with_luck = [_bar(score, came[score.name], percent, best) for score in luck.expected]
    without = [_bar(score, score.error, percent, best) for score in luck.expected]
    order = [_bar(score, score.rank, _CORRELATION, best) for score in luck.expected]
    panels = [
        Panel([sure, *with_luck], headings[0], free),
        Panel([nothing, *without], headings[1], free),
        Panel([perfect, *order], headings[2], free),
    ]
    figure = bars_figure(panels)
    reach = max(figure.layout.xaxis.range[1], figure.layout.xaxis2.range[1])
    figure.update_layout(xaxis={"range": [0, reach]}, xaxis2={"range": [0, reach]})
    return figure


def signed(share: float) -> str:
    """Return a share as a percentage with its sign: +61 %."""
    if not known(share):
        return NOTHING
    return f"{'+' if _rounded(share) > 0 else ''}{percent(_rounded(share))}"


def _rounded(share: float) -> float:
    return float(np.round(share, 2))


def _bar(score: Score, value: Estimate, form: Callable[[float], str], best: Sequence[str]) -> Bar:
    colour = OURS if score.label in best else COST
    length = value.estimate if value.is_known else 0.0
    return Bar(plain(score.label), length, form(value.estimate), colour, value.low, value.high)


def _view(run: Run, scores: Sequence[Score]) -> View:
    subtitle = (
        f"Discounted profit of each customer of {run.firm} {looked_ahead(run)}: what each method predicted, against "
        f"what came; {run.mean_of}{f', lines are {LEVEL_TEXT} intervals' if run.replications > 1 else ''}"
    )
    rows = []
    for score in scores:
        measures = ((score.error, percent_form()), (score.bias, percent_form()), (score.rank, _CORRELATION))
        printed = [
            percent(score.error.estimate),
            signed(score.bias.estimate),
            _CORRELATION(score.rank.estimate),
        ]
        ends = [value.between(form) or NO_INTERVAL for value, form in measures]
        means = [money(mean, run.currency) for mean in (score.predicted, score.true)]
        cells = [cell for pair in zip(printed, ends, strict=True) for cell in pair]
        rows.append([score.label, *cells, *means, grouped(score.replications)])
    columns = ["method", "error", INTERVAL, "bias", INTERVAL, "rank correlation", INTERVAL]
    numbers = Numbers([*columns, "mean predicted", "mean that came", "replications"], rows)
    alt = "Three columns of horizontal bars, the smallest error at the top: error, bias and rank correlation."
    figure, narrow = methods_figure(scores), methods_figure(scores, narrow=True)
    return View(headline(scores), subtitle, figure, numbers, alt, "What came", narrow)


def _view_without_luck(run: Run, luck: Luck) -> View:
    subtitle = (
        f"The same forecasts for customers of {run.firm}, against what came and against the expected value: the mean "
        "over other futures that could have followed; error in % of the mean profit; "
        f"{'the' if run.replications == 1 else 'first of'} {counted(run.replications, 'replication')}"
    )
    came = {score.name: score for score in luck.came}
    rows = [[_ORACLE, percent(luck.oracle), percent(1.0), percent(0.0), percent(0.0), _CORRELATION(1.0)]]
    for score in luck.expected:
        error = came[score.name].error.estimate
        shares = [percent(error), percent(luck.share(error)), percent(score.error.estimate)]
        rows.append([score.label, *shares, signed(score.bias.estimate), _CORRELATION(score.rank.estimate)])
    columns = [
        "method",
        "error against what came",
        "of it luck",
        "error without luck",
        "bias",
        "rank correlation",
    ]
    alt = "Three columns of horizontal bars: errors with luck, errors without it, and rank correlation."
    figure, narrow = luck_figure(luck), luck_figure(luck, narrow=True)
    label = "Expected value"
    return View(headline_without_luck(luck), subtitle, figure, Numbers(columns, rows), alt, label, narrow)


def _undecided(labels: Sequence[str], best: str) -> list[str]:
    if not labels:
        return []
    return [
        f"From these replications it cannot be told whether {best} really comes closer than {listed(labels, 'or')}."
    ]


def _said_of_luck(luck: Luck | None) -> list[str]:
    if luck is None:
        return []
    best = luck.came[0]
    share = luck.share(best.error.estimate)
    part = "no less than" if share == 1 else f"{percent(share)} of"
    return [
        f"Luck: even who knew the expected value of every customer would have missed what came by "
        f"{percent(luck.oracle)} of the mean in the first replication. That is {part} the error of {best.label}, which "
        "no method could have avoided. Errors with luck and without do not add up, for the two partly cancel out. "
        "Expected values are means of some futures only; their own standard error is "
        f"{percent(luck.noise)} of their mean."
    ]
