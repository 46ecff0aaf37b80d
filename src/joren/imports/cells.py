"""What single cells mean: yes and no, countries, days, lists of tags, JSON."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import msgspec

from joren.imports.trouble import RejectedError, Trouble

YES = frozenset({
    "yes", "y", "true", "t", "1", "on", "subscribed", "subscribe", "opted in", "opted-in", "opt in", "opt-in", "granted",
    "active", "confirmed", "consented", "published", "visible", "はい", "有", "あり", "希望する", "希望", "許可",
    "同意", "同意する", "購読", "購読中", "登録", "公開", "是", "已订阅", "订阅", "允许", "上架", "在售", "○", "◯",
})  # fmt: skip
NO = frozenset({
    "no", "n", "false", "f", "0", "off", "unsubscribed", "unsubscribe", "opted out", "opted-out", "opt out", "opt-out",
    "denied", "inactive", "archived", "draft", "hidden", "suppressed", "bounced", "cleaned", "invalid", "complained",
    "いいえ", "無", "なし", "希望しない", "拒否", "同意しない", "解除", "配信停止", "停止", "非公開", "否", "未订阅",
    "退订", "已退订", "拒绝", "不同意", "下架", "×", "✕",
})  # fmt: skip
#: Among these, what says that an address does not work rather than that somebody refused.
BOUNCED = frozenset({"bounced", "cleaned", "invalid", "hard bounce", "hard_bounce", "bounce"})
#: A state that is no word on the matter.
SILENT = frozenset({"never_subscribed", "never subscribed", "not subscribed", "nonsubscribed", "non-subscribed", "pending"})

_TAGS = re.compile(r'"([^"]*)"|([^,、，;]+)')
_decode = msgspec.json.Decoder().decode


def said_yes(text: str | None) -> bool | None:
    """Whether a cell says yes; None when it says neither, or nothing."""
    word = (text or "").strip().casefold().replace("_", " ")
    if word in YES:
        return True
    return False if word in NO else None


def country_of(text: str | None) -> str | None:
    """The ISO code of a country that is given by code or by its name in English, Japanese or Chinese."""
    word = (text or "").strip()
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _countries().get(word.casefold())


@cache
def _countries() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415  (only files with names of countries need it)

    found = {"usa": "US", "uk": "GB", "england": "GB"}
    for language in ("zh_Hans", "zh_Hant", "ja", "en"):
        found |= {
            name.casefold(): code
            for code, name in Locale.parse(language).territories.items()
            if len(code) == 2 and code.isalpha()
        }
    return found


def day_of(text: str | None) -> str | None:
    """A birthday as YYYY-MM-DD; None for what is none, or has no year."""
    parts = re.findall(r"\d+", text or "")
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) < 3:
        return None
    year, month, day = parts[:3]
    if len(year) != 4 and len(parts[2]) == 4:  # the order of day and month cannot be told below 13: neither is taken
        first, second, year = parts[:3]
        month, day = (second, first) if int(first) > 12 else (first, second)
        if int(first) <= 12 and int(second) <= 12 and first != second:
            return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if found.year >= 1900 else None


def tags_of(text: str | None) -> list[str] | None:
    """A list of tags: with commas between, perhaps in quotes; None for nothing."""
    if not text:
        return None
    found = [(quoted or plain).strip() for quoted, plain in _TAGS.findall(text)]
    return [tag for tag in dict.fromkeys(found) if tag][:200] or None


def json_of(text: str | None, kind: type[Any]) -> Any:
    """A cell of JSON that must be of a kind; an empty one for nothing. Raises `RejectedError` for anything else."""
    if text is None:
        return kind()
    try:
        found = _decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise RejectedError(Trouble.BAD_JSON) from None
    if not isinstance(found, kind):
        raise RejectedError(Trouble.BAD_JSON)
    return found
