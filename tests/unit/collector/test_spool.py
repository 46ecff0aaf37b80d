"""What was handed to the spool comes back whole, in order, and no more than what is on the disk."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from joren.collector.spool import Spool, SpoolError, SpoolReader, SpoolWriter
from joren.collector.spool.disk import Disk
from joren.collector.spool.folder import marked


class Tickets:
    """Collects what the writer says about each ticket."""

    def __init__(self) -> None:
        self.settled: dict[object, OSError | None] = {}
        self._news = threading.Condition()

    def done(self, tickets: Sequence[object], error: OSError | None) -> None:
        with self._news:
            self.settled |= dict.fromkeys(tickets, error)
            self._news.notify_all()

    def wait_for(self, ticket: object) -> OSError | None:
        with self._news:
            assert self._news.wait_for(lambda: ticket in self.settled, 10)
        return self.settled[ticket]


class FailingDisk(Disk):
    """A disk on which chosen calls fail."""

    def __init__(self) -> None:
        self.fail: set[str] = set()
        self.syncs = 0
        self.hold: threading.Event | None = None

    def write(self, fd: int, buffers: Sequence[bytes]) -> None:
        if "write" in self.fail:
            whole = b"".join(buffers)
            os.write(fd, whole[: len(whole) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(fd, buffers)

    def sync(self, fd: int) -> None:
        self.syncs += 1
        if self.hold:
            self.hold.wait(10)
        if "sync" in self.fail:
            raise OSError(errno.EIO, "Input/output error")
        super().sync(fd)

    def truncate(self, path: Path, size: int) -> None:
        if "truncate" in self.fail:
            raise OSError(errno.EIO, "Input/output error")
        super().truncate(path, size)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool.at(tmp_path / "spool")


def write(spool: Spool, *payloads: bytes, segment_bytes: int = 1 << 20) -> None:
    tickets = Tickets()
    writer = SpoolWriter(spool, tickets.done, segment_bytes=segment_bytes)
    for number, payload in enumerate(payloads):
        writer.append(payload, number)
        assert tickets.wait_for(number) is None
    writer.close()


def read(spool: Spool, after: int = 0) -> list[tuple[int, bytes]]:
    return [(record.number, record.payload) for record in SpoolReader(spool).read(after, most_bytes=1 << 30)]


def test_gives_back_what_was_written_in_order_over_several_segments(spool: Spool) -> None:
    payloads = [bytes([number]) * 100 for number in range(50)]
    write(spool, *payloads, segment_bytes=1000)
    assert len(spool.segments()) > 5
    assert read(spool) == list(enumerate(payloads, 1))
    assert read(spool, after=42) == list(enumerate(payloads, 1))[42:]
    assert read(spool, after=50) == []


def test_a_reader_goes_on_where_it_stopped(spool: Spool) -> None:
    write(spool, *[b"x" * 100] * 30, segment_bytes=1000)
    reader = SpoolReader(spool)
    numbers: list[int] = []
    while records := reader.read(numbers[-1] if numbers else 0, most_bytes=250):
        assert len(records) <= 3
        numbers += [record.number for record in records]
    assert numbers == list(range(1, 31))


def test_goes_on_after_a_stop(spool: Spool) -> None:
    write(spool, b"one")
    write(spool, b"two", b"three")
    assert read(spool) == [(1, b"one"), (2, b"two"), (3, b"three")]


def test_cuts_a_tail_torn_at_any_byte_and_keeps_what_came_before(spool: Spool) -> None:
    write(spool, b"first", b"second")
    segment = spool.segments()[0].path
    before = segment.read_bytes()
    write(spool, b"third")
    whole = segment.read_bytes()
    for cut in range(len(before), len(whole)):
        segment.write_bytes(whole[:cut])
        (spool.folder / "synced").unlink()  # the machine stopped: what the mark says is gone too
        write(spool, b"next")
        assert read(spool) == [(1, b"first"), (2, b"second"), (3, b"next")], cut


def test_a_tail_of_zeros_or_noise_is_cut(spool: Spool) -> None:
    write(spool, b"first")
    segment = spool.segments()[0].path
    sound = segment.read_bytes()
    for tail in (bytes(4096), b"\xff" * 100, sound[8:]):
        with segment.open("ab") as file:
            file.write(tail)
        write(spool)
        assert read(spool) == [(1, b"first")]
        assert segment.read_bytes() == sound


def test_a_segment_that_was_being_made_is_made_again(spool: Spool) -> None:
    write(spool, b"first")
    spool.segment_path(2).write_bytes(b"JORE")
    write(spool, b"second")
    assert read(spool) == [(1, b"first"), (2, b"second")]


def test_whole_records_behind_the_last_sync_are_kept_after_a_kill(spool: Spool) -> None:
    write(spool, b"first", b"second")
    write_mark(spool, 1)
    assert read(spool) == [(1, b"first")]
    write(spool)
    assert read(spool) == [(1, b"first"), (2, b"second")]


def test_a_reader_sees_nothing_that_is_not_on_the_disk(spool: Spool) -> None:
    disk, tickets = FailingDisk(), Tickets()
    writer = SpoolWriter(spool, tickets.done, disk=disk)
    writer.append(b"first", 1)
    assert tickets.wait_for(1) is None
    disk.hold = threading.Event()
    writer.append(b"second", 2)
    assert read(spool) == [(1, b"first")]
    assert 2 not in tickets.settled
    disk.hold.set()
    assert tickets.wait_for(2) is None
    assert read(spool) == [(1, b"first"), (2, b"second")]
    writer.close()


@pytest.mark.parametrize("failing", [{"write"}, {"sync"}, {"write", "truncate"}, {"sync", "truncate"}])
def test_what_could_not_be_written_is_said_and_never_read(spool: Spool, failing: set[str]) -> None:
    disk, tickets = FailingDisk(), Tickets()
    writer = SpoolWriter(spool, tickets.done, disk=disk)
    writer.append(b"first", 1)
    assert tickets.wait_for(1) is None
    disk.fail = failing
    writer.append(b"lost", 2)
    assert isinstance(tickets.wait_for(2), OSError)
    writer.append(b"lost again", 3)
    assert isinstance(tickets.wait_for(3), OSError)
    disk.fail = set()
    writer.append(b"second", 4)
    assert tickets.wait_for(4) is None
    writer.close()
    assert read(spool) == [(1, b"first"), (2, b"second")]
    write(spool, b"third")
    assert read(spool) == [(1, b"first"), (2, b"second"), (3, b"third")]


def test_requests_that_wait_share_one_sync(spool: Spool) -> None:
    disk, tickets = FailingDisk(), Tickets()
    disk.hold = threading.Event()
    writer = SpoolWriter(spool, tickets.done, disk=disk)
    for ticket in range(1000):
        writer.append(b"payload", ticket)
    disk.hold.set()
    assert tickets.wait_for(999) is None
    writer.close()
    assert disk.syncs <= 4  # the segment's header, the first alone, the rest together
    assert len(read(spool)) == 1000


def test_deletes_only_segments_of_which_everything_has_landed(spool: Spool) -> None:
    write(spool, *[b"x" * 100] * 30, segment_bytes=1000)
    firsts = [segment.first for segment in spool.segments()]
    assert spool.delete_landed(firsts[2] - 2) == 1
    assert spool.delete_landed(firsts[2] - 1) == 1
    assert [segment.first for segment in spool.segments()] == firsts[2:]
    assert spool.delete_landed(10**9) == len(firsts) - 3  # the newest stays: it remembers the numbers
    write(spool, b"next")
    assert read(spool, after=30) == [(31, b"next")]
    with pytest.raises(SpoolError, match="lacks record 1"):
        read(spool)


def test_numbers_go_on_when_all_segments_were_taken_away(spool: Spool) -> None:
    write(spool, b"first", b"second")
    spool.segments()[0].path.unlink()
    write(spool, b"third")
    assert read(spool, after=2) == [(3, b"third")]


def test_damage_in_the_middle_is_told_not_skipped(spool: Spool) -> None:
    write(spool, b"first", b"second", b"third")
    segment = spool.segments()[0].path
    segment.write_bytes(segment.read_bytes().replace(b"second", b"sec0nd"))
    with pytest.raises(SpoolError, match="damaged at byte"):
        read(spool, after=1)


def test_two_writers_are_refused(spool: Spool) -> None:
    writer = SpoolWriter(spool, Tickets().done)
    with pytest.raises(SpoolError, match="Another process"):
        SpoolWriter(spool, Tickets().done)
    writer.close()


def test_a_later_format_is_refused(spool: Spool) -> None:
    (spool.folder / "spool.json").write_text('{"format": 2, "id": "x"}')
    with pytest.raises(SpoolError, match="later version"):
        Spool.at(spool.folder)


def test_a_later_segment_format_is_refused(spool: Spool) -> None:
    write(spool, b"first")
    segment = spool.segments()[0].path
    segment.write_bytes(segment.read_bytes().replace(b"JORENS01", b"JORENS02"))
    with pytest.raises(SpoolError, match="later version"):
        SpoolWriter(spool, Tickets().done)


def write_mark(spool: Spool, number: int) -> None:
    (spool.folder / "synced").write_bytes(marked(number))
