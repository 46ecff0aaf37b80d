"""The ids by which customers are known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IdKind(models.TextChoices):
    """Where an id comes from."""

    CUSTOMER = "customer_id"
    """The shop's own id of a customer."""
    ANONYMOUS = "anonymous_id"
    """A browser's or device's id."""


class KnownId(models.Model):
    """An id that events came with. Whose it is, is not decided here."""

    kind = models.CharField(max_length=20, choices=IdKind)
    value = models.CharField(max_length=255)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    events = models.BigIntegerField()

    class Meta:
        """One row per id."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="profiles_known_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
