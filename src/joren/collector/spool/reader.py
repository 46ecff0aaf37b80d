"""Reads records back, in order, as far as they are known to be on the disk."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from joren.collector.spool.folder import Segment, Spool, SpoolError
from joren.collector.spool.record import HEADER, MOST_BYTES, Record, record_at
from joren.language import gettext as _

_CHUNK = 8 * 1024 * 1024


class SpoolReader:
    """Reads one spool. It remembers where it stopped, so that reading on does not search."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._after = -1
        self._path: Path | None = None
        self._offset = 0

    def read(self, after: int, *, most_bytes: int = _CHUNK, upto: int | None = None) -> list[Record]:
        """The records after number `after`, about `most_bytes` of them (at least one); empty when none is there yet.

        Raises `SpoolError` when a record that was on the disk cannot be read back.
        """
        last = self.spool.mark() if upto is None else min(upto, self.spool.mark())
        if after >= last:
            return []
        records: list[Record] = []
        size, segments = 0, self.spool.segments()
        self._seek(after, segments)
        while after + len(records) < last and size < most_bytes:
            segment, end = self._current(segments, after + len(records) + 1)
            found, self._offset = _records(
                segment.path, self._offset, after + len(records), min(last, end), most_bytes - size
            )
            records += found
            size += sum(len(each.payload) for each in found)
        self._after = after + len(records)
        return records

    def _seek(self, after: int, segments: list[Segment]) -> None:
        if after != self._after or self._path is None or not self._path.exists():
            self._path = None
        if segments and segments[0].first > after + 1:
            raise _missing(self.spool, after + 1)

    def _current(self, segments: list[Segment], number: int) -> tuple[Segment, int]:
        """The segment that holds `number`, and the last number that it holds as far as anybody knows."""
        index = bisect_right([each.first for each in segments], number) - 1
        if index < 0:
            raise _missing(self.spool, number)
        segment = segments[index]
        if segment.path != self._path:
            self._path, self._offset = segment.path, len(HEADER)
        end = segments[index + 1].first - 1 if index + 1 < len(segments) else 2**63
        return segment, end


def _records(path: Path, offset: int, after: int, last: int, most_bytes: int) -> tuple[list[Record], int]:
    """One file's records from `offset` on, after number `after` up to `last`, and where reading stopped."""
    records: list[Record] = []
    with path.open("rb") as file:
        while (after < last) and most_bytes > 0:
            file.seek(offset)
            chunk = memoryview(file.read(max(_CHUNK, MOST_BYTES + 64)))
            local = 0
            while after < last and most_bytes > 0 and (found := record_at(chunk, local)) is not None:
                record, local = found
                if record.number > after:
                    if record.number != after + 1:
                        raise _damaged(path, offset + local)
                    records.append(record)
                    after = record.number
                    most_bytes -= len(record.payload)
            if local == 0:
                raise _damaged(path, offset)
            offset += local
    return records, offset


def _damaged(path: Path, offset: int) -> SpoolError:
    return SpoolError(
        _("The spool file {file} is damaged at byte {offset}: the disk did not keep what was written.").format(
            file=path, offset=offset
        ),
        code="spool.damaged",
    )


def _missing(spool: Spool, number: int) -> SpoolError:
    return SpoolError(
        _("The spool in {folder} lacks record {number}, which has not landed yet: a file is missing.").format(
            folder=spool.folder, number=number
        ),
        code="spool.missing",
    )
