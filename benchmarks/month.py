"""What one simulated customer-month costs: the compiled month beside the same month with plain Mesa objects.

    python benchmarks/month.py              # 100,000 customers, three firms
    python benchmarks/month.py --million    # also 1,000,000 customers × 120 months: time and peak memory

Prints CPU time (one thread, after compilation), so that a busy machine matters little, and memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path
from time import process_time

from sim.market.model import Market
from sim.scenario import load_scenario

CUSTOMERS, MONTHS = 100_000, 24
NANO = 1e9


def compiled_month(customers: int, months: int) -> tuple[float, Market]:
    """Return CPU nanoseconds per customer-month of the market, compilation excluded, and the market."""
    scenario = load_scenario("scenarios/baseline.yaml", {"market.customers": customers})
    market = Market(scenario, seed=1)
    market.step()
    began = process_time()
    for _ in range(months):
        market.step()
    return (process_time() - began) / (customers * months) * NANO, market


def plain_month() -> float:
    """Return CPU nanoseconds per customer-month of plain Mesa objects, measured in a process without compilation."""
    script = Path(__file__).with_name("plain_objects.py")
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    answer = subprocess.run(
        [sys.executable, script], env=environment, check=True, capture_output=True, text=True
    )
    return float(answer.stdout)


def peak_memory() -> float:
    """Return the highest memory of this process so far, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--million", action="store_true", help="also run 1,000,000 customers × 120 months")
    options = parser.parse_args()
    compiled, market = compiled_month(CUSTOMERS, MONTHS)
    objects = plain_month()
    print(f"compiled month   {compiled:10,.0f} ns of CPU per customer-month ({CUSTOMERS:,} customers)")
    print(
        f"plain objects    {objects:10,.0f} ns of CPU per customer-month, {objects / compiled:.0f} × as much"
    )
    print(f"state            {market.crowd.nbytes / CUSTOMERS:10,.0f} bytes per customer in columns")
    del market
    if options.million:
        from sim.market.tables import tables_of

        before = process_time()
        scenario = load_scenario("scenarios/baseline.yaml", {"market.customers": 1_000_000, "warm_up": 0})
        tables_of(Market(scenario, seed=1).run())
        print(
            f"1,000,000 × 120  {process_time() - before:10,.0f} s of CPU, peak memory {peak_memory():,.0f} MB"
        )


if __name__ == "__main__":
    main()
