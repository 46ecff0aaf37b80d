"""Compare what the readers find in public data sets with the figures that are published of them.

python benchmarks/published_figures.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from joren.metrics import visit_figures
from joren.orders import Orders, read_orders
from joren.visits import Events, read_events


def figures(orders: Orders) -> dict[str, int]:
    """Customers, orders, pieces and money."""
    table = orders.orders
    found = orders.engine.run(
        table.aggregate(
            customers=table.customer_id.nunique(),
            orders=table.count(),
            pieces=table.quantity.sum(),
            value=table.value.sum(),
        )
    ).to_pylist()[0]
    return {name: int(value) for name, value in found.items()} | {"rows": orders.account.rows_read}


def happened(events: Events) -> dict[str, int]:
    """How often each kind of thing happened, and to how many."""
    rows = events.events
    counted = events.engine.run(rows.group_by("kind").agg(events=rows.count())).to_pylist()
    found = visit_figures(events)
    return {row["kind"]: row["events"] for row in counted} | {
        "rows": events.account.rows_used,
        "people": events.engine.run(rows.agg(people=rows.who.nunique())).to_pylist()[0]["people"],
        "orders": found.orders,
    }


#: What is published of clickstreams, as their files tell it. The first hours of REES46's October 2019 and the first
#: 100,001 rows of Taobao's UserBehavior; in both a view is `product`, a favourite `other`.
_STREAMS = {
    "rees46_multicategory_oct2019_17k.parquet": {"rows": 17_434, "product": 17_055, "cart": 165, "order": 214},
    "taobao_userbehavior_100k.parquet": {
        "rows": 100_001,
        "people": 983,
        "product": 89_710,
        "cart": 5_446,
        "other": 2_744,
        "order": 2_101,
    },
}


def main() -> int:
    """Print each figure beside the published one; the exit status says whether all agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("JOREN_BENCH_DATA", "../shared/data"))
    data = Path(parser.parse_args().data)
    published = {
        # Fader and Hardie (2001), "Forecasting repeat sales at CDNOW"; the master file's own sums.
        "cdnow_master.txt.gz": {
            "customers": 23_570,
            "rows": 69_659,
            "orders": 69_659,
            "pieces": 167_881,
            "value": 250_031_563,
        },
        "cdnow_sample.txt.gz": {"customers": 2_357, "rows": 6_919, "orders": 6_919},
        # UCI Machine Learning Repository 352: number of instances.
        "online_retail.parquet": {"rows": 541_909},
    }
    wrong = 0
    for name, expected in published.items():
        start = time.perf_counter()
        orders = read_orders(data / name)
        seconds = time.perf_counter() - start
        found = figures(orders)
        for figure, value in expected.items():
            wrong += found[figure] != value
            print(f"{name:24} {figure:10} published {value:>12,}  found {found[figure]:>12,}")
        left = sum(one.rows for one in orders.account.left_out)
        print(f"{name:24} {seconds:.2f} s, {left:,} rows left out")
    for name, expected in _STREAMS.items():
        counted = happened(read_events(data / name))
        for figure, value in expected.items():
            wrong += counted[figure] != value
            print(f"{name:24.24} {figure:10} published {value:>12,}  found {counted[figure]:>12,}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
