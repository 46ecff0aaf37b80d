"""Opens a stored connection: its secrets, and the way to speak with its shop."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings

from joren.server import clock
from joren.server.connectors.asking import Asking
from joren.server.connectors.models import Connection
from joren.server.connectors.reaching import reach
from joren.server.connectors.registry import shop_named
from joren.server.connectors.shop import Api, Opened
from joren.server.vault import unlock


def opened(connection: Connection) -> Opened:
    """The connection with its secrets in the open."""
    return Opened(
        id=connection.pk, shop=connection.shop, address=connection.address,
        secrets=json.loads(unlock(connection.credentials)), settings=connection.settings,
    )  # fmt: skip


def open_api(connection: Connection, wait: Callable[[float], bool] | None = None) -> Api | None:
    """Speak with the connection's shop; None for one that can only be listened to.

    `wait` waits some seconds and says whether the process is to end.
    """
    return shop_named(connection.shop).open(opened(connection), Asking(reach(), clock.now, wait))


def hook_path(connection: Connection) -> str:
    """Where the connection's webhooks go, below the address at which people reach Joren."""
    return f"/hooks/{connection.shop}/{connection.pk}"


def hook_address(connection: Connection) -> str:
    """Where the connection's webhooks go."""
    return f"{settings.OPTIONS.address}{hook_path(connection)}"
