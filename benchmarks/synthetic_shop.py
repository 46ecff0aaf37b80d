"""The made shop at size: how long it takes and how much memory, as tables and as request bodies.

    python benchmarks/synthetic_shop.py [--customers 1000000] [--bodies 10000000] [--out DIR] [--only tables|bodies]

`tables` makes the whole history (some 50 M events for a million customers) as rows of the lake's table; with --out they
are written, a Parquet file for every part. `bodies` makes bodies of POST /v1/batch with 100 calls each until there are
that many events. Each runs in a process of its own, so that each peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from pathlib import Path

from joren.testing.shop import Shop


def tables(customers: int, out: Path | None) -> dict[str, object]:
    import pyarrow.parquet as pq  # noqa: PLC0415  (in the measured process only)

    begin, events = time.perf_counter(), 0
    shop = Shop(seed=1, customers=customers)
    planned = _plan(shop, begin)
    for number, table in enumerate(shop.tables()):
        events += len(table)
        if out is not None:
            pq.write_table(table, out / f"events-{number:05d}.parquet", compression="zstd")
    return planned | _measured("tables", events, begin)


def bodies(customers: int, most: int) -> dict[str, object]:
    begin, events, size = time.perf_counter(), 0, 0
    shop = Shop(seed=1, customers=customers)
    planned = _plan(shop, begin)
    for body in shop.segment_batches(100):
        events, size = events + 100, size + len(body)
        if events >= most:
            break
    return planned | _measured("bodies", events, begin) | {"gigabytes_of_bodies": round(size / 1e9, 2)}


def _plan(shop: Shop, begin: float) -> dict[str, object]:
    rows = len(shop.visits)
    return {"customers": shop.settings.customers, "planned_rows": rows, "plan_s": round(time.perf_counter() - begin, 1)}


def _measured(what: str, events: int, begin: float) -> dict[str, object]:
    seconds, peak = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "what": what, "events": events, "seconds": round(seconds, 1), "cpu_s": round(time.process_time(), 1),
        "events_per_second": round(events / seconds), "peak_gb": round(peak / 1e6, 2),
    }  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--customers", type=int, default=1_000_000)
    ask.add_argument("--bodies", type=int, default=10_000_000)
    ask.add_argument("--out", type=Path, default=None)
    ask.add_argument("--only", choices=("tables", "bodies"), default=None)
    given = ask.parse_args()
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
    runs = {"tables": (tables, given.out), "bodies": (bodies, given.bodies)}
    for name, (run, argument) in runs.items():
        if given.only in {None, name}:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(json.dumps(pool.apply(run, (given.customers, argument))), flush=True)


if __name__ == "__main__":
    main()
