"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Templates and styles."""

    name = "joren.server.console"
    label = "console"
