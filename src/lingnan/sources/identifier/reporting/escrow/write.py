"""A deposit as XML: head, what is gone, contents; made piece by piece.

Source: RFC 8909 §5 (elements deposit, watermark, rdeMenu, deletes, contents).
"""

import base64
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lingnan.sources.identifier.reporting.escrow.model import (
    Cell,
    GoneItem,
    Head,
    Item,
    RecordItem,
    RowItem,
)
from lingnan.sources.identifier.wire.value import HandleValue, decode_values

RDE: Final = "urn:ietf:params:xml:ns:rde-1.0"
IDN: Final = "urn:lingnan:params:xml:ns:rde-identifier-1.0"
ROW: Final = "urn:lingnan:params:xml:ns:rde-business-1.0"
#: What XML 1.0 cannot hold (§2.2), and carriage returns, which a reader would change.
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def write_deposit(head: Head, items: Iterable[Item]) -> Iterator[bytes]:
    """Write a deposit; what is gone comes before all else.

    Shapes: items: GoneItem first, then the others in any order.
    """
    yield _head(head).encode()
    left = iter(items)
    gone: list[bytes] = []
    first: Item | None = None
    yield b"<rde:deletes>"
    for item in left:
        if not isinstance(item, GoneItem):
            first = item
            break
        gone.append(f'<idn:delete recordNo="{item.record_no}"/>\n'.encode())
        if len(gone) == 1_000:
            yield b"".join(gone)
            gone.clear()
    yield b"".join(gone) + b"</rde:deletes>\n<rde:contents>\n"
    if first is not None:
        for item in chain((first,), left):
            yield _item(item).encode()
    yield b"</rde:contents>\n</rde:deposit>\n"


def _head(head: Head) -> str:
    previous = "" if head.previous is None else f" prevId={quoteattr(head.previous)}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rde:deposit xmlns:rde="{RDE}" xmlns:idn="{IDN}" xmlns:row="{ROW}"'
        f' type="{head.kind}" id={quoteattr(head.deposit_id)}{previous} resend="0">\n'
        f"<rde:watermark>{head.watermark.astimezone(UTC).isoformat()}</rde:watermark>\n"
        "<rde:rdeMenu><rde:version>1.0</rde:version>"
        f"<rde:objURI>{IDN}</rde:objURI><rde:objURI>{ROW}</rde:objURI></rde:rdeMenu>\n"
    )


def _item(item: Item) -> str:
    if isinstance(item, RecordItem):
        return _record(item)
    if isinstance(item, RowItem):
        cells = "".join(_cell(name, cell) for name, cell in item.cells.items())
        return f"<row:row table={quoteattr(item.table)}>{cells}</row:row>\n"
    raise TypeError(type(item))


def _record(item: RecordItem) -> str:
    template = _attribute("template", item.template_code)
    changed = "" if item.changed_at is None else f' changed="{_instant(item.changed_at)}"'
    values = "".join(_value(value) for value in decode_values(item.value_octets))
    return (
        f'<idn:identifier recordNo="{item.record_no}" status="{item.status}"'
        f' revision="{item.revision}" registered="{_instant(item.registered_at)}"'
        f"{changed}{template}><idn:handle{_text(item.handle)}</idn:handle>"
        f"{values}</idn:identifier>\n"
    )


def _value(value: HandleValue) -> str:
    references = "".join(
        f'<idn:reference index="{each.index}"{_text(each.handle)}</idn:reference>'
        for each in value.references
    )
    absolute = ' ttlType="absolute"' if value.is_ttl_absolute else ""
    return (
        f'<idn:value index="{value.index}" timestamp="{value.timestamp}" ttl="{value.ttl}"'
        f'{absolute} permissions="{value.permissions}"><idn:type{_text(value.type)}</idn:type>'
        f"<idn:data{_data(value.data)}</idn:data>{references}</idn:value>"
    )


def _data(octets: bytes) -> str:
    """Write octets as text where they are text, else in base64."""
    try:
        return _text(octets.decode())
    except UnicodeDecodeError:
        return f' encoding="base64">{base64.b64encode(octets).decode()}'


def _text(text: str) -> str:
    if _UNFIT.search(text):
        return f' encoding="base64">{base64.b64encode(text.encode()).decode()}'
    return f">{escape(text)}"


def _attribute(name: str, text: str | None) -> str:
    if text is None:
        return ""
    # A reader would turn line breaks and tabs in an attribute into blanks.
    if _UNFIT.search(text) or any(each in text for each in "\n\t"):
        return f" {name}64={quoteattr(base64.b64encode(text.encode()).decode())}"
    return f" {name}={quoteattr(text)}"


def _cell(name: str, cell: Cell) -> str:
    head = f"<row:cell name={quoteattr(name)}"
    if cell is None:
        return f"{head}/>"
    kind = next(kind for kind, kinds in _CELL_KINDS if isinstance(cell, kinds))
    if isinstance(cell, bytes):
        body = f">{base64.b64encode(cell).decode()}"
    elif isinstance(cell, datetime):
        body = f">{_instant(cell)}"
    elif isinstance(cell, date):
        body = f">{cell.isoformat()}"
    else:
        body = _text(str(int(cell)) if isinstance(cell, bool) else str(cell))
    return f'{head} kind="{kind}"{body}</row:cell>'


#: bool before int, datetime before date: each is a kind of the other.
_CELL_KINDS: Final[tuple[tuple[str, type], ...]] = (
    ("flag", bool),
    ("int", int),
    ("text", str),
    ("float", float),
    ("decimal", Decimal),
    ("octets", bytes),
    ("instant", datetime),
    ("date", date),
)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
