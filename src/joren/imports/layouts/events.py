"""Lists of events: what happened, when, to whom; every other column is a property of the event."""

from __future__ import annotations

from joren.imports.layouts.base import Headers, Layout
from joren.orders.layouts.words import SYNONYMS

_PLAIN: Headers = {
    "call": ("call",),
    "event": ("event", "event name", "action", "name", "イベント", "イベント名", "行動", "事件", "事件名称", "行为"),
    "at": (
        "occurred at", "timestamp", "event time", "original timestamp", "time", "date", "datetime", "日時", "発生日時",
        "时间", "发生时间", "时间戳",
    ),
    "customer_id": ("user id", *SYNONYMS["customer"]),
    "anonymous_id": ("anonymous id", "device id", "client id", "匿名ID", "デバイスID", "设备ID"),
    "previous_id": ("previous id",),
    "group_id": ("group id",),
    "email": SYNONYMS["email"],
    "phone": SYNONYMS["phone"],
    "message_id": ("message id", "event id", "イベントID", "事件ID"),
    "properties": ("properties", "traits", "プロパティ", "属性"),
    "context": ("context",),
}  # fmt: skip

EVENTS = (Layout("plain", _PLAIN, ("at",), (frozenset({"event", "call"}),), frozenset({"at"})),)
