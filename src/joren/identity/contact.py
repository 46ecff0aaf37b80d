"""E-mail addresses and telephone numbers in one form each, so that one person's are found to be the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

MOST_EMAIL_CHARACTERS = 254


def normal_email(text: object) -> str | None:
    """An address in small letters without blanks around it; None for what is no address.

    Dots and plus signs stay: only some providers pass over them, and two people must not become one.
    """
    if not isinstance(text, str) or len(text) > 4 * MOST_EMAIL_CHARACTERS:
        return None
    address = unicodedata.normalize("NFC", text.strip()).casefold()
    name, at, host = address.rpartition("@")
    if not (name and at and host) or len(address) > MOST_EMAIL_CHARACTERS:
        return None
    return None if any(character.isspace() or not character.isprintable() for character in address) else address


def normal_phone(text: object, country: object = None) -> str | None:
    """A number as E.164 (`+81312345678`); None for what is none, or says neither its country nor is given one.

    `country` is an ISO 3166 code of two letters, such as that of the address beside the number.
    """
    if not isinstance(text, str) or not 5 <= len(text) <= 40:
        return None
    region = country.upper() if isinstance(country, str) and len(country) == 2 and country.isalpha() else None
    return _parsed(text, region)


@lru_cache(maxsize=16_384)
def _parsed(text: str, region: str | None) -> str | None:
    import phonenumbers  # noqa: PLC0415  (2.6 MB of rules that only shops with telephone numbers need)

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def contact_of(properties: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The e-mail address and the telephone number that an event came with.

    They stand in an identify call's traits, in an order's properties, or in `context.traits`.
    """
    traits = context.get("traits")
    given = traits if isinstance(traits, dict) else {}
    email = normal_email(properties.get("email")) or normal_email(given.get("email"))
    phone = properties.get("phone") or given.get("phone")
    if not phone:
        return email, None
    address = properties.get("address") or given.get("address")
    country = address.get("country") if isinstance(address, dict) else None
    return email, normal_phone(phone, country)
