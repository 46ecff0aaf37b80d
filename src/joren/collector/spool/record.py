"""How a record lies in a segment file: length, checksum, number, payload.

A segment file is `HEADER`, then records. All numbers are little-endian. The checksum (CRC-32) covers the number and the
payload, so that neither a torn write nor a record in the wrong place is taken for a good one.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zlib import crc32

import msgspec

#: The first bytes of a segment file. The last two digits are the format's version.
HEADER = b"JORENS01"
_HEAD = struct.Struct("<IIQ")
_NUMBER = struct.Struct("<Q")
HEAD_BYTES = _HEAD.size
#: No payload is larger; a length beyond it is damage.
MOST_BYTES = 16 * 1024 * 1024

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Taken(msgspec.Struct, array_like=True, frozen=True):
    """One request as it was taken in: which call, when (µs since 1970), with which key, and its JSON."""

    call: str
    received_us: int
    write_key: str
    body: bytes
    request: str = ""
    """The id of the request, which the answer carried. Records of earlier versions have none."""

    @property
    def received_at(self) -> datetime:
        """When it was taken in, UTC."""
        return _EPOCH + timedelta(microseconds=self.received_us)


class Record(NamedTuple):
    """A record as it was read back."""

    number: int
    payload: bytes


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def head_of(number: int, payload: bytes) -> bytes:
    """The bytes that go before a payload."""
    return _HEAD.pack(len(payload), crc32(payload, crc32(_NUMBER.pack(number))), number)


def record_at(buffer: bytes | memoryview, offset: int) -> tuple[Record, int] | None:
    """The record that begins at `offset`, and where the next one begins; None where no whole, sound record is."""
    begin = offset + HEAD_BYTES
    if begin > len(buffer):
        return None
    length, checksum, number = _HEAD.unpack_from(buffer, offset)
    end = begin + length
    if length > MOST_BYTES or end > len(buffer):
        return None
    payload = bytes(buffer[begin:end])
    if crc32(payload, crc32(_NUMBER.pack(number))) != checksum:
        return None
    return Record(number, payload), end
