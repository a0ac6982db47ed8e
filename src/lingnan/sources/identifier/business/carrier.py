"""Carriers of active identifiers 主动标识载体: registered with their key, activated, lost, retired.

Every step lands with its audit entry and its wish for resolution. Not for what a carrier says of
itself (see heartbeat). Source: Handle protocol facts §4.6; fields of table T9.
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
    CarrierExists,
    EntryInvalid,
    NoCarrier,
    ProofRefused,
)
from lingnan.sources.identifier.business.lifecycle import CARRIER
from lingnan.sources.identifier.business.table import carrier as _table
from lingnan.sources.identifier.business.wish import put_wish
from lingnan.sources.identifier.wire.handle import check, fold_text
from lingnan.store import Database

KIND: Final = {
    "uicc": Text("通用集成电路卡", "UICC"),
    "chip": Text("安全芯片", "security chip"),
    "module": Text("通信模组", "module"),
    "terminal": Text("终端", "terminal"),
}
#: States in which a carrier may prove itself.
LIVE: Final = frozenset({"registered", "activated"})
_LIMITS: Final = {
    "terminal_type": (Text("终端类型", "terminal type"), 80, True),
    "owner": (Text("所属主体", "owner"), 200, True),
    "purpose": (Text("用途", "purpose"), 200, False),
    "imei": (Text("串号或 IMEI", "serial number or IMEI"), 40, False),
    "network_licence_no": (Text("进网许可证编号", "network licence"), 80, False),
    "network_mark_code": (Text("进网许可标志识别码", "network mark code"), 80, False),
    "network_mark_serial": (Text("进网许可标志序号", "network mark serial"), 80, False),
}


@dataclass(frozen=True, slots=True)
class CarrierForm:
    """What is registered of a carrier beside its key; the fields that table T9 asks for."""

    kind: str
    terminal_type: str
    owner: str
    purpose: str | None = None
    imei: str | None = None
    network_licence_no: str | None = None
    network_mark_code: str | None = None
    network_mark_serial: str | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier as it stands.

    Attributes: counter: of its last heartbeat. seen_at: when that was told to us.
    """

    handle: str
    prefix: str
    form: CarrierForm
    key: DeviceKey
    state: str
    counter: int
    seen_at: datetime | None
    revision: int


def register_carrier(
    database: Database, handle: str, form: CarrierForm, key_text: str, *, actor: Actor, at: datetime
) -> Carrier:
    """Register a carrier of an identifier with its public key or certificate request (PEM).

    Raises: CarrierExists, CarrierKeyRefused, EntryInvalid, InvalidHandle.
    """
    check(handle)
    cells = _checked(form)
    key = read_device_key(key_text)
    row = {
        "handle_key": fold_text(handle),
        "handle": handle,
        "prefix": handle.partition("/")[0],
        "key_kind": key.kind,
        "public_key": key.info,
        "state": "registered",
        "counter": 0,
        "revision": 1,
        "registered_at": at,
        "changed_at": at,
    }
    with database.begin() as connection:
        if _find(connection, handle) is not None:
            raise CarrierExists(handle=handle)
        connection.execute(_table.insert().values(**row, **cells))
        _note(connection, actor, handle, f"register {key.kind}", at)
        return read_carrier(connection, handle)


def activate_carrier(
    database: Database,
    handle: str,
    nonce: str | None,
    signature: bytes,
    *,
    at: datetime,
    origin: str | None = None,
) -> Carrier:
    """Take the answer of a carrier to its challenge; the first one activates it.

    Raises: ProofRefused, whatever is wrong: unknown carrier, its state, the challenge, the key.
    """
    with database.read() as connection:
        found = _find(connection, handle)
    is_live = found is not None and found.state in LIVE
    key = found.key if found is not None and is_live else None
    check_answer(database, handle, nonce, signature, key, at=at)
    if found is None:
        raise ProofRefused
    if found.state != "registered":
        return found
    return step_carrier(database, handle, "activate", actor=Actor(_itself(handle), origin), at=at)


def step_carrier(
    database: Database,
    handle: str,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str | None = None,
) -> Carrier:
    """Take one step: lose, find, retire, revoke. Raises: NoCarrier, StepRefused."""
    with database.begin() as connection:
        before = read_carrier(connection, handle, for_update=True)
        step = CARRIER.step(before.handle, before.state, act)
        connection.execute(
            _table.update()
            .where(_table.c.handle_key == fold_text(handle))
            .values(state=step.to, revision=before.revision + 1, changed_at=at)
        )
        if step.status is not None and (before.state, act) != ("registered", "activate"):
            put_wish(connection, before.handle, status=step.status, at=at)
        _note(connection, actor, before.handle, f"{act} {reason or ''}".rstrip(), at)
        return read_carrier(connection, handle)


def find_carrier(database: Database, handle: str) -> Carrier:
    """One carrier. Raises: NoCarrier."""
    with database.read() as connection:
        return read_carrier(connection, handle)


def list_carriers(database: Database, *conditions: Any, limit: int = 500) -> list[Carrier]:
    """The carriers that meet all conditions on the table `carrier`, by handle."""
    query = select(_table).where(*conditions).order_by(_table.c.handle_key).limit(limit)
    with database.read() as connection:
        return [_carrier(row) for row in connection.execute(query)]


def read_carrier(connection: Connection, handle: str, *, for_update: bool = False) -> Carrier:
    """One carrier in the caller's transaction. Raises: NoCarrier."""
    found = _find(connection, handle, for_update=for_update)
    if found is None:
        raise NoCarrier(handle=handle[:200])
    return found


def _itself(handle: str) -> str:
    return f"carrier:{handle}"


def _checked(form: CarrierForm) -> dict[str, object]:
    if form.kind not in KIND:
        listed = "、".join(KIND)
        reason = Text(f"应为 {listed}", f"use {', '.join(KIND)}")
        raise EntryInvalid(field=Text("载体类型", "kind of carrier"), reason=reason)
    cells: dict[str, object] = {"kind": form.kind}
    for name, (label, most, is_required) in _LIMITS.items():
        told = (getattr(form, name) or "").strip() or None
        if (is_required and told is None) or len(told or "") > most:
            reason = Text(f"未填写或超过 {most} 字", f"it is missing or exceeds {most} characters")
            raise EntryInvalid(field=label, reason=reason)
        cells[name] = told
    return cells


def _note(connection: Connection, actor: Actor, handle: str, detail: str, at: datetime) -> None:
    permission = Permission.IDENTIFIER_REGISTER
    note(connection, actor, permission, f"carrier:{handle}", at=at, detail=detail)


def _find(connection: Connection, handle: str, *, for_update: bool = False) -> Carrier | None:
    query = select(_table).where(_table.c.handle_key == fold_text(handle))
    row = connection.execute(query.with_for_update() if for_update else query).first()
    return None if row is None else _carrier(row)


def _carrier(row: Any) -> Carrier:
    form = CarrierForm(**{name: getattr(row, name) for name in CarrierForm.__slots__})
    key = DeviceKey(row.key_kind, bytes(row.public_key))
    return Carrier(
        row.handle, row.prefix, form, key, row.state, row.counter, row.seen_at, row.revision
    )
