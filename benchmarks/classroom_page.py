"""How long until the first chart is on the screen, and how smoothly the film plays.

    python benchmarks/classroom_page.py

Every visit is a browser without a cache and a seed of its own, so that its two runs of 2,000 customers are computed for
it. Needs Chromium and the extra `test`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).parents[1]
VISITS = 5
PATIENCE = 60_000
"""Milliseconds to wait for what should take three seconds."""


def visit(browser: Browser, link: str, seed: int) -> dict[str, float]:
    """Open the page of play, and return seconds until the first chart is there and until both runs are whole."""
    context = browser.new_context(base_url=link, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"/?seed={seed}&customers=2000&a=baseline&b=retention-first", wait_until="commit")
    expect(page.locator("#markets .drawing svg").first).to_be_attached()
    first = time.perf_counter() - start
    expect(page.locator("#runs > li")).to_have_count(1)
    whole = time.perf_counter() - start
    page.locator("#speed").select_option("20")
    expect(page.locator("#time")).to_have_value("119")
    frames = page.evaluate("performance.getEntriesByName('frame').map((one) => one.duration)")
    context.close()
    return {
        "first chart, s": first,
        "both runs whole, s": whole,
        "median frame, ms": statistics.median(frames),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "run.py", "classroom", "--port", "0", "--state", f"{folder}/state.sqlite"]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        link = next(line.split()[1] for line in server.stdout if line.strip().startswith("students"))
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--disable-gpu"], chromium_sandbox=False
        )
        try:
            visit(browser, link, seed=1)  # the workers are warm when a class comes
            visits = [visit(browser, link, seed=10 + number) for number in range(VISITS)]
        finally:
            browser.close()
            server.terminate()
            server.wait(timeout=30)
    print(f"{VISITS} visits, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in visits[0]:
        values = sorted(one[name] for one in visits)
        print(f"{name:20} median {statistics.median(values):6.2f}   worst {values[-1]:6.2f}")


if __name__ == "__main__":
    main()
