"""Reads a deposit back from XML, piece by piece, into the same items.

Source: RFC 8909 §5. Not for opening its seal (see seal).
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from lingnan.sources.identifier.reporting.errors import DepositBroken
from lingnan.sources.identifier.reporting.escrow.model import (
    Cell,
    GoneItem,
    Item,
    RecordItem,
    RowItem,
)
from lingnan.sources.identifier.reporting.escrow.write import IDN, RDE, ROW
from lingnan.sources.identifier.reporting.xml_form import EventReader, XmlRefused
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values


def read_deposit(pieces: Iterable[bytes], place: str) -> Iterator[Item]:
    """Answer the items of a deposit in their order.

    Raises:
        DepositBroken: not such XML, or cut off.
    """
    builder = _Builder()
    reader = EventReader(builder.start, builder.end)
    try:
        for piece in pieces:
            reader.feed(piece)
            yield from builder.take()
        reader.close()
    except (XmlRefused, WireError, KeyError, ValueError, InvalidOperation) as problem:
        reason = str(problem) or type(problem).__name__
        raise DepositBroken(place=place, reason=reason) from problem
    if not builder.is_whole:
        raise DepositBroken(place=place, reason="</rde:deposit>")
    yield from builder.take()


class _Builder:
    """Makes items out of elements as they begin and end."""

    def __init__(self) -> None:
        self.is_whole = False
        self._ready: list[Item] = []
        self._open: list[Mapping[str, str]] = []
        self._record: Mapping[str, str] = {}
        self._handle = ""
        self._values: list[HandleValue] = []
        self._value: Mapping[str, str] = {}
        self._type = ""
        self._data = b""
        self._references: list[Reference] = []
        self._table = ""
        self._cells: dict[str, Cell] = {}

    def take(self) -> list[Item]:
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._open.append(attributes)
        if tag == _IDENTIFIER:
            self._record, self._values = attributes, []
        elif tag == _VALUE:
            self._value, self._references = attributes, []
        elif tag == _ROW:
            self._table, self._cells = attributes["table"], {}

    def end(self, tag: str, text: str) -> None:
        attributes = self._open.pop()
        if tag == _HANDLE:
            self._handle = _octets(attributes, text).decode()
        elif tag == _TYPE:
            self._type = _octets(attributes, text).decode()
        elif tag == _DATA:
            self._data = _octets(attributes, text)
        elif tag == _REFERENCE:
            handle = _octets(attributes, text).decode()
            self._references.append(Reference(handle, int(attributes["index"])))
        elif tag == _VALUE:
            self._values.append(self._finished_value())
        elif tag == _IDENTIFIER:
            self._ready.append(self._finished_record())
        elif tag == _CELL:
            self._cells[attributes["name"]] = _read_cell(attributes, text)
        elif tag == _ROW:
            self._ready.append(RowItem(self._table, self._cells))
        elif tag == _DELETE:
            self._ready.append(GoneItem(int(attributes["recordNo"])))
        elif tag == _DEPOSIT:
            self.is_whole = True

    def _finished_value(self) -> HandleValue:
        told = self._value
        return HandleValue(
            int(told["index"]),
            self._type,
            self._data,
            int(told["ttl"]),
            told.get("ttlType") == "absolute",
            int(told["timestamp"]),
            int(told["permissions"]),
            tuple(self._references),
        )

    def _finished_record(self) -> RecordItem:
        told = self._record
        template = told.get("template")
        if "template64" in told:
            template = base64.b64decode(told["template64"], validate=True).decode()
        changed = told.get("changed")
        return RecordItem(
            int(told["recordNo"]),
            self._handle,
            encode_values(self._values),
            template,
            int(told["status"]),
            int(told["revision"]),
            datetime.fromisoformat(told["registered"]),
            None if changed is None else datetime.fromisoformat(changed),
        )


def _octets(attributes: Mapping[str, str], text: str) -> bytes:
    if attributes.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as problem:
            raise ValueError(str(problem)) from problem
    return text.encode()


def _read_cell(attributes: Mapping[str, str], text: str) -> Cell:
    kind = attributes.get("kind")
    if kind is None:
        return None
    if kind == "octets":
        return base64.b64decode(text, validate=True)
    told = _octets(attributes, text).decode()
    return _READERS[kind](told)


def _flag(text: str) -> bool:
    return text == "1"


_READERS: Final[Mapping[str, Callable[[str], Cell]]] = {
    "flag": _flag,
    "int": int,
    "text": str,
    "float": float,
    "decimal": Decimal,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}
_DEPOSIT: Final = f"{{{RDE}}}deposit"
_IDENTIFIER: Final = f"{{{IDN}}}identifier"
_HANDLE: Final = f"{{{IDN}}}handle"
_VALUE: Final = f"{{{IDN}}}value"
_TYPE: Final = f"{{{IDN}}}type"
_DATA: Final = f"{{{IDN}}}data"
_REFERENCE: Final = f"{{{IDN}}}reference"
_DELETE: Final = f"{{{IDN}}}delete"
_ROW: Final = f"{{{ROW}}}row"
_CELL: Final = f"{{{ROW}}}cell"
