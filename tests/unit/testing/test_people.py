"""People have names in their own script and order, and addresses and numbers that reach nobody."""

from __future__ import annotations

import re

import pyarrow as pa

from joren.testing.shop import Shop
from joren.testing.shop.words.goods import CATEGORIES, STYLES
from joren.testing.shop.words.names import FAMILY, GIVEN

#: Beginnings of numbers that nobody has, by country.
NOBODYS = {
    "US": r"\+1\d{3}55501\d\d", "CA": r"\+1\d{3}55501\d\d", "GB": r"\+447700900\d{3}", "JP": r"\+81900\d{7}",
    "CN": r"\+86120\d{8}",
}  # fmt: skip


def told(shop: Shop) -> list[dict[str, object]]:
    return [call["traits"] for call in shop.calls() if call["type"] == "identify"]


def test_family_names_come_first_in_japanese_and_chinese() -> None:
    traits = told(Shop(seed=1, customers=1500, days=100))
    by_language = {tag: [each for each in traits if each["language"] == tag] for tag in ("en", "ja", "zh-Hans")}
    assert min(map(len, by_language.values())) > 20
    assert all(each["name"] == f"{each['first_name']} {each['last_name']}" for each in by_language["en"])
    assert all(each["name"] == f"{each['last_name']} {each['first_name']}" for each in by_language["ja"])
    assert all(each["name"] == f"{each['last_name']}{each['first_name']}" for each in by_language["zh-Hans"])
    assert all(re.fullmatch(r"[一-鿿々]+ [一-鿿々]+", str(each["name"])) for each in by_language["ja"])


def test_goods_have_a_name_of_their_own_in_each_language(large: Shop) -> None:
    products = large.truth.products()
    for tag in ("en", "ja", "zh-Hans"):
        names = products[f"name_{tag}"].to_pylist()
        assert len(set(names)) == len(names), tag
    seen = {call["properties"]["name"] for call in Shop(customers=800, days=90).calls()
            if call.get("event") == "Product Viewed"}  # fmt: skip
    assert all(seen & set(products[f"name_{tag}"].to_pylist()) for tag in ("en", "ja", "zh-Hans"))


def test_the_lists_of_words_are_of_one_length() -> None:
    assert len({len(names) for names in (*FAMILY, *GIVEN)}) == 1
    assert {len(category.goods) for category in CATEGORIES} == {6}
    for words in (*STYLES, *(good for category in CATEGORIES for good in category.goods)):
        assert len(words) == 3
        assert not any('"' in word or "\\" in word for word in words)


def test_mail_goes_to_reserved_domains_and_nobody_shares_an_address(large: Shop) -> None:
    people = large.truth.people()
    emails = people["email"].to_pylist()
    assert len(set(emails)) == len(emails)
    assert all(re.search(r"@([a-z]+\.)?example\.(com|net|org)$", email) for email in emails)


def test_phone_numbers_are_nobodys_and_nobody_shares_one(large: Shop) -> None:
    people = large.truth.people()
    numbers = large.people.phone(people["person"].to_numpy())
    given = [(code, number) for code, number in zip(people["country"].to_pylist(), numbers, strict=True) if number]
    assert len({number for _, number in given}) == len(given) > 5000
    assert all(re.fullmatch(NOBODYS[code], number) for code, number in given)


def test_devices_are_told_apart(large: Shop) -> None:
    devices = large.truth.people()["devices"].combine_chunks()
    ids = devices.flatten().to_pylist()
    assert len(set(ids)) == len(ids)
    assert set(pa.compute.list_value_length(devices).to_pylist()) == {1, 2, 3}
