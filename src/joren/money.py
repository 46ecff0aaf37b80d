"""Money as whole minor units with an ISO 4217 currency. Different currencies are never added up."""

from __future__ import annotations

from dataclasses import dataclass

#: Currencies whose minor unit is not a hundredth (ISO 4217, those in use).
_EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


def exponent(currency: str) -> int:
    """How many decimals the currency has: 0 for yen, 2 for most."""
    return _EXPONENTS.get(currency, 2)


def minor_units(currency: str) -> int:
    """How many minor units make one major unit: 1 for yen, 100 for most."""
    return int(10 ** exponent(currency))


#: ISO 4217's code for no currency: an export that does not say which is read in it.
NO_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (pence, yen) of one currency."""

    amount: int
    currency: str

    @classmethod
    def of(cls, major: float, currency: str) -> Money:
        """Money from an amount in major units, rounded to the nearest minor unit."""
        return cls(round(major * minor_units(currency)), currency)

    @property
    def major(self) -> float:
        """The amount in major units (pounds, yen)."""
        return self.amount / minor_units(self.currency)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added up without a rate")
        return Money(self.amount + other.amount, self.currency)
