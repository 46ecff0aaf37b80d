"""The version that the tables belong to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """One row: the version that last worked on these tables."""

    version = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        """There is one."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return self.version
