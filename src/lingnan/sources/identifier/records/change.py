"""What the writer is asked to do, and how each wish ended.

All are checked inside the group, in order, against what the group has done so far. Not for who may
ask (see node and business).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lingnan.sources.identifier.records.entry import IN_USE
from lingnan.sources.identifier.records.stored import Stored
from lingnan.sources.identifier.wire.codes import Response

#: Rows in one batch.
MAX_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """A precondition: a handle is still as it was when the wish was judged.

    Attributes:
        handle: any handle, as that of the prefix whose HS_ADMIN allowed the change.
        record_no, revision: as read; both 0 when there was none.
    """

    handle: str
    record_no: int
    revision: int


class Act(NamedTuple):
    """Who asked for a change, for the audit trail: written in the transaction of the change.

    Attributes:
        actor: such as ``handle:301:88.900/ADMIN``. action: `room:action`. origin: network address.
        detail: what else is told of it. See store.audit.Deed.
    """

    actor: str
    action: str
    origin: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """Register a handle (op 100).

    Attributes:
        overwrite: OVRW, take the place of an existing one. mint: MINT, append a suffix the writer
            makes to `handle`, which may then end in a slash.
    """

    handle: str
    values: Stored
    overwrite: bool = False
    mint: bool = False
    template_code: str | None = None
    given: tuple[Given, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a handle (op 101)."""

    handle: str
    given: tuple[Given, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class AddValues:
    """Add values whose indexes are not used yet (op 102)."""

    handle: str
    values: Stored
    given: tuple[Given, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class RemoveValues:
    """Remove values by index (op 103)."""

    handle: str
    indexes: tuple[int, ...]
    given: tuple[Given, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class ModifyValues:
    """Replace values of the same indexes (op 104)."""

    handle: str
    values: Stored
    given: tuple[Given, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Take a handle out of resolution or back into it; 1 is in use."""

    handle: str
    status: int = IN_USE
    given: tuple[Given, ...] = ()
    act: Act | None = None


Change = Create | Delete | AddValues | RemoveValues | ModifyValues | SetStatus


@dataclass(frozen=True, slots=True)
class Batch:
    """Register many handles in one call.

    Attributes:
        owner, idempotency_key: the same two mean the same call, answered as the first time; no key
            means that nothing is remembered.
        content_digest: as `group_batch.batch_digest` answers, made by the caller's process to spare
            the writer; made by the writer when absent.
        is_atomic: one bad row refuses all; else the good rows are registered.
        act: who asked; one entry of the audit trail names all handles that were registered.
    """

    handles: Sequence[str]
    values: Sequence[Stored]
    owner: str = ""
    idempotency_key: str | None = None
    content_digest: bytes | None = None
    is_atomic: bool = False
    overwrite: bool = False
    template_code: str | None = None
    given: tuple[Given, ...] = ()
    act: Act | None = None


class Outcome(NamedTuple):
    """How one change ended; a tuple, as one is made for every change.

    Attributes:
        response: 1 done; 100 not found, 101 exists, 102 invalid handle, 200 values not found, 201
            value exists, 202 invalid value (Handle protocol facts §1.5); 3 busy when a `Given` no
            longer holds: judge again. indexes: the values at fault.
        handle: the name registered, which is new when minted. sequence: of its outbox row.
    """

    response: Response
    handle: str = ""
    indexes: tuple[int, ...] = ()
    record_no: int = 0
    revision: int = 0
    sequence: int = 0

    @property
    def is_done(self) -> bool:
        """Answer whether the change was made."""
        return self.response == Response.SUCCESS


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How one batch ended.

    Attributes:
        response: 1 when it was written (with the failed rows left out unless atomic); the code of
            its first failed row when an atomic one was refused; 3 when a `Given` no longer holds.
        failures: row, from 0 → code of that row. is_repeated: answered from memory.
    """

    response: Response
    rows_count: int
    failures: dict[int, Response]
    is_repeated: bool = False

    @property
    def registered_count(self) -> int:
        """Answer how many rows were registered."""
        return self.rows_count - len(self.failures) if self.response == Response.SUCCESS else 0
