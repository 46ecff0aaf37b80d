"""WooCommerce as a kind of shop."""

from __future__ import annotations

import secrets

from joren.server.connectors.asking import Asking
from joren.server.connectors.reaching import reach
from joren.server.connectors.shop import Api, Hook, Opened, Received, Secret
from joren.server.connectors.woocommerce.api import WooCommerceApi
from joren.server.connectors.woocommerce.hooks import receive
from joren.server.outgoing import check_address


class WooCommerce:
    """WooCommerce."""

    name = "woocommerce"
    kinds = ("products", "coupons", "customers", "orders")
    secrets = (
        Secret(name="consumer_key", label="Consumer key (ck_…)"),
        Secret(name="consumer_secret", label="Consumer secret (cs_…)"),
        Secret(name="webhook_secret", label="Secret of the webhooks", required=False),
    )

    def settle_address(self, address: str) -> str:
        """The address of the WordPress site, to which requests may go."""
        return check_address(address, reach()).rstrip("/").removesuffix("/wp-json")

    def new_secrets(self) -> dict[str, str]:
        """The secret that webhooks are signed with, unless one is given."""
        return {"webhook_secret": secrets.token_urlsafe(32)}

    def receive(self, hook: Hook, connection: Opened) -> Received:
        """Check a webhook and read it."""
        return receive(hook, connection)

    def open(self, connection: Opened, asking: Asking) -> Api:
        """Speak with the shop."""
        return WooCommerceApi(connection, asking)
