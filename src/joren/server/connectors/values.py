"""Reads the values that shops send: money as text, times without a zone, ids as numbers, empty text for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

ZERO = Decimal(0)


def compact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not there, and with amounts as the numbers that JSON has."""
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", {})}


def amount(value: Any) -> Decimal:
    """An amount that came as text or number; zero where there is none."""
    return amount_or_none(value) or ZERO


def amount_or_none(value: Any) -> Decimal | None:
    """An amount that came as text or number; None where there is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def text(value: Any) -> str | None:
    """Text, or None for nothing."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    return str(value).strip() or None


def identity(value: Any) -> str | None:
    """An id as text. Shops write 0 for nobody and nothing."""
    found = text(value)
    return None if found == "0" else found


def moment(value: Any, zone: str = "UTC") -> str | None:
    """A time as ISO 8601 in UTC. One without a zone is in `zone`; RFC 2822 and seconds since 1970 are read too."""
    found = _parsed(value)
    if found is None:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    try:
        in_utc = aware.astimezone(UTC)
    except OverflowError:
        return None
    return in_utc.isoformat(timespec="seconds" if in_utc.microsecond == 0 else "milliseconds").replace("+00:00", "Z")


def whole(value: Any) -> int | None:
    """A whole number, or None."""
    try:
        return int(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def gid(value: Any) -> str | None:
    """The id within a global id: 1 of gid://shopify/Order/1?x=y."""
    found = text(value)
    return found.rpartition("/")[2].partition("?")[0] or None if found else None


def _parsed(value: Any) -> datetime | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str) or not value.strip() or value.startswith("0000"):
        return None
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
