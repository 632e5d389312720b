from __future__ import annotations

import pandas as pd

from sim.report.run import COLUMNS, Run


def test_firm_in_focus_is_the_first_of_the_scenario(real_run):
    assert real_run.focus == real_run.firm == "Ann"
    assert set(real_run.own_months["firm"]) == {"Ann"}
    assert real_run.begun["start_month"].min() >= 0


def test_table_without_a_column_is_missing_unless_it_is_empty(result):
    tables = result.tables | {
        "months": result.tables["months"].drop(columns="profit"),
        "panel": pd.DataFrame(),
    }
    run = Run.of(tables, {}, result.scenario)
    assert run.missing == {"months"}
    assert run.panel.empty
    assert set(COLUMNS["panel"]) <= set(run.panel.columns)


def test_real_tables_have_every_column_that_is_read(real_run):
    assert not real_run.missing


def test_replications_and_months_are_counted(real_run, make_run, plainly):
    assert (real_run.replications, real_run.booked) == (2, 30)
    assert plainly(real_run.mean_of) == "mean of 2 replications"
    assert make_run(months=[{"firm": "Ann", "month": 4}]).mean_of == "one replication"


def test_names_are_printed_without_what_could_mislead(small, make_run):
    run = make_run(small(count=2))
    assert run.printed("Acme\u202eemcA\n Ltd") == "AcmeemcA Ltd"
    assert run.printed("\n") == "(no name)"
