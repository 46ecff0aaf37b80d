"""Makes the shop, and visits it as its customers and its staff do: through Oscar's own pages and its own order processing.

Prints the numbers of the orders as JSON.
"""

import json
import os
import re

os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
import django  # noqa: E402

django.setup()

from decimal import Decimal  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

ADDRESS = {"first_name": "Kenji", "last_name": "Sato", "line1": "1-2-3 Jinnan", "line4": "Shibuya",
           "postcode": "150-0041", "country": "JP"}


def make_shop():
    call_command("migrate", interactive=False, verbosity=0)
    from oscar.apps.address.models import Country
    from oscar.apps.catalogue.models import Category, Product, ProductClass
    from oscar.apps.partner.models import Partner, StockRecord

    Country.objects.create(iso_3166_1_a2="JP", iso_3166_1_a3="JPN", printable_name="Japan", name="Japan",
                           iso_3166_1_numeric="392", is_shipping_country=True)
    kind = ProductClass.objects.create(name="Tea", requires_shipping=True, track_stock=True)
    category = Category.add_root(name="Green tea")
    partner = Partner.objects.create(name="Uji")
    made = []
    for name, sku, price in (("Sencha", "SEN-100", 1500), ("Gyokuro", "GYO-50", 3200)):
        product = Product.objects.create(title=name, product_class=kind, structure=Product.STANDALONE)
        product.categories.add(category)
        StockRecord.objects.create(product=product, partner=partner, partner_sku=sku, price_currency="JPY",
                                   price=Decimal(price), num_in_stock=50)
        made.append(product)
    return made


def put_in_basket(client, product, quantity):
    answer = client.post(f"/basket/add/{product.pk}/", {"quantity": quantity, "action": "add"})
    assert answer.status_code == 302, answer.content


def check_out(client):
    """From the address to the order's number, page by page."""
    answer = client.post("/checkout/shipping-address/", ADDRESS)
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^<]*", answer.content.decode())[:5]
    answer = client.get("/checkout/shipping-method/")
    assert answer.status_code == 302, answer.content[:500]
    answer = client.post("/checkout/preview/", {"action": "place_order"})
    assert answer.status_code == 302, answer.content[:500]
    from oscar.apps.order.models import Order

    return Order.objects.latest("pk").number


def main():
    sencha, gyokuro = make_shop()
    guest = Client()
    put_in_basket(guest, sencha, 2)
    answer = guest.post("/checkout/", {"username": "guest@example.com", "options": "anonymous"})
    assert answer.status_code == 302, answer.content[:500]
    first = check_out(guest)

    mei = Client()
    answer = mei.post("/accounts/register/", {
        "email": "mei@example.com", "password1": "a long enough secret", "password2": "a long enough secret",
    })
    assert answer.status_code == 302, answer.content[:2000]
    put_in_basket(mei, gyokuro, 1)
    put_in_basket(mei, sencha, 3)
    second = check_out(mei)

    from oscar.apps.order.models import Order
    from oscar.apps.order.processing import EventHandler

    EventHandler().handle_order_status_change(Order.objects.get(number=first), "Paid")
    EventHandler().handle_order_status_change(Order.objects.get(number=second), "Cancelled")
    print(json.dumps({"guest": first, "mei": second}))


main()
