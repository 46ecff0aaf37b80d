"""What the figures, places and channels of visits are called. Texts are marked here and translated when shown."""

from __future__ import annotations

from joren.language import gettext as _
from joren.language import mark

#: Entries of the glossary: name, meaning, formula.
TERMS: dict[str, tuple[str, str, str]] = {
    "sessions": (
        mark("Visits"),
        mark(
            "What one person does in the shop without a pause of more than 30 minutes. Midnight does not end a visit."
        ),
        mark("Number of visits that began in the window"),
    ),
    "visitors": (
        mark("Visitors"),
        mark("People who visited. Two devices are one person where the events know them as one."),
        mark("Number of different people with a visit in the window"),
    ),
    "bounce_rate": (
        mark("Bounce rate"),
        mark("How many visits went no further: one page, no order, over within 10 seconds."),
        mark("Visits that bounced ÷ visits"),
    ),
    "session_conversion": (
        mark("Conversion rate, visits"),
        mark("How many visits end in an order."),
        mark("Visits with an order ÷ visits"),
    ),
    "visitor_conversion": (
        mark("Conversion rate, visitors"),
        mark("How many visitors become customers, or customers again, within the window."),
        mark("Visitors with an order in the window ÷ visitors"),
    ),
    "cart_abandonment_rate": (
        mark("Cart abandonment rate"),
        mark(
            "How many carts with something in them are not bought. A cart that was filled in the last hour of the data"
            " counts neither way."
        ),
        mark("1 − carts bought ÷ carts bought or left"),
    ),
    "first_touch": (
        mark("First touch"),
        mark("Where somebody came from the first time: what made them known to the shop."),
        mark("Channel of the person's first visit in the data"),
    ),
    "last_touch": (
        mark("Last touch"),
        mark("Where somebody came from before ordering. A direct visit passes its order on."),
        mark("Channel of the ordering visit; if direct, of the last visit within 30 days that was not"),
    ),
    "excess": (
        mark("Visits lost here"),
        mark("How many visits bounced on this page beyond what the bounce rate of all visits would have made of them."),
        mark("Bounced visits − visits × bounce rate of all"),
    ),
}

_STATES = {
    "landing": mark("First page"),
    "page": mark("Another page"),
    "search": mark("Search"),
    "listing": mark("Product list"),
    "product": mark("Product"),
    "cart": mark("Cart"),
    "checkout": mark("Checkout"),
    "payment_failed": mark("Payment refused"),
    "order": mark("Order"),
    "leave": mark("Left"),
}

_STEPS = {
    "product": mark("Saw a product"),
    "cart": mark("Filled a cart"),
    "checkout": mark("Began the checkout"),
    "order": mark("Ordered"),
}

_CHANNELS = {
    "direct": mark("Direct"),
    "organic_search": mark("Search engines"),
    "social": mark("Social networks"),
    "referral": mark("Other sites"),
    "email": mark("Mail"),
    "paid": mark("Paid ads"),
    "campaign": mark("Other campaigns"),
}


def state_name(state: str) -> str:
    """A place on the way to an order."""
    return _(_STATES[state])


def step_name(step: str) -> str:
    """A step of the funnel."""
    return _(_STEPS[step])


def channel_name(channel: str) -> str:
    """Where visits come from."""
    return _(_CHANNELS[channel])
