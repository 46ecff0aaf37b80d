"""What is connected, how it is, and what waits."""

from __future__ import annotations

from django.db.models import QuerySet

from joren.server import clock
from joren.server.connectors.models import BackFill, Connection, Delivery, Fetch, PrivacyRequest, Progress, State


def connections() -> QuerySet[Connection]:
    """All connected shops, the oldest first."""
    return Connection.objects.order_by("pk")


def connections_that_are_well() -> QuerySet[Connection]:
    """Those that let us in."""
    return connections().filter(state=State.WELL)


def connection_named(name: str) -> Connection | None:
    """The connection of this name."""
    return Connection.objects.filter(name=name).first()


def back_fills(connection: Connection) -> QuerySet[BackFill]:
    """How far each kind of a shop's past has been fetched, in the order in which they are."""
    return BackFill.objects.filter(connection=connection).order_by("position")


def back_fills_to_do(connection: Connection) -> QuerySet[BackFill]:
    """Those that wait or were interrupted."""
    return back_fills(connection).filter(state__in=[Progress.WAITING, Progress.RUNNING])


def fetches_due(connection: Connection, count: int) -> list[Fetch]:
    """What webhooks named and is to be asked for now, the oldest first."""
    return list(Fetch.objects.filter(connection=connection, due_at__lte=clock.now()).order_by("due_at", "pk")[:count])


def was_delivered(connection: Connection, delivery: str) -> bool:
    """Whether a webhook of this id was taken in before."""
    return Delivery.objects.filter(connection=connection, delivery=delivery).exists()


def open_privacy_requests() -> QuerySet[PrivacyRequest]:
    """Requests about somebody's data that nobody has seen to, the most urgent first."""
    return PrivacyRequest.objects.filter(done_at=None).order_by("due_at", "pk")
