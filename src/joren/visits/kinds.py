"""What an event means for a visit, by its name: Segment's, GA4's, and those of public clickstreams."""

from __future__ import annotations

from collections.abc import Iterable

from joren.events.names import canonical_name

#: What people do in a shop, in the order in which it usually happens: events of the same second are put into it.
KINDS = ("page", "search", "listing", "product", "other", "cart", "checkout", "payment_failed", "order")
#: What is looked at.
LOOKS = ("search", "listing", "product")

_KIND_OF = {
    "page_viewed": "page", "screen_viewed": "page",
    "products_searched": "search",
    "product_list_viewed": "listing", "product_list_filtered": "listing",
    "product_viewed": "product", "product_clicked": "product",
    "product_added": "cart", "product_removed": "cart", "cart_viewed": "cart", "cart_updated": "cart",
    "wishlist_product_added_to_cart": "cart",
    "checkout_started": "checkout", "checkout_step_viewed": "checkout", "checkout_step_completed": "checkout",
    "payment_info_entered": "checkout",
    "payment_failed": "payment_failed",
    "order_completed": "order",
    "promotion_viewed": "other", "promotion_clicked": "other", "coupon_entered": "other", "coupon_applied": "other",
    "coupon_denied": "other", "coupon_removed": "other", "product_added_to_wishlist": "other",
    "product_removed_from_wishlist": "other", "product_shared": "other", "cart_shared": "other",
    "product_reviewed": "other", "signed_up": "other", "signed_in": "other", "signed_out": "other",
}  # fmt: skip

#: How others call the same: GA4, REES46 (`view`, `cart`, `purchase`), Taobao (`pv`, `cart`, `fav`, `buy`).
_ALSO = {
    "page_view": "page_viewed", "page": "page_viewed", "pageview": "page_viewed", "screen_view": "screen_viewed",
    "view_item": "product_viewed", "view_item_list": "product_list_viewed", "view_search_results": "products_searched",
    "search": "products_searched", "add_to_cart": "product_added", "remove_from_cart": "product_removed",
    "view_cart": "cart_viewed", "begin_checkout": "checkout_started", "add_payment_info": "payment_info_entered",
    "add_shipping_info": "checkout_step_completed", "purchase": "order_completed",
    "add_to_wishlist": "product_added_to_wishlist", "sign_up": "signed_up", "login": "signed_in",
    "view": "product_viewed", "cart": "product_added",
    "pv": "product_viewed", "fav": "product_added_to_wishlist", "buy": "order_completed",
}  # fmt: skip

#: After these the cart has something in it; `cart_updated` says so by its total.
_ADDS = {"product_added", "wishlist_product_added_to_cart"}


def canonical(name: str) -> str:
    """Our name for an event that somebody else may have named."""
    found = canonical_name(name)
    return _ALSO.get("_".join(found.replace("-", " ").replace("_", " ").casefold().split()), found)


def kind_of(name: str) -> str | None:
    """What the event means for a visit; None: nothing."""
    return _KIND_OF.get(canonical(name))


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """These names by what they mean; those that mean nothing are left out."""
    found: dict[str, list[str]] = {}
    for name in names:
        kind = kind_of(name)
        if kind is not None:
            found.setdefault(kind, []).append(name)
    return found


def adding(names: Iterable[str]) -> list[str]:
    """Those of these names that put something into a cart."""
    return [name for name in names if canonical(name) in _ADDS]


def updating(names: Iterable[str]) -> list[str]:
    """Those of these names that tell of a whole cart."""
    return [name for name in names if canonical(name) == "cart_updated"]
