"""Whom a row is about."""

from __future__ import annotations

from joren.events.limits import ID_CHARACTERS
from joren.identity import normal_email, normal_phone
from joren.imports.facts import Who
from joren.imports.rows import Row
from joren.imports.trouble import RejectedError, Trouble


def who_of(row: Row, country: str | None = None) -> Who:
    """The ids in a row; raises `RejectedError` when it names nobody. `country` is where its telephone is."""
    customer = (row.text("customer_id") or "").lstrip("'")
    if len(customer) > ID_CHARACTERS:
        raise RejectedError(Trouble.NOBODY)
    if customer.endswith(".0") and customer[:-2].isdigit():
        customer = customer[:-2]
    phone = row.text("phone") or row.text("address_phone")
    anonymous = row.text("anonymous_id")
    who = Who(
        customer if customer not in {"", "0", "guest", "Guest"} else None,
        normal_email(row.text("email")),
        normal_phone(phone.lstrip("'"), country) if phone else None,
        anonymous if anonymous and len(anonymous) <= ID_CHARACTERS else None,
    )
    if not who:
        raise RejectedError(Trouble.NOBODY)
    return who
