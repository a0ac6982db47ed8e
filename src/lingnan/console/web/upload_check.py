"""Which kind of file was uploaded, told by its content; what is not what it claims is refused.

A name proves nothing: content, name and size must agree. Not for what a file says (importers).
Source: OWASP ASVS 4.0.3 V12.1 and V12.2; PDF: ISO 32000-1 7.5.2; PNG: RFC 2083 section 3.1;
JPEG: ITU-T T.81 annex B; workbooks and documents: ECMA-376 part 2; Parquet: its file format.
"""

import codecs
import hashlib
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final

from lingnan.console.web.call import Upload
from lingnan.console.web.errors import TooLarge, UploadRefused
from lingnan.console.web.guard import octets_text
from lingnan.kernel import Text


class FileKind(StrEnum):
    """A kind of file that may be uploaded somewhere."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"
    PARQUET = "parquet"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Form:
    media_type: str
    endings: tuple[str, ...]
    name: Text


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
FORMS: Final = {
    FileKind.PDF: _Form("application/pdf", (".pdf",), Text("PDF", "PDF")),
    FileKind.PNG: _Form("image/png", (".png",), Text("PNG 图片", "PNG pictures")),
    FileKind.JPEG: _Form("image/jpeg", (".jpg", ".jpeg"), Text("JPEG 图片", "JPEG pictures")),
    FileKind.XLSX: _Form(
        _OFFICE + "spreadsheetml.sheet", (".xlsx",), Text("XLSX 工作簿", "XLSX workbooks")
    ),
    FileKind.DOCX: _Form(
        _OFFICE + "wordprocessingml.document", (".docx",), Text("DOCX 文档", "DOCX documents")
    ),
    FileKind.PARQUET: _Form(
        "application/vnd.apache.parquet", (".parquet", ".pq"), Text("Parquet", "Parquet")
    ),
    FileKind.TEXT: _Form(
        "text/plain", (".csv", ".tsv", ".txt"), Text("CSV 或文本文件", "CSV or text files")
    ),
}
#: What an importer of tables takes, and what may stand behind evidence.
TABLES: Final = frozenset({FileKind.XLSX, FileKind.TEXT, FileKind.PARQUET})
PROOFS: Final = frozenset(
    {FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.XLSX, FileKind.DOCX, FileKind.TEXT}
)

_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_JPEG: Final = b"\xff\xd8\xff"
_ZIP: Final = b"PK\x03\x04"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_WEB: Final = (b"<html", b"<!doctype", b"<script", b"<svg", b"<table", b"<?xml", b"#!")
#: Signs that no text holds: all of C0 but tab, line feed, form feed, carriage return, end of file.
_UNTEXTUAL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_HEAD: Final = 4096
_TAIL: Final = 2048
_BLOCK: Final = 1 << 20
_MEMBERS: Final = 10_000
_UNPACKED_OCTETS: Final = 2 << 30
#: Deflate itself cannot pack tighter than 1032 to 1; sheets of equal rows come near 100.
_PACKED_RATIO: Final = 300
_OFFICE_MEMBERS: Final = {
    FileKind.XLSX: "xl/workbook.xml",
    FileKind.DOCX: "word/document.xml",
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is what it claims to be.

    Attributes:
        media_type: of the content as it was found, never as the browser told it.
        sha256: of the whole content, in hexadecimal.
    """

    file_name: str
    kind: FileKind
    media_type: str
    octets_count: int
    sha256: str


def check_upload(
    upload: Upload, kinds: Collection[FileKind], *, most_octets: int | None = None
) -> CheckedFile:
    """Answer what an uploaded file is; it stands at its beginning again afterwards.

    Raises:
        TooLarge: it is larger than `most_octets`.
        UploadRefused: it is empty, of no kind that is taken here, or not what its name says.
    """
    octets = _size(upload.file)
    if most_octets is not None and octets > most_octets:
        raise TooLarge(limit=octets_text(most_octets))
    kind = _kind(upload, octets, kinds)
    form = FORMS[kind]
    if kind not in kinds:
        raise _refused(upload, Text(f"这里不接收{form.name.zh}", "not taken here"), kinds)
    if not upload.file_name.lower().endswith(form.endings):
        why = Text(f"内容是{form.name.zh}，与文件名不符", "its content is not what its name says")
        raise _refused(upload, why, kinds)
    digest = _text_sha256(upload, kinds) if kind is FileKind.TEXT else _sha256(upload)
    media_type = "text/csv" if upload.file_name.lower().endswith(".csv") else form.media_type
    return CheckedFile(upload.file_name, kind, media_type, octets, digest)


def kinds_text(kinds: Collection[FileKind]) -> Text:
    """Name kinds of files for people."""
    names = [FORMS[kind].name for kind in FileKind if kind in kinds]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _kind(upload: Upload, octets: int, kinds: Collection[FileKind]) -> FileKind:
    file = upload.file
    head, tail = _read(file, 0, _HEAD), _read(file, max(0, octets - _TAIL), _TAIL)
    if not octets:
        raise _refused(upload, Text("文件是空的", "it is empty"), kinds)
    if head.startswith(b"%PDF-") and b"%%EOF" in tail:
        return FileKind.PDF
    if head.startswith(_PNG):
        return FileKind.PNG
    if head.startswith(_JPEG):
        return FileKind.JPEG
    if head.startswith(b"PAR1") and tail.endswith(b"PAR1") and octets > 2 * len(b"PAR1"):
        return FileKind.PARQUET
    if head.startswith(_ZIP):
        return _office_kind(upload, kinds)
    begin = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if begin.startswith(_WEB):
        raise _refused(upload, Text("内容是网页或程序脚本", "it is a web page or a script"), kinds)
    if head.startswith((b"%PDF-", b"PAR1")):
        raise _refused(upload, Text("文件不完整", "it is cut off"), kinds)
    return FileKind.TEXT


def _office_kind(upload: Upload, kinds: Collection[FileKind]) -> FileKind:
    upload.file.seek(0)
    try:
        with zipfile.ZipFile(upload.file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        raise _refused(upload, Text("文件已损坏", "it is damaged"), kinds) from None
    unpacked = sum(member.file_size for member in members)
    # A member of a few octets may pack well; only what would fill the memory is refused.
    is_bomb = unpacked > _UNPACKED_OCTETS or unpacked > max(
        _BLOCK, _PACKED_RATIO * upload.octets_count
    )
    if is_bomb or len(members) > _MEMBERS:
        raise _refused(upload, Text("解压后过大", "it is too large unpacked"), kinds)
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(upload, Text("文件含有宏", "it holds macros"), kinds)
    for kind, needed in _OFFICE_MEMBERS.items():
        if {needed, "[Content_Types].xml"} <= names:
            return kind
    why = Text("是压缩文件，请解压后上传", "it is an archive; unpack it first")
    raise _refused(upload, why, kinds)


def _sha256(upload: Upload) -> str:
    digest, file = hashlib.sha256(), upload.file
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _text_sha256(upload: Upload, kinds: Collection[FileKind]) -> str:
    """Read a text to its end: a program behind a first page of text is found too."""
    digest, file = hashlib.sha256(), upload.file
    is_wide = _read(file, 0, 2) in _UTF16
    decoder = codecs.getincrementaldecoder("utf-16")()
    file.seek(0)
    try:
        while block := file.read(_BLOCK):
            digest.update(block)
            plain = decoder.decode(block).encode() if is_wide else block
            if _UNTEXTUAL.search(plain):
                raise ValueError
        if is_wide:
            decoder.decode(b"", final=True)
    except ValueError:
        why = Text("是程序或其他二进制文件", "it is a program or another binary file")
        raise _refused(upload, why, kinds) from None
    file.seek(0)
    return digest.hexdigest()


def _refused(upload: Upload, why: Text, kinds: Collection[FileKind]) -> UploadRefused:
    return UploadRefused(file=upload.file_name[:80], reason=why, kinds=kinds_text(kinds))


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    end = file.tell()
    file.seek(0)
    return end


def _read(file: IO[bytes], start: int, count: int) -> bytes:
    file.seek(start)
    return file.read(count)
