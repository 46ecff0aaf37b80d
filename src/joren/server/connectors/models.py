"""Connected shops, how far their past has been fetched, and what they have asked for or announced."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a connection is."""

    WELL = "well", _("Well")
    NEEDS_ATTENTION = "needs_attention", _("Needs attention")
    """The shop no longer lets us in: somebody has to give it a new token."""


class Connection(models.Model):
    """A shop that is connected."""

    shop = models.CharField(max_length=40)
    """The kind of shop: the name of its connector."""
    name = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=300)
    credentials = models.TextField()
    """What opens the shop's API and proves its webhooks: JSON, locked by the vault."""
    settings = models.JSONField(default=dict)
    """What the shop said of itself: currency, time zone."""
    state = models.CharField(max_length=20, choices=State, default=State.WELL)
    trouble = models.CharField(max_length=500, default="")
    """Why it needs attention, or what went wrong last."""
    created_at = models.DateTimeField()
    webhook_at = models.DateTimeField(null=True)
    """When a webhook was last taken in."""
    asked_at = models.DateTimeField(null=True)
    """When the shop last answered a question of ours."""
    webhooks = models.BigIntegerField(default=0)
    unknown_webhooks = models.BigIntegerField(default=0)
    """Webhooks of topics that nothing is made of."""
    refused_webhooks = models.BigIntegerField(default=0)
    """Requests to the webhooks' address whose signature or time was not right."""

    class Meta:
        """The states are those above."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="connectors_connection_state")
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.name}"


class Delivery(models.Model):
    """A webhook that was taken in, by the id that the shop gave it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    delivery = models.CharField(max_length=100)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        """Each once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "delivery"], name="connectors_delivery")]

    def __str__(self) -> str:
        return self.delivery


class Fetch(models.Model):
    """Something that a webhook named and that has to be asked for: an order of which only the id came."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    thing = models.CharField(max_length=200)
    asked = models.BigIntegerField(default=1)
    """How often it was named. One that is named again while it is fetched is fetched once more."""
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    trouble = models.CharField(max_length=500, default="")

    class Meta:
        """Each thing waits once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "kind", "thing"], name="connectors_fetch")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class Progress(models.TextChoices):
    """How a back-fill is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    """It met something that somebody has to look at."""


class BackFill(models.Model):
    """How far one kind of thing (orders, customers …) of a shop's past has been fetched."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    position = models.IntegerField()
    """Kinds are fetched in this order: products before the orders that name them."""
    state = models.CharField(max_length=20, choices=Progress, default=Progress.WAITING)
    cursor = models.JSONField(null=True)
    """Where the next page begins, in the shop's own terms; nothing before the first and after the last."""
    since = models.CharField(max_length=40, default="")
    """Only what changed at or after this moment is fetched; everything, if empty."""
    began_at = models.DateTimeField(null=True)
    """When this walk began: the next one needs nothing older."""
    done_at = models.DateTimeField(null=True)
    things = models.BigIntegerField(default=0)
    calls = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    """How many things the shop says there are, where it says so."""
    trouble = models.CharField(max_length=500, default="")

    class Meta:
        """One walk per kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "kind"], name="connectors_back_fill"),
            models.CheckConstraint(condition=models.Q(state__in=Progress.values), name="connectors_back_fill_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.connection_id}: {self.state}"


class Wish(models.TextChoices):
    """What somebody may ask for about their data."""

    SHOW = "show", _("Show me what you have")
    FORGET = "forget", _("Forget me")
    FORGET_SHOP = "forget_shop", _("Forget all of the shop")


class PrivacyRequest(models.Model):
    """A request about somebody's data that the shop passed on. Somebody has to see to it."""

    connection = models.ForeignKey(Connection, null=True, on_delete=models.SET_NULL)
    """The shop that passed it on; the request outlives the connection."""
    wish = models.CharField(max_length=20, choices=Wish)
    reference = models.CharField(max_length=200)
    customer_id = models.CharField(max_length=255, default="")
    email = models.CharField(max_length=320, default="")
    phone = models.CharField(max_length=40, default="")
    orders = models.JSONField(default=list)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """The same request counts once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "wish", "reference"], name="connectors_privacy_request"),
            models.CheckConstraint(condition=models.Q(wish__in=Wish.values), name="connectors_privacy_request_wish"),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.reference}"
