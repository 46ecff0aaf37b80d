"""Where the lake lies: a folder on this machine, or object storage that speaks S3.

Three libraries reach it, each told in its own way: delta-rs writes and reads the tables (`options`), DuckDB reads their
files (`open_for`), and Arrow handles single files (`files`) for backups and checks.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pyarrow import fs

from joren.errors import JorenError
from joren.language import gettext as _

_CONNECT_SECONDS = 3
_REQUEST_SECONDS = 20
#: The worker asks again after a while anyway: here it is not to wait for long, since the database's turn comes next.
_RETRIES = 1


@dataclass(frozen=True)
class Storage:
    """How object storage is reached. What is not given is taken from the usual AWS_* variables."""

    endpoint: str | None = None
    region: str | None = None
    key: str | None = None
    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def filled(cls, given: Storage, environment: Mapping[str, str]) -> Storage:
        """What was given, and the rest from the environment; never a key from here and its secret from there."""
        ours = bool(given.key)
        return cls(
            endpoint=given.endpoint or environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL"),
            region=given.region or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
            key=given.key if ours else environment.get("AWS_ACCESS_KEY_ID"),
            secret=given.secret if ours else environment.get("AWS_SECRET_ACCESS_KEY"),
            token=given.token if ours else environment.get("AWS_SESSION_TOKEN"),
        )


@dataclass(frozen=True)
class Place:
    """A folder by its address: an absolute path, or s3://bucket/prefix."""

    address: str
    storage: Storage = Storage()

    @classmethod
    def of(cls, place: Place | Path) -> Place:
        """A place as it is, or that of a local folder."""
        return place if isinstance(place, Place) else cls(str(place.absolute()))

    @property
    def is_local(self) -> bool:
        """Whether it is a folder on this machine."""
        return not self.address.startswith("s3://")

    def below(self, name: str) -> str:
        """The address of a table or file in it."""
        return f"{self.address.rstrip('/')}/{name}"

    def options(self) -> dict[str, str] | None:
        """What delta-rs is told; None for a local folder.

        A commit is a put that fails when its file is there already. It needs no lock table, but a storage that
        knows such puts: `joren doctor` tries it.
        """
        if self.is_local:
            return None
        storage = Storage.filled(self.storage, os.environ)
        given = {
            "aws_endpoint": storage.endpoint,
            "aws_region": storage.region or "us-east-1",
            "aws_access_key_id": storage.key,
            "aws_secret_access_key": storage.secret,
            "aws_session_token": storage.token,
            "aws_conditional_put": "etag",
            "allow_http": "true" if (storage.endpoint or "").startswith("http://") else None,
            "connect_timeout": f"{_CONNECT_SECONDS}s",
            "timeout": f"{_REQUEST_SECONDS}s",
            "max_retries": str(_RETRIES),
            "retry_timeout": f"{_CONNECT_SECONDS}s",
        }
        return {name: value for name, value in given.items() if value is not None}

    def open_for(self, connection: Any) -> None:
        """Let a DuckDB connection read the files here. DuckDB's own way to S3 would be an extension to download."""
        if not self.is_local:
            connection.register_filesystem(self._storage_files())

    def refuses_second_put(self, name: str) -> bool:
        """Whether a put that must not overwrite fails where a file is. The file that it is tried with is taken away."""
        files, path = self._storage_files(), self.below(name)
        try:
            files.pipe_file(path, b"1", mode="overwrite")
            try:
                files.pipe_file(path, b"2", mode="create")
            except OSError:
                return True
            return False
        finally:
            files.rm_file(path)

    def _storage_files(self) -> Any:
        if importlib.util.find_spec("s3fs") is None:
            raise JorenError(
                _("The stores that are set need one more package. Install it with: {command}").format(
                    command="pip install 'joren[server,s3]'"
                ),
                code="extra.s3",
            )
        import s3fs  # noqa: PLC0415  (an extra)

        storage = Storage.filled(self.storage, os.environ)
        return s3fs.S3FileSystem(
            key=storage.key,
            secret=storage.secret,
            token=storage.token,
            client_kwargs={"endpoint_url": storage.endpoint, "region_name": storage.region or "us-east-1"},
            config_kwargs={"connect_timeout": _CONNECT_SECONDS, "retries": {"max_attempts": _RETRIES}},
            skip_instance_cache=True,
        )

    def files(self) -> tuple[fs.FileSystem, str]:
        """Arrow's file system, and the folder in it."""
        if self.is_local:
            return fs.LocalFileSystem(), self.address
        storage = Storage.filled(self.storage, os.environ)
        endpoint = urlsplit(storage.endpoint or "")
        system = fs.S3FileSystem(
            access_key=storage.key,
            secret_key=storage.secret,
            session_token=storage.token,
            region=storage.region or "us-east-1",
            scheme=endpoint.scheme or "https",
            endpoint_override=endpoint.netloc or None,
            connect_timeout=_CONNECT_SECONDS,
            request_timeout=_REQUEST_SECONDS,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_RETRIES + 1),
            allow_bucket_creation=False,
        )
        return system, unquote(self.address.removeprefix("s3://"))
