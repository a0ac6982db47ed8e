"""Who may do what: HS_ADMIN values, administrator groups (HS_VLIST), server administrators.

Groups are followed within bounds and may run in circles. Not for proving who somebody is (see
operation.prove). Source: RFC 3651 §3.2.1, §3.2.7, Handle protocol facts §1.10.
"""

from collections import deque
from collections.abc import Iterable

from lingnan.sources.identifier.node.errors import (
    NotAdministrator,
    PermissionMissing,
    ProofNeeded,
)
from lingnan.sources.identifier.node.model import Asker, Proven
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold, fold_text, is_same, prefix_handle, split
from lingnan.sources.identifier.wire.reference import Reference, decode_references
from lingnan.sources.identifier.wire.typed import HS_ADMIN, HS_VLIST
from lingnan.sources.identifier.wire.value import HandleValue


def is_admin_type(value_type: str) -> bool:
    """Answer whether a type is HS_ADMIN; ASCII case does not matter."""
    return fold_text(value_type) == HS_ADMIN


def names(reference: Reference, proven: Proven) -> bool:
    """Answer whether a reference names who was proved; index 0 in it is any index (facts §1.10)."""
    return any(
        is_same(reference.handle, one.handle) and reference.index in (0, one.index)
        for one in proven.references
    )


def admin_records(values: Iterable[HandleValue]) -> list[AdminRecord]:
    """Answer the HS_ADMIN records among values; those that cannot be read grant nothing."""
    found = []
    for value in values:
        if is_admin_type(value.type):
            try:
                found.append(AdminRecord.decode(value.data))
            except WireError:
                continue
    return found


def administering(basis: Basis, record: Record) -> Record | None:
    """Answer the record whose HS_ADMIN values administer a record: itself.

    Where the settings say so, a record without any is administered by its prefix; else only by
    server administrators.
    """
    if not basis.host.settings.has_prefix_fallback or admin_records(record.values):
        return record
    return basis.record(prefix_handle(split(record.handle)[0]))


class Authority:
    """Decides for one request; reads through its basis, so that a change rests on what was read."""

    def __init__(self, basis: Basis, asker: Asker) -> None:
        self.basis = basis
        self.asker = asker
        self._left = basis.host.settings.limits.group_count
        self._reached: dict[Reference, bool] = {}

    @property
    def proven(self) -> Proven:
        """Answer who was proved. Raises: ProofNeeded."""
        if self.asker.proven is None:
            raise ProofNeeded
        return self.asker.proven

    async def is_server_admin(self) -> bool:
        """Answer whether the asker may do everything. Raises: ProofNeeded."""
        proven = self.proven
        admins = self.basis.host.settings.server_admins
        if any(names(one, proven) for one in admins):
            return True
        return await self._is_any([one for one in admins if one.index])

    async def rights(self, record: Record | None, wanted: int) -> int | None:
        """Answer which of the wanted rights the asker has on a record; None if not an admin.

        Only HS_ADMIN values that could help are followed. Raises: ProofNeeded.
        """
        proven = self.proven
        rights: int | None = None
        admins = [] if record is None else admin_records(record.values)
        for admin in admins:
            if names(admin.reference, proven):
                rights = (rights or 0) | admin.rights
        for admin in admins:
            missing = wanted & ~(rights or 0)
            could_help = missing and (admin.rights & missing or rights is None)
            if could_help and await self._is_member(admin.reference):
                rights = (rights or 0) | admin.rights
        return None if rights is None else rights & wanted

    async def require(self, record: Record | None, handle: str, wanted: int) -> None:
        """Refuse unless the asker has all rights wanted on a record, or administers the server.

        Raises: ProofNeeded; NotAdministrator; PermissionMissing.
        """
        await self.require_any(((record, wanted),), handle)

    async def require_any(self, ways: Iterable[tuple[Record | None, int]], handle: str) -> None:
        """Refuse unless one of several pairs of record and rights lets the asker through.

        Raises: as `require`.
        """
        if await self.is_server_admin():
            return
        is_admin = False
        for record, wanted in ways:
            rights = await self.rights(record, wanted)
            if rights == wanted:
                return
            is_admin = is_admin or rights is not None
        user = show(self.proven.user)
        raise (PermissionMissing if is_admin else NotAdministrator)(user=user, handle=handle)

    async def require_server_admin(self, handle: str) -> None:
        """Refuse everybody but server administrators. Raises: ProofNeeded; NotAdministrator."""
        if not await self.is_server_admin():
            raise NotAdministrator(user=show(self.proven.user), handle=handle)

    async def _is_any(self, references: Iterable[Reference]) -> bool:
        for one in references:
            if await self._is_member(one):
                return True
        return False

    async def _is_member(self, start: Reference) -> bool:
        """Answer whether a group, or a group in it, names who was proved."""
        known = self._reached.get(start)
        if known is not None:
            return known
        proven = self.proven
        seen = {(fold(start.handle), start.index)}
        ahead = deque([(start, 0)])
        is_found = False
        while ahead and self._left > 0 and not is_found:
            group, depth = ahead.popleft()
            self._left -= 1
            for member in await self._members(group):
                key = fold(member.handle), member.index
                if names(member, proven):
                    is_found = True
                    break
                if key not in seen and depth + 1 < self.basis.host.settings.limits.group_depth:
                    seen.add(key)
                    ahead.append((member, depth + 1))
        self._reached[start] = is_found
        return is_found

    async def _members(self, group: Reference) -> tuple[Reference, ...]:
        value = await self._value(group)
        if value is None or fold_text(value.type) != HS_VLIST:
            return ()
        try:
            return decode_references(value.data)[: self.basis.host.settings.limits.group_count]
        except WireError:
            return ()

    async def _value(self, reference: Reference) -> HandleValue | None:
        host = self.basis.host
        record = self.basis.record(reference.handle)
        if record is not None:
            return record.value(reference.index)
        if host.elsewhere is None or host.is_own(split(reference.handle)[0]):
            return None
        found = await host.values_elsewhere(reference.handle, (reference.index,), (HS_VLIST,))
        return next((value for value in found or () if value.index == reference.index), None)


def show(reference: Reference) -> str:
    """Answer a reference as users write it: ``300:88.900/ADMIN``."""
    return f"{reference.index}:{reference.handle}"
