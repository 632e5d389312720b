"""A classroom that is told to stop ends, whatever still runs in it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SERVE = """
import sys
from pathlib import Path
import sim.app.serving as serving
from sim.app.running.lane import Lane

serving.LAST_SECONDS = 1
Lane.close = lambda lane: __import__("time").sleep(600)  # hangs, as a queue to a dead worker can
serving.serve(Path(sys.argv[1]), "127.0.0.1", 0, 1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_hangs_at_its_end_is_ended_all_the_same(stop: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path / "s.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "Ctrl-C stops it" not in process.stdout.readline():
            pass
        time.sleep(3)  # the worker has begun
        process.send_signal(stop)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "The classroom is closed." in said
