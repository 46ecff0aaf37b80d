"""The kinds of exports we know: one file each, found through one list.

A new one is a file with a class like `base.Layout` and a line here. Where several recognise a file, the first wins:
the ones with more particular headers stand before `plain`.
"""

from __future__ import annotations

from joren.orders.layouts.base import Layout
from joren.orders.layouts.bigcommerce import BigCommerce
from joren.orders.layouts.cdnow import Cdnow
from joren.orders.layouts.olist import Olist
from joren.orders.layouts.plain import Plain
from joren.orders.layouts.shopify import Shopify
from joren.orders.layouts.uci import Uci
from joren.orders.layouts.woocommerce import WooCommerce, WooCommerceAnalytics

LAYOUTS: tuple[Layout, ...] = (
    Shopify(),
    WooCommerce(),
    WooCommerceAnalytics(),
    BigCommerce(),
    Olist(),
    Uci(),
    Cdnow(),
    Plain(),
)
