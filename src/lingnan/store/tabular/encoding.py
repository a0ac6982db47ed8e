"""Which encoding a text file is written in, and its bytes as UTF-8 whatever it is.

UTF-8 (with or without mark) passes through; UTF-16, GB18030 and Big5 are decoded as a stream.
A file that mixes encodings, as pasted-together exports do, is decoded line by line.
Not for CSV; a line is what ends with a line feed.
"""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import charset_normalizer

from lingnan.store.tabular.errors import EncodingUnknown, FileDamaged

_BLOCK = 1 << 22
_SAMPLE_BYTES = 1 << 16
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class TextFile:
    """A text file with the encoding found.

    `other_count`, `other_row`: lines in the second encoding and the first of them, known once the
    stream was read; `unreadable`: row and raw bytes of lines in neither, read as blank lines.
    """

    path: Path
    encoding: str
    other: str | None = None
    other_count: int = 0
    other_row: int = 0
    unreadable: list[tuple[int, bytes]] = field(default_factory=list)

    def open(self) -> BinaryIO:
        """Open the file as a stream of UTF-8 bytes without byte order mark."""
        if self.encoding in ("utf-8", "utf-8-sig") and self.other is None:
            stream = self.path.open("rb")
            if self.encoding == "utf-8-sig":
                stream.seek(len(codecs.BOM_UTF8))
            return stream
        self.other_count, self.other_row, self.unreadable = 0, 0, []
        pieces = self._utf16() if self.encoding == "utf-16" else self._lines()
        return io.BufferedReader(_Pieces(pieces), _BLOCK)

    def _utf16(self) -> Iterator[bytes]:
        try:
            with self.path.open(encoding="utf-16", newline="") as text:
                while piece := text.read(_BLOCK):
                    yield piece.encode("utf-8")
        except UnicodeError as problem:
            raise FileDamaged(file=self.path.name, reason=problem) from problem

    def _lines(self) -> Iterator[bytes]:
        is_utf8_main = self.encoding.startswith("utf-8")
        legacy = (self.other if is_utf8_main else self.encoding) or "gb18030"
        decode = _utf8_first if is_utf8_main else _utf8_if_chinese
        with self.path.open("rb") as lines:
            if self.encoding == "utf-8-sig":
                lines.seek(len(codecs.BOM_UTF8))
            for row, line in enumerate(lines, start=1):
                if line.isascii():
                    yield line
                    continue
                text, is_utf8 = decode(line, legacy)
                if text is None:
                    self.unreadable.append((row, line))
                    yield b"\n"
                    continue
                if is_utf8 is not is_utf8_main:
                    self.other_count += 1
                    self.other_row = self.other_row or row
                yield line if is_utf8 else text.encode("utf-8")


def detect(path: Path) -> TextFile:
    """Answer the encoding of a text file, from all of it where UTF-8 does not fit.

    Raises: EncodingUnknown when most lines with Chinese fit none of the encodings.
    """
    with path.open("rb") as content:
        head = content.read(_SAMPLE_BYTES)
    if head.startswith(_UTF16_MARKS):
        return TextFile(path, "utf-16")
    encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if _is_utf8(path):
        return TextFile(path, encoding)
    utf8_count, other_count, sample = _count_lines(path)
    legacy = _legacy(sample)
    fitting = sum(1 for line in sample if _decode(line, legacy) is not None)
    if encoding == "utf-8" and utf8_count <= other_count:
        if fitting * 2 < len(sample):
            guess = charset_normalizer.from_bytes(b"".join(sample)).best()
            raise EncodingUnknown(file=path.name, guess=guess.encoding if guess else "?")
        return TextFile(path, legacy, other="utf-8")
    return TextFile(path, encoding, other=legacy)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as content:
            while block := content.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count_lines(path: Path) -> tuple[int, int, list[bytes]]:
    """Count non-ASCII lines that are UTF-8 and that are not, with a sample of the latter."""
    utf8_count = other_count = sampled = 0
    sample: list[bytes] = []
    with path.open("rb") as lines:
        for line in lines:
            if line.isascii():
                continue
            if _decode(line, "utf-8") is not None:
                utf8_count += 1
                continue
            other_count += 1
            if sampled < _SAMPLE_BYTES:
                sample.append(line)
                sampled += len(line)
    return utf8_count, other_count, sample


def _legacy(sample: Iterable[bytes]) -> str:
    best = charset_normalizer.from_bytes(
        b"".join(sample), cp_isolation=["gb18030", "big5"], preemptive_behaviour=False
    ).best()
    return best.encoding if best is not None else "gb18030"


def _decode(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf8_first(line: bytes, other: str) -> tuple[str | None, bool]:
    text = _decode(line, "utf-8")
    return (text, True) if text is not None else (_decode(line, other), False)


def _utf8_if_chinese(line: bytes, legacy: str) -> tuple[str | None, bool]:
    """Decode a line of a GB18030 file, which by chance may be valid UTF-8 too.

    By chance it gives Latin, Greek or Arabic letters (two bytes each), on purpose Chinese.
    """
    text = _decode(line, "utf-8")
    if text is not None:
        chinese_surplus = sum(
            1 if ord(each) >= 0x2000 else -1 for each in text if ord(each) >= 0x80
        )
        if chinese_surplus > 0:
            return text, True
    decoded = _decode(line, legacy)
    return (decoded, False) if decoded is not None else (text, True)


class _Pieces(io.RawIOBase):
    """Shows an iterator of bytes as a raw stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._next: Callable[[], bytes | None] = lambda: next(pieces, None)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        parts = [self._rest]
        length = len(self._rest)
        while length < len(buffer):
            piece = self._next()
            if piece is None:
                break
            parts.append(piece)
            length += len(piece)
        whole = b"".join(parts)
        taken = min(length, len(buffer))
        buffer[:taken] = whole[:taken]
        self._rest = whole[taken:]
        return taken
