"""The figures about retention that are quoted everywhere, each with where it comes from, and how they contradict.

They are texts to judge by, not targets: most of them go from article to article without a study behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.language import mark
from joren.report.contents import Benchmark


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, and what is to be said about it, in the language that was current when `line` was asked."""

    says: str
    remark: str


#: Undated articles are dated by their words alone, hence not at all.
_UNDATED = mark("undated")

_LINES: dict[str, tuple[str, str]] = {
    "average_retention": (
        mark("The average company keeps 38% of its customers."),
        mark("All trades together, with no word on what was counted as a customer or over how long."),
    ),
    "ecommerce_retention": (
        mark("Online shops keep about 30% of their customers."),
        mark("“Is said to be”: the article names no study."),
    ),
    "beyond_a_year": (
        mark("Only 3 in 10 customers of an online shop go on buying beyond a year."),
        mark("The same 30%, told as a number of people; the article names no study."),
    ),
    "good_retention": (
        mark("A good retention rate lies between 35% and 84%."),
        mark("A range so wide that nearly every shop is in it; it mixes subscriptions, media and shops."),
    ),
    "retention_and_profit": (
        mark("Keeping 5% more customers raises revenue, or profit, by 25% to 95%."),
        mark(
            "The study behind it (Reichheld and Sasser, 1990) found 25% to 85%, of the profit on a customer, not of"
            " the shop's revenue, for losing 5 customers fewer in 100, in trades such as banks and insurers."
            " Your own figure from your own orders stands beside it."
        ),
    ),
    "cost_of_acquiring": (
        mark("Winning a customer costs five times as much as keeping one."),
        mark("Others say 5 to 10 times, or 5 to 25 times. Orders alone cannot tell: it takes what you spent."),
    ),
    "loyal_spend": (
        mark("Loyal customers spend 67% more than new ones."),
        mark("Another article says 60% or more, for each order; neither says who counts as loyal."),
    ),
    "engaged_repeat": (
        mark("Engaged customers are 90% likelier to buy again and spend over 60% more per order."),
        mark("Said of “engaged” customers, without saying what engaged them."),
    ),
    "cart_abandonment": (
        mark("Nearly 70% of carts are abandoned."),
        mark("Order exports hold no carts: your own figure takes the shop's events."),
    ),
}

#: The quoted figures, in the order in which they are shown. `figure` is empty where orders cannot give the like.
BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark("average_retention", "retention_rate_sets", 0.38, 0.38, "Sprinklr, in Delve AI", _UNDATED, "38 %"),
    Benchmark("ecommerce_retention", "retention_rate_sets", 0.30, 0.30, "BigCommerce", _UNDATED, "30 %"),
    Benchmark("beyond_a_year", "retention_rate_sets", 0.30, 0.30, "Delve AI", _UNDATED, "3/10"),
    Benchmark("good_retention", "retention_rate_sets", 0.35, 0.84, "Delve AI", _UNDATED, "35–84 %"),
    Benchmark("retention_and_profit", "gain", 0.25, 0.95, "BigCommerce, Delve AI, WooCommerce", _UNDATED, "25–95 %"),
    Benchmark("cost_of_acquiring", "", 5, 10, "BigCommerce, Delve AI; Invesp, in WooCommerce", _UNDATED, "5×, 5–10×"),
    Benchmark("loyal_spend", "loyal_spend", 0.67, 0.67, "Delve AI", _UNDATED, "67 %"),
    Benchmark("engaged_repeat", "", 0.60, 0.90, "WooCommerce", _UNDATED, "90 %, 60 %"),
    Benchmark("cart_abandonment", "cart_abandonment_rate", 0.70, 0.70, "BigCommerce", _UNDATED, "70 %"),
)


def line(key: str) -> Line:
    """The words of a quoted figure, in the current language. An unknown key is its own text."""
    says, remark = _LINES.get(key, (key, ""))
    return Line(_(says), _(remark) if remark else "")
