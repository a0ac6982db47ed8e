"""Registering a handle (op 100), with OVRW over an existing one, with MINT under a new suffix.

Source: RFC 3652 §3.6.1, Handle protocol facts §1.9–1.10. Not for batches (see business).
"""

from lingnan.sources.identifier.node.authorise import Authority, administering, show
from lingnan.sources.identifier.node.errors import HandleExists, NotResponsible, PermissionMissing
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.node.operation.change import carry_out
from lingnan.sources.identifier.node.operation.check import check_counts, check_name, store
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.templated import check_template, require_name
from lingnan.sources.identifier.node.referral import is_settled, require_here
from lingnan.sources.identifier.records.change import Change, Create
from lingnan.sources.identifier.wire.body.change import CreateResponse, ValuesRequest
from lingnan.sources.identifier.wire.codes import AdminRight, Flag, Response
from lingnan.sources.identifier.wire.handle import (
    fold,
    is_prefix_handle,
    parent_prefix,
    prefix_handle,
    split,
)


async def create(host: Host, request: ValuesRequest, asker: Asker) -> Reply:
    """Register a handle and answer its name, or whom to ask instead.

    Raises: ProofNeeded and other refusals; ValueRefused, HandleExists.
    """
    mints = asker.has(Flag.MINT_SUFFIX)
    handle = check_name(request.handle, is_begin=mints)
    referral = require_here(Basis(host), handle, asker)
    if referral is not None:
        return referral
    overwrites = asker.has(Flag.OVERWRITE) and not mints

    judged: list[Basis] = []

    async def judge(basis: Basis) -> Change:
        judged.append(basis)
        await _authorise(basis, handle, asker, overwrites=overwrites)
        stored = store(host, request.values)
        return Create(
            handle, stored, overwrites, mints, check_template(basis, handle, request.values)
        )

    outcome = await carry_out(host, asker, judge)
    if outcome.revision == 1:
        host.daily.add(fold(split(outcome.handle)[0]), host.clock())
    if not overwrites and not is_prefix_handle(handle):
        _remember(judged[-1], handle, asker)
    return Reply(Response.SUCCESS, CreateResponse(outcome.handle))


def _remember(basis: Basis, handle: str, asker: Asker) -> None:
    """Remember a right to register that rests on records here alone (see right)."""
    prefix = split(handle)[0]
    if asker.proven is not None and basis.is_whole and is_settled(basis.host, prefix):
        basis.host.rights.add(asker.proven, fold(prefix), basis.givens)


async def _authorise(basis: Basis, handle: str, asker: Asker, *, overwrites: bool) -> None:
    """Refuse unless the asker may register: add_handle of the prefix, or add_derived_prefix.

    Overwriting an existing handle takes it away as well, so that needs its delete_handle.
    """
    authority = Authority(basis, asker)
    await require_name(authority, handle)
    parent, right = governing(handle)
    record = basis.record(parent)
    prefix = split(handle)[0]
    if basis.is_withheld(parent) and not await authority.is_server_admin():
        # Suspended by the business side: nobody registers there, whatever his rights were.
        raise PermissionMissing(user=show(authority.proven.user), handle=parent)
    if record is None and not is_prefix_handle(handle) and not basis.host.is_own(prefix):
        # Below an own prefix, yet never allotted: nobody registers there.
        raise NotResponsible(prefix=prefix)
    await authority.require(record, parent, right)
    if overwrites and basis.is_withheld(handle):
        # The business side has taken it out of use: its name is taken, its values stay.
        raise HandleExists(handle=handle)
    existing = basis.record(handle) if overwrites else None
    if existing is not None:
        await _authorise_overwriting(authority, basis, existing)
    else:
        check_counts(basis.host, split(handle)[0])


async def _authorise_overwriting(authority: Authority, basis: Basis, record: Record) -> None:
    admins = administering(basis, record)
    await authority.require(admins, record.handle, AdminRight.DELETE_HANDLE.value)


def governing(handle: str) -> tuple[str, int]:
    """Answer whose HS_ADMIN allows registering a handle, and by which right.

    Shapes: ``88.900.1/a`` → ``0.NA/88.900.1``, add_handle; ``0.NA/88.900.1`` → ``0.NA/88.900``,
        add_derived_prefix (Handle protocol facts §1.10); ``0.NA/88`` → ``0.NA/0.NA``.
    """
    prefix, suffix = split(handle)
    if not is_prefix_handle(handle):
        return prefix_handle(prefix), AdminRight.ADD_HANDLE.value
    parent = parent_prefix(suffix)
    return prefix_handle(parent or "0.NA"), AdminRight.ADD_DERIVED_PREFIX.value
