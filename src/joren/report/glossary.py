"""What each figure is called, what it means and how it is counted: one entry for each, one anchor each on the page.

Texts are marked here and translated when they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.language import mark
from joren.report.visit_words import TERMS


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. All three are texts in the language that was current when `term` was asked."""

    key: str
    name: str
    meaning: str
    formula: str

    @property
    def anchor(self) -> str:
        """The entry's id on the page."""
        return "term-" + self.key.replace("_", "-")


_FIGURES: dict[str, tuple[str, str, str]] = {
    "customers": (
        mark("Customers"),
        mark("People who bought at least once in the window. Orders without an id or an address belong to nobody."),
        mark("Number of different customers with a counted order in the window"),
    ),
    "new_customers": (
        mark("New customers"),
        mark("People whose first order in the whole export fell into the window."),
        mark("Number of customers whose first order lies in the window"),
    ),
    "orders": (
        mark("Orders"),
        mark("Orders that count: see what counts as an order, at the end of the report."),
        mark("Number of counted orders in the window"),
    ),
    "revenue": (
        mark("Net revenue"),
        mark("What was paid for the goods, after discounts, less what went back, on the day on which it went back."),
        mark("Value of the orders in the window − refunds in the window"),
    ),
    "average_order_value": (
        mark("Average order value"),
        mark("What one order brings on average, before refunds (AOV)."),
        mark("Value of the orders ÷ number of orders"),
    ),
    "purchase_frequency": (
        mark("Purchase frequency"),
        mark("How often one customer orders in the window, on average."),
        mark("Number of orders ÷ number of customers who ordered"),
    ),
    "repeat_purchase_rate": (
        mark("Repeat purchase rate"),
        mark("How many of the customers of the window have bought more than once."),
        mark("Customers with two or more orders ÷ customers with one or more, in the window"),
    ),
    "refund_rate": (
        mark("Refund rate"),
        mark("How much of what was paid went back to customers."),
        mark("Refunds in the window ÷ value of the orders in the window"),
    ),
    "days_between_orders": (
        mark("Days between orders"),
        mark("How long a customer who comes back takes to do so: half of all gaps are shorter, half are longer."),
        mark("Median of the days between one order and the same customer's next; orders of one day are one"),
    ),
    "mean_days_between_orders": (
        mark("Days between orders, mean"),
        mark("The same on average: a few who come back after years pull it up, which is why the median stands first."),
        mark("Sum of the days between one order and the same customer's next ÷ number of these gaps"),
    ),
    "retention_rate_formula": (
        mark("Retention rate, by the formula"),
        mark(
            "How many customers a shop kept, worked out from three totals alone. It can pass 100% when people who"
            " had stayed away come back, since the totals cannot tell them from those who stayed."
        ),
        mark("(E − N) ÷ S, with S customers at the start of the window, E at its end, N new within it"),
    ),
    "retention_rate_sets": (
        mark("Retention rate, person by person"),
        mark("Of the people who bought in the window before, how many bought again in this one. Never above 100%."),
        mark("|S ∩ E| ÷ |S|, with S the customers of the window before and E those of this window"),
    ),
    "retention_rate_model": (
        mark("Retention rate, by the model"),
        mark(
            "Of the people who were customers when the window began, how many are likely to be customers still. It"
            " counts someone who is merely between two orders, whom the other two have to take for lost."
        ),
        mark("Sum of P(alive) now ÷ sum of P(alive) when the window began, over those who had bought by then"),
    ),
    "churn_rate": (
        mark("Churn rate"),
        mark("Of the people who bought in the window before, how many did not buy in this one."),
        mark("Lost customers ÷ customers at the start = 1 − retention rate, person by person"),
    ),
    "customer_value": (
        mark("Customer value"),
        mark("What one customer brings in the window, on average."),
        mark("Average order value × purchase frequency"),
    ),
    "customer_lifespan": (
        mark("Average customer lifespan"),
        mark("How long a customer stays, if as many leave in every window to come as left in this one."),
        mark("Length of the window ÷ churn rate"),
    ),
    "clv_formula": (
        mark("Customer lifetime value, by the formula"),
        mark(
            "What one customer brings over a whole life with the shop, if the life is as long as today's churn says."
            " A rule of thumb: it takes everyone for average."
        ),
        mark("Customer value × average customer lifespan, counted in windows: 1 ÷ churn rate"),
    ),
    "clv_model": (
        mark("Customer lifetime value, by the model"),
        mark("What a newly won customer is expected to bring in three years: the first order and those that follow."),
        mark("Mean first order + expected repeat orders in 3 years (purchase model) × expected spend (Gamma-Gamma)"),
    ),
}

_WORDS: dict[str, tuple[str, str, str]] = {
    "cohort": (
        mark("Cohort"),
        mark("The customers whose first order fell into the same week, month or quarter."),
        mark("Cell k: of the cohort, those who ordered in the k-th period after the first; period 0 is the first"),
    ),
    "new": (
        mark("New"),
        mark("Customers whose first order fell into the month."),
        mark("First order in the month"),
    ),
    "returning": (
        mark("Returning"),
        mark("Customers who ordered in the month, had done so before, and had not lapsed."),
        mark("An order in the month that is not the first, without having lapsed"),
    ),
    "reactivated": (
        mark("Reactivated"),
        mark("Customers who ordered in the month after they had lapsed."),
        mark("An order in the month, after a whole window without one"),
    ),
    "lapsed": (
        mark("Lapsed"),
        mark("Customers for whom, in this month, a whole window had gone by since their last order."),
        mark("Days since the last order reached the length of the window in the month"),
    ),
    "rfm": (
        mark("RFM"),
        mark(
            "Recency, frequency, monetary value: three scores from 1 to 5. 5 is given to the fifth of the customers"
            " who bought most recently, most often, and for most money. Equal customers get equal scores, so that the"
            " fifths are uneven where many are equal."
        ),
        mark("Quintiles of days since the last order, number of orders, and net revenue"),
    ),
    "probability_alive": (
        mark("Likely still a customer, P(alive)"),
        mark(
            "How likely it is that the customer is still one, given how often and how recently they bought. Someone"
            " who bought every week and has been silent for months is less likely to be than someone who buys yearly."
        ),
        mark("P(alive | frequency, recency, age), under the purchase model"),
    ),
    "expected_orders": (
        mark("Expected orders"),
        mark("How many orders the customer is expected to place in the days ahead."),
        mark("E[orders in t days | frequency, recency, age], under the purchase model"),
    ),
    "expected_spend": (
        mark("Expected spend"),
        mark("What the customer is expected to spend in the days ahead."),
        mark("Expected orders × expected value of an order (Gamma-Gamma)"),
    ),
    "at_stake": (
        mark("At stake"),
        mark("What the customer would be expected to spend in the next 365 days, if still one."),
        mark("Expected spend ÷ P(alive)"),
    ),
    "interval": (
        mark("95% interval"),
        mark("The range in which the true value lies 95 times out of 100, if the model is right."),
        mark("2.5th to 97.5th percentile of the forecast"),
    ),
    "calibration": (
        mark("Calibration"),
        mark(
            "Were the forecasts right? The model is fitted on the earlier part of the orders and forecasts the later"
            " part, which it has not seen. On the diagonal it was right."
        ),
        mark("For customers with like forecasts: mean of the forecast orders against mean of the orders that came"),
    ),
    "naive": (
        mark("Naive average"),
        mark("The simplest forecast there is: that everyone goes on buying as often as before."),
        mark("Orders so far ÷ days so far × days ahead, customer by customer"),
    ),
}

_UNKNOWN = ("", "", "")


def term(key: str) -> Term:
    """The entry of a figure or a word, in the current language. An unknown key is its own name."""
    name, meaning, formula = _FIGURES.get(key) or _WORDS.get(key) or TERMS.get(key) or _UNKNOWN
    if not name:
        return Term(key, key.replace("_", " "), "", "")
    return Term(key, _(name), _(meaning), _(formula))


def figure_keys() -> tuple[str, ...]:
    """The figures that have an entry, in the order in which a report shows them."""
    return tuple(_FIGURES)


def word_keys() -> tuple[str, ...]:
    """The other words that have an entry."""
    return tuple(_WORDS)


def visit_keys() -> tuple[str, ...]:
    """The figures and words about visits that have an entry, for a report with events."""
    return tuple(TERMS)
