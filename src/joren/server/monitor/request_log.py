"""Gives every request its id and logs its answer, by the route: an address may hold a secret or a person."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from joren.collector.request_id import current, request_id

log = logging.getLogger("joren.request")

_QUIET = {"healthz", "metrics"}


class RequestLog:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the id as `X-Request-Id`."""
        begin = perf_counter()
        found = request_id(request.headers.get("X-Request-Id", "").encode("ascii", "replace"))
        token = current.set(found)
        try:
            response = self._get_response(request)
            response.headers["X-Request-Id"] = found
            self._log(request, response, perf_counter() - begin)
        finally:
            current.reset(token)
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        if match is not None and match.view_name in _QUIET:
            return
        route = f"/{match.route}" if match is not None else "(unknown)"
        log.info(
            "%s %s %d",
            request.method,
            route,
            response.status_code,
            extra={"status": response.status_code, "ms": round(seconds * 1000, 1)},
        )
