"""Opening files: what a file is shows in its content, not in its name."""

from __future__ import annotations

import os
from pathlib import Path

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.delimited import Knows, not_a_table, open_delimited
from joren.orders.files.opened import Opened
from joren.orders.files.parquet import open_parquet

__all__ = ["Opened", "open_file"]


def open_file(
    path: str | os.PathLike[str], engine: DuckDBEngine, knows: Knows, *, careful: bool = False
) -> list[Opened]:
    """Open a file: one table, or one for each sheet of a workbook.

    `knows`: whether some layout knows the headers. `careful`: look at every byte to learn a text's encoding.

    Raises `InputError` for anything that cannot be read as a table.
    """
    file = Path(path)
    start = _start(file)
    shown = file.name
    if start.startswith(b"PAR1"):
        return [open_parquet(file, engine, shown)]
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from joren.orders.files.workbook import open_workbook  # noqa: PLC0415  (most files are no workbooks)

        return open_workbook(file, engine, knows, shown)
    if any(start.startswith(magic) for magic in _NO_TABLES):
        raise not_a_table(shown)
    return [open_delimited(file, engine, knows, shown, careful=careful)]


#: How files begin that people hand over by mistake: pictures, PDF, programs, databases, archives.
_NO_TABLES = (
    b"\\x89PNG", b"\\xff\\xd8\\xff", b"GIF8", b"%PDF", b"MZ", b"\\x7fELF", b"SQLite format 3", b"7z\\xbc\\xaf", b"Rar!",
    b"BZh", b"\\xfd7zXZ", b"\\x28\\xb5\\x2f\\xfd",
)  # fmt: skip


def _start(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise InputError(_("{file} is a folder. Give the files in it.").format(file=file), code="file.is_folder")
        with file.open("rb") as opened:
            start = opened.read(16)
    except FileNotFoundError:
        raise InputError(_("There is no file {file}.").format(file=file), code="file.missing") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(
            _("{file} cannot be opened: {reason}.").format(file=file, reason=reason), code="file.unreadable"
        ) from None
    if not start:
        raise InputError(_("{file} is empty.").format(file=file.name), code="file.empty")
    return start
