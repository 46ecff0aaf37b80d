"""Orders beside the present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from joren.imports.calls import Call, major, order_properties, products_of, track
from joren.imports.compare.verdict import Verdict
from joren.imports.facts import Back, Order, Who
from joren.imports.known import Known, KnownOrder

#: The refund under which all that a file says went back is kept, less the refunds that are known one by one.
EXPORTED = "exported"


def compare_orders(facts: Sequence[Order], known: Known) -> list[Verdict]:
    """What each of these says that the present does not."""
    held = known.orders({fact.order_id for fact in facts})
    return [_compare(fact, held.get(fact.order_id)) for fact in facts]


def _compare(fact: Order, held: KnownOrder | None) -> Verdict:
    verdict = Verdict(is_new=held is None or (fact.is_order and not held.is_told))
    who = fact.who or Who(anonymous_id=f"order-{fact.order_id}"[:255])  # somebody who left no trace
    if fact.is_order:
        if held is None or not held.is_told:
            _tell(fact, who, verdict)
        else:
            _change(fact, held, held.who or who, verdict)
        if fact.cancelled_us is not None and (held is None or held.cancelled_us is None):
            said: dict[str, Any] = {"order_id": fact.order_id}
            if fact.cancel_reason:
                said["reason"] = fact.cancel_reason
            verdict.calls.append(track("order", "order_cancelled", who, said, fact.cancelled_us))
            verdict.fields.append(("cancelled", None, True))
    _refund(fact, held, who, verdict)
    return verdict


def _tell(fact: Order, who: Who, verdict: Verdict) -> None:
    """A new order: placed when it was, and as it was told of later where the file says when."""
    properties = order_properties(fact.order_id, fact.said)
    verdict.calls.append(track("order", "order_completed", who, properties, fact.placed_us))
    if fact.has_own_time and fact.told_us > fact.placed_us:
        verdict.calls.append(track("order", "order_updated", who, properties, fact.told_us))


def _change(fact: Order, held: KnownOrder, who: Who, verdict: Verdict) -> None:
    """An order that is known: an update says everything, so what the file does not say goes along as it is known."""
    different = [
        (name, held.said.get(name), value)
        for name, value in fact.said.items()
        if value is not None and value != held.said.get(name)
    ]
    if not different:
        return
    if fact.told_us <= held.told_us:
        verdict.older += len(different)
        return
    said = {**held.said, **{name: value for name, _was, value in different}}
    verdict.calls.append(track("order", "order_updated", who, order_properties(fact.order_id, said), fact.told_us))
    verdict.fields += different


def _refund(fact: Order, held: KnownOrder | None, who: Who, verdict: Verdict) -> None:
    currency = fact.said.get("currency") or (held.said.get("currency") if held else None)
    for back in _backs(fact, held):
        known = held.refunds.get(back.refund_id) if held else None
        if known and (known.total, known.revenue) == (back.total, back.revenue):
            continue
        if known and back.at_us <= known.told_us:
            verdict.older += 1
            continue
        verdict.calls.append(_refund_call(fact, back, who, currency))
        verdict.fields.append(("refunded", known.total if known else 0, back.total))


def _backs(fact: Order, held: KnownOrder | None) -> list[Back]:
    """The refunds that the file tells of: one by one, or what is left of all when those known are taken off."""
    if fact.refunded is None:
        return fact.refunds
    others = [one for key, one in held.refunds.items() if key != EXPORTED] if held else []
    total = fact.refunded[0] - sum(one.total for one in others)
    revenue = fact.refunded[1] - sum(one.revenue for one in others)
    known = held.refunds.get(EXPORTED) if held else None
    if total <= 0 and known is None:
        return []
    at = fact.refunded_us or fact.placed_us
    if known is not None and at <= known.told_us < fact.told_us:
        at = fact.told_us  # more went back since: it is said as of the file
    return [Back(EXPORTED, at, max(total, 0), max(revenue, 0))]


def _refund_call(fact: Order, back: Back, who: Who, currency: str | None) -> Call:
    said: dict[str, Any] = {
        "order_id": fact.order_id,
        "refund_id": back.refund_id,
        "currency": currency,
        "total": major(back.total, currency),
        "revenue": major(back.revenue, currency),
    }
    if back.lines:
        said["products"] = products_of(back.lines, currency)
    return track("refund", "order_refunded", who, {name: value for name, value in said.items() if value is not None}, back.at_us)
