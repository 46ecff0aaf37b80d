"""How long the figures about visits take on many events: `python benchmarks/visits_speed.py [MILLIONS]` (default 50).

The events are made by DuckDB by chance: visits of up to twelve events, a quarter as many people as visits.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from joren.journeys import journey_map, moves
from joren.metrics import cart_figures, funnels, landing_pages, source_mix, visit_figures
from joren.visits import carts, read_events, sessions

_EVENTS = """
COPY (
  SELECT (hash(v) % {people})::VARCHAR AS anonymous_id,
    TIMESTAMP '2026-01-01' + to_seconds((hash(v * 7 + 1) % 7776000 + i * (20 + hash(v * 10 + i) % 70))::INT)
      AS occurred_at,
    CASE WHEN i = 0 OR r BETWEEN 82 AND 89 THEN 'page_viewed' WHEN r < 55 THEN 'product_viewed'
      WHEN r < 75 THEN 'product_list_viewed' WHEN r < 82 THEN 'products_searched' WHEN r < 95 THEN 'product_added'
      WHEN r < 98 THEN 'checkout_started' WHEN r < 99 THEN 'order_completed' ELSE 'payment_failed' END AS name,
    '/p/' || (hash(v * 3 + i) % 5000)::VARCHAR AS page_path,
    CASE WHEN i = 0 AND hash(v) % 3 = 0 THEN 'https://www.google.co.jp/' WHEN i = 0 AND hash(v) % 5 = 0
      THEN 'https://t.co/x' END AS page_referrer,
    CASE WHEN r BETWEEN 90 AND 94 THEN 1200 WHEN r = 98 THEN 5000 END::BIGINT AS total
  FROM (SELECT v, i, hash(v * 31 + i) % 100 AS r
    FROM (SELECT range AS v FROM range({visits})) AS visits,
      LATERAL (SELECT unnest(range(0, (1 + hash(v) % 12)::INT)) AS i))
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""


@contextmanager
def told(what: str) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    print(f"{what:<44} {wall:6.1f} s, {cpu:6.1f} s of CPU", flush=True)


def main(millions: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.parquet"
        visits = int(millions * 1e6 / 6.5)
        duckdb.connect().execute(_EVENTS.format(people=visits // 4, visits=visits, file=file))
        with told("read: names, times, what was left out"):
            events = read_events(file)
        print(f"{events.account.rows_used:,} events of {visits // 4:,} people")
        with told("visits"):
            sessions(events)
        with told("conversion and bounce rate"):
            visit_figures(events)
        with told("funnels within a visit, 1, 7 and 30 days"):
            funnels(events)
        with told("landing pages"):
            landing_pages(events)
        with told("carts"):
            carts(events)
            cart_figures(events)
        with told("source mix"):
            source_mix(events)
        with told("moves from place to place"):
            moves(events)
        with told("journey map"):
            journey_map(events)
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 50)
