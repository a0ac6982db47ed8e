"""Deleting a handle (op 101). Source: RFC 3652 §3.6.5, Handle protocol facts §1.10.

delete_handle is a right over the handle that names it in its own HS_ADMIN; a prefix handle may also
be deleted by who has delete_derived_prefix of the prefix above it.
"""

from lingnan.sources.identifier.node.authorise import Authority, administering
from lingnan.sources.identifier.node.errors import HandleNotFound
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.node.operation.change import carry_out
from lingnan.sources.identifier.node.operation.create import governing
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.templated import require_name
from lingnan.sources.identifier.node.referral import require_here
from lingnan.sources.identifier.records.change import Change, Delete
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import AdminRight, Response
from lingnan.sources.identifier.wire.handle import check, is_prefix_handle


async def delete(host: Host, request: HandleRequest, asker: Asker) -> Reply:
    """Delete a handle, or answer whom to ask instead.

    Raises: HandleNotFound, ProofNeeded and other refusals.
    """
    handle = check(request.handle)
    referral = absent(Basis(host), handle, asker)
    if referral is not None:
        return referral

    async def judge(basis: Basis) -> Change:
        record = found(basis, handle)
        ways = [(administering(basis, record), AdminRight.DELETE_HANDLE.value)]
        if is_prefix_handle(handle):
            parent, _ = governing(handle)
            ways.append((basis.record(parent), AdminRight.DELETE_DERIVED_PREFIX.value))
        authority = Authority(basis, asker)
        await require_name(authority, handle)
        await authority.require_any(ways, handle)
        return Delete(handle)

    await carry_out(host, asker, judge)
    return Reply(Response.SUCCESS)


def absent(basis: Basis, handle: str, asker: Asker) -> Reply | None:
    """Answer None when a handle is here, a referral when it lives elsewhere.

    Raises: HandleNotFound when it should be here and is not, NotResponsible.
    """
    if basis.record(handle) is not None:
        return None
    if basis.is_withheld(handle):
        raise HandleNotFound(handle=handle)
    referral = require_here(basis, handle, asker)
    if referral is None:
        raise HandleNotFound(handle=handle)
    return referral


def found(basis: Basis, handle: str) -> Record:
    """Answer the record of a handle. Raises: HandleNotFound when it has gone meanwhile."""
    record = basis.record(handle)
    if record is None:
        raise HandleNotFound(handle=handle)
    return record
