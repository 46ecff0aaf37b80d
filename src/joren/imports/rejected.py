"""`rejected.csv`: every row that cannot be used: its file and line, why, and its cells."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from joren.imports.rows import as_text
from joren.imports.trouble import Trouble, in_words
from joren.spreadsheet import defused


class Rejected:
    """Writes rejected rows to a file that is made with the first of them; to none when `path` is None."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self._file: TextIO | None = None
        self._write: Callable[[Sequence[Any]], Any] | None = None

    def add(self, file: str, line: int | None, trouble: Trouble, headers: Sequence[str], cells: Sequence[Any]) -> None:
        """One more row."""
        self.count += 1
        if self.path is None:
            return
        if self._write is None:
            # For its owner's eyes only: it has what the file has.
            fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(fd, "w", encoding="utf-8-sig", newline="")
            self._write = csv.writer(self._file).writerow
            self._write(["file", "line", "reason", "why", *map(defused, headers)])
        texts = [defused(as_text(cell) or "") for cell in cells]
        self._write([defused(file), line, trouble.value, in_words(trouble), *texts])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
