"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Leases and jobs."""

    name = "joren.server.jobs"
    label = "jobs"
