"""Templates kept: added, changed within what keeps old identifiers valid, disabled, removed.

Each act lands with its audit entry and the wish that the template's own identifier shows it. Not
for reading forms (template_form).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, tuple_

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.errors import (
    NoTemplate,
    TemplateExists,
    TemplateInUse,
    TemplateInvalid,
)
from lingnan.sources.identifier.business.lifecycle import GONE, IN_USE
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import SUFFIX, Item, Template
from lingnan.sources.identifier.business.template_form import (
    TemplateForm,
    read_item,
    write_item,
    write_template,
)
from lingnan.sources.identifier.business.wish import put_wish
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store import Database

_table = metadata_template
_REMOVED: Final = Text("删除", "removed")


def add_template(database: Database, form: TemplateForm, *, actor: Actor, at: datetime) -> Template:
    """Add a version. Raises: TemplateExists."""
    with database.begin() as connection:
        if _find(connection, form.prefix, form.version) is not None:
            raise TemplateExists(prefix=form.prefix, version=form.version)
        connection.execute(
            _table.insert().values(
                prefix=form.prefix,
                version=form.version,
                handle=f"{form.prefix}/{SUFFIX}{form.version}",
                is_enabled=True,
                revision=1,
                made_at=at,
                changed_at=at,
                **_cells(form),
            )
        )
        return _told(connection, form.prefix, form.version, "add", actor, at)


def change_template(
    database: Database,
    form: TemplateForm,
    *,
    actor: Actor,
    at: datetime,
    is_enabled: bool | None = None,
) -> Template:
    """Change a version so far as every identifier made by it stays valid.

    Names, wider lengths, disabling items, making them optional and further optional items are
    taken; a changed meaning of an index is not.

    Raises: NoTemplate, TemplateInvalid.
    """
    with database.begin() as connection:
        before = read_template_row(connection, form.prefix, form.version, for_update=True)
        _check_change(before, form)
        cells = _cells(form)
        if is_enabled is not None:
            cells["is_enabled"] = is_enabled
        connection.execute(
            _table.update()
            .where(_is(form.prefix, form.version))
            .values(revision=before.revision + 1, changed_at=at, **cells)
        )
        return _told(connection, form.prefix, form.version, "change", actor, at)


def enable_template(
    database: Database,
    prefix: str,
    version: str,
    *,
    is_enabled: bool,
    actor: Actor,
    at: datetime,
) -> Template:
    """Enable or disable a version for new identifiers. Raises: NoTemplate."""
    with database.begin() as connection:
        before = read_template_row(connection, prefix, version, for_update=True)
        connection.execute(
            _table.update()
            .where(_is(prefix, version))
            .values(is_enabled=is_enabled, revision=before.revision + 1, changed_at=at)
        )
        act = "enable" if is_enabled else "disable"
        return _told(connection, prefix, version, act, actor, at)


def remove_template(
    database: Database, prefix: str, version: str, *, actor: Actor, at: datetime
) -> None:
    """Remove a version that no identifier refers to.

    Raises: NoTemplate, TemplateInUse.
    Limits: looks through all identifiers where none refers to it; seconds for ten million.
    """
    with database.begin() as connection:
        before = read_template_row(connection, prefix, version, for_update=True)
        used = select(identifier_record.c.record_no).where(
            identifier_record.c.template_code == before.handle
        )
        if connection.scalar(used.limit(1)) is not None:
            raise TemplateInUse(version=version, act=_REMOVED)
        connection.execute(_table.delete().where(_is(prefix, version)))
        put_wish(connection, before.handle, status=GONE, at=at)
        _note(connection, actor, before.handle, "remove", at)


def find_template(database: Database, prefix: str, version: str) -> Template:
    """One version. Raises: NoTemplate."""
    with database.read() as connection:
        return read_template_row(connection, prefix, version)


def find_templates(
    database: Database, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Template]:
    """Those of some (prefix, version) that there are."""
    pairs = sorted(set(wanted))[:1000]
    if not pairs:
        return {}
    query = select(_table).where(tuple_(_table.c.prefix, _table.c.version).in_(pairs))
    with database.read() as connection:
        rows = connection.execute(query)
        return {(row.prefix, row.version): _template(row) for row in rows}


def list_templates(database: Database, *conditions: Any, limit: int = 500) -> list[Template]:
    """The templates that meet all conditions on `metadata_template`, by prefix and version."""
    order = (_table.c.prefix, _table.c.version)
    query = select(_table).where(*conditions).order_by(*order).limit(limit)
    with database.read() as connection:
        return [_template(row) for row in connection.execute(query)]


def read_template_row(
    connection: Connection, prefix: str, version: str, *, for_update: bool = False
) -> Template:
    """One version in the caller's transaction. Raises: NoTemplate."""
    found = _find(connection, prefix, version, for_update=for_update)
    if found is None:
        raise NoTemplate(prefix=prefix[:128], version=version[:128])
    return found


def _check_change(before: Template, form: TemplateForm) -> None:
    if form.object_kind != before.object_kind:
        raise TemplateInvalid(field="type", reason=_MEANING)
    if form.coding_kind != before.coding_kind:
        raise TemplateInvalid(field="codingKind", reason=_MEANING)
    after = {item.index: item for item in form.items}
    for item in before.items:
        changed = after.pop(item.index, None)
        field = f"items[{item.index}]"
        if changed is None:
            reason = Text("不能删除属性，请停用", "items are not removed; disable it")
            raise TemplateInvalid(field=field, reason=reason)
        if (changed.type, changed.data_type) != (item.type, item.data_type):
            raise TemplateInvalid(field=field, reason=_MEANING)
        if changed.least > item.least or changed.most < item.most:
            reason = Text("长度只能放宽", "a length is only ever widened")
            raise TemplateInvalid(field=field, reason=reason)
        if changed.is_required and not item.is_required:
            raise TemplateInvalid(field=field, reason=_REQUIRED)
    for item in after.values():
        if item.is_required:
            raise TemplateInvalid(field=f"items[{item.index}]", reason=_REQUIRED)


_MEANING: Final = Text("含义不能更改，请建立新版本", "its meaning is fixed; add a further version")
_REQUIRED: Final = Text("已有模板不能增加必填项", "no required item is added to a version")


def _told(
    connection: Connection, prefix: str, version: str, act: str, actor: Actor, at: datetime
) -> Template:
    template = read_template_row(connection, prefix, version)
    told = json.dumps(write_template(template), ensure_ascii=False).encode()
    value = HandleValue(1, "METADATA", told, timestamp=int(at.timestamp()))
    put_wish(connection, template.handle, status=IN_USE, octets=encode_values((value,)), at=at)
    _note(connection, actor, template.handle, act, at)
    return template


def _note(connection: Connection, actor: Actor, handle: str, act: str, at: datetime) -> None:
    permission = Permission.IDENTIFIER_TEMPLATE
    note(connection, actor, permission, f"template:{handle}", at=at, detail=act)


def _is(prefix: str, version: str) -> Any:
    return (_table.c.prefix == prefix) & (_table.c.version == version)


def _find(
    connection: Connection, prefix: str, version: str, *, for_update: bool = False
) -> Template | None:
    query = select(_table).where(_is(prefix, version))
    row = connection.execute(query.with_for_update() if for_update else query).first()
    return None if row is None else _template(row)


def _cells(form: TemplateForm) -> dict[str, object]:
    return {
        "name_zh": form.name_zh,
        "description": form.description,
        "industry_code": form.industry_code,
        "object_kind": form.object_kind,
        "coding_kind": form.coding_kind,
        "items": json.dumps([write_item(item) for item in form.items], ensure_ascii=False),
    }


def _template(row: Row[Any]) -> Template:
    items: tuple[Item, ...] = tuple(
        read_item(item, f"items[{number}]", 0) for number, item in enumerate(json.loads(row.items))
    )
    cells = {name: getattr(row, name) for name in Template.__slots__ if name != "items"}
    return Template(**cells, items=items)
