"""One identifier as who asks may see it: values, state, validity, history.

Secrets (HS_SECKEY) are never shown; restricted values only to who may read its prefix.
Not for the search (read).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from lingnan.access import Permission, Target
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace, reading
from lingnan.console.pages.node.prefix.read import history_of
from lingnan.console.pages.node.registration.context import IdentifierContext, ValueRow
from lingnan.console.pages.node.right import target_of_prefix
from lingnan.console.pages.node.word import Pair, last_moment, link, moment
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.sources.identifier.business.lifecycle import (
    IN_USE,
    RETIRED,
    STATUS_NAME,
    SUSPENDED,
)
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.business.template_store import list_templates
from lingnan.sources.identifier.business.validity import find_end
from lingnan.sources.identifier.records.entry import Entry
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import split
from lingnan.sources.identifier.wire.json_form import value_to_json
from lingnan.sources.identifier.wire.value import HandleValue, decode_values

_SECRET: Final = "HS_SECKEY"  # noqa: S105  the name of a type
_SHOWN: Final = 2_000
#: What may be set by hand; the others follow from the carrier, or from the end of validity.
SETTABLE: Final = (IN_USE, SUSPENDED, RETIRED)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier with what the database knows of it."""

    entry: Entry
    prefix: str
    target: Target
    status: int
    template: Template | None
    registered: str
    changed: str

    @property
    def texts(self) -> dict[int, str]:
        """Its values as text, by index."""
        return {
            value.index: value.data.decode(errors="replace")
            for value in decode_values(self.entry.octets)
            if value.type.upper() != _SECRET
        }


def find_identifier(call: Call, place: NodePlace, handle: str) -> Identifier:
    """Answer an identifier. Raises: NothingThere."""
    if not handle:
        raise NothingThere
    with reading(place) as reader:
        try:
            entry = reader.entry(handle)
        except WireError as problem:
            raise NothingThere from problem
    if entry is None:
        raise NothingThere
    record = identifier_record.c
    query = select(
        record.status, record.template_code, record.registered_at, record.changed_at
    ).where(record.record_no == entry.record_no)
    with call.store.database.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NothingThere
    named = prefix_of(entry.handle)
    return Identifier(
        entry,
        named,
        target_of_prefix(call, named, place.prefixes),
        row.status,
        _template(call, row.template_code),
        moment(row.registered_at),
        moment(row.changed_at),
    )


def prefix_of(handle: str) -> str:
    """Answer under which prefix a handle stands; that of a prefix is about the prefix itself."""
    authority, name = split(handle)
    return name if authority.upper() == "0.NA" else authority


def one_context(call: Call, found: Identifier) -> IdentifierContext:
    """Answer the page of an identifier."""
    _, lang = call.tr.gettext, call.lang
    may_register = call.may(Permission.IDENTIFIER_REGISTER, found.target)
    all_values = decode_values(found.entry.octets)
    shown = [value for value in all_values if value.type.upper() != _SECRET]
    end = find_end(call.store.database, found.entry.handle)
    template = found.template
    facts: list[Pair] = [
        (_("Prefix"), found.prefix),
        (_("Template"), NOTHING if template is None else f"{template.name_zh} {template.version}"),
        (_("Valid until"), _("no end") if end is None else last_moment(end)),
        (_("Registered at"), found.registered),
        (_("Changed at"), found.changed),
        (_("Revision"), call.tr.number(found.entry.revision)),
    ]
    statuses: tuple[Pair, ...] = ()
    if may_register and found.template is not None:
        statuses = tuple(
            (str(each), STATUS_NAME[each].in_(lang)) for each in SETTABLE if each != found.status
        )
    has_form = may_register and template is not None and found.status == IN_USE
    return IdentifierContext(
        tabs=tabs_of(call),
        handle=found.entry.handle,
        state=STATUS_NAME.get(found.status, STATUS_NAME[SUSPENDED]).in_(lang),
        facts=tuple(facts),
        values=tuple(_values(call, shown, template, found.entry)),
        history=history_of(call, f"handle:{found.entry.handle}"),
        statuses=statuses,
        edit=link("/node/registrations/edit", handle=found.entry.handle) if has_form else "",
        hidden_count=len(all_values) - len(shown),
    )


def _values(
    call: Call, values: Iterable[HandleValue], template: Template | None, entry: Entry
) -> Iterable[ValueRow]:
    _ = call.tr.gettext
    names = {} if template is None else {item.index: item.name for item in template.items}
    public = {value.index for value in decode_values(entry.public)}
    for value in sorted(values, key=lambda each: each.index):
        mark = NOTHING if value.index in public else _("for administrators only")
        told = told_of(value)
        yield ValueRow(
            str(value.index), value.type, names.get(value.index, NOTHING), told[:_SHOWN], mark
        )


def _template(call: Call, code: str | None) -> Template | None:
    if code is None:
        return None
    found = list_templates(call.store.database, metadata_template.c.handle == code, limit=1)
    return found[0] if found else None


def told_of(value: HandleValue) -> str:
    """Answer the data of a value as people read it."""
    data = value_to_json(value)["data"]
    return str(data.get("value") if isinstance(data, dict) else data)
