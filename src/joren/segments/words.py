"""What the named segments are called and who is in them, marked for translation."""

from __future__ import annotations

from joren.language import mark

NAMES: dict[str, str] = {
    "one_time_low_aov": mark("One-time buyers, small order"),
    "one_time_high_aov": mark("One-time buyers, large order"),
    "repeat": mark("Repeat buyers"),
    "high_spenders": mark("High spenders"),
    "coupon_lovers": mark("Coupon lovers"),
    "new": mark("New customers"),
    "lapsing": mark("Lapsing customers"),
    "lost": mark("Lost customers"),
}

DEFINITIONS: dict[str, str] = {
    "one_time_low_aov": mark("Exactly one order, worth less than the median of all customers' first orders."),
    "one_time_high_aov": mark("Exactly one order, worth the median of all customers' first orders or more."),
    "repeat": mark("Two orders or more."),
    "high_spenders": mark(
        "The top tenth of the last 12 months' customers, by what they spent in them, net of refunds."
    ),
    "coupon_lovers": mark("At least half of the orders were placed with a discount."),
    "new": mark("First order within the last 30 days."),
    "lapsing": mark(
        "Silent for more than one and a half times their own usual gap between orders, but not so long that they have"
        " to be counted as lost."
    ),
    "lost": mark(
        "Silent for more than 90 days and four times their own usual gap between orders; or, after a single order, for"
        " more than a year."
    ),
}

#: How the boundary is told as it fell in this shop. `{amount}` is money, `{share}` a share, `{days}` a number.
BOUNDARIES: dict[str, str] = {
    "one_time_low_aov": mark("first order below {amount}"),
    "one_time_high_aov": mark("first order of {amount} or more"),
    "high_spenders": mark("{amount} or more in {days} days"),
    "coupon_lovers": mark("a discount on {share} of the orders or more"),
    "new": mark("first order in the last {days} days"),
    "lapsing": mark("silent for more than {gaps} × the own usual gap"),
    "lost": mark("silent for more than {gaps} × the own usual gap and {days} days"),
}
