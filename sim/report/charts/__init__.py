"""The charts of a run's report: one file and one figure each, table in, plotly figure out."""
