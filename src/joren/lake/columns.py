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

PARTITION = "day"
#: Only these columns have statistics in files and log: they keep what was deleted, so nothing personal may be in them.
WITH_STATISTICS = ("occurred_at", "received_at", "record")
