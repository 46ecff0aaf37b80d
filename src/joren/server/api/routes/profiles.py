"""Customers: who they are, what they agreed to, what they did."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from joren.identity import Kind
from joren.server.accounts.access import Data
from joren.server.api import queries
from joren.server.api.callers import ApiKey, asking, require_personal
from joren.server.api.cursors import Paging, page, read_cursor, write_cursor
from joren.server.api.errors import not_found
from joren.server.api.history import events_of
from joren.server.api.routes import answers
from joren.server.api.shown import Moment, ProfileId, Shown, Text, personal
from joren.server.profiles.models import Identifier, Move, Profile

router = Router()

SEE = ApiKey("profiles", Data.NUMBERS)
_KNOW = ApiKey("profiles", Data.PERSONAL)
_EVENTS = ApiKey("events", Data.PERSONAL)

KindName = Literal["customer_id", "email", "phone", "anonymous_id"]


class ProfileOut(Shown):
    """A customer, or a visitor of whom no more is known."""

    id: str
    kind: KindName = Field(description="Of the id after which the person is called; anonymous_id: a mere visitor.")
    first_seen_at: Moment
    last_seen_at: Moment
    events: int
    language: str | None
    country: str | None
    consents: dict[str, Literal["granted", "denied"]] = Field(description="By channel, as it was last said.")
    orders: int = Field(description="Those that count: paid, not cancelled, no tests.")
    first_order_at: Moment | None
    last_order_at: Moment | None
    spent: dict[str, int] = Field(description="By currency: paid for goods, net of refunds, in minor units.")
    customer_id: str | None = personal("The shop's own id.")
    email: str | None = personal("E-mail address.")
    phone: str | None = personal("Telephone number, E.164.")
    name: str | None = personal("Name.")
    birthday: date | None = personal("Birthday.")
    traits: dict[str, Any] | None = personal("Every trait as it was last said.")

    @classmethod
    def of(cls, row: Profile) -> ProfileOut:
        """As it goes out."""
        same = (
            "first_seen_at", "last_seen_at", "events", "language", "country", "consents", "orders", "first_order_at",
            "last_order_at", "spent", "customer_id", "email", "phone", "name", "birthday", "traits",
        )  # fmt: skip
        return cls(id=str(row.number), **{name: getattr(row, name) for name in ("kind", *same)})


class ProfilePage(Schema):
    """Some customers."""

    data: list[ProfileOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ProfileFilter(Schema):
    """Whom to find. The ids are personal data themselves."""

    customer_id: Annotated[Text | None, Query(max_length=255, description="The shop's own id.")] = None
    email: Annotated[Text | None, Query(max_length=254, description="An e-mail address, in any capitals.")] = None
    phone: Annotated[Text | None, Query(max_length=40, description="A telephone number with its country.")] = None
    anonymous_id: Annotated[Text | None, Query(max_length=255, description="A browser's id.")] = None


class IdentifierOut(Shown):
    """An id by which somebody is known."""

    kind: KindName
    value: str | None = personal("The id.")
    first_seen_at: Moment
    last_seen_at: Moment
    events: int


class IdentifierPage(Schema):
    """Some ids."""

    data: list[IdentifierOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class EventOut(Shown):
    """Something that a customer did, or that was done for them."""

    message_id: str
    call: str
    name: str
    source: str
    occurred_at: Moment
    received_at: Moment
    order_id: str | None
    checkout_id: str | None
    cart_id: str | None
    product_id: str | None
    sku: str | None
    category: str | None
    brand: str | None
    coupon: str | None
    quantity: float | None
    currency: str | None
    price: int | None = Field(description="This and the amounts after it: minor units of `currency`.")
    revenue: int | None
    total: int | None
    tax: int | None
    shipping: int | None
    discount: int | None
    page_path: str | None
    page_title: str | None
    campaign_source: str | None
    campaign_medium: str | None
    campaign_name: str | None
    page_url: str | None = personal("The page's address.")
    page_referrer: str | None = personal("Where they came from.")
    properties: dict[str, Any] | None = personal("What else was said.")
    context: dict[str, Any] | None = personal("Where it happened.")


class EventPage(Schema):
    """Some events."""

    data: list[EventOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class EventFilter(Schema):
    """Which events."""

    name: Annotated[Text | None, Query(max_length=200, description="Only these: `order_completed`, …")] = None


class MergeOut(Shown):
    """An id that went from one customer to another."""

    id: int
    former: str = Field(description="The profile that had it.")
    present: str = Field(description="The profile that has it since.")
    moved_at: Moment
    reason: Literal["seen", "cut", "erased"] = Field(
        description="seen: with another person's id; cut: somebody said that they are two; erased: a link is gone."
    )

    @classmethod
    def of(cls, row: Move) -> MergeOut:
        """As it goes out."""
        given: dict[str, Any] = {"reason": row.reason}
        return cls(id=row.pk, former=str(row.former), present=str(row.present), moved_at=row.moved_at, **given)


class MergePage(Schema):
    """Some merges."""

    data: list[MergeOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


@router.get("", auth=SEE, response=answers(ProfilePage), operation_id="listProfiles", summary="List customers")
def list_profiles(request: HttpRequest, paging: Query[Paging], known: Query[ProfileFilter]) -> Any:  # noqa: ARG001
    """Everybody, in no order; or the one with an id. Looking somebody up is for those who see personal data."""
    rows, chosen = queries.profiles(), known.model_dump(exclude_none=True)
    for kind, value in chosen.items():
        require_personal(asking())
        rows = rows & queries.profiles_known_by(Kind(kind), value)
    found, following = page(rows, paging, ("number",), sorted(chosen.items()))
    return ProfilePage(data=[ProfileOut.of(row) for row in found], next=following)


@router.get("/{profile_id}", auth=SEE, response=answers(ProfileOut), operation_id="getProfile", summary="One customer")
def get_profile(request: HttpRequest, profile_id: ProfileId) -> Any:  # noqa: ARG001
    """One customer. For an id that was merged into another, that other one, with its own `id`."""
    return ProfileOut.of(profile_of(profile_id))


@router.get(
    "/{profile_id}/identifiers", auth=_KNOW, response=answers(IdentifierPage), operation_id="listIdentifiers",
    summary="List a customer's ids",
)  # fmt: skip
def list_identifiers(request: HttpRequest, profile_id: ProfileId, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Every id by which a customer is known."""
    rows, following = page(queries.identifiers(profile_of(profile_id)), paging, ("number",), profile_id)
    return IdentifierPage(data=[IdentifierOut(**_values(row, IdentifierOut)) for row in rows], next=following)


@router.get(
    "/{profile_id}/events", auth=_EVENTS, response=answers(EventPage), operation_id="listProfileEvents",
    summary="List a customer's events",
)  # fmt: skip
def list_events(
    request: HttpRequest,  # noqa: ARG001
    profile_id: ProfileId,
    paging: Query[Paging],
    chosen: Query[EventFilter],
) -> Any:
    """What a customer did, the newest first. An event is here some seconds after it came in."""
    found = profile_of(profile_id)
    place = ["events", profile_id, chosen.name or ""]
    before = read_cursor(paging.cursor, place, 2) if paging.cursor is not None else None
    rows = events_of(found, most=paging.limit + 1, name=chosen.name, before=(before[0], before[1]) if before else None)
    following = None
    if len(rows) > paging.limit:
        last = rows[paging.limit - 1]
        following = write_cursor(place, [last["occurred_us"], last["message_id"]])
    data = [EventOut(**{name: row[name] for name in EventOut.model_fields}) for row in rows[: paging.limit]]
    return EventPage(data=data, next=following)


@router.get(
    "/{profile_id}/merges", auth=SEE, response=answers(MergePage), operation_id="listProfileMerges",
    summary="List a customer's merges",
)  # fmt: skip
def list_merges_of(request: HttpRequest, profile_id: ProfileId, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Every id that this customer won from another or lost to another, the latest first."""
    number = profile_of(profile_id).number
    rows = queries.moves().filter(former=number) | queries.moves().filter(present=number)
    found, following = page(rows, paging, ("-id",), number)
    return MergePage(data=[MergeOut.of(row) for row in found], next=following)


def profile_of(profile_id: str) -> Profile:
    """The customer of an id in an address."""
    found = queries.profile(int(profile_id))
    if found is None:
        raise not_found()
    return found


def _values(row: Identifier, shown: type[Shown]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shown.model_fields}
