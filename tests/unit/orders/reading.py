"""Short ways to read orders in tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joren.orders import Orders, Reason, read_orders

DATA = Path(__file__).parents[2] / "data"


def read(folder: Path, text: str | bytes, *, name: str = "orders.csv", **options: Any) -> Orders:
    """Read orders from a file with this text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_orders(path, **options)


def orders_in(orders: Orders) -> dict[str, dict[str, Any]]:
    """The orders by their number."""
    return {row["order_id"]: row for row in orders.engine.run(orders.orders).to_pylist()}


def bought(orders: Orders) -> list[tuple[str | None, str, int | None]]:
    """Who ordered when for how much, in order."""
    rows = orders.engine.run(orders.orders).to_pylist()
    return sorted(((row["customer_id"], str(row["ordered_on"]), row["value"]) for row in rows), key=str)


def went_back(orders: Orders) -> list[tuple[str | None, str | None, str, int]]:
    """Which order's customer got how much back when."""
    rows = orders.engine.run(orders.refunds).to_pylist()
    found = ((row["order_id"], row["customer_id"], str(row["refunded_on"]), row["value"]) for row in rows)
    return sorted(found, key=str)


def people(orders: Orders) -> dict[str, tuple[str | None, str | None]]:
    """Name and address by customer."""
    return {row["customer_id"]: (row["name"], row["email"]) for row in orders.engine.run(orders.people).to_pylist()}


def left_out(orders: Orders) -> dict[Reason, int]:
    """How many rows were left out for which reason."""
    return {one.reason: one.rows for one in orders.account.left_out}


def balances(orders: Orders) -> bool:
    """Whether every row read is used or left out."""
    account = orders.account
    files = sum(file.rows for file in account.files)
    return files == account.rows_read == account.rows_used + sum(one.rows for one in account.left_out)
