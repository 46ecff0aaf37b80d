"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """From the spool into the stores."""

    name = "joren.server.ingest"
    label = "ingest"
