"""The kinds of shops there are: ours, and those of packages that offer one under the entry point `joren.connectors`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from joren.errors import InputError
from joren.language import gettext as _
from joren.server.connectors.shop import Shop

GROUP = "joren.connectors"
_OURS = ("shopify", "woocommerce", "bigcommerce", "generic")


@cache
def shops() -> dict[str, Shop]:
    """All kinds by name. A package may not take one of our names."""
    found: dict[str, Shop] = {name: import_module(f"joren.server.connectors.{name}").SHOP for name in _OURS}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, point.load())
    return found


def shop_named(name: str) -> Shop:
    """The kind of this name. Raises `InputError`."""
    if name not in shops():
        raise InputError(
            _("There is no connector “{name}”. There are: {names}.").format(name=name, names=", ".join(sorted(shops())))
        )
    return shops()[name]
