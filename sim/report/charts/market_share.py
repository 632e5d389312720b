"""How the firms share the customers, month by month."""

from __future__ import annotations

import pandas as pd

from sim.report import shock
from sim.report.chart import Chart, Gap, View, reads
from sim.report.firm_lines import firm_lines, firm_numbers, firm_table, firms_drawn, measured
from sim.report.number import counted, percent, percent_form
from sim.report.run import Run
from sim.report.style import share_ticks, value_axis
from sim.report.text import shortened

NAME = "market-share"
TITLE = "How the firms share the customers"


@reads("months", NAME, TITLE)
def market_share_chart(run: Run) -> Chart | Gap:
    """Return every firm's share of the customers who have a supplier."""
    if len(run.firms) == 1:
        return Gap(
            NAME, TITLE, f"{run.firm} is alone in this market: all customers who have a supplier are its own."
        )
    table = share_table(run.months)
    if table.empty or not table["value"].notna().any():
        return Gap(NAME, TITLE, "Nobody had a supplier in any booked month.")
    firms = firms_drawn(table, run)
    names = [run.printed(firm) for firm in firms]
    shocks = shock.shocks_of(run.scenario)
    wide, narrow = (firm_lines(table, firms, names, percent_form(), shocks, narrow=n) for n in (False, True))
    for figure in (wide, narrow):
        figure.update_yaxes(value_axis(tickformat=".0%", tickvals=share_ticks(figure.layout.yaxis.range[1])))
    subtitle = f"Share of all customers who have a supplier, at the end of each month; {measured(run, firms)}"
    numbers = firm_numbers(table, firms, names, percent_form())
    alt = "One line for each firm over the months."
    view = View(headline(table, firms, names), subtitle, wide, numbers, alt, narrow=narrow)
    hidden = len(run.firms) - len(firms)
    more = [f"{counted(hidden, 'smaller firm')} not drawn."] if hidden else []
    return Chart(NAME, [view], notes=[*more, *shock.notes(shocks, run.last_month)])


def share_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each firm: month, firm, value, low, high; where nobody has a supplier there is none."""
    totals = months.groupby(["replication", "month"])["customers"].transform("sum")
    return firm_table(
        months.assign(share=months["customers"] / totals.where(totals > 0)), "share", least=0, most=1
    )


def headline(table: pd.DataFrame, firms: list[str], names: list[str]) -> str:
    """Return the shares of the firm in focus and of the largest rival at the end."""
    end = table[table["month"] == table["month"].max()].set_index("firm")["value"].dropna().to_dict()
    rivals = [firm for firm in firms[1:] if firm in end]
    if firms[0] not in end or not rivals:
        return "Nobody has a supplier at the end"
    rival = max(rivals, key=lambda firm: end[firm])
    name, other = shortened(names[0], 40), shortened(names[firms.index(rival)], 40)
    ours, theirs = percent(end[firms[0]]), percent(end[rival])
    if ours == theirs:
        return f"{name} and {other} both end with {ours} of the customers"
    return f"{name} ends with {ours} of the customers, {other} with {theirs}"
