"""`tenure classroom` from the command line: the banner, what is refused, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.app.serving import Place, banner
from sim.cli import main

ROOT = Path(__file__).parents[2]
SECONDS = 60.0


@contextmanager
def started(state: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Start the command on a free port; give the process, the address for students, and the banner."""
    command = [
        sys.executable,
        ROOT / "run.py",
        "classroom",
        "--port",
        "0",
        "--jobs",
        "1",
        "--state",
        state,
        *options,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=state.parent
    ) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline().rstrip()]
            while lines[-1] and not lines[-1].startswith("Ctrl-C"):
                lines.append(process.stdout.readline().rstrip())
            (students,) = (line.split()[-1] for line in lines if line.strip().startswith("students"))
            yield process, students, lines
        finally:
            process.kill()


def asked(address: str, data: dict[str, object] | None = None) -> tuple[int, str]:
    headers = {"Content-Type": "application/json"}
    body = None if data is None else json.dumps(data).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, body, headers), timeout=SECONDS
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def awaited(address: str) -> str:
    """Ask until the work is done."""
    until = time.monotonic() + SECONDS * 3
    while time.monotonic() < until:
        status, text = asked(address)
        if status != 202:
            assert status == 200, text
            return text
    raise TimeoutError(address)


def children(pid: int) -> list[int]:
    """Return a process's children and theirs; Linux only."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def alive(pids: list[int]) -> list[int]:
    """Return which processes still live half a second later, zombies not counted."""
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        left = [pid for pid in pids if Path(f"/proc/{pid}").exists() and "State:\tZ" not in status_of(pid)]
        if not left:
            return []
        time.sleep(0.05)
    return left


def status_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return "State:\tZ"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_a_port_says_where_and_ends_in_good_order_with_nothing_left(stop, tmp_path):
    with started(tmp_path / "s.sqlite") as (process, address, lines):
        assert address.startswith("http://127.0.0.1:")
        assert "Only this machine can see it" in "\n".join(lines)
        assert asked(address)[0] == 200
        (teacher,) = (line.split()[-1] for line in lines if "teacher?key=" in line)
        assert asked(teacher.replace("?key=", "?key=not-"))[0] == 403
        processes = children(process.pid)
        assert processes
        process.send_signal(stop)
        assert process.wait(SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == "The classroom is closed.\n"
        assert alive(processes) == []


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_the_server_goes_on(tmp_path):
    with started(tmp_path / "s.sqlite") as (process, address, _):
        film = json.loads(asked(f"{address}api/films", {"scenario": "baseline", "customers": 200})[1])["film"]
        awaited(f"{address}api/films/{film}/opening")
        workers = [
            pid for pid in children(process.pid) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        assert len(workers) == 1
        other = json.loads(asked(f"{address}api/films", {"scenario": "baseline", "customers": 300})[1])[
            "film"
        ]
        os.kill(workers[0], signal.SIGKILL)
        assert asked(address)[0] == 200
        assert json.loads(awaited(f"{address}api/films/{other}/opening"))["about"]["customers"] == 300


@pytest.mark.slow
def test_workers_end_when_the_server_is_killed(tmp_path):
    with started(tmp_path / "s.sqlite") as (process, address, _):
        film = json.loads(asked(f"{address}api/films", {"scenario": "baseline", "customers": 200})[1])["film"]
        awaited(f"{address}api/films/{film}/opening")
        processes = children(process.pid)
        process.kill()
        process.wait(SECONDS)
        assert alive(processes) == []


@pytest.mark.slow
def test_the_same_state_file_brings_back_key_uploads_and_first_films(tmp_path):
    upload = b"extends: baseline\nmonths: 13\n"
    with started(tmp_path / "s.sqlite") as (process, address, lines):
        with urllib.request.urlopen(f"{address}api/uploads", upload, timeout=SECONDS) as answer:
            name = json.loads(answer.read())["scenario"]
        first = json.loads(asked(f"{address}api/films", {"scenario": "baseline"})[1])["film"]
        opening = awaited(f"{address}api/films/{first}/opening")
        awaited(f"{address}api/films/{first}/rest")  # kept in the state file as soon as it is whole
        assert asked(address)[0] == 200
        process.kill()
    with started(tmp_path / "s.sqlite") as (process, address, again):
        key = [line.rpartition("key=")[2] for line in lines if "key=" in line]
        assert key == [line.rpartition("key=")[2] for line in again if "key=" in line]
        first = json.loads(asked(f"{address}api/films", {"scenario": "baseline"})[1])["film"]
        began = time.monotonic()
        assert awaited(f"{address}api/films/{first}/opening") == opening
        assert time.monotonic() - began < 1.0
        film = json.loads(asked(f"{address}api/films", {"scenario": name, "customers": 200})[1])["film"]
        assert json.loads(awaited(f"{address}api/films/{film}/opening"))["about"]["months"] == 13
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0


def refused(capsys, *arguments: object) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["classroom", *map(str, arguments)])
    assert stop.value.code == 2
    return str(capsys.readouterr().err)


def test_a_port_in_use_is_one_clear_error(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = refused(capsys, "--port", port, "--state", tmp_path / "s.sqlite")
    assert error.startswith(f"error: cannot listen at 127.0.0.1, port {port}: address already in use")
    assert "--port" in error


def test_a_host_that_is_not_this_machine_is_one_clear_error(tmp_path, capsys):
    assert "192.0.2.1" in refused(capsys, "--host", "192.0.2.1", "--state", tmp_path / "s.sqlite")


def test_a_state_file_of_something_else_is_one_clear_error(tmp_path, capsys):
    file = tmp_path / "notes.txt"
    file.write_text("dear diary " * 100)
    error = refused(capsys, "--state", file)
    assert error.count("error:") == 1
    assert "file is not a database" in error
    assert "cannot keep the classroom in" in refused(capsys, "--state", file / "s.sqlite")
    assert "unable to open" in refused(capsys, "--state", tmp_path)


def test_a_state_file_in_use_is_one_clear_error(tmp_path, capsys):
    with started(tmp_path / "s.sqlite") as (_, address, _):
        assert asked(address)[0] == 200
        assert "another classroom is using it" in refused(
            capsys, "--state", tmp_path / "s.sqlite", "--port", 0
        )


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_extra_the_error_says_what_to_install(missing, monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith(("sim.app", "starlette", "uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    error = refused(capsys)
    assert f"the classroom needs {missing}" in error
    assert "pip install 'tenure-sim[app]'" in error


def test_the_banner_says_what_a_host_means():
    private = "\n".join(banner(Place("127.0.0.1", 1), "KEY", Path("s")))
    assert "http://127.0.0.1:1/teacher?key=KEY" in private
    assert "Only this machine" in private
    public = "\n".join(banner(Place("0.0.0.0", 1), "KEY", Path("s")))
    for sentence in (
        "Everybody who can reach this machine",
        "Nothing is encrypted",
        "Keep the teacher's link",
    ):
        assert sentence in public
    assert "0.0.0.0" not in public
    assert "http://[::1]:1/" in "\n".join(banner(Place("::1", 1), "KEY", Path("s")))
    assert Place("localhost", 1).is_private
    assert Place("::1", 1).is_private
    assert not Place("192.168.1.2", 1).is_private
