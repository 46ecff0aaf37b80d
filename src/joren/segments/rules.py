"""The numbers in the definitions of the named segments. All of them may be changed."""

from __future__ import annotations

from dataclasses import dataclass

from joren.errors import InputError
from joren.language import gettext as _


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """Where each named segment begins and ends. Raises `InputError` for shares outside 0 … 1 and spans below a day."""

    #: One-time buyers are told apart at this quantile of all customers' first orders.
    low_order_quantile: float = 0.5
    #: High spenders are this share of those who bought within so many days, by net revenue in them.
    high_spender_share: float = 0.1
    high_spender_days: int = 365
    #: Coupon lovers had a discount on at least this share of their orders.
    coupon_share: float = 0.5
    #: New customers ordered first within so many days.
    new_days: int = 30
    #: Lapsing customers have been silent for more than so many of their own median gaps …
    lapsing_gaps: float = 1.5
    #: … and lost ones for more than so many, and for more than so many days.
    lost_gaps: float = 4.0
    lost_days: int = 90
    #: One-time buyers have no gap: they are lost after so many days.
    lost_one_time_days: int = 365

    def __post_init__(self) -> None:
        for name in ("low_order_quantile", "high_spender_share", "coupon_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(
                    _("{name} is a share: give a number from 0 to 1.").format(name=name), code="segments.rules"
                )
        for name in ("high_spender_days", "new_days", "lapsing_gaps", "lost_gaps", "lost_days", "lost_one_time_days"):
            if not getattr(self, name) > 0:
                raise InputError(_("{name} has to be more than 0.").format(name=name), code="segments.rules")
