"""Leases: who does a piece of work at present."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Lease(models.Model):
    """A piece of work that one process at a time may do.

    `number` grows each time the lease changes hands. Every write of the work carries it, so that one who was thought
    dead and wakes up late fails instead of writing.
    """

    work = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    class Meta:
        """The number only grows."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(number__gte=0), name="jobs_lease_number")]

    def __str__(self) -> str:
        return f"{self.work} #{self.number}"
