"""Changing and removing identifiers that exist: overwritten, some values only, withheld, deleted.

Values that stand outside the template, such as HS_ADMIN, are left as they are. Not for registering.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lingnan.access import Identity, Permission
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.errors import BatchSize
from lingnan.sources.identifier.business.registrar import MAX_ROWS, Registrar
from lingnan.sources.identifier.business.registration import (
    CallOutcome,
    RowOutcome,
    RowState,
)
from lingnan.sources.identifier.business.row_judge import Judged, judge_rows
from lingnan.sources.identifier.business.template import TEMPLATE_ID_INDEX, TEMPLATE_INDEX
from lingnan.sources.identifier.business.validity import drop_ends, put_ends
from lingnan.sources.identifier.records.change import Change, Create, Delete, Given, SetStatus
from lingnan.sources.identifier.records.entry import Entry
from lingnan.sources.identifier.records.key import is_name
from lingnan.sources.identifier.records.stored import Stored, join, parts
from lingnan.sources.identifier.wire.codes import Response

_REGISTER: Final = Permission.IDENTIFIER_REGISTER


async def amend_rows(
    registrar: Registrar,
    identity: Identity,
    rows: Sequence[Any],
    *,
    at: datetime,
    is_partial: bool = False,
) -> CallOutcome:
    """Give identifiers that exist the values of the rows; with `is_partial` only those named.

    An identifier that somebody else changes at the same moment is refused, not overwritten.

    Raises: BatchSize, RecordsError, WriterGone.
    """
    if not 1 <= len(rows) <= MAX_ROWS:
        raise BatchSize(count=len(rows), limit=MAX_ROWS)
    judged = judge_rows(
        registrar, identity, rows, permission=_REGISTER, at=at, is_partial=is_partial
    )
    registrar.reader.renew()
    changes: list[Change] = []
    numbers: list[int] = []
    for place, number in enumerate(judged.rows):
        name = judged.names[place]
        entry = registrar.reader.entry(name)
        if entry is None:
            judged.refuse(number, rules.HANDLE_UNKNOWN, field="handle", value=name)
            continue
        template = judged.templates[place]
        values = _merge(entry, judged.values[place], template.indexes, is_partial)
        basis = (Given(entry.handle, entry.record_no, entry.revision),)
        changes.append(
            Create(
                entry.handle,
                values,
                overwrite=True,
                template_code=template.template.handle,
                given=basis,
            )
        )
        numbers.append(number)
    act = "update some values of" if is_partial else "update"
    return await _apply(registrar, identity, judged, changes, numbers, act, at)


async def delete_handles(
    registrar: Registrar, identity: Identity, handles: Sequence[Any], *, at: datetime
) -> CallOutcome:
    """Delete identifiers. Raises: BatchSize, RecordsError, WriterGone."""
    return await _each(registrar, identity, handles, "delete", at, Delete)


async def set_status(
    registrar: Registrar, identity: Identity, handles: Sequence[Any], status: int, *, at: datetime
) -> CallOutcome:
    """Withhold identifiers or bring them back; see lifecycle for the numbers.

    Raises: BatchSize, RecordsError, WriterGone.
    """
    return await _each(
        registrar,
        identity,
        handles,
        f"status {status}",
        at,
        lambda handle: SetStatus(handle, status),
    )


async def _each(
    registrar: Registrar,
    identity: Identity,
    handles: Sequence[Any],
    act: str,
    at: datetime,
    make: Any,
) -> CallOutcome:
    if not 1 <= len(handles) <= MAX_ROWS:
        raise BatchSize(count=len(handles), limit=MAX_ROWS)
    judged = Judged()
    for number, handle in enumerate(handles):
        judged.handles.append(handle if isinstance(handle, str) else "")
        if not _is_handle(handle):
            judged.refuse(number, rules.HANDLE_WRONG, field="handle", value=ascii(handle)[:120])
    named = {
        number: each for number, each in enumerate(judged.handles) if number not in judged.findings
    }
    gates = registrar.gates(
        identity, _REGISTER, {handle.partition("/")[0] for handle in named.values()}
    )
    changes: list[Change] = []
    numbers: list[int] = []
    for number, handle in named.items():
        prefix = handle.partition("/")[0]
        gate = gates[prefix]
        if gate is not None:
            judged.refuse(number, gate, field="handle", value=prefix)
            continue
        changes.append(make(handle))
        numbers.append(number)
    return await _apply(registrar, identity, judged, changes, numbers, act, at)


async def _apply(
    registrar: Registrar,
    identity: Identity,
    judged: Judged,
    changes: Sequence[Change],
    numbers: Sequence[int],
    act: str,
    at: datetime,
) -> CallOutcome:
    outcomes: dict[int, RowOutcome] = {}
    if changes:
        prefixes = sorted({change.handle.partition("/")[0] for change in changes})
        single = changes[0].handle if len(changes) == 1 else None
        thing = f"handle:{single}" if single else f"prefix:{','.join(prefixes)[:300]}"
        with registrar.database.begin() as connection:
            detail = f"{act} {len(changes)} of {len(judged.handles)}"
            note(connection, Actor.of(identity), _REGISTER, thing, at=at, detail=detail)
        answers = await registrar.writer.apply(changes)
        for number, change, answer in zip(numbers, changes, answers, strict=True):
            if answer.is_done:
                outcomes[number] = RowOutcome(change.handle, RowState.DONE)
                continue
            is_gone = answer.response == Response.HANDLE_NOT_FOUND
            rule = rules.HANDLE_UNKNOWN if is_gone else rules.CHANGED_MEANWHILE
            judged.refuse(number, rule, field="handle", value=change.handle)
    _keep_ends(registrar, judged, changes, numbers, outcomes)
    for number, findings in judged.findings.items():
        outcomes[number] = RowOutcome(judged.handles[number], RowState.REFUSED, findings)
    return CallOutcome(tuple(outcomes[number] for number in range(len(judged.handles))))


def _keep_ends(
    registrar: Registrar,
    judged: Judged,
    changes: Sequence[Change],
    numbers: Sequence[int],
    outcomes: dict[int, RowOutcome],
) -> None:
    gone = [
        change.handle
        for number, change in zip(numbers, changes, strict=True)
        if isinstance(change, Delete) and number in outcomes
    ]
    ends = {outcomes[n].handle: end for n, end in judged.ends.items() if n in outcomes}
    if gone or ends:
        with registrar.database.begin() as connection:
            drop_ends(connection, gone)
            put_ends(connection, ends)


def _merge(entry: Entry, values: Stored, indexes: frozenset[int], is_partial: bool) -> Stored:
    """Answer the values that an identifier has afterwards."""
    before, told = parts(entry.octets), parts(values.octets)
    kept = before
    if not is_partial:
        kept = {index: value for index, value in before.items() if index not in indexes}
    elif TEMPLATE_ID_INDEX in before and TEMPLATE_INDEX in before:
        # The template that it was made by stays told.
        told.pop(TEMPLATE_ID_INDEX, None)
        told.pop(TEMPLATE_INDEX, None)
    return join(dict(sorted((kept | told).items())))


def _is_handle(handle: Any) -> bool:
    if not isinstance(handle, str):
        return False
    try:
        return is_name(handle.encode().upper()) and handle.isprintable()
    except UnicodeEncodeError:
        return False
