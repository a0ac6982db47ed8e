"""Registering identifiers, one or many in a call: good rows are registered, bad ones told why.

A call with a key is done once: asked again it is answered as the first time. Not for changing
identifiers that exist (see amendment).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

from lingnan.access import Identity, Permission
from lingnan.kernel import Finding, Text
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.compiled import CompiledTemplate
from lingnan.sources.identifier.business.errors import BatchSize, EntryInvalid
from lingnan.sources.identifier.business.registrar import MAX_ROWS, Registrar
from lingnan.sources.identifier.business.row_judge import Judged, judge_rows
from lingnan.sources.identifier.business.validity import put_ends
from lingnan.sources.identifier.records.change import Batch
from lingnan.sources.identifier.records.stored import Stored, parts
from lingnan.sources.identifier.wire.codes import Response

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_ANSWER_RULE: Final = {
    Response.HANDLE_EXISTS: rules.HANDLE_EXISTS,
    Response.INVALID_HANDLE: rules.HANDLE_WRONG,
}


class RowState(StrEnum):
    """How one row ended."""

    DONE = "done"
    #: It was there before with the same content.
    SAME = "same"
    REFUSED = "refused"
    #: It is good, but another row of an all-or-nothing call is not.
    HELD = "held"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """How one row ended; `findings` say why it was refused."""

    handle: str
    state: RowState
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """How a call ended: one outcome per row, in order.

    Attributes: is_repeated: the call was done before and is answered as then.
    """

    rows: tuple[RowOutcome, ...]
    is_repeated: bool = False

    def count(self, state: RowState) -> int:
        """Answer how many rows ended in a state."""
        return sum(row.state is state for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """The good rows of one template: places in `Judged`."""

    template: CompiledTemplate
    places: list[int]


async def register_rows(
    registrar: Registrar,
    identity: Identity,
    rows: Sequence[Any],
    *,
    at: datetime,
    key: str | None = None,
    is_atomic: bool = False,
    content: bytes | None = None,
) -> CallOutcome:
    """Register the rows of one call (their shape: see row_judge).

    Args:
        key: idempotency key, of the account. is_atomic: one bad row refuses all. content: octets
            that stand for the rows in comparing a repeated call, such as the request's body.
    Raises:
        BatchSize, EntryInvalid: an all-or-nothing call with several templates. BatchReused: the
        key was used for something else. RecordsError, WriterGone: nothing, or not known.
    """
    if not 1 <= len(rows) <= MAX_ROWS:
        raise BatchSize(count=len(rows), limit=MAX_ROWS)
    judged = judge_rows(registrar, identity, rows, permission=_REGISTER, at=at)
    outcomes = _refused(judged, len(rows))
    held = is_atomic and bool(judged.findings)
    parts_of = _parts(judged)
    if is_atomic and len(parts_of) > 1:
        field = Text("数据模板", "template")
        reason = Text("全部成功或全部不办理时只用一个", "an all-or-nothing call has only one")
        raise EntryInvalid(field=field, reason=reason)
    if held:
        for number in judged.rows:
            outcomes[number] = RowOutcome(judged.handles[number], RowState.HELD)
        return CallOutcome(tuple(outcomes[number] for number in range(len(rows))))
    told = content if content is not None else _content(rows) if key is not None else b""
    if judged.rows:
        _audit(registrar, identity, judged, key, at)
    is_repeated = bool(parts_of)
    for part in parts_of:
        is_repeated &= await _register(
            registrar, identity, judged, part, outcomes, key=key, is_atomic=is_atomic, content=told
        )
    _keep_ends(registrar, judged, outcomes)
    return CallOutcome(tuple(outcomes[number] for number in range(len(rows))), is_repeated)


async def _register(
    registrar: Registrar,
    identity: Identity,
    judged: Judged,
    part: _Part,
    outcomes: dict[int, RowOutcome],
    *,
    key: str | None,
    is_atomic: bool,
    content: bytes,
) -> bool:
    """Hand the rows of one template to the writer; answer whether that was done before."""
    names = [judged.names[place] for place in part.places]
    values = [judged.values[place] for place in part.places]
    handle = part.template.template.handle
    batch = Batch(
        names,
        values,
        owner=identity.account_id if key is not None else "",
        idempotency_key=None if key is None else f"{key[:120]}#{_short(handle)}",
        content_digest=_digest(content, judged, part, is_atomic) if key is not None else None,
        is_atomic=is_atomic,
        template_code=handle,
    )
    found = await registrar.writer.register(batch)
    is_written = found.response == Response.SUCCESS
    if found.failures:
        registrar.reader.renew()
    for row, place in enumerate(part.places):
        number = judged.rows[place]
        response = found.failures.get(row)
        if response is None:
            state = RowState.DONE if is_written else RowState.HELD
            outcomes[number] = RowOutcome(names[row], state)
        elif response == Response.HANDLE_EXISTS and _is_same(registrar, names[row], values[row]):
            outcomes[number] = RowOutcome(names[row], RowState.SAME)
        else:
            rule = _ANSWER_RULE.get(response, rules.HANDLE_WRONG)
            why = rule.finding(row=number + 1, field="handle", value=names[row])
            outcomes[number] = RowOutcome(names[row], RowState.REFUSED, (why,))
    return found.is_repeated


def _refused(judged: Judged, count: int) -> dict[int, RowOutcome]:
    return {
        number: RowOutcome(judged.handles[number], RowState.REFUSED, judged.findings[number])
        for number in range(count)
        if number in judged.findings
    }


def _parts(judged: Judged) -> list[_Part]:
    found: dict[int, _Part] = {}
    for place, template in enumerate(judged.templates):
        part = found.get(id(template))
        if part is None:
            part = found[id(template)] = _Part(template, [])
        part.places.append(place)
    return list(found.values())


def _is_same(registrar: Registrar, handle: str, values: Stored) -> bool:
    """Answer whether an identifier has these values, whenever they were written."""
    entry = registrar.reader.entry(handle)
    return entry is not None and timeless(entry.octets) == timeless(values.octets)


def timeless(octets: bytes) -> dict[int, bytes]:
    """Answer the values of a list by index without their timestamps."""
    return {index: value[:4] + value[8:] for index, value in parts(octets).items()}


def _keep_ends(registrar: Registrar, judged: Judged, outcomes: dict[int, RowOutcome]) -> None:
    done = (RowState.DONE, RowState.SAME)
    ends = {
        outcomes[number].handle: end
        for number, end in judged.ends.items()
        if outcomes[number].state in done
    }
    if ends:
        with registrar.database.begin() as connection:
            put_ends(connection, ends)


def _audit(
    registrar: Registrar, identity: Identity, judged: Judged, key: str | None, at: datetime
) -> None:
    """Write what is asked for before it is done, so that nothing is done without an entry."""
    prefixes = sorted({name.partition("/")[0] for name in judged.names})
    single = judged.names[0] if len(judged.names) == 1 else None
    thing = f"handle:{single}" if single else f"prefix:{','.join(prefixes)[:300]}"
    detail = f"register {len(judged.names)} of {len(judged.handles)}"
    with registrar.database.begin() as connection:
        note(
            connection,
            Actor.of(identity),
            _REGISTER,
            thing,
            at=at,
            detail=detail if key is None else f"{detail} key:{_short(key)}",
        )


def _content(rows: Sequence[Any]) -> bytes:
    return json.dumps(rows, sort_keys=True, default=str).encode()


def _digest(content: bytes, judged: Judged, part: _Part, is_atomic: bool) -> bytes:
    """Answer what a repeated call is known by: what was sent, and which rows of it were good.

    Were the good rows not told, a template changed meanwhile would shift the remembered outcomes.
    """
    numbers = [judged.rows[place] for place in part.places]
    told = blake2b(content, digest_size=32)
    told.update(repr((is_atomic, part.template.template.handle, numbers)).encode())
    return told.digest()


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
