"""BigCommerce as a kind of shop."""

from __future__ import annotations

import re
import secrets

from joren.errors import InputError
from joren.language import gettext as _
from joren.server.connectors.asking import Asking
from joren.server.connectors.bigcommerce.api import BigCommerceApi
from joren.server.connectors.bigcommerce.hooks import receive
from joren.server.connectors.shop import Api, Hook, Opened, Received, Secret

_HASH = re.compile(r"(?:https://api\.bigcommerce\.com/stores/|https://store-)?([a-z0-9]{5,20})(?:[/.].*)?")


class BigCommerce:
    """BigCommerce."""

    name = "bigcommerce"
    kinds = ("products", "coupons", "customers", "subscribers", "orders")
    secrets = (
        Secret(name="access_token", label="Access token of the API account"),
        Secret(name="webhook_secret", label="Secret of the webhooks", required=False),
    )

    def settle_address(self, address: str) -> str:
        """The store's hash: what follows /stores/ in the path of its API."""
        found = _HASH.fullmatch(address.strip().lower())
        if found is None:
            raise InputError(
                _("“{address}” is no BigCommerce store. Write its hash, or the path of its API.").format(
                    address=address
                )
            )
        return found[1]

    def new_secrets(self) -> dict[str, str]:
        """The secret that webhooks carry, unless one is given."""
        return {"webhook_secret": secrets.token_urlsafe(32)}

    def receive(self, hook: Hook, connection: Opened) -> Received:
        """Check a webhook and read it."""
        return receive(hook, connection)

    def open(self, connection: Opened, asking: Asking) -> Api:
        """Speak with the store."""
        return BigCommerceApi(connection, asking, base=connection.settings.get("base"))
