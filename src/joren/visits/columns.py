"""Which column of a table of events is what, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from joren.errors import InputError
from joren.language import gettext as _

#: What a column may be, and the names under which it is known, the likeliest first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "occurred_at": ("occurred_at", "event_time", "timestamp", "ts", "time", "event_timestamp", "created_at"),
    "name": ("name", "event", "event_type", "event_name", "behavior", "behaviour", "action", "type"),
    "subject": ("subject", "who", "person", "person_id"),
    "customer_id": ("customer_id", "user_id", "userid"),
    "anonymous_id": ("anonymous_id", "anonymousid", "visitor_id", "visitorid", "user_pseudo_id", "client_id"),
    "page": ("page_url", "page_path", "url", "page_location", "page", "path"),
    "referrer": ("page_referrer", "referrer", "referer"),
    "source": ("campaign_source", "utm_source"),
    "medium": ("campaign_medium", "utm_medium"),
    "order_id": ("order_id", "transaction_id", "transactionid"),
    "cart_id": ("cart_id", "checkout_id"),
    "price": ("price",),
    "quantity": ("quantity",),
    "revenue": ("revenue",),
    "total": ("total", "value"),
    "currency": ("currency",),
    "user_agent": ("user_agent", "useragent"),
}

_NEEDED = ("occurred_at", "name")
_SOMEBODY = ("subject", "customer_id", "anonymous_id")


def columns_of(found: Iterable[str], wish: Mapping[str, str], *, somebody: bool) -> dict[str, str]:
    """The table's column for each thing we know. `wish` says it where the names do not; `somebody`: who is known.

    Raises `InputError` when a wished column is not there, or when time, name or person cannot be found.
    """
    held = list(found)
    plain = {name.casefold().replace(" ", "_"): name for name in reversed(held)}
    for meant, name in wish.items():
        if meant not in COLUMNS or name not in held:
            raise InputError(
                _("The events have no column “{name}” for {meant}. They have: {columns}.").format(
                    name=name, meant=meant, columns=", ".join(held)
                ),
                code="events.no_column",
            )
    known = {meant: next((plain[name] for name in names if name in plain), None) for meant, names in COLUMNS.items()}
    chosen = {meant: name for meant, name in known.items() if name is not None} | dict(wish)
    missing = [meant for meant in _NEEDED if meant not in chosen]
    if not somebody and not any(meant in chosen for meant in _SOMEBODY):
        missing.append("customer_id")
    if missing:
        raise InputError(
            _("No column of the events is {missing}. Say which is, as in map={example}. They have: {columns}.").format(
                missing=", ".join(missing), example=f'{{"{missing[0]}": "…"}}', columns=", ".join(held)
            ),
            code="events.no_column",
        )
    return chosen
