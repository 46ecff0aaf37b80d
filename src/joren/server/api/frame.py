"""What holds for every address of the API, whatever it does: keys, rates, transactions, repeated requests, headers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from joren.collector.request_id import current
from joren.language import speaking
from joren.server.api import callers
from joren.server.api.actions import answer_once
from joren.server.api.deprecation import ENDINGS
from joren.server.api.errors import ApiError, not_found, of_ourselves, of_status
from joren.server.api.rates import Allowance, Buckets

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_KEY = 200


def framed(view: View) -> View:
    """The view, as part of the API. It answers callers with keys, not those who are signed in to the pages."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        caller = callers.current.set(None)
        try:
            with speaking(get_language() or "en"):
                return _finished(request, _in_rate(request, lambda: view(request, *given, **named)))
        finally:
            callers.current.reset(caller)

    answer.login_required = False  # type: ignore[attr-defined]
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _in_rate(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a caller who does not ask too much, with what is left of their rate."""
    caller = callers.caller_of(request)
    callers.current.set(caller)
    allowance = _buckets().take(f"key {caller.key}" if caller else f"address {_address(request)}")
    response = _too_many(allowance) if not allowance.is_granted else _caught(request, view)
    for name, value in allowance.headers().items():
        response.headers[name] = value
    return response


def _caught(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        response = view() if request.method in _SAFE else _changed(request, view)
    except ApiError as error:
        return error.response()
    except Http404:
        return not_found().response()
    except RequestDataTooBig:
        return of_status(413).response()
    except Exception:
        log.exception("api: request %s", current.get())
        return of_ourselves().response()
    if isinstance(response, HttpResponseNotAllowed):
        refused = of_status(405).response()
        refused.headers["Allow"] = response.headers["Allow"]
        return refused
    return response


def _changed(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """One request is one transaction: an answer that is not of success leaves nothing behind."""
    with transaction.atomic():
        response = _once(request, view)
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def _once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    key, caller = request.headers.get("Idempotency-Key"), callers.current.get()
    if key is None or request.method != "POST" or caller is None:
        return view()
    if not 1 <= len(key) <= _MOST_KEY:
        raise ApiError(
            422, "request.field", _("An Idempotency-Key has 1 to 200 characters."), field="Idempotency-Key"
        )  # fmt: skip
    return answer_once(caller, key, request, view)


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache" if request.method in _SAFE else "no-store"
    for name, value in _ending(request).items():
        response.headers[name] = value
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if request.method == "GET" and response.status_code == 200:
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        return _conditional(request, etag, response)
    return response


def _conditional(request: HttpRequest, etag: str, response: HttpResponse) -> HttpResponse:
    """304 when the caller has it already, with the headers of the answer."""
    found = get_conditional_response(request, etag=etag, response=response)
    if found is not None and found is not response:
        for name, value in response.headers.items():
            if name.lower() not in {"content-type", "content-length"}:
                found.headers[name] = value
    return found if isinstance(found, HttpResponse) else response


def _ending(request: HttpRequest) -> Mapping[str, str]:
    """What is said with every answer of an operation that will end."""
    route = request.resolver_match.route if request.resolver_match else ""
    address = _PARAMETER.sub(r"{\1}", route)
    ending = ENDINGS.get(f"{request.method} /{address}")
    return ending.headers() if ending else {}


def _too_many(allowance: Allowance) -> HttpResponse:
    return ApiError(
        429, "rate", _("There were too many requests. Try again in %(count)s s.") % {"count": max(1, allowance.next_in)}
    ).response()


def _address(request: HttpRequest) -> str:
    """Where a caller without a key asks from: the front process says so."""
    return request.headers.get("X-Forwarded-For", "").partition(",")[0].strip()


@cache
def _buckets() -> Buckets:
    return Buckets(settings.OPTIONS.api_rate)
