"""What it costs to draw the report of a run: each chart by itself, and the page as a whole.

    tenure run scenarios/baseline.yaml
    python benchmarks/report.py outputs/baseline

Prints CPU time and the size of each chart's figures.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import process_time

import pandas as pd

from sim.report import run_report
from sim.report.chart import Chart
from sim.report.page import SECTIONS
from sim.report.run import Run
from sim.scenario import load_scenario


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of a run")
    folder = parser.parse_args().folder
    tables = {file.stem: pd.read_parquet(file) for file in folder.glob("*.parquet")}
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    scenario = load_scenario(str(folder / "scenario.yaml"))
    run = Run.of(tables, summary, scenario)
    print(f"{len(run.relationships):,} relationships, {len(run.forecasts):,} forecasts")
    print(f"{'chart':<16}{'CPU seconds':>12}{'kB':>8}")
    for section in SECTIONS:
        for draw in section.charts:
            began = process_time()
            chart = draw(run)
            seconds = process_time() - began
            figures = [view.figure.to_json() for view in chart.views] if isinstance(chart, Chart) else []
            print(f"{chart.name:<16}{seconds:>12.2f}{sum(map(len, figures)) / 1000:>8.0f}")
    began = process_time()
    page = run_report(tables, summary, scenario, {"command": ""})
    print(f"{'page':<16}{process_time() - began:>12.2f}{len(page.encode()) / 1000:>8.0f}")


if __name__ == "__main__":
    main()
