"""What each firm's customers are worth, month by month."""

from __future__ import annotations

import pandas as pd

from sim.report import shock
from sim.report.chart import Chart, Gap, View, reads
from sim.report.firm_lines import firm_lines, firm_numbers, firm_table, firms_drawn, measured
from sim.report.number import counted, money, money_form, nice_ticks, tick
from sim.report.run import Run
from sim.report.style import value_axis
from sim.report.text import shortened

NAME = "equity"
TITLE = "What the customers are worth"


@reads("months", NAME, TITLE)
def equity_chart(run: Run) -> Chart | Gap:
    """Return every firm's customer equity over time."""
    table = firm_table(run.months, "customer_equity")
    if table.empty or not table["value"].notna().any():
        return Gap(NAME, TITLE, "No customer equity is on the books.")
    firms = firms_drawn(table, run)
    names = [run.printed(firm) for firm in firms]
    shocks = shock.shocks_of(run.scenario)
    amount = money_form(run.currency)
    wide, narrow = (firm_lines(table, firms, names, amount, shocks, narrow=n) for n in (False, True))
    for figure in (wide, narrow):
        ticks = nice_ticks(*figure.layout.yaxis.range)
        figure.update_yaxes(value_axis(tickvals=ticks, ticktext=[tick(at) for at in ticks]))
    subtitle = (
        f"Customer equity: what the customers of a month are expected to bring yet, discounted, in "
        f"{run.currency or 'money'}; {measured(run, firms)}"
    )
    title = headline(table, run.focus, run.firm, run.currency)
    numbers = firm_numbers(table, firms, names, amount)
    view = View(title, subtitle, wide, numbers, "One line for each firm over the months.", narrow=narrow)
    hidden = len(run.firms) - len(firms)
    more = [f"{counted(hidden, 'firm')} of less worth not drawn."] if hidden else []
    note = "A forecast from margin and expected remaining life by stage; customers still to be won are not in it."
    return Chart(NAME, [view], notes=[note, *more, *shock.notes(shocks, run.last_month)])


def headline(table: pd.DataFrame, firm: str, name: str, currency: str) -> str:
    """Return how the customer equity of the firm in focus went from the first month to the last."""
    own = table[table["firm"] == firm].dropna(subset=["value"])["value"].to_list()
    name = shortened(name, 40)
    if not own:
        return f"The customers of {name} have no known worth"
    first, last = money(own[0], currency), money(own[-1], currency)
    if first == last:
        return f"The customers of {name} are worth {last}"
    return (
        f"The worth of {name}'s customers {'grows' if own[-1] > own[0] else 'falls'} from {first} to {last}"
    )
