"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """Orders, carts, products, codes, visits."""

    name = "joren.server.commerce"
    label = "commerce"
