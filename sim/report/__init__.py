"""Reports: figures (one function each, table in, plotly figure out) and the pages that they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.report.page import run_report

__all__ = ["run_report"]


def __getattr__(name: str) -> Any:
    """Load the report of a run when it is asked for: whoever needs only a colour or a number need not wait for it."""
    if name == "run_report":
        from sim.report.page import run_report

        return run_report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
