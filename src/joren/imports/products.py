"""Catalogues: from rows to facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from joren.imports.cells import said_yes
from joren.imports.facts import Product
from joren.imports.rows import Row, Source
from joren.imports.trouble import RejectedError, Trouble
from joren.money import NO_CURRENCY, Money

#: Rows of one product come together when they are sorted by these.
SORTED_BY = ("product_id", "variant_id", "sku")

_TEXTS = {"sku": 255, "name": 500, "category": 255, "brand": 255, "url": 2000, "image_url": 2000}


@dataclass
class ProductReader:
    """Reads the rows of one source. `currency` is that of prices that do not say theirs."""

    source: Source
    currency: str | None
    told_us: int
    fields_left_out: dict[str, int] = field(default_factory=dict)
    _handle: str = ""
    _shared: dict[str, Any] = field(default_factory=dict)
    """What Shopify says of a product on its first row only."""

    def read(self, row: Row) -> Product | None:
        """What a row says; None for a row that adds nothing (a further picture). Raises `RejectedError`."""
        if self.source.layout.name == "shopify":
            return self._shopify(row)
        if self.source.layout.name == "woocommerce" and (row.text("type") or "").casefold() == "variation":
            return self._variation(row)
        product = _id(row.text("product_id", 255)) or row.text("sku", 255)
        if not product:
            raise RejectedError(Trouble.NO_PRODUCT)
        return self._product(row, product, _id(row.text("variant_id", 255)) or "")

    def _product(self, row: Row, product: str, variant: str) -> Product:
        said: dict[str, Any] = {word: text for word, most in _TEXTS.items() if (text := row.text(word, most))}
        if "image_url" in said:
            said["image_url"] = said["image_url"].split(", ")[0]
        sale = row.number("sale_price")
        price = sale if sale is not None else row.number("price")
        if price is not None:
            currency = self._currency(row)
            said |= {"price": Money.of(price, currency).amount, "currency": currency}
        active = said_yes(row.text("active") or row.text("published"))
        if active is not None:
            said["is_active"] = active
        stock = row.number("stock")
        told = row.moment("told_at")
        return Product(
            product, variant, self.told_us if told is None else told, said,
            round(stock) if stock is not None and abs(stock) < 2**31 else None, row.moment("deleted_at"),
        )  # fmt: skip

    def _shopify(self, row: Row) -> Product | None:
        handle = row.text("product_id", 255)
        if not handle:
            raise RejectedError(Trouble.NO_PRODUCT)
        if handle != self._handle:
            self._handle, self._shared = handle, {}
        fact = self._product(row, handle, "")
        status = row.text("status")
        if status or row.text("published"):
            fact.said["is_active"] = (status or "active").casefold() == "active" and said_yes(row.text("published")) is not False
        for word in ("name", "category", "brand", "is_active", "image_url"):
            if word in fact.said:
                self._shared.setdefault(word, fact.said[word])
        if "price" not in fact.said:
            return None
        options = [text for word in ("option1", "option2", "option3") if (text := row.text(word, 80))]
        fact.variant_id = fact.said.get("sku") or " / ".join(each for each in options if each != "Default Title")
        fact.said = {**self._shared, **fact.said}
        return fact

    def _variation(self, row: Row) -> Product:
        parent = (row.text("parent", 255) or "").removeprefix("id:").strip()
        if not parent:
            raise RejectedError(Trouble.NO_PRODUCT)
        return self._product(row, parent, _id(row.text("product_id", 255)) or row.text("sku", 255) or "")

    def _currency(self, row: Row) -> str:
        said = (row.text("currency") or self.currency or NO_CURRENCY).upper()
        if not (len(said) == 3 and said.isascii() and said.isalpha()):
            raise RejectedError(Trouble.BAD_CURRENCY)
        return said


def _id(text: str | None) -> str | None:
    return text[:-2] if text and text.endswith(".0") and text[:-2].isdigit() else text


def united(first: Product, second: Product) -> Product:
    """Two rows of one variant as one: what the later one says goes over."""
    return Product(
        second.product_id, second.variant_id, max(first.told_us, second.told_us), {**first.said, **second.said},
        second.stock if second.stock is not None else first.stock, second.deleted_us or first.deleted_us,
    )  # fmt: skip
