"""Tables that follow the database: the newest row of each key, before and after everything is written together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from joren.lake import LakeBusyError
from joren.lake.columns import MIRRORED, PRODUCTS
from joren.lake.mirror import MirrorTable


def products(**names: str) -> pa.Table:
    return pa.Table.from_pylist(
        [{"product_id": key, "variant_id": "", "name": name} for key, name in names.items()], PRODUCTS
    )


def keys(*ids: str) -> pa.Table:
    return products(**dict.fromkeys(ids, "")).select(["product_id", "variant_id"])


def read(table: MirrorTable) -> dict[Any, Any]:
    return dict(duckdb.execute(f"SELECT product_id, name FROM ({table.sql()}) ORDER BY 1").fetchall())  # noqa: S608


@pytest.mark.parametrize("name", MIRRORED)
def test_an_empty_table_has_all_its_columns(tmp_path: Path, name: str) -> None:
    table = MirrorTable.at(tmp_path, name)
    assert [column for column, *_ in duckdb.execute(table.sql()).description or []] == MIRRORED[name][0].names
    assert table.number() == 0


def test_the_newest_row_of_each_key_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = MirrorTable.at(tmp_path, "products")
    table.append(products(a="Tea", b="Cup"), keys(), number=1, lease=1)
    table.append(products(a="Green tea", c="Pot"), keys("b"), number=4, lease=1)
    assert read(table) == {"a": "Green tea", "c": "Pot"}
    assert table.number() == 4
    assert not table.compact_if_due(lease=1)

    monkeypatch.setattr("joren.lake.mirror._RECENT_ROWS", 1)
    assert table.compact_if_due(lease=1)
    assert read(table) == {"a": "Green tea", "c": "Pot"}
    assert table.number() == 4
    table.append(products(b="Cup again"), keys("c"), number=5, lease=1)
    assert read(MirrorTable.at(tmp_path, "products")) == {"a": "Green tea", "b": "Cup again"}


def test_to_append_twice_does_no_harm(tmp_path: Path) -> None:
    table = MirrorTable.at(tmp_path, "products")
    for _ in range(2):
        table.append(products(a="Tea"), keys("b"), number=1, lease=1)
    assert read(table) == {"a": "Tea"}


def test_of_two_that_write_at_once_one_looks_again(tmp_path: Path) -> None:
    first, second = MirrorTable.at(tmp_path, "products"), MirrorTable.at(tmp_path, "products")
    second.number()
    first.append(products(a="Tea"), keys(), number=1, lease=1)
    with pytest.raises(LakeBusyError):
        second.append(products(a="Old"), keys(), number=1, lease=1)
    assert read(second) == {"a": "Tea"}


def test_nothing_personal_is_in_statistics(tmp_path: Path) -> None:
    table = MirrorTable.at(tmp_path, "people")
    person = {"profile": 1, "kind": "customer_id", "customer_id": "secret-customer", "email": "secret@example.com"}
    table.append(
        pa.Table.from_pylist([person], MIRRORED["people"][0]),
        table.columns.empty_table().select([0]),
        number=1,
        lease=1,
    )
    log = "".join(file.read_text() for file in (tmp_path / "people/_delta_log").glob("*.json"))
    assert "secret" not in log
