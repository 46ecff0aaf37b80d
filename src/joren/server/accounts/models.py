"""Users, the link that makes the first one, and keys."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do here."""

    OWNER = "owner", _("Owner")
    """Everything."""
    MARKETER = "marketer", _("Marketer")
    """Work with customers and messages; see how the shop is connected."""
    SUPPORT = "support", _("Support agent")
    """Look customers up and write to them."""
    ANALYST = "analyst", _("Analyst")
    """See numbers, but nobody's name, address or what they wrote."""
    DEVELOPER = "developer", _("Developer")
    """Connect the shop: keys, webhooks, settings. Nobody's name or address."""


class Users(BaseUserManager["User"]):
    """Finds people by e-mail address, however they write it."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user who signs in."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works for the shop. They sign in by e-mail address."""

    email = models.EmailField(max_length=254, unique=True)
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = Users()

    USERNAME_FIELD = "email"

    class Meta:
        """One account per address, however it is written."""

        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_user_role"),
        ]

    def __str__(self) -> str:
        return self.email


class SetUpLink(models.Model):
    """A link by which the first owner makes their account. It works once, and only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"set-up link of {self.created_at:%Y-%m-%d %H:%M}"


class KeyKind(models.TextChoices):
    """What a key opens."""

    WRITE = "write", _("Write")
    """Sending events in. It stands in web pages, so it opens nothing else."""
    API = "api", _("API")
    """Reading and changing what is stored here."""


class Key(models.Model):
    """A key of a program. Only its digest is kept; `name` tells it apart where it is shown."""

    kind = models.CharField(max_length=10, choices=KeyKind)
    role = models.CharField(max_length=20, choices=Role, default="", blank=True)
    """What an API key may do; a write key has none."""
    scopes = models.JSONField(default=list)
    """Which parts of that it is kept to, such as `profiles:read`; none named: all that the role may."""
    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Only known kinds; a role on every key that opens what is stored, and on no other."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=KeyKind.values), name="accounts_key_kind"),
            models.CheckConstraint(
                condition=models.Q(kind=KeyKind.WRITE, role="") | models.Q(kind=KeyKind.API, role__in=Role.values),
                name="accounts_key_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name
