"""The limits: what the guide says of them is what they are."""

from pathlib import Path

from sim.app.limits import KILO, MEGA, Limits

GUIDE = (Path(__file__).parents[2] / "docs" / "classroom.md").read_text("utf-8")


def test_the_guide_tells_the_limits_as_they_are():
    limits, films = Limits(), Limits().films
    rows = [
        f"| a run | {films.most_customers:,} customers, {films.most_months} months after at most {films.most_warm_up} of"
        f" warm-up, {films.most_firms} firms, {films.most_events} events, {films.most_moves} moves |",
        f"| a request | {limits.body // KILO} kB; headers {limits.headers // KILO} kB; {limits.slow_seconds:.0f} seconds"
        " to arrive |",
        f"| a session | {limits.requests_at_once} requests at once and {limits.requests_per_second:.0f} a second for ever;"
        f" {limits.unfinished} unfinished pieces of work; {limits.uploads_per_hour} uploads an hour |",
        f"| an address | {limits.sessions_per_hour} new sessions an hour, {limits.connections_of_address} connections,"
        f" {limits.uploads_of_address_per_hour} uploads an hour; after {limits.share_seconds:.0f} seconds of worker time it"
        " lets others go first |",
        f"| the server | {limits.line} pieces of work in line, {limits.connections} connections,"
        f" {limits.kept_bytes // MEGA} MB of results, {limits.uploads} uploads (the longest unused goes first) |",
        f"| a worker | {limits.task_seconds:.0f} seconds for a piece of work, {limits.worker_bytes // MEGA} MB beyond its"
        " code (on Linux) |",
    ]
    assert [row for row in rows if row not in GUIDE] == []
