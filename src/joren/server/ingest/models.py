"""How far each spool has landed, what was seen before, what could not be used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from joren.events import Reason


class SpoolCursor(models.Model):
    """How far a spool has landed.

    `number` changes in the transaction that lands. The lake keeps its own; `lake_number` is a copy for people to see.
    """

    spool = models.CharField(max_length=32, unique=True)
    number = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    landed_at = models.DateTimeField(null=True)
    lake_number = models.BigIntegerField(default=0)
    lake_landed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, default="")
    """Why landing in the database stands still, if it does."""
    lake_trouble = models.CharField(max_length=500, default="")
    """Why landing in the lake stands still, if it does."""

    def __str__(self) -> str:
        return f"{self.spool} at {self.number}"


class Turn(models.Model):
    """One row: whoever lands takes the next number in their transaction, so that landings are in order."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"turn {self.number}"


class Batch(models.Model):
    """What one transaction landed: which message ids were new in it, and which rows of the present it changed.

    Kept as long as message ids are remembered, and until the lake and its mirror have it.
    """

    number = models.BigIntegerField(primary_key=True)
    cursor = models.ForeignKey(SpoolCursor, on_delete=models.PROTECT)
    after_record = models.BigIntegerField()
    last_record = models.BigIntegerField()
    """It landed the records after the one and up to the other."""
    received_at = models.DateTimeField(db_index=True)
    """When the newest of it was taken in."""
    digests = models.BinaryField()
    """16 bytes of BLAKE2b for each message id that was new, in no order."""
    changed = models.BinaryField()
    """Keys of changed rows, as `joren.server.ingest.changed` packs them."""

    class Meta:
        """Found by what it landed."""

        indexes: ClassVar = [models.Index(fields=["cursor", "last_record"], name="ingest_batch_records")]

    def __str__(self) -> str:
        return f"batch {self.number}"


class MirrorCursor(models.Model):
    """One row: how far the lake's mirror of the present is. The mirror keeps its own number; this is a copy."""

    number = models.BigIntegerField(default=0)
    mirrored_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, default="")

    def __str__(self) -> str:
        return f"mirror at {self.number}"


class Minute(models.Model):
    """What came in during a minute."""

    cursor = models.ForeignKey(SpoolCursor, on_delete=models.PROTECT)
    minute = models.DateTimeField()
    landed = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    class Meta:
        """One row per minute."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["cursor", "minute"], name="ingest_minute_once")]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}: {self.landed}"


class DeadLetter(models.Model):
    """An event that could not be used, as it came, and why."""

    cursor = models.ForeignKey(SpoolCursor, on_delete=models.PROTECT)
    record = models.BigIntegerField()
    position = models.IntegerField()
    received_at = models.DateTimeField(db_index=True)
    write_key = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Reason])
    field = models.CharField(max_length=200)
    detail = models.CharField(max_length=500)
    payload = models.TextField()

    class Meta:
        """One row per event."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cursor", "record", "position"], name="ingest_dead_letter")
        ]

    def __str__(self) -> str:
        return f"{self.reason} at {self.field}"
