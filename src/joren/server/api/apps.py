"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST for programs."""

    name = "joren.server.api"
    label = "api"
