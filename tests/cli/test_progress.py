"""Progress is silent where nobody watches, and a few lines where a log was asked for."""

import pytest

from sim.cli import progress
from sim.cli.progress import ProgressBar


def test_no_terminal_no_bar(capsys):
    with ProgressBar(3, shown=True) as advance:
        advance(1)
        advance(3)
    assert capsys.readouterr() == ("", "")


def test_a_log_gets_a_line_now_and_then_and_the_last(capsys, monkeypatch):
    clock = iter([0.0, 4.0, 12.0, 13.0, 20.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with ProgressBar(4, shown=True, log=True, words="comparing") as advance:
        for done in (1, 2, 3, 4):
            advance(done)
    out, told = capsys.readouterr()
    assert out == ""
    assert told.splitlines() == ["comparing 2/4, 12 s left", "comparing 4/4, 0 s left"]


@pytest.mark.parametrize("log", [True, False])
def test_quiet_is_quiet(capsys, log):
    with ProgressBar(1, shown=False, log=log) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")
