"""The trap of one retention rate: where it promises too many customers, where too few, and the money at stake."""

from __future__ import annotations

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.number import NOTHING, counted, grouped, money, percent
from sim.report.retention import LAWS, ONE_RATE, SEEN, Trap, trap_of
from sim.report.retention_lines import money_figure, retention_figure, survival_figure
from sim.report.run import Run

NAME = "retention-trap"
TITLE = "What one retention rate hides"
_MOST_MONTHS = 60
"""Months up to which each has a row of its own."""


@reads("relationships", NAME, TITLE)
def retention_trap_chart(run: Run) -> Chart | Gap:
    """Return survival, monthly retention and customer value under one constant rate beside what was seen."""
    trap = trap_of(run)
    if trap is None:
        why = f"Too few relationships with {run.firm} were followed, or seen to end, to compare laws of survival."
        return Gap(NAME, TITLE, why)
    of = f"relationships with {run.firm}, {run.pooled}"
    won = counted(trap.won, "customer") + (" in a replication" if run.replications > 1 else "")
    survival = View(
        headline(trap, run.currency),
        f"Share of customers still there by months since joining: as it was (Kaplan–Meier), by one constant rate, and "
        f"by two laws that let retention change (Weibull; sBG, shifted beta-geometric); {of}",
        survival_figure(trap),
        _survival_numbers(trap, run.currency),
        "Four falling curves; the one of the constant rate crosses the others, and what it gets wrong is shaded.",
        "Survival",
    )
    retention = View(
        retention_headline(trap),
        f"Share of customers who stay for another month, by months since joining: means of several months as it was, "
        f"and the laws month by month; {of}",
        retention_figure(trap),
        _retention_numbers(trap),
        "Steps for what was seen, a level line for the constant rate, and two curves of the other laws.",
        "Monthly retention",
    )
    worth = View(
        money_headline(trap, run.currency),
        f"Discounted profit of a new customer of {run.firm} within {counted(trap.months, 'month')} by each law, and "
        f"what that makes too much, or too little, for all whom it won in the booked months ({won}), in "
        f"{run.currency or 'money'}",
        money_figure(trap, run.currency),
        _money_numbers(trap, run.currency),
        "Two columns of bars, one for each law: a new customer at the left, what is too much for all at the right.",
        "Money at stake",
    )
    return Chart(NAME, [survival, retention, worth], notes=_notes(trap, run))


def headline(trap: Trap, currency: str) -> str:
    """Return until when one rate promises too many customers, or too few, and what it makes of a new one."""
    how = "overstates" if trap.promises_too_many else "understates"
    if trap.is_right:
        said = f"One constant rate misses survival by {percent(trap.error_of(ONE_RATE), 1)} at most"
    elif trap.crossing is None:
        said = f"One constant rate {how} survival throughout"
    else:
        said = f"One constant rate {how} survival until month {trap.crossing}"
    promised, came = (money(trap.worth[law], currency) for law in (ONE_RATE, SEEN))
    if promised == came:
        return f"{said}{' and' if trap.is_right else ', but'} puts a new customer at {promised}, as it was"
    as_expected = trap.is_right or (trap.over(ONE_RATE) * trap.margin > 0) == trap.promises_too_many
    return f"{said}{' and' if as_expected else ', but'} puts a new customer at {promised} instead of {came}"


def retention_headline(trap: Trap) -> str:
    """Return how monthly retention changes with time, and what one rate says."""
    first, last = trap.bins.iloc[0], trap.bins.iloc[-1]
    start, end, rate = (percent(share, 1) for share in (first[SEEN], last[SEEN], trap.rate))
    if start == end:
        return f"Monthly retention is {start} for new and for old customers; one rate says {rate}"
    turns = "rises" if last[SEEN] > first[SEEN] else "falls"
    return (
        f"Monthly retention {turns} from {start} in the first {counted(first['end'], 'month')} "
        f"to {end} after {counted(last['start'], 'month')}; one rate says {rate}"
    )


def money_headline(trap: Trap, currency: str) -> str:
    """Return how much too much or too little one rate promises for all customers won."""
    won = counted(trap.won, "customer")
    if money(trap.worth[ONE_RATE], currency) == money(trap.worth[SEEN], currency):
        return f"One rate promises about as much for the {won} won as was seen"
    over = trap.over(ONE_RATE)
    how = "much" if over > 0 else "little"
    return f"One rate promises {money(abs(over), currency)} too {how} for the {won} won"


def _survival_numbers(trap: Trap, currency: str) -> Numbers:
    step = 1 if trap.months <= _MOST_MONTHS else 3
    rows = [
        [grouped(row["month"]), grouped(row["at_risk"]), *(percent(row[law]) for law in LAWS)]
        for row in trap.table.to_dict("records")
        if row["month"] % step == 0 or row["month"] in (trap.crossing, trap.months)
    ]
    errors = [percent(trap.error_of(law), 1) if law != SEEN else NOTHING for law in LAWS]
    rows.append(["largest error", "", *errors])
    rows.append(["worth of a new customer", "", *(money(trap.worth[law], currency) for law in LAWS)])
    note = "Errors are in hundredths of all customers, against what was seen."
    return Numbers(["months since joining", "followed", *(law.name for law in LAWS.values())], rows, note)


def _retention_numbers(trap: Trap) -> Numbers:
    rows = [
        [
            f"{grouped(row['start'])} to {grouped(row['end'])}",
            grouped(row["at_risk"]),
            *(percent(row[law], 1) for law in LAWS),
        ]
        for row in trap.bins.to_dict("records")
    ]
    return Numbers(["months since joining", "followed", *(law.name for law in LAWS.values())], rows)


def _money_numbers(trap: Trap, currency: str) -> Numbers:
    rows = []
    for column, law in LAWS.items():
        worth = trap.worth[column]
        over = NOTHING if column == SEEN else money(trap.over(column), currency)
        rows.append([law.name, money(worth, currency), money(worth * trap.won, currency), over])
    return Numbers(["law", "a new customer", f"all {grouped(trap.won)} won", "too much"], rows)


def _notes(trap: Trap, run: Run) -> list[str]:
    if trap.is_right:
        why = "Leaving gets neither much rarer nor much more frequent with time: one rate tells survival well enough."
    elif trap.shape < 1:
        why = "Leaving gets rarer with time (Weibull shape below 1): one rate promises too many at first, then too few."
    else:
        why = "Leaving gets no rarer with time (Weibull shape not below 1): one rate promises not too many at first."
    return [
        "Relationships from before the books opened are followed from then on (left-truncated), those that still last "
        "for as long as they were seen (right-censored). The one rate is what the books show: "
        f"all who left by all months lived, {percent(trap.rate, 1)} a month, {percent(trap.rate**12)} a year.",
        why,
        f"Every month is taken to earn what a month earned on average, {money(trap.margin, run.currency)} after goods, "
        f"service and loyalty programme, discounted at {percent(run.scenario.discount_rate)} a year; who leaves in a "
        "month still earns in it. So only retention differs. What comes after the months shown is not counted.",
    ]
