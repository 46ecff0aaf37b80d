"""Shopify as a kind of shop."""

from __future__ import annotations

import re

from joren.errors import InputError
from joren.language import gettext as _
from joren.server.connectors.asking import Asking
from joren.server.connectors.shop import Api, Hook, Opened, Received, Secret
from joren.server.connectors.shopify.api import ShopifyApi
from joren.server.connectors.shopify.hooks import receive

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


class Shopify:
    """Shopify."""

    name = "shopify"
    kinds = ("products", "discounts", "customers", "orders")
    secrets = (
        Secret(name="client_secret", label="Client secret of the app (API secret key)"),
        Secret(name="access_token", label="Admin API access token (shpat_…)", required=False),
        Secret(name="client_id", label="Client id of the app", required=False),
    )

    def settle_address(self, address: str) -> str:
        """The shop's name at myshopify.com, whose certificate is Shopify's."""
        host = address.strip().lower().removeprefix("https://").rstrip("/")
        host = host if "." in host else f"{host}.myshopify.com"
        if not _DOMAIN.fullmatch(host):
            raise InputError(
                _("“{address}” is no Shopify shop. Write its name as name.myshopify.com.").format(address=address)
            )
        return host

    def new_secrets(self) -> dict[str, str]:
        """None: the app's client secret signs the webhooks."""
        return {}

    def receive(self, hook: Hook, connection: Opened) -> Received:
        """Check a webhook and read it."""
        return receive(hook, connection)

    def open(self, connection: Opened, asking: Asking) -> Api:
        """Speak with the shop."""
        return ShopifyApi(connection, asking, base=connection.settings.get("base"))
