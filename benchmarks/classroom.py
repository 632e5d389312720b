"""A class of thirty before one server: how long from pressing Run to the first frame, and what it takes.

    python benchmarks/classroom.py [--students 30] [--jobs 2] [--customers 2000]

The students are simulated, each with a session of its own that asks as the page does. All press Run within a second:
first each on a market B of their own beside the same market A, then all on the same pair. Then they play, which asks
the server for nothing. Memory is that of the server and all of its processes: RSS counts shared pages once for each
process, PSS once in all.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import numpy as np

BETWEEN_QUESTIONS = 0.15
"""Seconds between the questions of a page that waits, as in static/source.js."""
PRESS_WITHIN = 1.0
"""Seconds within which everybody presses Run."""
PLAYING = 10.0
"""Seconds of playing."""
SEED = 7
"""Not that of the films which the page opens with: they are made already."""


class Waited(NamedTuple):
    """Seconds from pressing Run, of one student."""

    first_frame: float
    whole: float


class Used(NamedTuple):
    """What all processes of the server have used: bytes now, seconds of CPU so far."""

    rss: int
    pss: int
    server_seconds: float
    worker_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--customers", type=int, default=2000)
    options = parser.parse_args()
    with served(options.jobs) as (address, pid):
        asyncio.run(lesson(address, pid, options.students, options.customers))


@contextmanager
def served(jobs: int) -> Iterator[tuple[str, int]]:
    """Start the classroom on a free port; give its address and its process."""
    with tempfile.TemporaryDirectory() as folder:
        state = str(Path(folder) / "classroom.sqlite")
        began = time.perf_counter()
        command = [
            sys.executable,
            "run.py",
            "classroom",
            "--port",
            "0",
            "--jobs",
            str(jobs),
            "--state",
            state,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                line = next(line for line in server.stdout if "students" in line)
                print(f"port open after {time.perf_counter() - began:.1f} s; load {os.getloadavg()[0]:.1f}")
                yield line.split()[-1].rstrip("/"), server.pid
            finally:
                server.send_signal(signal.SIGINT)
                print(f"ended with exit code {server.wait()}")


async def lesson(address: str, pid: int, students: int, customers: int) -> None:
    side = {"scenario": "baseline", "seed": SEED, "customers": customers}
    prices = [round(0.9 + 0.2 * number / students, 4) for number in range(students)]
    own = [side | {"moves": [{"month": 0, "lever": "price", "value": price}]} for price in prices]
    one = [side | {"seed": SEED + 1}, side | {"seed": SEED + 1, "scenario": "retention-first"}]
    timeout = httpx2.Timeout(60.0)
    async with httpx2.AsyncClient(base_url=address, timeout=timeout) as first:
        began = time.perf_counter()
        await pressed(first, [{"scenario": "baseline"}, {"scenario": "retention-first"}], 0.0)
        print(f"the films of the first page there after {time.perf_counter() - began:.1f} s\n")
    limits = httpx2.Limits(max_connections=6)
    browsers = [httpx2.AsyncClient(base_url=address, timeout=timeout, limits=limits) for _ in range(students)]
    try:
        await asyncio.gather(*(browser.get("/") for browser in browsers))
        print(
            f"{'':34}{'first frame, s':>22}{'whole film, s':>22}{'CPU of workers, server, s':>27}"
            f"{'RSS, MB':>9}{'PSS, MB':>9}{'load':>6}"
        )
        print(f"{'':34}{'median    95 %    last':>22}{'median    95 %    last':>22}")
        await told(f"{students} students, each a B of its own", browsers, pid, [[side, b] for b in own])
        await told(
            f"{students} students, all the same pair",
            browsers,
            pid,
            [one] * students,
        )
        before = used(pid)
        await asyncio.sleep(PLAYING)
        after = used(pid)
        seconds = after.server_seconds + after.worker_seconds - before.server_seconds - before.worker_seconds
        print(f"\nplaying for {PLAYING:.0f} s: {seconds:.2f} s of CPU")
    finally:
        await asyncio.gather(*(browser.aclose() for browser in browsers))


async def told(
    name: str, browsers: list[httpx2.AsyncClient], pid: int, pairs: list[list[dict[str, Any]]]
) -> None:
    """Have everybody press Run, and print what that took."""
    draw = random.Random(1)
    before, peak = used(pid), []
    watching = asyncio.create_task(watch(pid, peak))
    waits = [pressed(b, pair, draw.uniform(0, PRESS_WITHIN)) for b, pair in zip(browsers, pairs, strict=True)]
    waited = await asyncio.gather(*waits)
    watching.cancel()
    after = used(pid)
    cpu = [getattr(after, who) - getattr(before, who) for who in ("worker_seconds", "server_seconds")]
    columns = [shares([getattr(one, field) for one in waited]) for field in Waited._fields]
    rss, pss = (max(getattr(one, field) for one in [after, *peak]) / 1e6 for field in ("rss", "pss"))
    print(
        f"{name:34}{columns[0]:>22}{columns[1]:>22}{cpu[0]:17.1f}{cpu[1]:10.1f}"
        f"{rss:9.0f}{pss:9.0f}{os.getloadavg()[0]:6.1f}"
    )


async def pressed(browser: httpx2.AsyncClient, pair: list[dict[str, Any]], after: float) -> Waited:
    """Press Run after some seconds, and wait for both films as the page does."""
    await asyncio.sleep(after)
    began = time.perf_counter()
    films = [
        (await browser.post("/api/films", json=setup)).raise_for_status().json()["film"] for setup in pair
    ]
    seconds = []
    for part in ("opening", "rest"):
        await asyncio.gather(*(there(browser, f"/api/films/{film}/{part}") for film in films))
        seconds.append(time.perf_counter() - began)
    return Waited(*seconds)


async def there(browser: httpx2.AsyncClient, address: str) -> None:
    """Ask until the answer is there."""
    while (await browser.get(address)).raise_for_status().status_code == 202:
        await asyncio.sleep(BETWEEN_QUESTIONS)


async def watch(pid: int, peak: list[Used]) -> None:
    """Write down what the processes use, again and again."""
    while True:
        peak.append(used(pid))
        await asyncio.sleep(0.5)


def used(pid: int) -> Used:
    """Return what a process and its children use."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    memory = [memory_of(one) for one in (str(pid), *children)]
    rss, pss = (sum(part) for part in zip(*memory, strict=True))
    return Used(rss, pss, cpu_of(str(pid)), sum(map(cpu_of, children)))


def memory_of(pid: str) -> tuple[int, int]:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    values = {line.split()[0]: int(line.split()[1]) * 1024 for line in told[1:] if line.endswith("kB")}
    return values["Rss:"], values["Pss:"]


def cpu_of(pid: str) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def shares(seconds: list[float]) -> str:
    median, high, last = np.quantile(seconds, [0.5, 0.95, 1.0])
    return f"{median:6.2f}{high:8.2f}{last:8.2f}"


if __name__ == "__main__":
    main()
