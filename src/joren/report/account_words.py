"""What was left out and what counts as an order, in words."""

from __future__ import annotations

from joren.language import gettext as _
from joren.language import mark
from joren.orders.table import Counting, Reason
from joren.report.contents import About

_REASONS: dict[Reason, str] = {
    Reason.BAD_DATE: mark("The date is missing or cannot be read"),
    Reason.BAD_AMOUNT: mark("An amount, price or quantity is missing or is no number"),
    Reason.NO_ORDER_ID: mark("The row has no order number, though the export has them"),
    Reason.BAD_CURRENCY: mark("The currency is no three-letter code"),
    Reason.BROKEN_ROW: mark("The row is broken: too many or too few cells, or bytes that are no text"),
    Reason.IMPOSSIBLE_DATE: mark("The date lies in the future or before 1990"),
    Reason.CANCELLED: mark("The order was cancelled"),
    Reason.UNPAID: mark("The order was never paid"),
    Reason.TEST: mark("The order was a test"),
    Reason.NOTHING_PAID: mark("Nothing was paid: a gift, a sample or a correction"),
    Reason.SAME_ORDER: mark("The same order stands in a later file too, and counts there"),
    Reason.AFTER_AS_OF: mark("The order came after the day as of which this report is made"),
}


def reason(why: Reason) -> str:
    """Why a row or an order was left out."""
    return _(_REASONS.get(why, why.value.replace("_", " ")))


def what_counts(about: About) -> list[str]:
    """What counts as an order and as money in this report, as sentences."""
    counting: Counting = about.counting
    return [
        _("An order counts as soon as it was placed, paid or not.")
        if counting.unpaid
        else _("An order counts when it was paid."),
        _("Its value is what was paid for the goods after discounts; refunds are taken off on the day they happened."),
        _("Tax is part of the value.") if counting.tax else _("Tax is not part of the value."),
        _("Shipping is part of the value.") if counting.shipping else _("Shipping is not part of the value."),
        _("All amounts are in {currency}; days are those of the time zone {zone}.").format(
            currency=about.currency, zone=about.time_zone
        ),
    ]
