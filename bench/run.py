"""`python -m bench.run`: seeds 10,000 cases, serves as in production, measures, prints a table, writes bench/results.md.

`--cases 500 --open 50 --times 40` for a quick look. Nothing else should be busy on the machine meanwhile.
"""

import argparse
import itertools
import json
import os
import statistics
import sys
from pathlib import Path

import psycopg

from bench.journeys import journeys, measure, signed_in
from bench.place import Place, machine, memory, place, serving

RESULTS = Path(__file__).parent / "results.md"
MOST_QUERIES = 15
MOST_MEMORY = 150
TOGETHER = 8


def main() -> int:
    """0 when every promise is kept."""
    asked = arguments()
    with place(asked.port, asked.workers) as here:
        counts = {}
        for still_open in (10, asked.open):
            here.manage("seed_bench", "--cases", str(asked.cases), "--open", str(still_open))
            counts[still_open] = look(here)
        rows, used = timed(here, asked)
        here.manage("seed_bench", "--cases", str(asked.cases), "--open", "1000")
        counts[1000] = look(here)
    page, kept = report(asked, rows, counts, used)
    print(page)
    if asked.write:
        RESULTS.write_text(page)
    return 0 if kept else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--open", type=int, default=200)
    parser.add_argument("--times", type=int, default=200, help="requests of each kind, with one and with eight browsers")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--no-write", dest="write", action="store_false", help=f"leave {RESULTS.name} alone")
    return parser.parse_args()


def look(here: Place) -> dict[str, dict]:
    """Queries and bare SQL of each page, as the database is now."""
    return json.loads(here.python("bench.queries").splitlines()[-1])


def timed(here: Place, asked: argparse.Namespace) -> tuple[dict[str, list[list[float]]], list[tuple[float, float]]]:
    """Seconds of each journey with one browser and with eight; memory of the workers afterwards."""
    rows: dict[str, list[list[float]]] = {}
    with serving(here) as live:
        browsers = signed_in(live.address, TOGETHER)
        for journey in journeys(*references(here)):
            measure(journey, browsers, TOGETHER * 2)
            rows[journey.name] = [measure(journey, some, asked.times) for some in (browsers[:1], browsers)]
        return rows, [memory(pid) for pid in live.workers()]


def references(here: Place):  # noqa: ANN201 (two iterators of text)
    """Cases to look at and to rate. The thread-safe `next` of itertools hands each out once."""
    with psycopg.connect(here.environment["DATABASE_URL"]) as connection:
        found = connection.execute("select reference from cases_case where stage <> 'closed' and rag <> '' order by id")
        cases = [row[0] for row in found.fetchall()]
    return itertools.cycle(cases), itertools.cycle(cases)


def report(asked: argparse.Namespace, rows: dict, counts: dict, used: list) -> tuple[str, bool]:
    """The page of results, and whether all promises are kept."""
    sizes = list(counts)
    lines = [
        "# Benchmark", "", f"Repeat: `python -m bench.run --cases {asked.cases} --open {asked.open}`.",
        f"Measured on {machine()}; {asked.workers} web processes of 4 threads, PostgreSQL with fsync on the same machine.",
        f"Load average over the minutes around it: {os.getloadavg()[1]:.1f}; on a busy machine every time is longer.",
        "Times are in milliseconds, from the client's first byte sent to the last received.", "",
        "| page | p50 | p95 | p50, 8 at once | p95, 8 at once | bare SQL p50 | ratio | queries at " + " / ".join(map(str, sizes)) + " open |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    kept = True
    for name, (alone, together) in rows.items():
        queries = [counts[size][name]["queries"] for size in sizes]
        kept &= max(queries) <= MOST_QUERIES and len(set(queries)) == 1
        bare = counts[asked.open][name]["bare"]
        ratio = f"{statistics.median(alone) / bare:.1f}" if bare else "–"
        cells = [*spread(alone), *spread(together), f"{bare * 1000:.1f}" if bare else "writes", ratio]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {' / '.join(map(str, queries))} |")
    most = max(pss for pss, _ in used)
    kept &= most <= MOST_MEMORY
    lines += ["", f"Memory per web process after it: {most:.0f} MiB of its own (PSS), "
              f"{max(rss for _, rss in used):.0f} MiB mapped (RSS); promised: {MOST_MEMORY} at most.",
              f"Queries promised: {MOST_QUERIES} at most, session, permissions and trail included, the same at every size.",
              f"All promises kept: {'yes' if kept else 'NO'}.", ""]  # fmt: skip
    return "\n".join(lines), kept


def spread(seconds: list[float]) -> tuple[str, str]:
    """Middle and 95th percentile, in milliseconds."""
    found = sorted(seconds)
    return f"{statistics.median(found) * 1000:.0f}", f"{found[int(len(found) * 0.95) - 1] * 1000:.0f}"


if __name__ == "__main__":
    sys.exit(main())
