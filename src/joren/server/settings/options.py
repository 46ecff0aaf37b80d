"""Everything that can be set from outside, by environment variables, in one typed list."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from joren.errors import InputError
from joren.language import gettext as _


@dataclass(frozen=True)
class Options:
    """What the environment says. Each field is the variable `JOREN_<NAME>`."""

    data: Path = Path("joren-data")
    """The data folder: everything the shop has."""
    host: str = "127.0.0.1"
    """The address to listen at."""
    port: int = 8000
    """The port to listen at."""
    public_url: str | None = None
    """Where people reach Joren, if not at host and port: https://joren.example.com. Cookies are then for HTTPS only."""
    hosts: tuple[str, ...] = ()
    """More host names by which pages may be asked for, with commas between."""
    behind_proxy: bool = False
    """A proxy of yours stands in front and sets X-Forwarded-For and X-Forwarded-Proto."""
    reachable_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that requests to shops and webhooks may go to beside the public internet, with commas between."""
    api_rate: int = 600
    """How many requests a minute each key may make to the API."""

    @property
    def address(self) -> str:
        """Where people reach Joren, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def allowed_hosts(self) -> list[str]:
        """The host names by which pages may be asked for."""
        names = ["localhost", "127.0.0.1", "[::1]", self.host, *self.hosts]
        if self.public_url:
            names.append(urlsplit(self.public_url).hostname or "")
        return sorted({name for name in names if name})

    @property
    def spool(self) -> Path:
        """The folder of the spool."""
        return self.data / "spool"

    @property
    def lake(self) -> Path:
        """The folder of the lake."""
        return self.data / "lake"

    @property
    def secrets(self) -> Path:
        """The file of secrets."""
        return self.data / "secrets"

    @property
    def write_keys(self) -> Path:
        """The file by which the front process knows good write keys."""
        return self.spool / "write-keys.json"

    @property
    def socket(self) -> Path:
        """The local socket between the front and the app process."""
        return self.data / "run" / "app.sock"

    def environment(self) -> dict[str, str]:
        """The environment that gives these options to another process."""
        given = {
            "JOREN_DATA": str(self.data.absolute()),
            "JOREN_HOST": self.host,
            "JOREN_PORT": str(self.port),
            "JOREN_HOSTS": ",".join(self.hosts),
            "JOREN_BEHIND_PROXY": "1" if self.behind_proxy else "",
            "JOREN_PUBLIC_URL": self.public_url or "",
            "JOREN_API_RATE": str(self.api_rate),
            "JOREN_REACHABLE_NETWORKS": ",".join(map(str, self.reachable_networks)),
        }
        return {**os.environ, **given}


def from_environment(environment: Mapping[str, str] | None = None) -> Options:
    """Read the options. Raises `InputError` for one that makes no sense."""
    given = os.environ if environment is None else environment
    return Options(
        data=Path(given.get("JOREN_DATA") or Options.data),
        host=given.get("JOREN_HOST") or Options.host,
        port=_port(given.get("JOREN_PORT") or str(Options.port)),
        public_url=_url(given.get("JOREN_PUBLIC_URL", "")),
        hosts=tuple(name.strip() for name in given.get("JOREN_HOSTS", "").split(",") if name.strip()),
        behind_proxy=given.get("JOREN_BEHIND_PROXY", "").lower() in {"1", "true", "yes", "on"},
        api_rate=_rate(given.get("JOREN_API_RATE") or str(Options.api_rate)),
        reachable_networks=_networks(given.get("JOREN_REACHABLE_NETWORKS", "")),
    )


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise InputError(_("JOREN_PORT is “{value}”: write a number from 1 to 65535.").format(value=text))


def _rate(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= 1_000_000:
        return int(text)
    raise InputError(_("JOREN_API_RATE is “{value}”: write a number from 1 to 1000000.").format(value=text))


def _url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return text
    raise InputError(
        _("JOREN_PUBLIC_URL is “{value}”: write an address such as https://joren.example.com.").format(value=text)
    )


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    try:
        return tuple(map(ip_network, names))
    except ValueError as error:
        raise InputError(
            _("JOREN_REACHABLE_NETWORKS is “{value}”: write networks such as 10.0.0.0/8, with commas between.").format(
                value=text
            )
        ) from error
