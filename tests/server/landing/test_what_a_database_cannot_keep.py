"""No text that a client sends makes a database refuse the batch: landing would stand still at it."""

from __future__ import annotations

from tests.server.landing.conftest import Stores

NUL = "a\0b"


def test_a_nul_is_replaced_wherever_it_stands(stores: Stores) -> None:
    from joren.server.ingest.models import DeadLetter, SpoolCursor

    product = {"product_id": NUL, "name": NUL, "sku": NUL, "price": 1, "quantity": 1}
    order = {"order_id": f"{stores.tag}{NUL}", "currency": "EUR", "total": 1, "coupon": NUL, "products": [product]}
    about = {"email": f"{stores.tag}@example.com", "first_name": NUL, "tags": [NUL], "address": {"city": NUL}, NUL: NUL}
    stores.take_calls([
        {"type": "identify", "userId": stores.tag, "messageId": stores.tag + "1", "traits": about},
        {"type": "track", "event": "Order Completed", "userId": stores.tag, "messageId": stores.tag + "2",
         "properties": order, "context": {"page": {"title": NUL}}},
        {"type": "track", "event": "Product Updated", "messageId": stores.tag + "3", "properties": product},
        {"type": NUL, "userId": stores.tag},
        {"type": "track", "event": NUL, "userId": stores.tag},
    ])  # fmt: skip
    lander = stores.lander()
    while lander.step():
        pass
    cursor = SpoolCursor.objects.get(spool=stores.spool.id)
    assert (cursor.number, cursor.trouble, cursor.lake_trouble) == (1, "", "")
    assert stores.in_lake() == ["1", "2", "3"]
    letters = DeadLetter.objects.filter(cursor=cursor).order_by("position")
    assert [letter.position for letter in letters] == [3, 4]
    assert all("\0" not in letter.detail + letter.payload + letter.field for letter in letters)
