"""Every address of the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from joren.server.api.program import nothing, urls
from joren.server.console.health import healthz
from joren.server.console.intake.views import intake
from joren.server.console.session.views import SignIn, SignOut, set_up
from joren.server.monitor.views import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("", intake, name="intake"),
    path("api/v1/", include(urls())),
    path("api/<path:rest>", nothing),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", SignOut.as_view(), name="sign-out"),
    path("set-up/<str:token>", set_up, name="set-up"),
]
