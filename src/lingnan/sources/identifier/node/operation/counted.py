"""What is counted of an operation that was performed: who asked about which prefix, and how long.

Only prefixes that this node knows have a count of their own, so that outsiders cannot make rows at
will; whatever else lies below an own prefix is counted under that. Not for keeping counts (see
counting) and not for the quick ways, which count by themselves.
"""

from typing import Final

from lingnan.sources.identifier.node.model import Asker, Counts, Reply
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import (
    fold,
    fold_text,
    parent_prefix,
    prefix_handle,
    split,
)

_MOST_LABELS: Final = 64


def count(
    host: Host,
    counts: Counts,
    operation: int,
    body: Body,
    asker: Asker,
    reply: Reply,
    seconds: float,
) -> None:
    """Count a resolution that was answered in some way, and a registration that was done."""
    if operation == Operation.CREATE_HANDLE and reply.response == Response.SUCCESS:
        counts.note_duration("register", int(seconds * 1e6))
    if not isinstance(body, ResolveRequest) or reply.response == Response.AUTHENTICATION_NEEDED:
        return
    prefix = _place(host, body.handle)
    if prefix is None:
        return
    is_answered = reply.response == Response.SUCCESS
    counts.note_resolution(fold(prefix), asker.peer.address, is_answered=is_answered)
    counts.note_duration("resolve", int(seconds * 1e6))


def _place(host: Host, handle: str) -> str | None:
    """Answer the prefix a resolution is counted under; None when it is none of ours."""
    try:
        prefix, suffix = split(handle)
    except WireError:
        return None
    is_authority = fold_text(prefix) == "0.NA"
    wanted: str | None = suffix if is_authority else prefix
    host.reader.renew()
    for _ in range(_MOST_LABELS):
        if wanted is None:
            return None
        try:
            known = host.is_own(wanted) or host.reader.entry(prefix_handle(wanted)) is not None
        except WireError:
            return None
        if known:
            return prefix if is_authority else wanted
        wanted = parent_prefix(wanted)
    return None
