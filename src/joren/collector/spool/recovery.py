"""What a start does with the segment that was being written when the last run ended, however it ended."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

from joren.collector.spool.disk import Disk
from joren.collector.spool.folder import Segment, Spool, SpoolError
from joren.collector.spool.record import HEADER, record_at
from joren.language import gettext as _

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recovered:
    """Where writing goes on: after record `last`, in `segment` at `size` bytes, or in a new one (None)."""

    last: int
    segment: Segment | None
    size: int


def recover(spool: Spool, disk: Disk) -> Recovered:
    """Cut the torn tail off the newest segment, and see to it that what stays is on the disk.

    A torn tail was never acknowledged: the answer 200 follows the sync. Whole records behind the last sync (the process
    was killed, the machine was not) are kept.
    """
    mark, segments = spool.mark(), spool.segments()
    if not segments:
        return Recovered(mark, None, 0)
    newest = segments[-1]
    raw = newest.path.read_bytes()
    if not raw.startswith(HEADER):
        _refuse_other_format(newest, raw)
        newest.path.unlink()  # the machine stopped while it was being made: it never held a record
        return Recovered(max(mark, newest.first - 1), None, 0)
    last, size = _sound(raw, newest.first)
    if size < len(raw):
        log.warning("spool: cutting %d torn bytes off %s", len(raw) - size, newest.path.name)
        disk.truncate(newest.path, size)
    if last < mark:
        log.error("spool: %s ends with record %d, but %d were on the disk: the disk lost them", newest.path, last, mark)
        return Recovered(mark, None, 0)
    fd = os.open(newest.path, os.O_WRONLY)
    try:
        disk.sync(fd)
    finally:
        os.close(fd)
    return Recovered(last, newest, size)


def _sound(raw: bytes, first: int) -> tuple[int, int]:
    """The last whole record's number and where it ends."""
    last, offset = first - 1, len(HEADER)
    view = memoryview(raw)
    while (found := record_at(view, offset)) is not None and found[0].number == last + 1:
        last, offset = found[0].number, found[1]
    return last, offset


def _refuse_other_format(segment: Segment, raw: bytes) -> None:
    if len(raw) >= len(HEADER) and raw[:6] == HEADER[:6]:
        raise SpoolError(
            _("The file {file} was written by a later version of Joren. Use that version, or a later one.").format(
                file=segment.path
            ),
            code="spool.format",
        )
