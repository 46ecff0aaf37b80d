"""People come in the shares that were asked for, and their events show what they are."""

from __future__ import annotations

from collections import Counter

import pytest

from joren.testing.shop import Shares, Shop
from tests.unit.testing.personas import personas


def shares_of(shop: Shop) -> dict[str, float]:
    found = Counter(shop.truth.people()["persona"].to_pylist())
    return {name: count / shop.settings.customers for name, count in found.items()}


def test_shares_are_those_of_the_settings(large: Shop) -> None:
    found, wanted = shares_of(large), large.settings.shares
    assert found["bouncer"] == pytest.approx(wanted.bouncer, abs=0.012)
    assert found["passive_browser"] == pytest.approx(wanted.passive_browser, abs=0.012)
    assert found["cart_abandoner"] == pytest.approx(wanted.cart_abandoner, abs=0.012)
    once = found["one_time_buyer_low"] + found["one_time_buyer_high"]
    assert once == pytest.approx(wanted.one_time_buyer, abs=0.012)
    assert found["one_time_buyer_high"] == pytest.approx(once / 2, abs=0.02)
    assert found["repeat_buyer"] == pytest.approx(wanted.repeat_buyer, abs=0.012)


def test_other_shares_give_another_shop() -> None:
    shares = Shares(bouncer=0.1, passive_browser=0.1, cart_abandoner=0.1, one_time_buyer=0.1, repeat_buyer=0.6)
    found = shares_of(Shop(seed=2, customers=8000, days=500, shares=shares))
    assert found["repeat_buyer"] == pytest.approx(0.6, abs=0.02)
    with pytest.raises(ValueError, match="not 1"):
        Shop(shares=Shares(bouncer=0.9))


def test_events_show_the_persona_of_each() -> None:
    shop = Shop(seed=8, customers=1500)
    people = shop.truth.people().to_pylist()
    owner = {device: person["person"] for person in people for device in person["devices"]}
    found = personas(shop.calls(), owner)
    assert len(found) == len(people)
    right = Counter(person["persona"] for person in people if found[person["person"]] == person["persona"])
    all_of = Counter(person["persona"] for person in people)
    assert {name: right[name] / count for name, count in all_of.items() if right[name] / count < 0.97} == {}


def test_coupon_lovers_use_coupons_for_more_than_half_of_their_orders(large: Shop) -> None:
    people, orders = large.truth.people(), large.truth.orders().to_pylist()
    lovers = set(people.filter(people["coupon_lover"])["person"].to_pylist())
    used = [(order["person"] in lovers, order["coupon"] is not None) for order in orders]
    by_lovers = [coupon for loves, coupon in used if loves]
    by_others = [coupon for loves, coupon in used if not loves]
    assert sum(by_lovers) / len(by_lovers) > 0.8
    assert sum(by_others) / len(by_others) < 0.12
    assert len(by_lovers) / len(used) == pytest.approx(0.25, abs=0.04)
