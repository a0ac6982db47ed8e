"""Adding, removing and modifying values of a handle (ops 102, 103, 104).

HS_ADMIN values need the admin bits besides; a value without admin-write is fixed. Public-write is
not honoured: nobody changes anything without proof. Source: RFC 3652 §3.6.2–3.6.4, Handle protocol
facts §1.6, §1.10.
"""

from collections.abc import Awaitable, Callable, Iterable

from lingnan.sources.identifier.node.authorise import (
    Authority,
    administering,
    is_admin_type,
    show,
)
from lingnan.sources.identifier.node.errors import (
    PermissionMissing,
    ValueExists,
    ValueRefused,
    ValuesNotFound,
)
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.node.operation.change import carry_out
from lingnan.sources.identifier.node.operation.check import DATA_REASON, store
from lingnan.sources.identifier.node.operation.delete import absent, found
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.templated import check_template, require_name
from lingnan.sources.identifier.records.change import (
    AddValues,
    Change,
    Create,
    ModifyValues,
    RemoveValues,
)
from lingnan.sources.identifier.records.errors import BadValues
from lingnan.sources.identifier.records.stored import Stored, join, parts, prepare
from lingnan.sources.identifier.wire.body.change import RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.codes import AdminRight, Flag, Permission, Response
from lingnan.sources.identifier.wire.handle import check
from lingnan.sources.identifier.wire.value import HandleValue

_Judge = Callable[[Basis, Record], Awaitable[Change]]
_ADD = AdminRight.ADD_VALUE.value, AdminRight.ADD_ADMIN.value
_REMOVE = AdminRight.REMOVE_VALUE.value, AdminRight.REMOVE_ADMIN.value
_MODIFY = AdminRight.MODIFY_VALUE.value, AdminRight.MODIFY_ADMIN.value


async def add_values(host: Host, request: ValuesRequest, asker: Asker) -> Reply:
    """Add values of unused indexes; with OVRW those of used indexes are replaced in the same step.

    Raises: ValueExists, ValueRefused, ProofNeeded and other refusals.
    """

    async def judge(basis: Basis, record: Record) -> Change:
        current = _by_index(record.values)
        new = [value for value in request.values if value.index not in current]
        replaced = [value for value in request.values if value.index in current]
        overwrites = asker.has(Flag.OVERWRITE)
        # Whoever may add is told what is there already, and nobody else.
        rights = _rights(new if overwrites else request.values, _ADD)
        if overwrites:
            rights |= _replacing(current, replaced)
        authority = await _require(basis, record, asker, rights or _ADD[0])
        if replaced and not overwrites:
            raise ValueExists(
                handle=record.handle, indexes=tuple(value.index for value in replaced)
            )
        _require_writable(authority, record, [current[value.index] for value in replaced])
        stored = store(host, request.values, others=len(record.entry.octets))
        after = {**current, **_by_index(request.values)}
        check_template(basis, record.handle, after.values(), current)
        if not replaced:
            return AddValues(request.handle, stored)
        merged = {**parts(record.entry.octets), **parts(stored.octets)}
        # One change that replaces the whole record: both halves are done, or neither.
        return Create(record.handle, _checked(join(merged)), overwrite=True)

    return await _changed(host, request.handle, asker, judge)


async def remove_values(host: Host, request: RemoveRequest, asker: Asker) -> Reply:
    """Remove the values of some indexes.

    Raises: ValuesNotFound with the indexes that are not there; ProofNeeded and other refusals.
    """

    async def judge(basis: Basis, record: Record) -> Change:
        current = _by_index(record.values)
        indexes = tuple(dict.fromkeys(request.indexes))
        gone = [current[index] for index in indexes if index in current]
        authority = await _require(basis, record, asker, _rights(gone, _REMOVE) or _REMOVE[0])
        missing = tuple(index for index in indexes if index not in current)
        if missing or not indexes:
            raise ValuesNotFound(handle=record.handle, indexes=missing)
        _require_writable(authority, record, gone)
        kept = [value for value in record.values if value.index not in indexes]
        check_template(basis, record.handle, kept, current)
        return RemoveValues(request.handle, indexes)

    return await _changed(host, request.handle, asker, judge)


async def modify_values(host: Host, request: ValuesRequest, asker: Asker) -> Reply:
    """Replace values by those of the same indexes.

    Raises: ValuesNotFound with the indexes that are not there; ValueRefused, ProofNeeded and other
        refusals.
    """

    async def judge(basis: Basis, record: Record) -> Change:
        current = _by_index(record.values)
        replaced = [value for value in request.values if value.index in current]
        rights = _replacing(current, replaced) or _MODIFY[0]
        authority = await _require(basis, record, asker, rights)
        missing = tuple(each.index for each in request.values if each.index not in current)
        if missing:
            raise ValuesNotFound(handle=record.handle, indexes=missing)
        _require_writable(authority, record, [current[value.index] for value in replaced])
        after = {**current, **_by_index(request.values)}
        check_template(basis, record.handle, after.values(), current)
        kept = {value.index for value in replaced}
        others = sum(
            len(octets) for index, octets in parts(record.entry.octets).items() if index not in kept
        )
        return ModifyValues(request.handle, store(host, request.values, others=others))

    return await _changed(host, request.handle, asker, judge)


async def _changed(host: Host, handle: str, asker: Asker, judge: _Judge) -> Reply:
    check(handle)
    referral = absent(Basis(host), handle, asker)
    if referral is not None:
        return referral

    async def whole(basis: Basis) -> Change:
        return await judge(basis, found(basis, handle))

    await carry_out(host, asker, whole)
    return Reply(Response.SUCCESS)


async def _require(basis: Basis, record: Record, asker: Asker, rights: int) -> Authority:
    authority = Authority(basis, asker)
    await require_name(authority, record.handle)
    await authority.require(administering(basis, record), record.handle, rights)
    return authority


def _require_writable(authority: Authority, record: Record, values: Iterable[HandleValue]) -> None:
    """Refuse to touch values without admin-write (RFC 3651 §3.1)."""
    fixed = tuple(v.index for v in values if not v.permissions & Permission.ADMIN_WRITE.value)
    if fixed:
        user = show(authority.proven.user)
        raise PermissionMissing(user=user, handle=record.handle, indexes=fixed)


def _by_index(values: Iterable[HandleValue]) -> dict[int, HandleValue]:
    return {value.index: value for value in values}


def _rights(values: Iterable[HandleValue], pair: tuple[int, int]) -> int:
    """Answer the rights that values need: the first of the pair, the second for HS_ADMIN."""
    rights = 0
    for value in values:
        rights |= pair[1] if is_admin_type(value.type) else pair[0]
    return rights


def _replacing(current: dict[int, HandleValue], values: Iterable[HandleValue]) -> int:
    """Answer the rights to replace values; turning one into HS_ADMIN or back needs both kinds."""
    rights = 0
    for value in values:
        was, becomes = is_admin_type(current[value.index].type), is_admin_type(value.type)
        if was == becomes:
            rights |= _MODIFY[1] if was else _MODIFY[0]
        else:
            rights |= _REMOVE[1] | _ADD[0] if was else _REMOVE[0] | _ADD[1]
    return rights


def _checked(stored: Stored) -> Stored:
    try:
        return prepare(stored.octets)
    except BadValues as problem:
        raise ValueRefused(reason=DATA_REASON, indexes=problem.indexes) from None
