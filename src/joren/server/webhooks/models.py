"""Where happenings are told to, what is told, and how each try went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DisabledReason(models.TextChoices):
    """Why nothing is sent to an endpoint."""

    NONE = ""
    """It is on."""
    ASKED = "asked"
    """Somebody turned it off."""
    GONE = "gone"
    """It answered 410: it wants nothing any more."""
    FAILING = "failing"
    """It took nothing for days."""


class Endpoint(models.Model):
    """A server that wants to be told of some happenings."""

    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, default="", blank=True)
    events = models.JSONField()
    """Names of events; one that ends in `*` stands for all that begin so."""
    includes_personal = models.BooleanField(default=False)
    """Whether what is sent tells who it was."""
    disabled = models.CharField(max_length=10, choices=DisabledReason, default=DisabledReason.NONE, blank=True)
    disabled_at = models.DateTimeField(null=True)
    secret = models.TextField()
    """What signs, locked in the vault."""
    former_secret = models.TextField(default="", blank=True)
    """What signs too, until `former_until`, so that the receiver can change over. Locked in the vault."""
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    """The first failure since something was taken; None when all is well."""
    paused_until = models.DateTimeField(null=True)
    """Nothing is tried before, since nothing went through or the server asked for it."""

    class Meta:
        """Only known reasons."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(disabled__in=DisabledReason.values), name="webhooks_endpoint_disabled"
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_enabled(self) -> bool:
        """Whether anything is sent there."""
        return not self.disabled


class DeliveryStatus(models.TextChoices):
    """How far telling one endpoint of one happening has got."""

    PENDING = "pending"
    """It is tried at `next_at`."""
    DELIVERED = "delivered"
    """The endpoint answered 2xx."""
    DEAD = "dead"
    """It was tried for three days, or the endpoint was turned off. It may be replayed."""


class Delivery(models.Model):
    """One happening on its way to one endpoint. `body` is what is sent; it is emptied when it has arrived."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, db_index=False)
    webhook_id = models.CharField(max_length=60)
    """The header webhook-id: the same at each try, and at each endpoint, for one happening."""
    name = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    attempts = models.IntegerField(default=0)
    """Tries since it was made or replayed."""
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A happening is told to an endpoint once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "webhook_id"], name="webhooks_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=DeliveryStatus.values), name="webhooks_delivery_status"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["endpoint", "next_at"], condition=models.Q(status=DeliveryStatus.PENDING),
                name="webhooks_delivery_due",
            ),
            models.Index(fields=["endpoint", "status", "id"], name="webhooks_delivery_list"),
            models.Index(fields=["ended_at"], name="webhooks_delivery_ended"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} to {self.endpoint_id}: {self.status}"


class Attempt(models.Model):
    """One try. There are at most as many per delivery as the plan has, and some more for each replay."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE)
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    """The answer's status; None when there was no answer."""
    milliseconds = models.IntegerField()
    error = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return f"{self.status or self.error} at {self.at:%Y-%m-%d %H:%M:%S}"
