"""Writes the version down."""

from __future__ import annotations

from joren import __version__
from joren.server import clock
from joren.server.installation.models import Installation


def note_version() -> None:
    """Let the tables say that they belong to this version."""
    if not Installation.objects.filter(pk=1, version=__version__).exists():
        Installation.objects.update_or_create(pk=1, defaults={"version": __version__, "since": clock.now()})
