"""Resolution: values of a handle by index and type, restricted ones to who may read them.

With PUBL restricted values are left out, whoever asks; without, the asker must prove himself.
Source: RFC 3652 §3.2, Handle protocol facts §1.7, §1.10, §1.18.
"""

from lingnan.sources.identifier.node.authorise import Authority, administering, show
from lingnan.sources.identifier.node.errors import (
    HandleNotFound,
    NotResponsible,
    PermissionMissing,
    TooManyServers,
    ValuesNotFound,
)
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.referral import allowed, is_beyond, refer
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import AdminRight, Flag, Permission, Response
from lingnan.sources.identifier.wire.handle import check
from lingnan.sources.identifier.wire.value import HandleValue


async def resolve(host: Host, request: ResolveRequest, asker: Asker) -> Reply:
    """Answer the values asked for, or where to ask.

    Raises: HandleNotFound, ValuesNotFound, NotResponsible, ProofNeeded, PermissionMissing,
        NotAdministrator, TooManyServers.
    """
    check(request.handle)
    basis = Basis(host)
    record = basis.record(request.handle)
    if record is None:
        return await _without_record(basis, request, asker)
    chosen = request.select(record.values)
    if asker.has(Flag.PUBLIC_ONLY) or all(value.is_public for value in chosen):
        shown = tuple(value for value in chosen if value.is_public)
    else:
        shown = await _readable(basis, record, chosen, asker)
    if not shown:
        raise ValuesNotFound(handle=request.handle)
    return Reply(Response.SUCCESS, ResolveResponse(record.handle, shown))


async def _readable(
    basis: Basis, record: Record, chosen: tuple[HandleValue, ...], asker: Asker
) -> tuple[HandleValue, ...]:
    """Answer the chosen values if the asker may read the restricted ones among them."""
    authority = Authority(basis, asker)
    admins = administering(basis, record)
    await authority.require(admins, record.handle, AdminRight.AUTHORIZED_READ.value)
    readable = Permission.ADMIN_READ.value | Permission.PUBLIC_READ.value
    shown = tuple(value for value in chosen if value.permissions & readable)
    if chosen and not shown:
        raise PermissionMissing(user=show(authority.proven.user), handle=record.handle)
    return shown


async def _without_record(basis: Basis, request: ResolveRequest, asker: Asker) -> Reply:
    if basis.is_withheld(request.handle):
        raise HandleNotFound(handle=request.handle)
    may_recurse = (
        basis.host.elsewhere is not None
        and asker.has(Flag.RECURSIVE)
        and not asker.has(Flag.NO_REFERRAL)
    )
    try:
        referral = refer(basis, request.handle)
    except NotResponsible:
        if may_recurse and basis.host.settings.is_recursive:
            return await _recurse(basis.host, request, asker)
        raise
    if referral is None:
        raise HandleNotFound(handle=request.handle)
    if may_recurse and (basis.host.settings.is_recursive or is_beyond(referral, asker)):
        return await _recurse(basis.host, request, asker)
    return allowed(referral, request.handle, asker)


async def _recurse(host: Host, request: ResolveRequest, asker: Asker) -> Reply:
    """Ask the responsible service (Handle protocol facts §1.14: clients before 2.10)."""
    if asker.recursion >= host.settings.limits.recursion:
        raise TooManyServers
    values = await host.values_elsewhere(
        request.handle, request.indexes, request.types, asker.recursion
    )
    if values is None:
        raise HandleNotFound(handle=request.handle)
    if not values:
        raise ValuesNotFound(handle=request.handle)
    body = ResolveResponse(request.handle, values)
    return Reply(Response.SUCCESS, body, is_authoritative=False)
