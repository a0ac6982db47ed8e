"""One identifier as the API shows it: who may see which values, and what became of it.

Not for resolving over the network (node).
"""

from typing import Any, Final

from sqlalchemy import select

from lingnan.access import Permission, may
from lingnan.sources.identifier.business.errors import IdentifierWithheld
from lingnan.sources.identifier.business.lifecycle import EXPIRED, STATUS_NAME, SUSPENDED
from lingnan.sources.identifier.business.template import TEMPLATE_INDEX
from lingnan.sources.identifier.business.validity import find_end
from lingnan.sources.identifier.management.call import Call
from lingnan.sources.identifier.management.errors import IdentifierUnknown
from lingnan.sources.identifier.management.place import target_of_prefix
from lingnan.sources.identifier.records.entry import Entry
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import split
from lingnan.sources.identifier.wire.json_form import value_to_json
from lingnan.sources.identifier.wire.value import HandleValue, decode_values

_READ: Final = Permission.IDENTIFIER_READ


def find_entry(call: Call, handle: str) -> Entry:
    """Answer an identifier that is in use. Raises: IdentifierUnknown, IdentifierWithheld."""
    call.desk.registrar.reader.renew()
    try:
        entry = call.desk.registrar.reader.entry(handle)
    except WireError:
        entry = None
    if entry is None:
        raise IdentifierUnknown(handle=handle[:200])
    status = _status(call, entry) if entry.is_withheld else None
    end = find_end(call.desk.database, handle)
    if status is None and end is not None and end <= call.at:
        # It ended a moment ago and is about to be withheld.
        status = EXPIRED
    if status is not None:
        state = STATUS_NAME.get(status, STATUS_NAME[SUSPENDED])
        raise IdentifierWithheld(handle=entry.handle, state=state, status=status)
    return entry


def visible_values(call: Call, entry: Entry) -> tuple[HandleValue, ...]:
    """Answer the values that who asks may see: all under his own prefix, else the public ones."""
    target = target_of_prefix(call, split(entry.handle)[0])
    return decode_values(entry.octets if may(call.who, _READ, target) else entry.public)


def detail(call: Call, handle: str) -> dict[str, Any]:
    """Answer an identifier in the shape of /identityv2/data/detail.

    Secrets (HS_SECKEY) are never told. Raises: IdentifierUnknown, IdentifierWithheld.
    """
    entry = find_entry(call, handle)
    values = visible_values(call, entry)
    end = find_end(call.desk.database, handle)
    return {
        "code": "200",
        "prefix": split(entry.handle)[0],
        "handle": entry.handle,
        "templateVersion": text_at(values, TEMPLATE_INDEX),
        "validUntil": None if end is None else end.isoformat(),
        "value": [_value(value) for value in values if value.type.upper() != "HS_SECKEY"],
    }


def text_at(values: tuple[HandleValue, ...], index: int) -> str | None:
    """Answer the text of the value of an index."""
    found = next((value.data for value in values if value.index == index), None)
    return None if found is None else found.decode(errors="replace")


def _value(value: HandleValue) -> dict[str, Any]:
    told = value_to_json(value)
    return {"index": value.index, "type": value.type, "auth": "", "data": told["data"]}


def _status(call: Call, entry: Entry) -> int:
    query = select(identifier_record.c.status).where(
        identifier_record.c.record_no == entry.record_no
    )
    with call.desk.database.read() as connection:
        return int(connection.scalar(query) or SUSPENDED)
