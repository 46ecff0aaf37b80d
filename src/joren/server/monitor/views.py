"""`/metrics`, in the text format of Prometheus."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from joren.server.monitor.access import may_read_figures
from joren.server.monitor.figures import Figures


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every figure, read from the tables at this moment."""
    if not may_read_figures(request):
        answer = HttpResponse("Send JOREN_METRICS_TOKEN or an API key as a bearer.\n", "text/plain", status=401)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(settings.OPTIONS))
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_LATEST)
