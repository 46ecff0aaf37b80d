"""The kinds of ids, and the number by which an id is known everywhere inside."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple


class Kind(StrEnum):
    """Where an id comes from. The values are stored: they never change."""

    CUSTOMER = "customer_id"
    """The shop's own id of a customer."""
    EMAIL = "email"
    """An e-mail address, in its normal form."""
    PHONE = "phone"
    """A telephone number in E.164."""
    ANONYMOUS = "anonymous_id"
    """A browser's or device's id."""

    @property
    def strength(self) -> int:
        """How surely the id is one person's: the higher, the surer."""
        return _STRENGTH[self]


_STRENGTH = {Kind.CUSTOMER: 3, Kind.EMAIL: 2, Kind.PHONE: 1, Kind.ANONYMOUS: 0}


class Known(NamedTuple):
    """One id of a kind."""

    kind: Kind
    value: str

    @property
    def number(self) -> int:
        """See `number_of`."""
        return number_of(self.kind, self.value)


def number_of(kind: str, value: str) -> int:
    """The number of an id: 63 bits of a digest, the same in every installation and after every rebuild.

    Among five million ids two share a number with a chance of about one in a million.
    """
    digest = blake2b(f"{kind}\0{value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
