"""Endpoints, and what is on its way to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min, Prefetch, QuerySet

from joren.server import clock
from joren.server.webhooks.models import Attempt, Delivery, DeliveryStatus, DisabledReason, Endpoint


def endpoints() -> QuerySet[Endpoint]:
    """Every endpoint."""
    return Endpoint.objects.all()


def endpoint(number: int) -> Endpoint | None:
    """One endpoint."""
    return Endpoint.objects.filter(pk=number).first()


def wanted() -> list[str]:
    """The names, and beginnings of names, that anybody wants to be told of."""
    rows = Endpoint.objects.filter(disabled=DisabledReason.NONE).values_list("events", flat=True)
    return sorted({pattern for patterns in rows for pattern in patterns})


def deliveries() -> QuerySet[Delivery]:
    """What was, is and will no longer be on its way, each with its tries, the last first."""
    return Delivery.objects.prefetch_related(Prefetch("attempt_set", Attempt.objects.order_by("-id")))


def due(to: Endpoint, most: int) -> Sequence[Delivery]:
    """What is to be tried now, the longest overdue first."""
    waiting = Delivery.objects.filter(endpoint=to, status=DeliveryStatus.PENDING, next_at__lte=clock.now())
    return list(waiting.order_by("next_at", "id")[:most])


def next_due(to: Endpoint) -> datetime | None:
    """When the next one is to be tried; None when nothing waits."""
    waiting = Delivery.objects.filter(endpoint=to, status=DeliveryStatus.PENDING)
    first: datetime | None = waiting.aggregate(first=Min("next_at"))["first"]
    return first


def notices() -> QuerySet[Endpoint]:
    """Endpoints that were turned off without anybody asking for it: somebody has to know."""
    return Endpoint.objects.filter(disabled__in=(DisabledReason.GONE, DisabledReason.FAILING)).order_by("-disabled_at")
