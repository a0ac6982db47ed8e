"""Uploads: content, name and size must agree; a renamed program is refused."""

import hashlib
import io
import struct
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from docx import Document

from lingnan.console.web.call import Upload
from lingnan.console.web.errors import TooLarge, UploadRefused
from lingnan.console.web.upload_check import PROOFS, TABLES, FileKind, check_upload

ALL = frozenset(FileKind)


def upload(name, content):
    return Upload(name, len(content), io.BytesIO(content))


def pdf():
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png():
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def workbook():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "统一社会信用代码")
    return target.getvalue()


def document():
    target = io.BytesIO()
    Document().save(target)
    return target.getvalue()


def parquet():
    target = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), target)
    return target.getvalue()


def archive(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target.getvalue()


#: The head of a program for Windows, and of one for Linux.
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
GOOD = {
    "凭证.pdf": (pdf(), FileKind.PDF, "application/pdf"),
    "照片.PNG": (png(), FileKind.PNG, "image/png"),
    "photo.jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", FileKind.JPEG, "image/jpeg"),
    "企业.xlsx": (workbook(), FileKind.XLSX, "spreadsheetml.sheet"),
    "说明.docx": (document(), FileKind.DOCX, "wordprocessingml.document"),
    "rows.parquet": (parquet(), FileKind.PARQUET, "parquet"),
    "rows.csv": ("名称,数\n甲,1\n".encode("gb18030"), FileKind.TEXT, "text/csv"),
    "notes.txt": ("\ufeff说明".encode(), FileKind.TEXT, "text/plain"),
    "wide.csv": ("名称,数\n甲,1\n".encode("utf-16"), FileKind.TEXT, "text/csv"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_told_by_its_content(name):
    content, kind, media_type = GOOD[name]
    brought = upload(name, content)
    found = check_upload(brought, ALL)
    assert (found.kind, found.octets_count) == (kind, len(content))
    assert media_type in found.media_type
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert brought.file.read() == content


@pytest.mark.parametrize("ending", [".pdf", ".png", ".jpg", ".xlsx", ".docx", ".csv", ".txt"])
@pytest.mark.parametrize("program", [PROGRAM, ELF])
def test_a_renamed_program_is_refused(ending, program):
    with pytest.raises(UploadRefused, match="CON-021"):
        check_upload(upload(f"invoice{ending}", program), ALL)


def test_a_program_behind_a_first_page_of_text_is_refused():
    content = "名称\n".encode() * 1_000_000 + PROGRAM
    with pytest.raises(UploadRefused):
        check_upload(upload("rows.csv", content), ALL)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", png()),
        ("a.exe", pdf()),
        ("a.pdf.exe", pdf()),
        ("a.csv", b""),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.parquet", b"PAR1 cut off"),
        ("a.xlsx", b"PK\x03\x04 cut off"),
        ("a.xlsx", archive(**{"a.txt": "x"})),
        ("a.xlsx", document()),
        ("a.zip", archive(**{"a.exe": PROGRAM})),
        ("a.txt", b"<html><script>alert(1)</script>"),
        ("a.txt", b"#!/bin/sh\nrm -rf /"),
        ("a.csv", b"<?xml version='1.0'?><svg onload='x'/>"),
        (
            "a.xlsx",
            archive(**{"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/vbaProject.bin": "x"}),
        ),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content):
    with pytest.raises(UploadRefused):
        check_upload(upload(name, content), ALL)


def test_a_kind_that_is_not_taken_here_is_refused_and_told_what_is():
    with pytest.raises(UploadRefused) as refusal:
        check_upload(upload("a.pdf", pdf()), TABLES)
    assert "XLSX" in refusal.value.advice.zh
    assert "PDF" not in refusal.value.advice.zh
    assert check_upload(upload("a.pdf", pdf()), PROOFS).kind is FileKind.PDF


def test_a_workbook_that_would_fill_the_memory_is_refused():
    parts = {"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/big.xml": bytes(64 << 20)}
    with pytest.raises(UploadRefused):
        check_upload(upload("a.xlsx", archive(**parts)), ALL)


def test_a_file_above_its_size_is_refused():
    with pytest.raises(TooLarge, match="1 kB"):
        check_upload(upload("a.csv", b"x" * 2_000), ALL, most_octets=1_024)
