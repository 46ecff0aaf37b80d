"""Who may read the figures: whoever has the token for them, or a key of the API."""

from __future__ import annotations

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest

from joren.server.accounts.keys import is_api_key


def may_read_figures(request: HttpRequest) -> bool:
    """Whether the request carries, as a bearer, `JOREN_METRICS_TOKEN` or a good API key."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    given = given.strip()
    if scheme.lower() != "bearer" or not given:
        return False
    token = settings.OPTIONS.metrics_token
    return bool(token and compare_digest(given.encode(), token.encode())) or is_api_key(given)
