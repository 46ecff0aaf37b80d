"""Answers that are given again when the same request comes again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from joren.server.accounts.models import Key


class GivenAnswer(models.Model):
    """What was answered to a POST with an `Idempotency-Key`."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, db_index=False)
    idempotency_key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    """Digest of method, address and body."""
    status = models.IntegerField(default=0)
    """0 while the request is at work: nobody else sees the row then."""
    body = models.TextField(default="")
    """Locked in the vault, since a secret that is told once may be in it."""
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        """Each key of a program has idempotency keys of its own."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="api_answer_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.status} to {self.idempotency_key}"
