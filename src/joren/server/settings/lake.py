"""Where the lake is: a folder in the data folder, or object storage."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from joren.errors import InputError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.lake.place import Place
    from joren.server.settings.options import Options


def check_lake_url(url: str) -> str | None:
    """The URL, or None for the data folder. Raises `InputError` for one that makes no sense."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc and "@" not in parts.netloc:
        return url.rstrip("/")
    raise InputError(
        _("JOREN_LAKE_URL is no address of object storage: write s3://bucket/folder, and the key in JOREN_LAKE_KEY.")
    )


def lake_place(options: Options) -> Place:
    """Where the lake lies."""
    from joren.lake.place import Place, Storage  # noqa: PLC0415  (the front process must not load the lake)

    if not options.lake_url:
        return Place.of(options.lake)
    return Place(
        options.lake_url,
        Storage(
            endpoint=options.lake_endpoint,
            region=options.lake_region,
            key=options.lake_key,
            secret=options.lake_secret,
        ),
    )
