"""A paper of the sample: one page of PDF that says that it is no paper of anybody.

Not for documents that people are to read (console.document).
"""

from typing import Final

_HEAD: Final = b"%PDF-1.4\n"
_PAGE: Final = b"/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"
_TOLD: Final = "SAMPLE - synthetic, no real document"


def sample_paper(title: str) -> bytes:
    """Answer a PDF of one page with a title. Limits: the title is ASCII without brackets.

    Source: ISO 32000-1 7.5 (header, body, cross-reference table, trailer).
    """
    lines = f"BT /F1 16 Tf 60 760 Td ({_TOLD}) Tj 0 -28 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%s>>" % _PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(lines), lines),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    found, places = _HEAD, []
    for number, content in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(found))
    return found + end + trailer
