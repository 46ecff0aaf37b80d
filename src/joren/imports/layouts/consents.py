"""Lists of what people allowed and refused: our own export's columns, in English, Japanese and Chinese."""

from __future__ import annotations

from joren.imports.layouts.base import Headers, Layout
from joren.orders.layouts.words import SYNONYMS

_PLAIN: Headers = {
    "customer_id": SYNONYMS["customer"],
    "email": ("email address", *SYNONYMS["email"]),
    "phone": SYNONYMS["phone"],
    "anonymous_id": ("anonymous id",),
    "channel": ("channel", "チャネル", "チャンネル", "配信手段", "渠道"),
    "state": ("state", "status", "consent", "同意", "同意状況", "状態", "状态", "同意状态"),
    "at": (
        "occurred at", "at", "date", "time", "timestamp", "consented at", "opt in time", "日時", "同意日時", "日付",
        "时间", "同意时间", "日期",
    ),
    "basis": ("basis", "legal basis", "根拠", "依据"),
    "source": ("source", "取得元", "登録経路", "来源"),
    "text": ("text", "consent text", "同意文言", "同意文本"),
    "url": ("url", "page", "ページ", "页面", "网址"),
    "ip": ("ip", "ip address", "IPアドレス", "IP地址"),
}  # fmt: skip

CONSENTS = (
    Layout(
        "plain", _PLAIN, ("channel", "state"), (frozenset({"customer_id", "email", "phone", "anonymous_id"}),),
        frozenset({"at"}),
    ),
)  # fmt: skip
