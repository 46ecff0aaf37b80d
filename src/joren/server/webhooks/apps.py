"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Outgoing webhooks."""

    name = "joren.server.webhooks"
    label = "webhooks"
