"""Whose event it is: the number of the strongest id that the event came with."""

from __future__ import annotations

from typing import Any

from joren.identity import Kind, number_of
from joren.identity.contact import contact_of

_CUSTOMER, _EMAIL, _PHONE, _ANONYMOUS = (kind.value for kind in (Kind.CUSTOMER, Kind.EMAIL, Kind.PHONE, Kind.ANONYMOUS))


class Subjects:
    """Numbers ids; it remembers those of one run of records, since most come many times."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def of(
        self, customer: str | None, anonymous: str | None, properties: dict[str, Any], context: dict[str, Any]
    ) -> int | None:
        """The number of the strongest id; None for an event of nobody."""
        if customer is not None:
            return self._number(_CUSTOMER, customer)
        if "email" in properties or "phone" in properties or "traits" in context:
            email, phone = contact_of(properties, context)
            if email is not None:
                return self._number(_EMAIL, email)
            if phone is not None:
                return self._number(_PHONE, phone)
        return None if anonymous is None else self._number(_ANONYMOUS, anonymous)

    def _number(self, kind: str, value: str) -> int:
        number = self._numbers.get((kind, value))
        if number is None:
            number = self._numbers[kind, value] = number_of(kind, value)
        return number
