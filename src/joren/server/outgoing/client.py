"""The HTTP client for addresses that people gave us, and the check of such an address before it is stored."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import httpx

from joren import __version__
from joren.errors import InputError
from joren.language import gettext as _
from joren.server.outgoing.connecting import addresses_of
from joren.server.outgoing.reach import Reach
from joren.server.outgoing.transport import GuardedTransport

MOST_BYTES = 32 * 1024 * 1024
MOST_SECONDS = 120.0
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


def guarded_client(
    reach: Reach,
    *,
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    timeout: httpx.Timeout | float = _TIMEOUT,
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> httpx.Client:
    """A client that reaches the public internet by https, and the networks named in `reach`; nothing else.

    It follows no redirects (turned on for one request, each further address is judged like the first), knows no
    proxies of the environment, and reads at most `most_bytes` within `most_seconds` of an answer. Raises
    `AddressRefusedError`, an `httpx.TransportError`, instead of sending what may not be sent. May be used by several
    threads.
    """
    transport = GuardedTransport(reach, tls=_tls(), most_bytes=most_bytes, most_seconds=most_seconds)
    agent = {"User-Agent": f"Joren/{__version__}"}
    return httpx.Client(
        transport=transport, base_url=base_url, headers={**agent, **(headers or {})}, auth=auth, timeout=timeout,
        trust_env=False,
    )  # fmt: skip


def check_address(address: str, reach: Reach) -> str:
    """The address without blanks around it, if requests may go there at present. Raises `InputError` that says why not.

    For people who type one: what holds is judged again whenever something is sent.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL):
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(_("“{address}” is no address. Write it as https://shop.example.com.").format(address=address))
    if parts.username or parts.password:
        raise InputError(_("Write the address of {host} without a name or password in it.").format(host=host))
    try:
        found = addresses_of(host, port or (443 if parts.scheme == "https" else 80))
    except OSError as error:
        raise InputError(_("There is no host {host} that could be found.").format(host=host)) from error
    if not all(map(reach.allows, found)):
        raise InputError(
            _(
                "{host} is not on the public internet. If it is yours, name its network in the setting {setting}."
            ).format(host=host, setting="JOREN_REACHABLE_NETWORKS")
        )
    if parts.scheme == "http" and not all(map(reach.is_named, found)):
        raise InputError(
            _("Write https:// for {host}: what is sent there must not be read on the way.").format(host=host)
        )
    return address


@cache
def _tls() -> ssl.SSLContext:
    """Certificates of the usual authorities, or those in SSL_CERT_FILE. Made once: it takes tens of milliseconds."""
    return httpx.create_ssl_context()
