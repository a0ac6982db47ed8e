"""Commands on the registry of the top-level node, in the manner of RFC 5730.

The frame (epp, command, response, result) is that of RFC 5730. The elements of the objects are
ours: the schema of the Chinese interface (draft-chen-top-level-interface-protocol) was not at hand;
it goes into `_write_object` and `_read_object` once it is. Not for transport (see http_adapter).

Source: RFC 5730 §2, Handle protocol facts §4.4.
"""

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from lingnan.sources.identifier.reporting.errors import (
    ObjectRefused,
    TopLevelBusy,
    TopLevelMisconfigured,
    TopLevelRefused,
)
from lingnan.sources.identifier.reporting.port import (
    Command,
    CommandResult,
    ObjectKind,
    RegistryObject,
)
from lingnan.sources.identifier.reporting.xml_form import XmlRefused, read_tree

EPP: Final = "urn:ietf:params:xml:ns:epp-1.0"
OBJECT: Final = "urn:lingnan:params:xml:ns:identifier-object-1.0"
DONE: Final = 1000
SYNTAX: Final = 2001
AUTHENTICATION: Final = 2200
AUTHORIZATION: Final = 2201
EXISTS: Final = 2302
MISSING: Final = 2303
FAILED: Final = 2400
#: Authentication fails, or the server ends the session over it (RFC 5730 §3).
_ACCESS: Final = frozenset({2200, 2202, 2501})
register_namespace("", EPP)
register_namespace("obj", OBJECT)


def write_command(command: Command, wanted: RegistryObject, transaction: str) -> bytes:
    """Write one command; `transaction` is the client's own number (RFC 5730 §2.5)."""
    root = Element(f"{{{EPP}}}epp")
    frame = SubElement(root, f"{{{EPP}}}command")
    _write_object(SubElement(frame, f"{{{EPP}}}{command.value}"), wanted)
    SubElement(frame, f"{{{EPP}}}clTRID").text = transaction
    return _octets(root)


def read_command(octets: bytes) -> tuple[Command, RegistryObject, str]:
    """Read one command. Raises: ValueError when it is none."""
    frame = read_tree(octets).find(f"{{{EPP}}}command")
    if frame is None:
        raise XmlRefused("command")
    for command in Command:
        part = frame.find(f"{{{EPP}}}{command.value}")
        if part is not None:
            found = _read_object(part)
            if found is None:
                raise XmlRefused("object")
            return command, found, frame.findtext(f"{{{EPP}}}clTRID") or ""
    raise XmlRefused("command")


def write_result(result: CommandResult, transaction: str) -> bytes:
    """Write the answer to a command (RFC 5730 §2.6)."""
    root = Element(f"{{{EPP}}}epp")
    frame = SubElement(root, f"{{{EPP}}}response")
    told = SubElement(frame, f"{{{EPP}}}result", code=str(result.code))
    SubElement(told, f"{{{EPP}}}msg").text = result.message
    if result.object is not None or result.is_available is not None:
        data = SubElement(frame, f"{{{EPP}}}resData")
        if result.is_available is not None:
            data.set("avail", "1" if result.is_available else "0")
        if result.object is not None:
            _write_object(data, result.object)
    numbers = SubElement(frame, f"{{{EPP}}}trID")
    SubElement(numbers, f"{{{EPP}}}clTRID").text = transaction
    SubElement(numbers, f"{{{EPP}}}svTRID").text = result.transaction
    return _octets(root)


def read_result(octets: bytes, place: str) -> CommandResult:
    """Read the answer to a command. Raises: TopLevelRefused when it is none."""
    try:
        frame = read_tree(octets).find(f"{{{EPP}}}response")
        told = None if frame is None else frame.find(f"{{{EPP}}}result")
        if frame is None or told is None:
            raise XmlRefused("response")
        data = frame.find(f"{{{EPP}}}resData")
        available = None if data is None else data.get("avail")
        return CommandResult(
            int(told.get("code", "")),
            told.findtext(f"{{{EPP}}}msg") or "",
            frame.findtext(f"{{{EPP}}}trID/{{{EPP}}}svTRID") or "",
            None if available is None else available == "1",
            None if data is None else _read_object(data),
        )
    except ValueError as problem:
        raise TopLevelRefused(place=place, reason=problem) from problem


def settle(
    send: Callable[[], CommandResult], command: Command, wanted: RegistryObject, place: str
) -> CommandResult:
    """Send a command and turn a bad result into a failure that says whether to try again.

    What a repeated command finds already done is done: 2302 to create, 2303 to delete.

    Raises: TopLevelBusy, TopLevelMisconfigured, ObjectRefused.
    """
    result = send()
    if result.code < 2000:
        return result
    is_repeated = (command, result.code) in {
        (Command.CREATE, EXISTS),
        (Command.DELETE, MISSING),
    }
    if is_repeated:
        return result
    if result.code in _ACCESS:
        raise TopLevelMisconfigured(place=place, reason=f"{result.code} {result.message}")
    if result.code in {FAILED, 2500, 2502}:
        raise TopLevelBusy(place=place, reason=f"{result.code} {result.message}")
    raise ObjectRefused(
        kind=wanted.kind.value,
        name=wanted.name,
        command=command.value,
        reason=result.message,
        result=result.code,
    )


def _write_object(at: Element, wanted: RegistryObject) -> None:
    element = SubElement(at, f"{{{OBJECT}}}{wanted.kind.value}")
    SubElement(element, f"{{{OBJECT}}}name").text = wanted.name
    for name, text in sorted(wanted.cells.items()):
        SubElement(element, f"{{{OBJECT}}}cell", name=name).text = text


def _read_object(at: Element) -> RegistryObject | None:
    for kind in ObjectKind:
        element = at.find(f"{{{OBJECT}}}{kind.value}")
        if element is not None:
            cells = {
                cell.get("name", ""): cell.text or ""
                for cell in element.iterfind(f"{{{OBJECT}}}cell")
            }
            return RegistryObject(kind, element.findtext(f"{{{OBJECT}}}name") or "", cells)
    return None


def _octets(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
