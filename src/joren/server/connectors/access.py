"""The only way in which a face gets a connection."""

from __future__ import annotations

from django.http import Http404

from joren.server.connectors.models import Connection


def access_for_webhook(shop: str, number: int | None) -> Connection:
    """The connection that a webhook's address names. Who sends it proves by its signature that they may.

    Raises `Http404` for none, and for an address without a number when there are several.
    """
    found = list(Connection.objects.filter(shop=shop, **({} if number is None else {"pk": number}))[:2])
    if len(found) != 1:
        raise Http404
    return found[0]
