"""Products beside the present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from joren.imports.calls import major, track
from joren.imports.compare.verdict import Verdict
from joren.imports.facts import Product
from joren.imports.known import Known, KnownProduct


def compare_products(facts: Sequence[Product], known: Known) -> list[Verdict]:
    """What each of these says that the present does not."""
    held = known.products({(fact.product_id, fact.variant_id) for fact in facts})
    return [_compare(fact, held.get((fact.product_id, fact.variant_id))) for fact in facts]


def _compare(fact: Product, held: KnownProduct | None) -> Verdict:
    verdict = Verdict(is_new=held is None or not held.is_catalogued)
    key = {"product_id": fact.product_id, **({"variant_id": fact.variant_id} if fact.variant_id else {})}
    described = _described(fact, held, verdict)
    stock = fact.stock if _is_new_stock(fact, held, verdict) else None
    if described is not None:
        said = {**key, **described, **({"stock": stock} if stock is not None else {})}
        verdict.calls.append(track("product", "product_updated", None, said, fact.told_us))
    elif stock is not None:
        verdict.calls.append(track("product", "stock_changed", None, {**key, "stock": stock}, fact.told_us))
    if fact.deleted_us is not None and (held is None or (held.deleted_us or 0) < fact.deleted_us):
        verdict.calls.append(track("product", "product_deleted", None, key, fact.deleted_us))
        verdict.fields.append(("deleted", None, True))
    return verdict


def _described(fact: Product, held: KnownProduct | None, verdict: Verdict) -> dict[str, Any] | None:
    """What the catalogue is to say; None when it says it already. The catalogue says everything of a product at once."""
    was = held.said if held else {}
    different = [(name, was.get(name), value) for name, value in fact.said.items() if value != was.get(name)]
    if held is not None and held.is_catalogued:
        if not different:
            return None
        if fact.told_us <= held.told_us:
            verdict.older += len(different)
            return None
    verdict.fields += different
    said = {**was, **fact.said}
    currency = said.get("currency")
    if isinstance(said.get("price"), int):
        said["price"] = major(said["price"], currency)
    said["active"] = said.pop("is_active", True)
    return {name: value for name, value in said.items() if value is not None}


def _is_new_stock(fact: Product, held: KnownProduct | None, verdict: Verdict) -> bool:
    if fact.stock is None or (held is not None and held.stock == fact.stock):
        return False
    if held is not None and held.stock is not None and fact.told_us <= held.stock_us:
        verdict.older += 1
        return False
    verdict.fields.append(("stock", held.stock if held else None, fact.stock))
    return True
