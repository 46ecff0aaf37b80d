"""Every address of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from joren.server.connectors.receiving import receive
from joren.server.console.health import healthz
from joren.server.console.intake.views import intake
from joren.server.console.session.views import SignIn, SignOut, set_up

urlpatterns: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("", intake, name="intake"),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", SignOut.as_view(), name="sign-out"),
    path("hooks/<slug:shop>", receive, name="hooks"),
    path("hooks/<slug:shop>/<int:number>", receive, name="hook"),
    path("set-up/<str:token>", set_up, name="set-up"),
]
