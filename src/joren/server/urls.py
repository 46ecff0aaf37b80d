"""Every address of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from joren.server.console.health import healthz
from joren.server.console.intake.views import intake
from joren.server.console.session.views import SignIn, SignOut, set_up
from joren.server.storefront import views as storefront

urlpatterns: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("", intake, name="intake"),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", SignOut.as_view(), name="sign-out"),
    path("sdk/joren.js", storefront.newest, name="tracker"),
    path("sdk/joren-<str:version>.js", storefront.of_version, name="tracker-version"),
    path("sdk/joren.json", storefront.about, name="tracker-about"),
    path("set-up/<str:token>", set_up, name="set-up"),
]
