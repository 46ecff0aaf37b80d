"""Products and discount codes as they are now."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.server.accounts.access import Data
from joren.server.api import queries
from joren.server.api.callers import ApiKey
from joren.server.api.cursors import Paging, page
from joren.server.api.errors import not_found
from joren.server.api.routes import answers
from joren.server.api.shown import Moment, Number, Shown, Text

router = Router()
coupons = Router()

_SEE = ApiKey("products", Data.NUMBERS)


class ProductOut(Shown):
    """A product, or one variant of it."""

    id: int
    product_id: str
    variant_id: str = Field(description="Empty for a product without variants.")
    sku: str | None
    name: str | None
    category: str | None
    brand: str | None
    price: int | None = Field(description="In minor units of `currency`.")
    currency: str | None
    url: str | None
    image_url: str | None
    is_active: bool
    stock: int | None
    deleted_at: Moment | None


class ProductPage(Schema):
    """Some products."""

    data: list[ProductOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ProductFilter(Schema):
    """Which products."""

    product_id: Annotated[Text | None, Query(max_length=255, description="Only this one's variants.")] = None
    sku: Annotated[Text | None, Query(max_length=255, description="Only this one.")] = None
    is_active: Annotated[bool | None, Query(description="Only those that are, or are not, on sale.")] = None


class CouponOut(Shown):
    """A discount code of the shop."""

    code: str
    kind: str | None = Field(description="percent, amount or free_shipping")
    value: float | None = Field(description="Per cent, or major units of `currency`.")
    currency: str | None
    minimum: float | None
    starts_at: Moment | None
    ends_at: Moment | None
    limit: int | None
    used: int | None
    deleted_at: Moment | None


class CouponPage(Schema):
    """Some codes."""

    data: list[CouponOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


@router.get("", auth=_SEE, response=answers(ProductPage), operation_id="listProducts", summary="List products")
def list_products(request: HttpRequest, paging: Query[Paging], chosen: Query[ProductFilter]) -> Any:  # noqa: ARG001
    """Products and variants, in the order in which they became known."""
    rows = queries.products().filter(**chosen.model_dump(exclude_none=True))
    found, following = page(rows, paging, ("id",), *chosen.model_dump().values())
    return ProductPage(data=[_product(row) for row in found], next=following)


@router.get(
    "/{product_number}", auth=_SEE, response=answers(ProductOut), operation_id="getProduct", summary="One product"
)
def get_product(request: HttpRequest, product_number: Number) -> Any:  # noqa: ARG001
    """One product or variant, by its `id`."""
    found = queries.products().filter(pk=product_number).first()
    if found is None:
        raise not_found()
    return _product(found)


@coupons.get("", auth=_SEE, response=answers(CouponPage), operation_id="listCoupons", summary="List discount codes")
def list_coupons(request: HttpRequest, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Discount codes, in the order in which they became known."""
    found, following = page(queries.coupons(), paging, ("id",))
    data = [CouponOut(**{name: getattr(row, name) for name in CouponOut.model_fields}) for row in found]
    return CouponPage(data=data, next=following)


def _product(row: Any) -> ProductOut:
    return ProductOut(**{name: getattr(row, name) for name in ProductOut.model_fields})
