"""How speaking with a shop can fail."""

from __future__ import annotations

from joren.errors import JorenError


class ShopError(JorenError):
    """The shop did not answer as it should; trying again later may help."""

    code = "shop.away"


class AccessLostError(ShopError):
    """The shop no longer lets us in. Only somebody with access to the shop can change that."""

    code = "shop.access"


class RefusedByShopError(ShopError):
    """The shop understood and said no; asking the same again will not help."""

    code = "shop.refused"
