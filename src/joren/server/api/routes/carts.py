"""Carts as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.server import clock
from joren.server.accounts.access import Data
from joren.server.api import queries
from joren.server.api.callers import ApiKey
from joren.server.api.cursors import Paging, page
from joren.server.api.errors import not_found
from joren.server.api.routes import answers
from joren.server.api.routes.orders import ProfileIdFilter
from joren.server.api.routes.profiles import profile_of
from joren.server.api.shown import Moment, Number, Shown, personal
from joren.server.commerce.models import Cart
from joren.server.commerce.queries import cart_state

router = Router()

_SEE = ApiKey("carts", Data.NUMBERS)


class Item(Schema):
    """Some of one product in a cart."""

    product_id: str | None = None
    variant_id: str | None = None
    sku: str | None = None
    name: str | None = None
    price: int | None = Field(None, description="Each, in minor units.")
    quantity: float | None = None
    url: str | None = None
    image_url: str | None = None


class CartOut(Shown):
    """What somebody put into a cart."""

    id: int
    cart_id: str | None = Field(description="The shop's id, if it has one.")
    profile_id: str | None = Field(description="Whose it is.")
    state: str = Field(description="active, abandoned, lost, ordered, recovered or cleared")
    currency: str | None
    total: int | None = Field(description="In minor units.")
    items: list[Item]
    started_at: Moment
    last_activity_at: Moment
    checkout_at: Moment | None
    ordered_at: Moment | None
    cleared_at: Moment | None
    url: str | None = personal("Where the shop shows it again.")


class CartPage(Schema):
    """Some carts."""

    data: list[CartOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class CartFilter(Schema):
    """Which carts."""

    profile_id: ProfileIdFilter = None


@router.get("", auth=_SEE, response=answers(CartPage), operation_id="listCarts", summary="List carts")
def list_carts(request: HttpRequest, paging: Query[Paging], chosen: Query[CartFilter]) -> Any:  # noqa: ARG001
    """Carts, the newest first."""
    rows = queries.carts()
    if chosen.profile_id is not None:
        rows = rows.filter(subject__in=queries.identifiers(profile_of(chosen.profile_id)).values("number"))
    found, following = page(rows, paging, ("-id",), chosen.profile_id)
    return CartPage(data=_shown(found, clock.now()), next=following)


@router.get("/{cart_number}", auth=_SEE, response=answers(CartOut), operation_id="getCart", summary="One cart")
def get_cart(request: HttpRequest, cart_number: Number) -> Any:  # noqa: ARG001
    """One cart, by its `id`."""
    found = queries.carts().filter(pk=cart_number).first()
    if found is None:
        raise not_found()
    return _shown([found], clock.now())[0]


def _shown(rows: Sequence[Cart], now: datetime) -> list[CartOut]:
    owners = queries.owners(row.subject for row in rows)
    made = {"id", "cart_id", "profile_id", "state", "items"}
    return [
        CartOut(
            id=row.pk, cart_id=row.key.removeprefix("cart:") if row.key.startswith("cart:") else None,
            profile_id=str(owners[row.subject]) if row.subject in owners else None, state=cart_state(row, now).value,
            items=[Item(**{name: each.get(name) for name in Item.model_fields}) for each in row.items],
            **{name: getattr(row, name) for name in CartOut.model_fields if name not in made},
        )
        for row in rows
    ]  # fmt: skip
