"""Reports: figures (one function each, table in, plotly figure out) and the pages that they stand on."""

from sim.report.page import run_report

__all__ = ["run_report"]
