"""What the API reads of people, orders, carts and products."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from joren.identity import Kind, normal_email, normal_phone, number_of
from joren.server.commerce.models import Cart, Coupon, Order, Product, Refund
from joren.server.profiles.models import Consent, Identifier, Move, Profile

_LARGEST = 2**63 - 1


def profiles() -> QuerySet[Profile]:
    """Everybody."""
    return Profile.objects.all()


def profiles_known_by(kind: Kind, value: str) -> QuerySet[Profile]:
    """The one person with this id; nobody when there is none, or when it cannot be such an id."""
    normal = {Kind.EMAIL: normal_email, Kind.PHONE: normal_phone}.get(kind, _as_it_is)(value)
    if normal is None:
        return Profile.objects.none()
    ids = Identifier.objects.filter(number=number_of(kind, normal))
    return Profile.objects.filter(number__in=ids.values("profile"))


def profile(number: int) -> Profile | None:
    """The person of this number: also when it was merged into another."""
    if number > _LARGEST:
        return None
    found = Profile.objects.filter(number=number).first()
    if found is None:
        ids = Identifier.objects.filter(number=number)
        found = Profile.objects.filter(number__in=ids.values("profile")).first()
    return found


def identifiers(of: Profile) -> QuerySet[Identifier]:
    """Every id of a person."""
    return Identifier.objects.filter(profile=of.number)


def consents(of: Profile) -> QuerySet[Consent]:
    """All that a person said about being written to."""
    return Consent.objects.filter(subject__in=identifiers(of).values("number"))


def moves() -> QuerySet[Move]:
    """Every merge and separation."""
    return Move.objects.all()


def orders() -> QuerySet[Order]:
    """The orders that were told of; one of which only a refund is known is none yet."""
    return Order.objects.filter(told_us__gt=0)


def refunds(order_ids: Iterable[str]) -> dict[str, list[Refund]]:
    """What went back of these orders, the oldest first."""
    found: dict[str, list[Refund]] = {}
    for refund in Refund.objects.filter(order_id__in=list(order_ids)).order_by("refunded_at", "id"):
        found.setdefault(refund.order_id, []).append(refund)
    return found


def carts() -> QuerySet[Cart]:
    """Every cart."""
    return Cart.objects.all()


def products() -> QuerySet[Product]:
    """Every product and variant."""
    return Product.objects.all()


def coupons() -> QuerySet[Coupon]:
    """Every code."""
    return Coupon.objects.all()


def owners(subjects: Iterable[int | None]) -> dict[int, int]:
    """Whose these ids are at present."""
    wanted = [subject for subject in subjects if subject is not None]
    return dict(Identifier.objects.filter(number__in=wanted).values_list("number", "profile"))


def _as_it_is(value: str) -> str | None:
    return value or None
