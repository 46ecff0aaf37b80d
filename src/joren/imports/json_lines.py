"""JSON Lines as a table: a text file in between, which the readers of tables know."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import msgspec

from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.folder import ScratchFolder

#: Where a line that is no JSON object stands in the table.
BROKEN = "joren broken"
#: More columns than that are no table.
_MOST_COLUMNS = 2000

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


def is_json_lines(path: Path) -> bool:
    """Whether the file begins like JSON Lines."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except (OSError, ValueError):
        return False  # whoever opens it as a table says what is wrong
    if start.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(path) as packed:
                start = packed.read(64)
        except (OSError, EOFError):
            return False
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def as_table(path: Path, scratch: ScratchFolder) -> Path:
    """The file as delimited text of the same name, in `scratch`. A line that is no object fills the column `BROKEN`.

    The file is read twice, a line at a time: first for its columns.
    """
    columns: dict[str, None] = {}
    for found, _text in _objects(path):
        columns.update(dict.fromkeys(found or ()))
        if len(columns) > _MOST_COLUMNS:
            raise InputError(
                _("{file} is no table: its lines have more than {count} different names.").format(
                    file=path.name, count=_MOST_COLUMNS
                ),
                code="file.not_a_table",
            )
    target = scratch.path / path.name
    with target.open("w", encoding="utf-8", newline="") as file:
        _write(path, list(columns), file)
    return target


def _write(path: Path, columns: list[str], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*columns, BROKEN])
    for found, text in _objects(path):
        if found is None:
            writer.writerow([*("" for _column in columns), text[:200] or "-"])
        else:
            writer.writerow([*(_cell(found.get(column)) for column in columns), ""])


def _objects(path: Path) -> Iterator[tuple[dict[str, Any] | None, str]]:
    try:
        with path.open("rb") as start:
            packed = start.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            for number, line in enumerate(file):
                raw = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 0 else line.strip()
                if not raw:
                    continue
                try:
                    yield _decode(raw), ""
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                    yield None, raw.decode("utf-8", "replace").replace("\0", "")
    except (OSError, EOFError) as error:
        raise InputError(
            _("{file} cannot be opened: {reason}.").format(file=path.name, reason=error), code="file.unreadable"
        ) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _encode(value).decode()
    return text.replace("\0", "")
