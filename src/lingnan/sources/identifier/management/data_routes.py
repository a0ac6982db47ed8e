"""Identifiers of a second-level node: /identityv2/data (Handle protocol facts §4.5).

A call with an Idempotency-Key is done once. A batch answers each row by itself; `atomic=true` makes
it all or nothing. Not for what a row means (business.row_judge).
"""

import tempfile
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from lingnan.access import Permission
from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.business.amendment import (
    amend_rows,
    delete_handles,
    set_status,
)
from lingnan.sources.identifier.business.errors import IdentifierRefused
from lingnan.sources.identifier.business.lifecycle import IN_USE, RETIRED, SUSPENDED
from lingnan.sources.identifier.business.registration import (
    CallOutcome,
    RowOutcome,
    RowState,
    register_rows,
)
from lingnan.sources.identifier.business.row_file import FileRows, read_rows
from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.business.template_store import find_template
from lingnan.sources.identifier.coding import recognise, to_handle
from lingnan.sources.identifier.management.answer import finding_json, findings_text
from lingnan.sources.identifier.management.call import Call, text_of, whole_of
from lingnan.sources.identifier.management.detail import detail
from lingnan.sources.identifier.management.errors import BodyMalformed
from lingnan.sources.identifier.management.route import Route
from lingnan.sources.identifier.management.template_routes import ensure_readable

_READ, _REGISTER = Permission.IDENTIFIER_READ, Permission.IDENTIFIER_REGISTER
#: What an enterprise may set by itself: back in use, out of use, retired.
_STATUSES: Final = (IN_USE, SUSPENDED, RETIRED)
_SAME: Final = Text("标识已存在，内容相同", "it exists with the same content")
_HELD: Final = Text("同批有误，本行未办理", "held back: another row of the call is wrong")


async def show(call: Call) -> dict[str, Any]:
    """Show one identifier: all values to those under whose prefix it stands, else the public ones.

    Raises: IdentifierUnknown, IdentifierWithheld.
    """
    return detail(call, call.query("handle"))


async def add(call: Call) -> bool:
    """Register one identifier. Raises: IdentifierRefused."""
    form, octets = await call.json()
    found = await register_rows(
        call.desk.registrar,
        call.who,
        [form],
        at=call.at,
        key=call.idempotency_key,
        content=octets,
    )
    return one(found)


async def change(call: Call) -> bool:
    """Give one identifier other values. Raises: IdentifierRefused."""
    form, _ = await call.json()
    return one(await amend_rows(call.desk.registrar, call.who, [form], at=call.at))


async def remove(call: Call) -> bool:
    """Delete one identifier. Raises: IdentifierRefused."""
    form = await call.object()
    handles = [form.get("handle")]
    return one(await delete_handles(call.desk.registrar, call.who, handles, at=call.at))


async def add_many(call: Call) -> list[dict[str, Any]]:
    """Register up to 10,000 identifiers; each row is answered by itself."""
    rows, octets = await call.rows()
    found = await register_rows(
        call.desk.registrar,
        call.who,
        rows,
        at=call.at,
        key=call.idempotency_key,
        is_atomic=call.flag("atomic"),
        content=octets,
    )
    return many(found, call.lang)


async def change_many(call: Call) -> list[dict[str, Any]]:
    """Give identifiers other values; each row is answered by itself."""
    rows, _ = await call.rows()
    return many(await amend_rows(call.desk.registrar, call.who, rows, at=call.at), call.lang)


async def remove_many(call: Call) -> list[dict[str, Any]]:
    """Delete identifiers: a list of handles, or {"handles": […]}."""
    told, _ = await call.json(call.desk.limits.batch_octets)
    handles = told.get("handles") if isinstance(told, dict) else told
    if not isinstance(handles, list):
        raise BodyMalformed(reason=Text("应为数组", "it is no list"))
    found = await delete_handles(call.desk.registrar, call.who, handles, at=call.at)
    return many(found, call.lang)


async def add_file(call: Call) -> list[dict[str, Any]]:
    """Register the rows of a CSV, XLSX or Parquet file that is the body of the request.

    `prefix` and `version` name the template. A repeated file is known by its content.
    """
    prefix = call.query("prefix")
    ensure_readable(call, prefix)
    template = find_template(call.desk.database, prefix, call.query("version"))
    octets = await call.octets(call.desk.limits.batch_octets)
    code_prefix = call.request.query_params.get("codePrefix")
    found = await run_in_threadpool(_read_file, octets, template, code_prefix)
    outcome = await register_rows(
        call.desk.registrar,
        call.who,
        found.rows,
        at=call.at,
        key=call.idempotency_key,
        is_atomic=call.flag("atomic"),
        content=found.sha256.encode(),
    )
    rows = many(outcome, call.lang)
    for row, line in zip(rows, found.lines, strict=True):
        row["line"] = line
    unread = [finding_json(each) for each in found.findings if each.row is not None]
    return rows + [{"handle": None, "code": -2, "findings": [each]} for each in unread]


async def change_status(call: Call) -> list[dict[str, Any]]:
    """Take identifiers out of use (-1), retire them (-4), or bring them back (1)."""
    form = await call.object()
    status = whole_of(form, "status")
    handles = form.get("handles")
    if status not in _STATUSES or not isinstance(handles, list):
        listed = ", ".join(map(str, _STATUSES))
        reason = Text(f"status 应为 {listed}", f"status is one of {listed}")
        raise BodyMalformed(reason=reason)
    found = await set_status(call.desk.registrar, call.who, handles, status, at=call.at)
    return many(found, call.lang)


async def map_code(call: Call) -> dict[str, Any]:
    """Answer the handle of a GS1, OID, Ecode, DID or VAA code under a prefix."""
    form = await call.object()
    code = recognise(text_of(form, "code", most=2048))
    handle = to_handle(code, text_of(form, "prefix", most=128))
    return {
        "system": code.system.value,
        "kind": code.kind,
        "canonical": code.canonical,
        "handle": handle,
    }


def _read_file(octets: bytes, template: Template, prefix: str | None) -> FileRows:
    with tempfile.TemporaryDirectory(prefix="lingnan-") as folder:
        path = Path(folder) / "rows"
        path.write_bytes(octets)
        return read_rows(path, template, prefix=prefix)


def one(outcome: CallOutcome) -> bool:
    """Answer a call of one row. Raises: IdentifierRefused."""
    row = outcome.rows[0]
    if row.state in (RowState.DONE, RowState.SAME):
        return True
    reason = Text(findings_text(row.findings, "zh"), findings_text(row.findings, "en"))
    raise IdentifierRefused(handle=row.handle or "–", reason=reason, findings=row.findings)


def many(outcome: CallOutcome, lang: Lang) -> list[dict[str, Any]]:
    """Answer a call of many rows."""
    return [_row(row, lang) for row in outcome.rows]


def _row(row: RowOutcome, lang: Lang) -> dict[str, Any]:
    if row.state is RowState.DONE:
        return {"handle": row.handle, "code": 1, "msg": "success"}
    if row.state is RowState.SAME:
        return {"handle": row.handle, "code": 1, "msg": _SAME.in_(lang)}
    if row.state is RowState.HELD:
        return {"handle": row.handle, "code": -2, "msg": _HELD.in_(lang)}
    return {
        "handle": row.handle,
        "code": -2,
        "msg": findings_text(row.findings, lang),
        "findings": [finding_json(each) for each in row.findings],
    }


_PATH: Final = "/identityv2/data"
ROUTES: Final = (
    Route("GET", f"{_PATH}/detail", _READ, show),
    Route("POST", _PATH, _REGISTER, add),
    Route("PUT", _PATH, _REGISTER, change),
    Route("DELETE", _PATH, _REGISTER, remove),
    Route("POST", f"{_PATH}/batchCreate", _REGISTER, add_many),
    Route("PUT", f"{_PATH}/batchUpdate", _REGISTER, change_many),
    Route("DELETE", f"{_PATH}/batchDelete", _REGISTER, remove_many),
    Route("POST", f"{_PATH}/file", _REGISTER, add_file),
    Route("PUT", f"{_PATH}/status", _REGISTER, change_status),
    Route("POST", "/api/v1/codes/map", _READ, map_code),
)
