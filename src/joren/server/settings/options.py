"""Everything that can be set from outside, by environment variables, in one typed list."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from joren.errors import InputError
from joren.language import gettext as _
from joren.server.settings.database import check_database_url
from joren.server.settings.lake import check_lake_url


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
    database_url: str | None = field(default=None, repr=False)
    """The PostgreSQL with the tables: postgres://joren@db.example.com/joren. Without it they are in the data folder."""
    database_password: str | None = field(default=None, repr=False)
    """The password there, so that it need not stand in the URL."""
    lake_url: str | None = None
    """The object storage with the lake: s3://bucket/prefix. Without it the lake is in the data folder."""
    lake_endpoint: str | None = None
    """The address of the object storage, when it is not Amazon's."""
    lake_region: str | None = None
    """The region of the object storage."""
    lake_key: str | None = None
    """The id of the access key to the object storage."""
    lake_secret: str | None = field(default=None, repr=False)
    """The secret of the access key."""
    metrics_token: str | None = field(default=None, repr=False)
    """What a reader of /metrics sends as a bearer, in place of an API key."""
    log: str = "plain"
    """How log lines are written: plain or json."""

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
            "JOREN_DATABASE_URL": self.database_url or "",
            "JOREN_DATABASE_PASSWORD": self.database_password or "",
            "JOREN_LAKE_URL": self.lake_url or "",
            "JOREN_LAKE_ENDPOINT": self.lake_endpoint or "",
            "JOREN_LAKE_REGION": self.lake_region or "",
            "JOREN_LAKE_KEY": self.lake_key or "",
            "JOREN_LAKE_SECRET": self.lake_secret or "",
            "JOREN_METRICS_TOKEN": self.metrics_token or "",
            "JOREN_LOG": self.log,
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
        database_url=check_database_url(given.get("JOREN_DATABASE_URL", "")),
        database_password=_secret(given, "JOREN_DATABASE_PASSWORD"),
        lake_url=check_lake_url(given.get("JOREN_LAKE_URL", "")),
        lake_endpoint=given.get("JOREN_LAKE_ENDPOINT") or None,
        lake_region=given.get("JOREN_LAKE_REGION") or None,
        lake_key=given.get("JOREN_LAKE_KEY") or None,
        lake_secret=_secret(given, "JOREN_LAKE_SECRET"),
        metrics_token=_secret(given, "JOREN_METRICS_TOKEN"),
        log=_log(given.get("JOREN_LOG") or Options.log),
    )


def _secret(given: Mapping[str, str], name: str) -> str | None:
    """A secret itself, or out of the file that `<name>_FILE` names, as containers hand secrets in."""
    file = given.get(f"{name}_FILE")
    if given.get(name) or not file:
        return given.get(name) or None
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n") or None
    except OSError as error:
        raise InputError(
            _("{name}_FILE is {file}, which cannot be read: {why}.").format(name=name, file=file, why=error.strerror)
        ) from error


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise InputError(_("JOREN_PORT is “{value}”: write a number from 1 to 65535.").format(value=text))


def _rate(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= 1_000_000:
        return int(text)
    raise InputError(_("JOREN_API_RATE is “{value}”: write a number from 1 to 1000000.").format(value=text))


def _log(text: str) -> str:
    if text in {"plain", "json"}:
        return text
    raise InputError(_("JOREN_LOG is “{value}”: write plain or json.").format(value=text))


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
