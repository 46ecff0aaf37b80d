"""What was left out and what counts as an order, in words."""

from __future__ import annotations

from joren.language import gettext as _
from joren.orders.table import Counting
from joren.report.contents import About


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
