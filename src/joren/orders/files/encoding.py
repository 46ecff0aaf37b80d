"""In which encoding a text file is, and the same text in UTF-8."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from joren.errors import InputError
from joren.language import gettext as _

_CHUNK = 1 << 20
#: Longer lines are cut: they are no rows.
_LONGEST_LINE = 4 << 20

#: Byte order marks, the longer ones first.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

#: What may be left of a character at the end of a piece cut out of a file.
_LONGEST = 4


def encoding_of(pieces: list[bytes]) -> str | None:
    """The encoding of a text, by pieces of it (the first from its start); None when it is no text."""
    start = pieces[0]
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    wide = _wide(start)
    if wide:
        return wide
    if any(b"\0" in piece for piece in pieces) and start.count(0) > len(start) / 100:
        return None
    if all(_decodes(piece, "utf-8") for piece in pieces):
        return "utf-8"
    return _not_utf8(pieces)


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of mostly ASCII text is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) / 5 or min(even, odd) > len(start) / 100:
        return None
    pairs = list(zip(start[0::2], start[1::2], strict=False))
    letters = [low for low, high in pairs if not high] if odd > even else [low for high, low in pairs if not high]
    if sum(letter < 32 and letter not in b"\t\n\r" for letter in letters) > len(letters) / 100:
        return None  # numbers in a binary file have zeros at every other place too
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(piece: bytes, encoding: str) -> bool:
    """Whether a piece is text in an encoding, its two ends aside, which may lie within a character."""
    for skip in range(_LONGEST):
        try:
            codecs.getincrementaldecoder(encoding)().decode(piece[skip:])
        except UnicodeDecodeError:
            continue
        return True
    return False


def _not_utf8(pieces: list[bytes]) -> str | None:
    body = b"".join(pieces)
    high = sum(byte >= 0x80 for byte in body)
    control = sum(byte < 32 and byte not in b"\t\n\r\x1a\x0c" for byte in body)
    if control > len(body) / 200:
        return None
    lone = sum(
        body[i] >= 0x80 and (i == 0 or body[i - 1] < 0x80) and (i + 1 == len(body) or body[i + 1] < 0x80)
        for i in range(min(len(body), _CHUNK))
    )
    # In Chinese and Japanese text bytes above 127 come in rows; in European text they stand alone between letters.
    if lone > high / 2:
        return "cp1252" if _decodes(body, "cp1252") else "latin-1"
    japanese, chinese = _japanese(pieces), _chinese(pieces)
    if max(japanese, chinese) > 0.5:
        return "cp932" if japanese >= chinese else "gb18030"
    return "cp1252" if _decodes(body, "cp1252") else "latin-1"


def _share(pieces: list[bytes], encoding: str, is_common: Callable[[str], bool]) -> float:
    text = "".join(piece.decode(encoding, "replace") for piece in pieces)
    foreign = [letter for letter in text if ord(letter) >= 0x80]
    wrong = sum(letter == "\ufffd" for letter in foreign)
    if not foreign or wrong > 2 * len(pieces):
        return 0.0
    return sum(map(is_common, foreign)) / len(foreign)


def _japanese(pieces: list[bytes]) -> float:
    def is_common(letter: str) -> bool:
        if "\u3040" <= letter <= "\u30ff" or "\uff01" <= letter <= "\uff5e" or letter in "、。「」・々¥":
            return True
        lead = letter.encode("cp932", "replace")[0]
        return "\u4e00" <= letter <= "\u9fff" and 0x88 <= lead <= 0x97  # the kanji of daily use

    return _share(pieces, "cp932", is_common)


def _chinese(pieces: list[bytes]) -> float:
    def is_common(letter: str) -> bool:
        if "\uff01" <= letter <= "\uff5e" or letter in "、。“”《》·￥":
            return True
        lead = letter.encode("gb18030", "replace")[0]
        return "\u4e00" <= letter <= "\u9fff" and 0xB0 <= lead <= 0xD7  # the hanzi of daily use

    return _share(pieces, "gb18030", is_common)


def first_not_utf8(path: Path) -> bytes | None:
    """The text around the first bytes that are not UTF-8; None when all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = b""
    with open_bytes(path) as file:
        while piece := read(file, _CHUNK, path):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return before[-_CHUNK // 8 :] + piece
            before = piece
    return None


def open_bytes(path: Path) -> IO[bytes] | gzip.GzipFile:
    """The file's bytes, unpacked when it is packed with gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def pieces_of(path: Path, size: int = 1 << 18) -> list[bytes]:
    """The start of a text file, and pieces from further on where the file can be entered there."""
    with open_bytes(path) as file:
        pieces = [read(file, size, path)]
        if isinstance(file, gzip.GzipFile) or len(pieces[0]) < size:
            return pieces
        length = path.stat().st_size
        for part in (0.25, 0.5, 0.75, 1.0):
            file.seek(max(size, int(part * length) - size // 4))
            pieces.append(file.read(size // 4))
    return [piece for piece in pieces if piece]


def read(file: IO[bytes] | gzip.GzipFile, size: int, path: Path) -> bytes:
    """Some bytes; an `InputError` where a packed file breaks off or is broken."""
    try:
        return file.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            _("{file} is packed with gzip and broken: it breaks off or was changed. Fetch or export it again.").format(
                file=path.name
            ),
            code="file.broken_gzip",
        ) from error


def to_utf8(path: Path, encoding: str, target: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write the text in UTF-8, a line feed at each line's end. Returns how many characters could not be read."""
    unread = 0
    with open_bytes(path) as source, target.open("wb") as out:
        for text in _texts(source, encoding, path):
            unread += text.count("\ufffd")
            out.write(text.encode("utf-8"))
            if progress:
                progress(source.tell())
    return unread


def _texts(source: IO[bytes] | gzip.GzipFile, encoding: str, path: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, since_line = "", 0
    while True:
        piece = read(source, _CHUNK, path)
        text = held + decoder.decode(piece, final=not piece)
        held = ""
        if piece and text.endswith("\r"):
            text, held = text[:-1], "\r"
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if since_line < _LONGEST_LINE:
            yield text
        elif "\n" in text:  # the rest of an endless line is not needed to see that it is no row
            yield text[text.index("\n") :]
        since_line = len(text) - text.rindex("\n") if "\n" in text else since_line + len(text)
        if not piece:
            return
