"""Listing handles under a prefix (op 105) and the prefixes derived from it (op 106).

Source: RFC 3652 §3.7, DO-IRP 3.0, Handle protocol facts §1.4, §1.9–1.10.
"""

from itertools import islice

from lingnan.sources.identifier.node.authorise import Authority
from lingnan.sources.identifier.node.errors import ListTooLong, NameRefused
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.referral import require_here
from lingnan.sources.identifier.wire.body.listing import list_parts
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import AdminRight, Response
from lingnan.sources.identifier.wire.handle import check, is_prefix_handle, prefix_handle, split


async def list_handles(host: Host, request: HandleRequest, asker: Asker) -> Reply:
    """Answer the handles under a prefix to who has list_handles of it.

    Raises: NameRefused, NotResponsible, ListTooLong, ProofNeeded and other refusals.
    """
    prefix = prefix_of(request.handle)
    return await _list(host, prefix, asker, (AdminRight.LIST_HANDLES,), is_derived=False)


async def list_derived_prefixes(host: Host, request: HandleRequest, asker: Asker) -> Reply:
    """Answer the prefixes below a prefix, at any depth, to who has list_derived_prefixes of it.

    HS_ADMIN values older than DO-IRP 3.0 do not know that bit, so list_handles is enough.
    Raises: as `list_handles`.
    """
    prefix = prefix_of(request.handle)
    rights = (AdminRight.LIST_DERIVED_PREFIXES, AdminRight.LIST_HANDLES)
    return await _list(host, prefix, asker, rights, is_derived=True)


def prefix_of(handle: str) -> str:
    """Answer the prefix that a prefix handle describes. Raises: InvalidHandle, NameRefused."""
    check(handle)
    if not is_prefix_handle(handle):
        raise NameRefused(handle=handle[:80])
    return split(handle)[1]


async def _list(
    host: Host, prefix: str, asker: Asker, rights: tuple[AdminRight, ...], *, is_derived: bool
) -> Reply:
    basis = Basis(host)
    referral = require_here(basis, f"{prefix}/-", asker)
    if referral is not None:
        return referral
    record = basis.record(prefix_handle(prefix))
    ways = [(record, right.value) for right in rights]
    await Authority(basis, asker).require_any(ways, prefix_handle(prefix))
    limit = host.settings.limits.list_count
    host.reader.renew()
    read = host.reader.derived_prefixes if is_derived else host.reader.handles
    names = list(islice(read(prefix), limit + 1))
    if len(names) > limit:
        raise ListTooLong(limit=limit)
    return listed(names)


def listed(names: list[str]) -> Reply:
    """Answer a list as bodies of at most fifty (Handle protocol facts §1.9)."""
    first, *following = (part for part, _ in list_parts(names))
    return Reply(Response.SUCCESS, first, tuple(following))
