"""Orders as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from joren.server.accounts.access import Data
from joren.server.api import queries
from joren.server.api.callers import ApiKey
from joren.server.api.cursors import Paging, page
from joren.server.api.errors import not_found
from joren.server.api.routes import answers
from joren.server.api.routes.profiles import profile_of
from joren.server.api.shown import Moment, Shown, Since, Text, personal
from joren.server.commerce.models import Order, Refund

router = Router()

_SEE = ApiKey("orders", Data.NUMBERS)

OrderId = Annotated[Text, Path(max_length=255, description="The shop's id of it.")]
ProfileIdFilter = Annotated[str | None, Query(pattern=r"^[0-9]{1,19}$", description="Only this customer's.")]


class Line(Schema):
    """Some of one product."""

    product_id: str | None = None
    variant_id: str | None = None
    sku: str | None = None
    name: str | None = None
    category: str | None = None
    brand: str | None = None
    price: int | None = Field(None, description="Each, in minor units.")
    quantity: float | None = None
    discount: int | None = None


class RefundOut(Shown):
    """Money that went back."""

    refund_id: str
    refunded_at: Moment
    currency: str | None
    total: int | None
    revenue: int | None = Field(description="What of it was paid for goods.")
    lines: list[Line]

    @classmethod
    def of(cls, row: Refund) -> RefundOut:
        """As it goes out."""
        return cls(
            refund_id=row.refund_id, refunded_at=row.refunded_at, currency=row.currency, total=row.total,
            revenue=row.revenue, lines=lines_of(row.lines),
        )  # fmt: skip


class OrderOut(Shown):
    """An order. Amounts are minor units of `currency`."""

    order_id: str
    number: str | None
    profile_id: str | None = Field(description="Whose it is.")
    placed_at: Moment
    currency: str | None
    total: int | None = Field(description="What the customer pays in all.")
    revenue: int | None = Field(description="For goods after discounts, without tax and shipping.")
    tax: int | None
    shipping: int | None
    discount: int | None
    coupon: str | None
    cart_id: str | None
    financial_status: str = Field(description="pending, paid, partially_refunded, refunded or voided")
    fulfilment_status: str | None = Field(description="unfulfilled, partial, fulfilled or delivered")
    is_test: bool
    cancelled_at: Moment | None
    cancel_reason: str | None = personal("What was said about it.")
    refunded: int = Field(description="All that went back.")
    refunded_revenue: int = Field(description="What of it was paid for goods.")
    lines: list[Line]
    refunds: list[RefundOut]


class OrderPage(Schema):
    """Some orders."""

    data: list[OrderOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class OrderFilter(Schema):
    """Which orders."""

    profile_id: ProfileIdFilter = None
    order_id: Annotated[Text | None, Query(max_length=255, description="Only this one.")] = None
    financial_status: Annotated[
        Literal["pending", "paid", "partially_refunded", "refunded", "voided"] | None, Query(description="Only these.")
    ] = None
    placed_since: Annotated[Since | None, Query(description="Placed at this time or later.")] = None
    placed_until: Annotated[Since | None, Query(description="Placed before this time.")] = None


@router.get("", auth=_SEE, response=answers(OrderPage), operation_id="listOrders", summary="List orders")
def list_orders(request: HttpRequest, paging: Query[Paging], chosen: Query[OrderFilter]) -> Any:  # noqa: ARG001
    """Orders, the latest first."""
    rows = queries.orders()
    if chosen.profile_id is not None:
        rows = rows.filter(subject__in=queries.identifiers(profile_of(chosen.profile_id)).values("number"))
    conditions = {
        "order_id": chosen.order_id, "financial_status": chosen.financial_status,
        "placed_at__gte": chosen.placed_since, "placed_at__lt": chosen.placed_until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    found, following = page(rows, paging, ("-placed_at", "-id"), *chosen.model_dump().values())
    return OrderPage(data=_shown(found), next=following)


@router.get("/{order_id}", auth=_SEE, response=answers(OrderOut), operation_id="getOrder", summary="One order")
def get_order(request: HttpRequest, order_id: OrderId) -> Any:  # noqa: ARG001
    """One order, by the shop's id; with a slash in it, use the list's `order_id`."""
    found = queries.orders().filter(order_id=order_id).first()
    if found is None:
        raise not_found()
    return _shown([found])[0]


def lines_of(lines: Sequence[dict[str, Any]]) -> list[Line]:
    """Lines as they go out."""
    return [Line(**{name: each.get(name) for name in Line.model_fields}) for each in lines]


def _shown(rows: Sequence[Order]) -> list[OrderOut]:
    owners = queries.owners(row.subject for row in rows)
    refunds = queries.refunds(row.order_id for row in rows)
    made = {"profile_id", "lines", "refunds"}
    return [
        OrderOut(
            profile_id=str(owners[row.subject]) if row.subject in owners else None, lines=lines_of(row.lines),
            refunds=[RefundOut.of(each) for each in refunds.get(row.order_id, [])],
            **{name: getattr(row, name) for name in OrderOut.model_fields if name not in made},
        )
        for row in rows
    ]  # fmt: skip
