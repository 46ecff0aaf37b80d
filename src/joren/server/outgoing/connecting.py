"""Opens connections: looks a name up once, judges every address it has, and connects to what was judged.

A name that answers differently a moment later (DNS rebinding) gains nothing: it is not asked a second time. Who we
wanted to speak with stays in the request's Host, and in the name that the certificate must have.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable

import httpcore

from joren.server.outgoing.refusal import AddressRefusedError


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the order in which to try them. Raises `OSError`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name that cannot be one: an empty label, or one of more than 63 signs
        raise OSError(f"{host} is no name of a host") from error
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to allowed IP addresses only. `why` says of the others what they are not."""

    def __init__(self, allows: Callable[[str], bool], why: str) -> None:
        self._allows = allows
        self._why = why
        self._connect = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._judged(host, port):
            try:
                return self._connect.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
        raise error

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: a socket of this machine is nobody's shop."""
        raise AddressRefusedError("a local socket is out of reach")

    def sleep(self, seconds: float) -> None:
        """Wait between two attempts to connect."""
        self._connect.sleep(seconds)

    def _judged(self, host: str, port: int) -> list[str]:
        try:
            addresses = addresses_of(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error.strerror or error}") from error
        # One address out of reach spoils the name: nobody has a good reason to mix them.
        for address in addresses:
            if not self._allows(address):
                raise AddressRefusedError(f"{host} has the address {address}: {self._why}")
        return addresses
