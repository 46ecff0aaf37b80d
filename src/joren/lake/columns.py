"""The columns of the table of events."""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("us", tz="UTC")

EVENTS = pa.schema([
    ("day", pa.date32()), ("occurred_at", _TIME), ("received_at", _TIME),
    ("record", pa.int64()), ("position", pa.int32()), ("call", pa.string()), ("name", pa.string()),
    ("message_id", pa.string()), ("subject", pa.int64()),
    ("customer_id", pa.string()), ("anonymous_id", pa.string()),
    ("previous_id", pa.string()), ("group_id", pa.string()),
    ("source", pa.string()), ("write_key", pa.string()),
    ("order_id", pa.string()), ("checkout_id", pa.string()), ("cart_id", pa.string()),
    ("product_id", pa.string()), ("sku", pa.string()), ("category", pa.string()), ("brand", pa.string()),
    ("coupon", pa.string()), ("quantity", pa.float64()), ("currency", pa.string()),
    ("price", pa.int64()), ("revenue", pa.int64()), ("total", pa.int64()), ("tax", pa.int64()),
    ("shipping", pa.int64()), ("discount", pa.int64()),
    ("page_url", pa.string()), ("page_path", pa.string()), ("page_title", pa.string()), ("page_referrer", pa.string()),
    ("campaign_source", pa.string()), ("campaign_medium", pa.string()), ("campaign_name", pa.string()),
    ("properties", pa.string()), ("context", pa.string()),
])  # fmt: skip

#: Files are kept by month: a batch of old events spreads over few files, and a person's history over few as well.
PARTITION = "month"
#: Within a month, what came lately lies apart from what is sorted by person already.
TIER, NEW, SORTED = "tier", "new", "sorted"
STORED = pa.schema([*EVENTS, (PARTITION, pa.date32()), (TIER, pa.string())])
#: Only these columns have statistics in files and log: they keep what was deleted, so nothing personal may be in them.
WITH_STATISTICS = ("occurred_at", "received_at", "record")
#: Whose an event is has statistics in the files alone, which are rewritten when somebody is erased; not in the log.
SORTED_BY = ("subject", "occurred_at")

_LINE = pa.struct([
    ("product_id", pa.string()), ("variant_id", pa.string()), ("sku", pa.string()), ("name", pa.string()),
    ("category", pa.string()), ("brand", pa.string()), ("price", pa.int64()), ("quantity", pa.float64()),
    ("discount", pa.int64()),
])  # fmt: skip
_REFUND = pa.struct([("refunded_at", _TIME), ("total", pa.int64()), ("revenue", pa.int64())])

#: The present, mirrored. Keys come first; `version` and `is_gone` are the mirror's own (`joren.lake.mirror`).
PEOPLE = pa.schema([
    ("profile", pa.int64()), ("kind", pa.string()), ("first_seen_at", _TIME), ("last_seen_at", _TIME),
    ("events", pa.int64()), ("customer_id", pa.string()), ("email", pa.string()), ("phone", pa.string()),
    ("name", pa.string()), ("birthday", pa.date32()), ("language", pa.string()), ("country", pa.string()),
    ("orders", pa.int32()), ("first_order_at", _TIME), ("last_order_at", _TIME), ("spent", pa.string()),
    ("consents", pa.string()), ("traits", pa.string()),
])  # fmt: skip
IDS = pa.schema([("subject", pa.int64()), ("profile", pa.int64())])
ORDERS = pa.schema([
    ("order_id", pa.string()), ("subject", pa.int64()), ("number", pa.string()), ("placed_at", _TIME),
    ("currency", pa.string()), ("total", pa.int64()), ("revenue", pa.int64()), ("tax", pa.int64()),
    ("shipping", pa.int64()), ("discount", pa.int64()), ("coupon", pa.string()), ("cart_id", pa.string()),
    ("financial_status", pa.string()), ("fulfilment_status", pa.string()), ("is_test", pa.bool_()),
    ("cancelled_at", _TIME), ("refunded", pa.int64()), ("refunded_revenue", pa.int64()), ("is_told", pa.bool_()),
    ("lines", pa.list_(_LINE)), ("refunds", pa.list_(_REFUND)),
])  # fmt: skip
CARTS = pa.schema([
    ("key", pa.string()), ("subject", pa.int64()), ("currency", pa.string()), ("total", pa.int64()),
    ("started_at", _TIME), ("last_activity_at", _TIME), ("checkout_at", _TIME), ("ordered_at", _TIME),
    ("cleared_at", _TIME), ("longest_pause_seconds", pa.int64()), ("items", pa.list_(_LINE)),
])  # fmt: skip
PRODUCTS = pa.schema([
    ("product_id", pa.string()), ("variant_id", pa.string()), ("sku", pa.string()), ("name", pa.string()),
    ("category", pa.string()), ("brand", pa.string()), ("price", pa.int64()), ("currency", pa.string()),
    ("url", pa.string()), ("image_url", pa.string()), ("is_active", pa.bool_()), ("stock", pa.int32()),
    ("deleted_at", _TIME),
])  # fmt: skip

#: The mirrored tables: columns, and how many of the first are the key.
MIRRORED = {
    "people": (PEOPLE, 1),
    "ids": (IDS, 1),
    "orders": (ORDERS, 1),
    "carts": (CARTS, 1),
    "products": (PRODUCTS, 2),
}
