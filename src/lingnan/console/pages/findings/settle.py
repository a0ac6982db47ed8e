"""Settle findings with a remark, and take that back. The finding itself is never changed."""

import hashlib
import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.access import Permission
from lingnan.console.pages.findings.query import seen
from lingnan.console.pages.findings.store import finding_settlement
from lingnan.console.web.call import Call
from lingnan.store.audit import Deed, record_deeds
from lingnan.store.findings import finding

_NAMES: Final = ("batch_id", "code", "row", "field", "value", "subject_code")
_SETTLE: Final = Permission.FINDINGS_SETTLE


def settle(call: Call, ids: Collection[int], remark: str) -> int:
    """Settle those of some findings that the reader may settle; answers how many."""
    cells = _cells(call, ids)
    rows = [
        {
            **each,
            "settlement_id": key_of(each),
            "remark": remark,
            "settled_at": call.at,
            "settled_by": call.who.actor,
        }
        for each in cells
    ]
    if not rows:
        return 0
    with call.store.database.begin() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(finding_settlement)
        # Who settles again what is settled writes a new remark.
        changes = {name: insert.excluded[name] for name in ("remark", "settled_at", "settled_by")}
        connection.execute(insert.on_conflict_do_update(["settlement_id"], set_=changes), rows)
        record_deeds(connection, [_deed(call, each, remark) for each in cells])
    return len(rows)


def reopen(call: Call, ids: Collection[int]) -> int:
    """Take settlements back; answers how many findings stand open again."""
    cells = _cells(call, ids)
    keys = [key_of(each) for each in cells]
    if not keys:
        return 0
    with call.store.database.begin() as connection:
        gone = connection.execute(
            finding_settlement.delete().where(finding_settlement.c.settlement_id.in_(keys))
        )
        record_deeds(connection, [_deed(call, each, None) for each in cells])
    return int(gone.rowcount)


def key_of(cells: dict[str, Any]) -> str:
    """Answer the key of what a finding is about; the same after the same import done again."""
    told = json.dumps([cells[name] for name in _NAMES], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _cells(call: Call, ids: Collection[int]) -> list[dict[str, Any]]:
    query = select(*(finding.c[name] for name in _NAMES)).where(
        finding.c.finding_id.in_(sorted(ids)), seen(call, _SETTLE)
    )
    with call.store.database.read() as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
    # One row of a file may have two remarks of one kind that say the same.
    return list({key_of(each): each for each in found}.values())


def _deed(call: Call, cells: dict[str, Any], remark: str | None) -> Deed:
    thing = f"finding:{cells['code']}:{cells['batch_id'][:16]}:{cells['row'] or ''}"
    detail = "reopened" if remark is None else remark
    return Deed(
        call.at, call.who.actor, _SETTLE.value, thing, detail, cells["subject_code"], call.origin
    )
