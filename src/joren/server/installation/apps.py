"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    """Which Joren works on these tables."""

    name = "joren.server.installation"
    label = "installation"
