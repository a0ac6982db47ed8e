"""Applications 应用 that use the node: what tables T5 and T10 tell, and the key they sign in with.

Not for programs that act for an account (API tokens of access).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.challenge import check_answer
from lingnan.sources.identifier.business.device_key import DeviceKey, read_device_key
from lingnan.sources.identifier.business.errors import (
    EntryInvalid,
    NodeApplicationExists,
    NoNodeApplication,
    ProofRefused,
)
from lingnan.sources.identifier.business.table import node_application as _table
from lingnan.sources.identifier.wire.handle import check, fold_text
from lingnan.store import Database

TYPE: Final = {
    1: Text("APP", "app"),
    2: Text("小程序", "mini-program"),
    3: Text("网页", "web page"),
    4: Text("PC 客户端", "PC client"),
    5: Text("其他", "other"),
}
_LIMITS: Final = {
    "name_zh": (Text("应用名称", "name"), 200, True),
    "intro": (Text("简介", "introduction"), 500, False),
    "recursive_used": (Text("使用递归", "recursive resolver"), 100, False),
    "developer": (Text("开发单位", "developer"), 200, False),
}


@dataclass(frozen=True, slots=True)
class NodeApplication:
    """One application as it stands; `handle` such as ``88.900.1/App_erp`` (synthetic).

    Attributes: type: see TYPE. users_count: as its operator tells. key: with which it signs in.
    """

    handle: str
    prefix: str
    name_zh: str
    type: int
    intro: str | None
    users_count: int | None
    recursive_used: str | None
    developer: str | None
    key: DeviceKey | None
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class NodeApplicationForm:
    """What is registered of an application; see NodeApplication. `key_text`: PEM."""

    name_zh: str
    type: int
    intro: str | None = None
    users_count: int | None = None
    recursive_used: str | None = None
    developer: str | None = None
    key_text: str | None = None


def register_application(
    database: Database, handle: str, form: NodeApplicationForm, *, actor: Actor, at: datetime
) -> NodeApplication:
    """Register an application. Raises: NodeApplicationExists, EntryInvalid, CarrierKeyRefused."""
    check(handle)
    cells = _checked(form)
    with database.begin() as connection:
        if _find(connection, handle) is not None:
            raise NodeApplicationExists(application=handle)
        row = {"handle_key": fold_text(handle), "handle": handle, "registered_at": at}
        place = {"prefix": handle.partition("/")[0], "is_enabled": True, "changed_at": at}
        connection.execute(_table.insert().values(**row, **place, **cells))
        return _told(connection, handle, "register", actor, at)


def change_application_entry(
    database: Database,
    handle: str,
    form: NodeApplicationForm,
    *,
    is_enabled: bool,
    actor: Actor,
    at: datetime,
) -> NodeApplication:
    """Change an application, or take it out of use; a form without key keeps the one it has.

    Raises: NoNodeApplication, EntryInvalid, CarrierKeyRefused.
    """
    cells = _checked(form)
    if form.key_text is None:
        cells = {name: cell for name, cell in cells.items() if "key" not in name}
    with database.begin() as connection:
        changed = _table.update().where(_table.c.handle_key == fold_text(handle))
        told = changed.values(is_enabled=is_enabled, changed_at=at, **cells)
        if connection.execute(told).rowcount != 1:
            raise NoNodeApplication(application=handle[:200])
        return _told(connection, handle, "change" if is_enabled else "disable", actor, at)


def find_node_application(database: Database, handle: str) -> NodeApplication | None:
    """One application, or None."""
    with database.read() as connection:
        return _find(connection, handle)


def list_node_applications(
    database: Database, *conditions: Any, limit: int = 500
) -> list[NodeApplication]:
    """The applications that meet all conditions on `node_application`, by handle."""
    query = select(_table).where(*conditions).order_by(_table.c.handle_key).limit(limit)
    with database.read() as connection:
        return [_application(row) for row in connection.execute(query)]


def prove_application(
    database: Database, handle: str, nonce: str | None, signature: bytes, *, at: datetime
) -> NodeApplication:
    """Answer the application that has signed its challenge. Raises: ProofRefused."""
    found = find_node_application(database, handle)
    key = found.key if found is not None and found.is_enabled else None
    check_answer(database, handle, nonce, signature, key, at=at)
    if found is None:
        raise ProofRefused
    return found


def _checked(form: NodeApplicationForm) -> dict[str, Any]:
    if form.type not in TYPE:
        field = Text("应用类型", "type")
        raise EntryInvalid(field=field, reason=Text("应为 1–5", "it is 1 to 5"))
    if form.users_count is not None and not 0 <= form.users_count < 1 << 31:
        field = Text("用户数", "number of users")
        raise EntryInvalid(field=field, reason=Text("应为非负整数", "it is 0 or more"))
    cells: dict[str, Any] = {"type": form.type, "users_count": form.users_count}
    for name, (label, most, is_required) in _LIMITS.items():
        told = (getattr(form, name) or "").strip() or None
        if (is_required and told is None) or len(told or "") > most:
            reason = Text(f"未填写或超过 {most} 字", f"it is missing or exceeds {most} characters")
            raise EntryInvalid(field=label, reason=reason)
        cells[name] = told
    key = None if form.key_text is None else read_device_key(form.key_text)
    cells["key_kind"] = None if key is None else key.kind
    cells["public_key"] = None if key is None else key.info
    return cells


def _told(
    connection: Connection, handle: str, act: str, actor: Actor, at: datetime
) -> NodeApplication:
    permission = Permission.IDENTIFIER_REGISTER
    note(connection, actor, permission, f"node-application:{handle}", at=at, detail=act)
    found = _find(connection, handle)
    if found is None:
        raise NoNodeApplication(application=handle[:200])
    return found


def _find(connection: Connection, handle: str) -> NodeApplication | None:
    query = select(_table).where(_table.c.handle_key == fold_text(handle))
    row = connection.execute(query).first()
    return None if row is None else _application(row)


def _application(row: Any) -> NodeApplication:
    has_key = row.public_key is not None
    key = DeviceKey(row.key_kind, bytes(row.public_key)) if has_key else None
    cells = {name: getattr(row, name) for name in NodeApplication.__slots__ if name != "key"}
    return NodeApplication(**cells, key=key)
