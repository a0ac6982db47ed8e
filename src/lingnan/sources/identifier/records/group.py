"""One group of changes: judged in order inside an LMDB transaction, gathered as database rows.

The transaction sees what the group has done so far, so each change is checked against it; nothing
is visible to anybody before the writer commits. Not for committing (see writer) and not for
batches (see group_batch).
"""

from collections.abc import Callable
from typing import Any, Final

from lingnan.sources.identifier.records.change import (
    AddValues,
    Change,
    Create,
    Delete,
    Given,
    ModifyValues,
    Outcome,
    RemoveValues,
    SetStatus,
)
from lingnan.sources.identifier.records.entry import (
    IN_USE,
    Entry,
    decode_entry,
    encode_entry,
)
from lingnan.sources.identifier.records.environment import Environment, write_position
from lingnan.sources.identifier.records.key import is_name, prefix_of, record_key
from lingnan.sources.identifier.records.stored import Stored, join, parts
from lingnan.sources.identifier.records.truth import (
    CHANGE,
    DELETE,
    REGISTER,
    GroupRows,
    Head,
    OutboxRow,
    RecordUpdate,
)
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.limit import MAX_VALUES

_MINT_TRIES: Final = 100


class Group:
    """What a group has done so far.

    Attributes:
        rows: what the database is to be told. next_no: the next free record number.
    """

    def __init__(
        self,
        environment: Environment,
        transaction: Any,
        head: Head,
        mark: int,
        mint: Callable[[], str],
    ) -> None:
        self.environment = environment
        self.transaction = transaction
        self.rows = GroupRows(first_no=head.next_record_no)
        self.next_no = head.next_record_no
        self.sequence = head.sequence
        self.counts: dict[bytes, int] = {}
        self._mark = mark
        self._mint = mint
        self._run = 0  # new records that the outbox has not told of yet

    def apply(self, change: Change) -> Outcome:
        """Judge one change and do it if it may be done; note who did it, where that is told.

        Raises: lmdb.Error when the map is full; then the whole group is to be given up.
        """
        outcome = self._judge(change)
        if change.act is not None and outcome.is_done:
            self.rows.acts.append((change.act, outcome.handle))
        return outcome

    def _judge(self, change: Change) -> Outcome:
        if change.given and not self.holds(change.given):
            return Outcome(Response.BUSY)
        try:
            name = change.handle.encode()
        except UnicodeEncodeError:
            return Outcome(Response.INVALID_HANDLE)
        if isinstance(change, Create):
            return self._create(change, name)
        key = record_key(name.upper())
        found = self.transaction.get(key) if name else None
        if found is None:
            return Outcome(Response.HANDLE_NOT_FOUND)
        entry = decode_entry(found)
        if isinstance(change, Delete):
            return self._delete(key, entry)
        if isinstance(change, SetStatus):
            return self._set_status(key, entry, change.status)
        values = parts(entry.octets)
        refused = _alter(values, change)
        if refused is not None:
            return refused
        return self.replace(key, entry, join(values))

    def holds(self, given: tuple[Given, ...]) -> bool:
        """Answer whether every handle is still as it was when the change was judged."""
        for one in given:
            found = self.transaction.get(record_key(one.handle.encode().upper()))
            now = (0, 0)
            if found is not None:
                entry = decode_entry(found)
                now = (entry.record_no, entry.revision)
            if now != (one.record_no, one.revision):
                return False
        return True

    def register(self, key: bytes, handle: str, octets: bytes, template: str | None) -> None:
        """Note a new record whose entry has just been put under the number `next_no`."""
        rows = self.rows
        rows.handles.append(handle)
        rows.octets.append(octets)
        rows.templates.append(template)
        self.next_no += 1
        self._run += 1
        self.count(prefix_of(key), 1)

    def count(self, prefix: bytes, change: int) -> None:
        """Note that so many handles more lie under a prefix."""
        if change:
            self.counts[prefix] = self.counts.get(prefix, 0) + change

    def note_run(self, count: int) -> None:
        """Note new records that a batch has gathered itself."""
        self.next_no += count
        self._run += count

    def replace(
        self,
        key: bytes,
        entry: Entry,
        values: Stored,
        *,
        name: str | None = None,
        template: str | None = None,
    ) -> Outcome:
        """Give an existing record other values and, on overwriting, another display form."""
        handle = entry.handle if name is None else name
        revision = entry.revision + 1
        self.transaction.put(
            key,
            encode_entry(
                entry.record_no, revision, handle.encode(), values, is_withheld=entry.is_withheld
            ),
        )
        self._update(entry.record_no, RecordUpdate(name, values.octets, template, None, revision))
        return self._done(CHANGE, entry.record_no, revision, handle)

    def finish(self) -> Head | None:
        """Write counts and position into LMDB; answer the new head, None if nothing changed."""
        self.tell_run()
        if not self.rows.outbox:
            return None
        for prefix, change in self.counts.items():
            key = record_key(prefix)
            held = self.transaction.get(key, db=self.environment.counts)
            total = change + (0 if held is None else int.from_bytes(held, "big"))
            self.transaction.put(key, total.to_bytes(8, "big"), db=self.environment.counts)
        # The rows are final only now: each carries the number that is free after the group.
        self.rows.outbox[:] = [
            row._replace(next_record_no=self.next_no) for row in self.rows.outbox
        ]
        write_position(self.transaction, self.environment, self.sequence, self._mark)
        return Head(self.sequence, self._mark, self.next_no)

    def tell_run(self) -> None:
        """Close the present run of registrations with one outbox row."""
        if self._run:
            run, self._run = self._run, 0
            self._tell(REGISTER, self.next_no - run, run, None)

    def _create(self, change: Create, name: bytes) -> Outcome:
        handle = change.handle
        if change.mint:
            minted = self._minted(handle)
            if minted is None:
                return Outcome(Response.HANDLE_EXISTS)
            handle, name = minted, minted.encode()
        folded = name.upper()
        if not is_name(folded):
            return Outcome(Response.INVALID_HANDLE)
        key = record_key(folded)
        number = self.next_no
        if self.transaction.put(key, encode_entry(number, 1, name, change.values), overwrite=False):
            self.register(key, handle, change.values.octets, change.template_code)
            # Its row will follow those told so far.
            return Outcome(Response.SUCCESS, handle, (), number, 1, self.sequence + 1)
        if not change.overwrite:
            return Outcome(Response.HANDLE_EXISTS)
        entry = decode_entry(self.transaction.get(key))
        return self.replace(key, entry, change.values, name=handle, template=change.template_code)

    def _minted(self, begin: str) -> str | None:
        for _ in range(_MINT_TRIES):
            handle = begin + self._mint()
            if self.transaction.get(record_key(handle.encode().upper())) is None:
                return handle
        return None

    def _delete(self, key: bytes, entry: Entry) -> Outcome:
        self.transaction.delete(key)
        self.count(prefix_of(key), -1)
        self.rows.deletes.append(entry.record_no)
        self.rows.updates.pop(entry.record_no, None)
        self.tell_run()
        self._tell(DELETE, entry.record_no, 1, key)
        return Outcome(
            Response.SUCCESS, entry.handle, (), entry.record_no, entry.revision, self.sequence
        )

    def _set_status(self, key: bytes, entry: Entry, status: int) -> Outcome:
        revision = entry.revision + 1
        values = Stored(entry.octets, None if entry.public == entry.octets else entry.public)
        self.transaction.put(
            key,
            encode_entry(
                entry.record_no,
                revision,
                entry.handle.encode(),
                values,
                is_withheld=status != IN_USE,
            ),
        )
        self._update(entry.record_no, RecordUpdate(None, None, None, status, revision))
        return self._done(CHANGE, entry.record_no, revision, entry.handle)

    def _update(self, number: int, told: RecordUpdate) -> None:
        before = self.rows.updates.get(number)
        if before is not None:
            news = {name: new for name, new in told._asdict().items() if new is not None}
            told = before._replace(**news)
        self.rows.updates[number] = told

    def _done(self, operation: str, number: int, revision: int, handle: str) -> Outcome:
        self.tell_run()
        self._tell(operation, number, 1, None)
        return Outcome(Response.SUCCESS, handle, (), number, revision, self.sequence)

    def _tell(self, operation: str, number: int, count: int, key: bytes | None) -> None:
        self.sequence += 1
        self.rows.outbox.append(
            OutboxRow(self.sequence, self._mark, operation, number, count, key, 0)
        )


def _alter(values: dict[int, bytes], change: Change) -> Outcome | None:
    """Change a record's values in place; answer the refusal, if any, before touching them."""
    if isinstance(change, RemoveValues):
        missing = tuple(index for index in change.indexes if index not in values)
        if missing:
            return Outcome(Response.VALUES_NOT_FOUND, indexes=missing)
        for index in change.indexes:
            values.pop(index, None)
        return None
    assert isinstance(change, AddValues | ModifyValues)  # noqa: S101  (the other kinds are done)
    told = parts(change.values.octets)
    if isinstance(change, AddValues):
        existing = tuple(index for index in told if index in values)
        if existing:
            return Outcome(Response.VALUE_EXISTS, indexes=existing)
        if len(values) + len(told) > MAX_VALUES:
            return Outcome(Response.INVALID_VALUE)
    else:
        missing = tuple(index for index in told if index not in values)
        if missing:
            return Outcome(Response.VALUES_NOT_FOUND, indexes=missing)
    values.update(told)
    return None
