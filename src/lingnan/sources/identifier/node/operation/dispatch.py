"""Which operation is which function, what goes before all of them, and the audit trail after.

Sessions, challenges and logins are not here: they belong to the binary protocol (see service).
Source: RFC 3652 §3, Handle protocol facts §1.4–1.5, §1.16.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any, Final

from lingnan.sources.identifier.node.errors import (
    NotResponsible,
    NotSupported,
    ReadOnly,
    Refusal,
    SiteOutOfDate,
)
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.counted import count
from lingnan.sources.identifier.node.operation.create import create
from lingnan.sources.identifier.node.operation.delete import delete
from lingnan.sources.identifier.node.operation.homing import (
    home_prefix,
    list_homed_prefixes,
    unhome_prefix,
)
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.inform import get_site_info, next_transaction
from lingnan.sources.identifier.node.operation.listing import list_derived_prefixes, list_handles
from lingnan.sources.identifier.node.operation.resolve import resolve
from lingnan.sources.identifier.node.operation.value import (
    add_values,
    modify_values,
    remove_values,
)
from lingnan.sources.identifier.node.operation.verify import verify_challenge
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import server_number, split
from lingnan.sources.identifier.wire.message import UNKNOWN_SERIAL

Function = Callable[[Host, Any, Asker], Awaitable[Reply]]

FUNCTIONS: Final[Mapping[int, Function]] = {
    Operation.RESOLVE: resolve,
    Operation.GET_SITE_INFO: get_site_info,
    Operation.CREATE_HANDLE: create,
    Operation.DELETE_HANDLE: delete,
    Operation.ADD_VALUES: add_values,
    Operation.REMOVE_VALUES: remove_values,
    Operation.MODIFY_VALUES: modify_values,
    Operation.LIST_HANDLES: list_handles,
    Operation.LIST_DERIVED_PREFIXES: list_derived_prefixes,
    Operation.VERIFY_CHALLENGE: verify_challenge,
    Operation.HOME_PREFIX: home_prefix,
    Operation.UNHOME_PREFIX: unhome_prefix,
    Operation.LIST_HOMED_PREFIXES: list_homed_prefixes,
    Operation.NEXT_TRANSACTION_ID: next_transaction,
}
_CHANGES: Final = frozenset(
    (
        Operation.CREATE_HANDLE.value,
        Operation.DELETE_HANDLE.value,
        Operation.ADD_VALUES.value,
        Operation.REMOVE_VALUES.value,
        Operation.MODIFY_VALUES.value,
        Operation.HOME_PREFIX.value,
        Operation.UNHOME_PREFIX.value,
    )
)
#: Operations on one handle, which the hash gives to one server of the site.
_ON_HANDLES: Final = frozenset(
    (
        Operation.RESOLVE.value,
        Operation.CREATE_HANDLE.value,
        Operation.DELETE_HANDLE.value,
        Operation.ADD_VALUES.value,
        Operation.REMOVE_VALUES.value,
        Operation.MODIFY_VALUES.value,
    )
)
#: Answered without words, as the reference does: they are the answers most often given.
_WORDLESS: Final = frozenset((Response.HANDLE_NOT_FOUND, Response.VALUES_NOT_FOUND))


async def perform(host: Host, operation: int, body: Body, asker: Asker) -> Reply:
    """Answer an operation; refusals are replies too, and what somebody proven does is audited.

    Shapes: 402 with nothing when proof is needed; the caller asks for it and performs again.
    """
    begun = perf_counter()
    try:
        reply = await _performed(host, operation, body, asker)
    except (Refusal, WireError) as refusal:
        reply = refused(host, refusal)
    if host.counts is not None:
        count(host, host.counts, operation, body, asker, reply, perf_counter() - begun)
    if operation in _CHANGES and asker.proven is not None:
        _note(host, operation, body, asker, reply)
    return reply


def refused(host: Host, refusal: Refusal | WireError) -> Reply:
    """Answer the reply that a refusal becomes."""
    if refusal.response == Response.AUTHENTICATION_NEEDED:
        return Reply(Response.AUTHENTICATION_NEEDED)
    words = "" if refusal.response in _WORDLESS else refusal.render(host.settings.language)
    indexes = refusal.indexes if isinstance(refusal, Refusal) else ()
    return Reply(refusal.response, ErrorResponse(words, indexes))


async def _performed(host: Host, operation: int, body: Body, asker: Asker) -> Reply:
    function = FUNCTIONS.get(operation)
    if function is None:
        raise NotSupported(operation=operation)
    is_minted = operation == Operation.CREATE_HANDLE and asker.has(Flag.MINT_SUFFIX)
    if operation in _ON_HANDLES and not is_minted:
        _require_part(host, _handle(body), asker)
    if operation in _CHANGES and host.settings.is_read_only:
        raise ReadOnly
    return await function(host, body, replace(asker, action=Operation(operation).name.lower()))


def _require_part(host: Host, handle: str, asker: Asker) -> None:
    """Refuse a handle that the hash gives to another server of the site.

    Raises: SiteOutOfDate when the client holds an older site record, else NotResponsible.
    Source: Handle protocol facts §1.3, §1.16.
    """
    site = host.site
    if len(site.servers) < 2:
        return
    number = server_number(handle, site.hash_option, len(site.servers))
    if site.servers[number].server_id == host.settings.server_id:
        return
    if asker.site_serial != UNKNOWN_SERIAL and asker.site_serial < site.serial:
        raise SiteOutOfDate
    raise NotResponsible(prefix=split(handle)[0])


def _handle(body: Body) -> str:
    handle = getattr(body, "handle", "")
    return handle if isinstance(handle, str) else ""


def _note(host: Host, operation: int, body: Body, asker: Asker, reply: Reply) -> None:
    indexes = reply.body.indexes if isinstance(reply.body, ErrorResponse) else _indexes(body)
    made = getattr(reply.body, "handle", None) if reply.response == Response.SUCCESS else None
    host.note(
        Operation(operation).name.lower(),
        made or _handle(body),
        None if asker.proven is None else asker.proven.user,
        asker.peer.address,
        reply.response,
        indexes,
        is_written=reply.response == Response.SUCCESS,
    )


def _indexes(body: Body) -> tuple[int, ...]:
    values = getattr(body, "values", None)
    if values is not None:
        return tuple(value.index for value in values)
    found = getattr(body, "indexes", ())
    return found if isinstance(found, tuple) else ()
