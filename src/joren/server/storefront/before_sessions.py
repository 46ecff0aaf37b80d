"""Answers `/sdk/…` before sessions, sign-ins and languages look at the request.

They would make the answer differ by cookie and language, and no shared cache could keep it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve


class BeforeSessions:
    """Middleware; stands before the session's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is for any browser; pass on the rest."""
        if not request.path_info.startswith("/sdk/"):
            return self._get_response(request)
        view, given, named = resolve(request.path_info)
        response: HttpResponse = view(request, *given, **named)
        return response
