"""One form for each address and number."""

from __future__ import annotations

import pytest

from joren.identity import normal_email, normal_phone
from joren.identity.contact import contact_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna@Example.COM ", "anna@example.com"), ("a+b.c@example.com", "a+b.c@example.com"), ("no address", None),
        ("@example.com", None), ("anna@", None), ("an na@example.com", None), ("a\0@example.com", None), (5, None),
        ("x" * 260 + "@example.com", None), ("太郎@例え.jp", "太郎@例え.jp"),
    ],
)  # fmt: skip
def test_addresses(text: object, address: str | None) -> None:
    assert normal_email(text) == address


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+81 3-1234-5678", None, "+81312345678"), ("03-1234-5678", "JP", "+81312345678"), ("03-1234-5678", None, None),
        ("(020) 7946 0000", "gb", "+442079460000"), ("12345", None, None), ("not a number", "JP", None),
        (None, "JP", None),
    ],
)  # fmt: skip
def test_numbers(text: object, country: str | None, number: str | None) -> None:
    assert normal_phone(text, country) == number


def test_an_event_says_it_in_its_properties_or_in_the_contexts_traits() -> None:
    assert contact_of({"email": "A@example.com"}, {}) == ("a@example.com", None)
    context = {"traits": {"email": "b@example.com", "phone": "03-1234-5678", "address": {"country": "JP"}}}
    assert contact_of({}, context) == ("b@example.com", "+81312345678")
    assert contact_of({"email": 5}, {"traits": "?"}) == (None, None)
