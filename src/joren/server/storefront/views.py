"""The tracker at `/sdk/…`: for anybody's browser, from any page, without a cookie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from joren.server.settings.options import Options
from joren.server.storefront.script import Script, current_script, keep, kept_script

_HOUR = "public, max-age=3600, stale-while-revalidate=86400"
_FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def newest(request: HttpRequest) -> HttpResponseBase:
    """The script of this release: looked at again after an hour."""
    return _answer(request, current_script(), _HOUR)


@login_not_required
@require_safe
def of_version(request: HttpRequest, version: str) -> HttpResponseBase:
    """One version, which never changes."""
    current = current_script()
    script = current if version == current.version else kept_script(version, _folder())
    if script is None:
        raise Http404
    keep(script, _folder())
    return _answer(request, script, _FOR_EVER)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Where the current version lies, and what pins it."""
    script = current_script()
    keep(script, _folder())
    told = {
        "src": f"{settings.OPTIONS.address}/sdk/{script.file}",
        "integrity": script.integrity,
        "bytes": len(script.plain),
        "gzipped": len(script.zipped),
    }
    answer = JsonResponse(told)
    answer.headers["Cache-Control"] = "no-cache"
    return _for_any_page(answer)


def _answer(request: HttpRequest, script: Script, cached: str) -> HttpResponseBase:
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    answer = HttpResponse(script.zipped if is_zipped else script.plain, content_type="text/javascript; charset=utf-8")
    if is_zipped:
        answer.headers["Content-Encoding"] = "gzip"
    etag = f'"{script.version}{"-gzip" if is_zipped else ""}"'
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = cached
    patch_vary_headers(answer, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=_for_any_page(answer)) or answer


def _for_any_page(answer: HttpResponse) -> HttpResponse:
    """Browsers give it to pages of other origins, also to those that ask for isolation."""
    answer.headers["Content-Length"] = str(len(answer.content))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _folder() -> Path:
    options: Options = settings.OPTIONS
    return options.data / "media" / "sdk"
