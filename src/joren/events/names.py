"""What the calls and the events of a shop are called, here and in the Segment specification."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache


class Call(StrEnum):
    """The calls of the Segment specification."""

    TRACK = "track"
    """Somebody did something."""
    IDENTIFY = "identify"
    """Who somebody is."""
    PAGE = "page"
    """A web page was seen."""
    SCREEN = "screen"
    """A screen of an app was seen."""
    GROUP = "group"
    """Somebody belongs to a company or household."""
    ALIAS = "alias"
    """Two ids are one person's."""


#: The calls by name, as the server clients write them, and by the browser client's one letter.
CALLS = {call.value: call for call in Call} | {call.value[0]: call for call in Call}

#: What an event of a call without a name of its own is called.
NAME_OF_CALL = {
    Call.IDENTIFY: "identified",
    Call.PAGE: "page_viewed",
    Call.SCREEN: "screen_viewed",
    Call.GROUP: "grouped",
    Call.ALIAS: "aliased",
}

#: What happens to goods and codes rather than to people: these events need no id of anybody.
CATALOGUE = frozenset({"product_updated", "product_deleted", "stock_changed", "coupon_updated", "coupon_deleted"})

#: Our names for commerce events. The Segment specification's differ by blanks and capitals only.
COMMERCE = frozenset({
    "products_searched", "product_list_viewed", "product_list_filtered", "promotion_viewed", "promotion_clicked",
    "product_clicked", "product_viewed", "product_added", "product_removed", "cart_viewed", "cart_updated",
    "checkout_started", "checkout_step_viewed", "checkout_step_completed", "payment_info_entered",
    "order_completed", "order_updated", "order_refunded", "order_cancelled",
    "coupon_entered", "coupon_applied", "coupon_denied", "coupon_removed",
    "product_added_to_wishlist", "product_removed_from_wishlist", "wishlist_product_added_to_cart",
    "product_shared", "cart_shared", "product_reviewed", "signed_up", "signed_in", "signed_out",
    "payment_failed", "consent_changed",
}) | CATALOGUE  # fmt: skip

#: Older and other names of the same.
ALIASES = {
    "completed_order": "order_completed", "viewed_product": "product_viewed", "added_product": "product_added",
    "removed_product": "product_removed", "viewed_product_category": "product_list_viewed",
    "order_canceled": "order_cancelled", "viewed_checkout_step": "checkout_step_viewed",
    "completed_checkout_step": "checkout_step_completed",
}  # fmt: skip


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Our name for an event: `order_completed` for “Order Completed”; an unknown name stays as it is."""
    plain = "_".join(name.replace("-", " ").replace("_", " ").casefold().split())
    plain = ALIASES.get(plain, plain)
    return plain if plain in COMMERCE else name
