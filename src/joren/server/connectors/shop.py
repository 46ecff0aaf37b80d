"""What a connector is: the interface between the road that all shops share and what is particular to one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from joren.server.connectors.asking import Asking
from joren.server.connectors.calls import Call
from joren.server.shop_writing import ShopWriting


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A connection with its secrets in the open: for the moment of use only."""

    id: int
    shop: str
    address: str
    secrets: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Something that has to be given when a shop is connected."""

    name: str
    label: str
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A webhook as it came. Header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """A request about somebody's data."""

    wish: str
    reference: str
    customer_id: str = ""
    email: str = ""
    phone: str = ""
    orders: Sequence[str] = ()
    days: int = 30
    """Within how many days it has to be seen to."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a webhook with a good signature tells."""

    topic: str
    delivery: str | None = None
    """The id of this delivery, the same when it is sent again."""
    at: str | None = None
    """When it happened, by what the signature covers."""
    calls: Sequence[Call] = ()
    fetches: Sequence[tuple[str, str]] = ()
    """What has to be asked for: kind and id."""
    privacy: Sequence[Privacy] = ()
    closed: str = ""
    """The shop has ended the connection, and this is why."""
    known: bool = True
    """Whether anything is made of this topic."""


class HookRefusedError(Exception):
    """A webhook that is not the shop's, or too late. The text is for the log and holds nothing of the body."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a shop's past."""

    calls: Sequence[Call]
    things: int
    next: dict[str, Any] | None
    """Where the next page begins; None when this was the last."""
    total: int | None = None


class Api(Protocol):
    """An open connection to one shop. Every method may raise `ShopError`."""

    def about(self) -> dict[str, Any]:
        """What the shop says of itself: name, currency, time_zone, where it says so."""
        ...

    def page(self, kind: str, cursor: Mapping[str, Any] | None, since: str) -> Page:
        """One page of a kind, after a cursor, of what changed at or after `since`."""
        ...

    def fetch(self, kind: str, thing: str) -> Sequence[Call]:
        """What one thing tells; nothing when it is gone."""
        ...

    def subscribe(self, address: str) -> list[str]:
        """Have webhooks sent to an address, as far as they are not yet; the topics that are sent then."""
        ...

    def unsubscribe(self, address: str) -> int:
        """Have none sent there any more; how many there were."""
        ...

    def writing(self) -> ShopWriting:
        """What writes back to the shop."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class Shop(Protocol):
    """A kind of shop."""

    name: str
    kinds: Sequence[str]
    """What its past consists of, in the order in which it is fetched."""
    secrets: Sequence[Secret]

    def settle_address(self, address: str) -> str:
        """The address as it is stored. Raises `InputError` for one that cannot be of such a shop."""
        ...

    def new_secrets(self) -> dict[str, str]:
        """The secrets that we make ourselves when a shop is connected, such as the one its webhooks are signed with."""
        ...

    def receive(self, hook: Hook, connection: Opened) -> Received:
        """Check a webhook and read it. Raises `HookRefusedError` for one that is not the shop's."""
        ...

    def open(self, connection: Opened, asking: Asking) -> Api | None:
        """Speak with the shop; None for a kind that can only be listened to."""
        ...
