"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Shops that are connected."""

    name = "joren.server.connectors"
    label = "connectors"

    def ready(self) -> None:
        """Let the layers below write to the shop."""
        from joren.server import shop_writing  # noqa: PLC0415
        from joren.server.connectors.writing import way_to_the_shop  # noqa: PLC0415  (needs the models)

        shop_writing.offer(way_to_the_shop)
