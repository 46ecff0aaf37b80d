"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and keys."""

    name = "joren.server.accounts"
    label = "accounts"
