"""Rows that are no rows of the table: too many or too few cells, endless lines.

DuckDB remembers each of them, a kilobyte at a time. That is right for some, and too much for millions; where a sample
shows many, they are counted here instead, line by line.
"""

from __future__ import annotations

import csv
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

#: Longer lines are no rows; DuckDB loses those that do not fit into its buffers.
LONGEST_LINE = 16 << 20
#: A row may go over so many lines.
_LINES_OF_A_ROW = 50
#: DuckDB may remember so many broken rows.
FEW = 200_000


def has_endless_line(path: Path) -> bool:
    """Whether a line is longer than two times `LONGEST_LINE`; some longer than it are found too."""
    size = path.stat().st_size
    if size <= LONGEST_LINE:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        starts = range(0, size - LONGEST_LINE + 1, LONGEST_LINE)
        return any(content.find(b"\n", start, start + LONGEST_LINE) < 0 for start in starts)


def are_many(rows: Sequence[Sequence[str]], cells: int, bytes_sampled: int, bytes_in_all: int) -> bool:
    """Whether, by a sample, more rows are broken than DuckDB should remember."""
    broken = sum(len(row) != cells for row in rows)
    return broken * bytes_in_all / max(1, bytes_sampled) > FEW


def count_lines(path: Path, skip: int) -> int:
    """How many lines after the first `skip` are not empty."""
    with path.open("rb") as file:
        return sum(1 for number, line in enumerate(file) if number >= skip and line.strip(b"\r\n"))


def odd_rows(path: Path, delimiter: str, cells: int, skip: int) -> Iterator[tuple[int, str]]:
    """The rows with too many or too few cells: the line that each begins on, and its text."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        lines = enumerate(file, start=1)
        for number, line in lines:
            text = line.rstrip("\r\n")
            if number <= skip or not text or _cells(text, delimiter) == cells:
                continue
            start, parts = number, [text]
            while text.count('"') % 2 and len(parts) < _LINES_OF_A_ROW and (following := next(lines, None)):
                parts.append(following[1].rstrip("\r\n"))
                text = "\n".join(parts)
            if _cells(text, delimiter) != cells:
                yield start, text


def _cells(text: str, delimiter: str) -> int:
    if '"' not in text:
        return text.count(delimiter) + 1
    try:
        return len(next(csv.reader([text], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0
