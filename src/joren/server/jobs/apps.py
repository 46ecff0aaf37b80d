"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Leases of background work."""

    name = "joren.server.jobs"
    label = "jobs"
