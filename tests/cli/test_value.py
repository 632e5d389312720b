"""`tenure value` from the command line: what it prints, what it refuses, and how much it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main

MOST_SECONDS, MOST_BYTES = 20, 2 * 1024**3
HEAD = "customer_id,date,amount\n"


def _sales(customers: int = 80) -> str:
    """Return the transactions of customers who buy at their own pace in 2024 until they leave unseen."""
    rng = np.random.default_rng(2)
    rows = []
    for n in range(customers):
        day, rate, leave = int(rng.integers(0, 250)), rng.gamma(1, 1 / 20), rng.beta(0.8, 4)
        while day < 360:
            rows.append(f"C{n:03},{np.datetime64('2024-01-01') + day},{rng.gamma(4, 8 + n % 7):.2f}\n")
            if rng.random() < leave:
                break
            day += 1 + int(min(rng.exponential(1 / rate), 10_000))
    return HEAD + "".join(rows)


SALES = _sales()
FILES = [
    "cohorts.parquet", "customers.parquet", "holdout.parquet", "manifest.json", "migration.parquet", "report.html",
    "segments.parquet", "summary.json",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("sales.csv").write_text(SALES, encoding="utf-8")


class Tenure:
    """Runs a command in this process and returns exit code, stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        code = stopped.value.code
        return (code if isinstance(code, int) else 0, *self.capsys.readouterr())


@pytest.fixture
def tenure(capsys: pytest.CaptureFixture[str]) -> Tenure:
    return Tenure(capsys)


def test_value_prints_the_answer_and_writes_a_folder(tenure: Tenure) -> None:
    code, out, err = tenure("value", "sales.csv")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("About ")
    assert "of your 80 customers will buy again in the next 12 months" in lines[0]
    assert any(line.startswith("Worth in the next 12 months") and "EUR" in line for line in lines)
    assert any(line.startswith("Put to the test: for the last ") for line in lines)
    assert lines[-1] == str(Path("outputs/sales/report.html"))
    assert sorted(file.name for file in Path("outputs/sales").iterdir()) == FILES
    assert "\N{NARROW NO-BREAK SPACE}" not in out


def test_quiet_prints_the_path_alone_and_json_the_summary_alone(tenure: Tenure) -> None:
    assert tenure("value", "sales.csv", "--quiet") == (0, f"{Path('outputs/sales/report.html')}\n", "")
    code, out, err = tenure("value", "sales.csv", "--json", "--out", "here")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["report"] == str(Path("here/report.html"))
    assert found["summary"] == json.loads(Path("here/summary.json").read_text("utf-8"))
    assert found["summary"]["customers"] == 80


def test_options_reach_the_numbers_and_the_command_that_repeats_them(tenure: Tenure) -> None:
    text = SALES.replace("customer_id,date,amount", "who,when,paid")
    Path("odd name.csv").write_text(text, encoding="utf-8")
    options = (
        "--customer-column", "who", "--date-column", "when", "--amount-column", "paid", "--until", "2024-10-31",
        "--time-unit", "M", "--horizon", "26", "--horizon-unit", "W", "--discount-rate", "0.05", "--margin", "0.3",
        "--currency", "USD", "--model", "pareto-nbd",
    )  # fmt: skip
    code, out, _ = tenure("value", "odd name.csv", *options, "--format", "csv", "--json", "--out", "here")
    assert code == 0
    summary = json.loads(out)["summary"]
    assert summary["terms"] == {
        "time_unit": "month",
        "horizon": 26.0,
        "horizon_unit": "week",
        "discount_rate": 0.05,
        "margin": 0.3,
        "currency": "USD",
        "model": "pareto-nbd",
    }
    assert summary["until"] == "2024-10-31"
    assert summary["purchase_model"]["name"] == "Pareto/NBD"
    assert (pd.read_csv("here/customers.csv")["customer_id"].nunique()) == summary["customers"]
    command = json.loads(Path("here/manifest.json").read_text("utf-8"))["command"]
    assert command.startswith("tenure value 'odd name.csv' --customer-column who")
    assert "--horizon 26.0 --horizon-unit W" in command
    assert command.endswith("--model pareto-nbd")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv",), "error: the file is not there\n --> nowhere.csv"),
        (("bad.csv",), 'amount is "1,234.50", which is not a number: it has commas between thousands'),
        (("bad.csv",), " --> bad.csv, row 3, column amount\n  = help: write 1234.50"),
        (("sales.csv", "--customer-column", "kunde"), 'there is no column "kunde"'),
        (("sales.csv", "--horizon", "0"), "error: horizon is 0, but must be"),
        (("sales.csv", "--margin", "30"), "error: margin is 30, but must be above 0 and at most 1"),
        (("sales.csv", "--discount-rate", "10"), "error: discount_rate is 10"),
        (("sales.csv", "--until", "2023-12-31"), "there are 0 purchases up to 2023-12-31"),
        (("sales.csv", "--until", "31.12.2024"), "31.12.2024"),
        (("sales.csv", "--model", "weibull"), "weibull"),
    ],
)
def test_wrong_input_is_told_with_exit_code_2_and_nothing_is_written(
    tenure: Tenure, arguments: tuple[str, ...], said: str
) -> None:
    Path("bad.csv").write_text(HEAD + 'A,2024-01-02,1\nA,2024-01-03,"1,234.50"\n', encoding="utf-8")
    code, out, err = tenure("value", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not Path("outputs").exists()


def test_bad_rows_are_counted_and_told_on_request(tenure: Tenure) -> None:
    Path("sales.csv").write_text(SALES + "A,31.12.2024,5\n,2024-01-01,5\n", encoding="utf-8")
    assert tenure("value", "sales.csv")[0] == 2
    code, out, _ = tenure("value", "sales.csv", "--skip-bad-rows")
    rows = len(SALES.splitlines()) + 1
    assert code == 0
    said = (
        f"note: 2 rows of {rows} could not be read and were left out: 1 × unreadable date, 1 × no customer."
    )
    assert said in out
    summary = json.loads(Path("outputs/sales/summary.json").read_text("utf-8"))
    assert summary["skipped"] == {"unreadable date": 1, "no customer": 1}
    assert "1 × unreadable date" in Path("outputs/sales/report.html").read_text("utf-8")


def test_a_model_that_fails_is_a_sentence_and_no_failure(tenure: Tenure) -> None:
    once = "".join(f"C{n},2024-01-{n + 1:02},5\n" for n in range(20))
    Path("once.csv").write_text(HEAD + once, encoding="utf-8")
    code, out, err = tenure("value", "once.csv")
    assert (code, err) == (0, "")
    assert "note: Nobody bought on a second day, so nothing tells how often customers come back" in out
    assert Path("outputs/once/report.html").exists()


def test_dry_run_checks_the_file_and_writes_nothing(tenure: Tenure) -> None:
    code, out, _ = tenure("value", "sales.csv", "--dry-run")
    assert code == 0
    days = sorted(line.split(",")[1] for line in SALES.splitlines()[1:])
    said = f"sales.csv can be read: {len(days)} rows, 80 customers, {days[0]} to {days[-1]}; would write outputs/sales\n"
    assert out == said
    assert not Path("outputs").exists()


@pytest.mark.slow
def test_another_file_s_folder_is_not_overwritten_without_force(tenure: Tenure) -> None:
    Path("other.csv").write_text(SALES, encoding="utf-8")
    assert tenure("value", "sales.csv", "--out", "here")[0] == 0
    assert tenure("value", "sales.csv", "--out", "here")[0] == 0
    code, _, err = tenure("value", "other.csv", "--out", "here")
    assert code == 2
    assert "here holds the valuation of 'sales.csv'" in err
    assert tenure("value", "other.csv", "--out", "here", "--force")[0] == 0


def test_names_from_outside_are_no_marks_of_the_terminal(tenure: Tenure) -> None:
    Path("[bold]x.csv").write_text(SALES, encoding="utf-8")
    _, out, _ = tenure("value", "[bold]x.csv", "--currency", "[red]")
    assert "[red]" in out
    assert "[bold]x" in out.splitlines()[-1]


@pytest.mark.slow
def test_a_million_rows_take_less_than_20_seconds_and_2_gb() -> None:
    resource = pytest.importorskip("resource", reason="memory is measured on Unix only")
    rng = np.random.default_rng(1)
    rate, leave = rng.gamma(0.5, 1 / 25.0, 180_000), rng.beta(0.8, 6, 180_000)
    who, day = np.arange(rate.size), rng.uniform(0, 1094, rate.size)
    bought = [(who, day)]
    while who.size:
        day = day + rng.exponential(1 / rate[who])
        stays = (day < 1095) & (rng.random(who.size) > leave[who])
        who, day = who[stays], day[stays]
        bought.append((who, day))
    customer, days = (np.concatenate(part) for part in zip(*bought, strict=True))
    assert customer.size >= 1_000_000
    table = pd.DataFrame(
        {
            "customer_id": [f"C{number:07}" for number in customer],
            "date": np.datetime64("2022-01-01") + days.astype("timedelta64[D]"),
            "amount": (
                rng.gamma(6, 5, customer.size) * np.where(rng.random(customer.size) < 0.01, -0.5, 1)
            ).round(2),
        }
    )
    table.to_csv("large.csv", index=False)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    house = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", "from sim.cli import main; main()", "value", "large.csv", "--quiet"]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": house}, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    # Processor time, because machines of continuous integration are busy; the work is done by one process.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < MOST_SECONDS
    assert after.ru_maxrss * 1024 < MOST_BYTES
