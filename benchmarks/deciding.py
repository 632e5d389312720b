"""What it costs that firms decide: a month with three firms that choose their customers, against `fixed`.

    OPENBLAS_NUM_THREADS=1 python benchmarks/deciding.py

Prints milliseconds of CPU for a month, and the ratio to the same month in which nobody looks at customers. Each figure
is the best of three. The command line keeps NumPy to one thread, because replications fill the cores; so should this.
"""

from __future__ import annotations

from time import process_time

from sim.market.model import Market
from sim.scenario import load_scenario

FIRMS = ("Incumbent", "Challenger", "Follower")
RULES = ("random", "value", "risk", "uplift", "value_uplift", "segment")
MONTHS = 48


def month(overrides: list[str]) -> float:
    """Return milliseconds of CPU for a month, after eight months to compile and to warm up."""
    market = Market(load_scenario("baseline", ["months=60", "warm_up=8", *overrides]))
    for _ in range(8):
        market.step()
    began = process_time()
    for _ in range(MONTHS):
        market.step()
    return (process_time() - began) / MONTHS * 1000


def main() -> None:
    fixed = min(month([]) for _ in range(3))
    print(f"{'fixed':<24}{fixed:>8.2f} ms")
    for rule in RULES:
        targeting = {"share": 0.2, "rule": rule, "hold_out": 0.1}
        overrides = [
            f"firms.{firm}.targeting.{key}={value}" for firm in FIRMS for key, value in targeting.items()
        ]
        spent = min(month(overrides) for _ in range(3))
        print(f"{'targeting: ' + rule:<24}{spent:>8.2f} ms{spent / fixed:>8.2f} ×")


if __name__ == "__main__":
    main()
