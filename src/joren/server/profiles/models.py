"""Who the customers are: their ids, what was seen together, and one profile per person.

Times that decide between two writings (`*_us`) are whole microseconds since 1970; the later wins, whichever came first.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from joren.identity import Kind

_KINDS = [(kind.value, kind.value) for kind in Kind]


class Identifier(models.Model):
    """An id that events came with. Its `number` (`joren.identity.number_of`) names it in every table and the lake."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=_KINDS)
    value = models.CharField(max_length=255)
    profile = models.BigIntegerField(db_index=True)
    """Whose it is: the number of a profile. Changed by `actions.recognise` alone."""
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    events = models.BigIntegerField(default=0)
    """Events of which it is the strongest id: over all ids, each event counts once."""
    traits = models.TextField(null=True)
    """What identify calls with it as the strongest id said, as JSON: trait → [value, µs]."""

    class Meta:
        """Only known kinds."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in Kind]), name="profiles_identifier_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Link(models.Model):
    """Two ids that are linked: seen together (a weaker and the strongest of an event), or the same by an alias."""

    weak = models.BigIntegerField()
    """For an alias the former id."""
    strong = models.BigIntegerField(db_index=True)
    """For an alias the present id."""
    is_alias = models.BooleanField(default=False)
    cut_at = models.DateTimeField(null=True)
    """When somebody said that the two are not one person's. A link that was cut stays cut."""

    class Meta:
        """One row per pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["weak", "strong", "is_alias"], name="profiles_link_pair")
        ]

    def __str__(self) -> str:
        return f"{self.weak} – {self.strong}"


class MoveReason(models.TextChoices):
    """Why an id changed hands. The values are stored: they never change."""

    SEEN = "seen"
    """It was seen together with another person's id, or with several people's."""
    CUT = "cut"
    """Somebody cut a link."""
    ERASED = "erased"
    """An id in between was erased."""


class Move(models.Model):
    """An id that went from one profile to another: every merge and every separation, in order."""

    identifier = models.BigIntegerField(db_index=True)
    former = models.BigIntegerField(db_index=True)
    present = models.BigIntegerField(db_index=True)
    moved_at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=MoveReason)

    def __str__(self) -> str:
        return f"{self.identifier}: {self.former} → {self.present}"


class Profile(models.Model):
    """One person as they are now: what follows from their ids and from what happened with them."""

    number = models.BigIntegerField(primary_key=True)
    """The number of the id after which the person is called."""
    kind = models.CharField(max_length=20, choices=_KINDS)
    """That id's kind: `anonymous_id` for a visitor of whom no more is known."""
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    events = models.BigIntegerField(default=0)
    customer_id = models.CharField(max_length=255, null=True)
    email = models.CharField(max_length=254, null=True)
    phone = models.CharField(max_length=32, null=True)
    name = models.CharField(max_length=255, null=True)
    birthday = models.DateField(null=True)
    language = models.CharField(max_length=35, null=True)
    country = models.CharField(max_length=2, null=True)
    traits = models.JSONField(default=dict)
    """Every trait as it was last said."""
    consents = models.JSONField(default=dict)
    """Channel → `granted` or `denied`, as it was last said."""
    orders = models.IntegerField(default=0)
    """Orders that count: paid, not cancelled, no tests."""
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    spent = models.JSONField(default=dict)
    """Currency → paid for goods, net of refunds, in minor units."""

    def __str__(self) -> str:
        return f"profile {self.number}"


class Consent(models.Model):
    """What somebody allowed or refused, with the proof. Rows are only added."""

    message = models.BinaryField(max_length=16, unique=True)
    """The digest of the message that said so."""
    subject = models.BigIntegerField(db_index=True)
    """The id that said so."""
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[("granted", "granted"), ("denied", "denied")])
    occurred_at = models.DateTimeField()
    basis = models.CharField(max_length=60, null=True)
    source = models.CharField(max_length=255, null=True)
    text = models.TextField(null=True)
    """The words that were shown, or their version."""
    url = models.TextField(null=True)
    ip = models.CharField(max_length=45, null=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
