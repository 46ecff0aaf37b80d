"""What happens in the shop is told to Joren."""

from django.apps import AppConfig


class JorenBridgeConfig(AppConfig):
    name = "shop.joren_bridge"
    label = "joren_bridge"

    def ready(self):
        from oscar.apps.basket.signals import basket_addition
        from oscar.apps.customer.signals import user_registered
        from oscar.apps.order.signals import order_placed, order_status_changed

        from shop.joren_bridge import telling

        order_placed.connect(telling.order_was_placed, dispatch_uid="joren")
        order_status_changed.connect(telling.order_has_changed, dispatch_uid="joren")
        user_registered.connect(telling.somebody_registered, dispatch_uid="joren")
        basket_addition.connect(telling.basket_has_changed, dispatch_uid="joren")
