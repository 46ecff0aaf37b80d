"""Where requests to shops may go, by the settings."""

from __future__ import annotations

from django.conf import settings

from joren.server.outgoing import Reach


def reach() -> Reach:
    """The public internet, and the networks that the settings name."""
    return Reach(settings.OPTIONS.reachable_networks)
