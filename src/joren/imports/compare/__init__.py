"""Facts beside the present: what is new, what is different, and the calls that make the present say it.

Only what differs is sent. Every fact has a time of its own (a row's, or that of the file), and where the present has
heard something later, the present stands: so that a file which is imported once more, however old, changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from joren.imports.compare.events import compare_events
from joren.imports.compare.orders import compare_orders
from joren.imports.compare.people import compare_people
from joren.imports.compare.products import compare_products
from joren.imports.compare.verdict import Verdict
from joren.imports.facts import Customer, Fact, Happening, Order, Product
from joren.imports.known import Known

__all__ = ["Verdict", "compare"]


def compare(facts: Sequence[Fact], known: Known) -> list[Verdict]:
    """What each fact comes to, beside the present."""
    first = facts[0] if facts else None
    if isinstance(first, Customer):
        return compare_people([fact for fact in facts if isinstance(fact, Customer)], known)
    if isinstance(first, Order):
        return compare_orders([fact for fact in facts if isinstance(fact, Order)], known)
    if isinstance(first, Product):
        return compare_products([fact for fact in facts if isinstance(fact, Product)], known)
    return compare_events([fact for fact in facts if isinstance(fact, Happening)], known)
