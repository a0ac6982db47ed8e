"""Which prefixes live here: homing (op 300), unhoming (301), and telling them (302).

A homed prefix is marked by a record, so that it survives, is backed up and reaches replicas like
everything else; the handles of an unhomed prefix stay. For server administrators only. Source:
RFC 3652 §3.6.6, Handle protocol facts §1.4, §1.9.
"""

from contextlib import suppress

from lingnan.sources.identifier.node.authorise import Authority
from lingnan.sources.identifier.node.errors import (
    HandleExists,
    HandleNotFound,
    HomedBySettings,
    ListTooLong,
)
from lingnan.sources.identifier.node.gate import HOMED
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.change import carry_out
from lingnan.sources.identifier.node.operation.check import check_name, store
from lingnan.sources.identifier.node.operation.host import Host, homing_handle
from lingnan.sources.identifier.node.operation.listing import listed, prefix_of
from lingnan.sources.identifier.records.change import Change, Create, Delete
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import SECRET_PERMISSIONS, Response
from lingnan.sources.identifier.wire.handle import fold, prefix_handle, split
from lingnan.sources.identifier.wire.value import HandleValue


async def home_prefix(host: Host, request: HandleRequest, asker: Asker) -> Reply:
    """Let a prefix live here; one that does already stays.

    Raises: NameRefused, ProofNeeded, NotAdministrator.
    """
    prefix = prefix_of(check_name(request.handle))
    await Authority(Basis(host), asker).require_server_admin(request.handle)
    if host.is_own(prefix):
        return Reply(Response.SUCCESS)
    name = prefix_handle(prefix).encode()
    mark = HandleValue(1, "DESC", name, permissions=SECRET_PERMISSIONS.value)

    async def judge(_: Basis) -> Change:
        return Create(homing_handle(prefix), store(host, (mark,)))

    with suppress(HandleExists):
        await carry_out(host, asker, judge)
    return Reply(Response.SUCCESS)


async def unhome_prefix(host: Host, request: HandleRequest, asker: Asker) -> Reply:
    """Let a prefix live here no longer.

    Raises: HandleNotFound when it does not; HomedBySettings; ProofNeeded, NotAdministrator.
    """
    prefix = prefix_of(request.handle)
    await Authority(Basis(host), asker).require_server_admin(request.handle)
    if fold(prefix) in host.settings.folded_prefixes:
        raise HomedBySettings(prefix=prefix)

    async def judge(_: Basis) -> Change:
        return Delete(homing_handle(prefix))

    try:
        await carry_out(host, asker, judge)
    except HandleNotFound:
        raise HandleNotFound(handle=request.handle) from None
    return Reply(Response.SUCCESS)


async def list_homed_prefixes(host: Host, _: HandleRequest, asker: Asker) -> Reply:
    """Answer the prefix handles of all prefixes that live here.

    Raises: ProofNeeded, NotAdministrator, ListTooLong.
    """
    await Authority(Basis(host), asker).require_server_admin("/")
    host.reader.renew()
    marks = host.reader.handles(HOMED, limit=host.settings.limits.list_count + 1)
    homed = [*host.settings.prefixes, *(split(mark)[1] for mark in marks)]
    if len(homed) > host.settings.limits.list_count:
        raise ListTooLong(limit=host.settings.limits.list_count)
    return listed([prefix_handle(prefix) for prefix in homed])
