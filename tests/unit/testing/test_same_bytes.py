"""The same shop is the same, byte for byte, however it is asked for."""

from __future__ import annotations

import json
from hashlib import sha256

import pyarrow as pa

from joren.testing.shop import Shop


def texts(shop: Shop, at_once: int) -> list[str]:
    return [text for steps in shop.steps(at_once) for text in shop.landing.calls(steps).to_pylist()]


def test_any_size_of_part_gives_the_same_history(small: Shop) -> None:
    whole = texts(small, 10**9)
    assert texts(small, 61) == whole
    assert texts(small, 1000) == whole


def test_a_shop_of_the_same_settings_is_the_same_and_another_seed_is_another(small: Shop) -> None:
    def digest(shop: Shop) -> str:
        return sha256(b"".join(shop.segment_batches())).hexdigest()

    again = Shop(seed=3, customers=250, days=200)
    assert digest(again) == digest(small)
    assert digest(Shop(seed=4, customers=250, days=200)) != digest(small)


def test_batches_hold_the_calls_in_order(small: Shop) -> None:
    bodies = list(small.segment_batches(70))
    calls = [call for body in bodies for call in json.loads(body)["batch"]]
    assert calls == list(small.calls())
    assert {len(json.loads(body)["batch"]) for body in bodies[:-1]} == {70}


def test_more_customers_change_nothing_about_the_first_ones(small: Shop) -> None:
    more = Shop(seed=3, customers=400, days=200)
    first = small.truth.people()
    same = [name for name in first.column_names if name != "persona"]  # the median order moves with the others
    assert more.truth.people().slice(0, 250).select(same).equals(first.select(same))


def test_tables_are_the_same_whatever_the_parts(small: Shop) -> None:
    tables = list(small.tables())
    assert pa.concat_tables(tables).equals(pa.concat_tables(small.tables()))
    assert pa.concat_tables(tables)["record"].to_pylist() == list(range(1, sum(map(len, tables)) + 1))
