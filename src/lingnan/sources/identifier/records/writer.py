"""The one writer: groups of changes, true in the database first, shown in LMDB at once after.

A group costs one fsync. The order is: judge all in an LMDB transaction nobody sees, commit the
database, commit LMDB, answer. A crash between the commits is healed at the next start by following
the outbox. Not for gathering a group from many workers, which is the node's.
"""

import json
import mmap
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Final, Self, overload

import lmdb

from lingnan.sources.identifier.records.change import (
    Batch,
    BatchOutcome,
    Change,
    Outcome,
)
from lingnan.sources.identifier.records.environment import (
    MAP_SIZE,
    SITE_INFO,
    Environment,
    discard,
    guard,
    is_trusted,
    refusal,
    sole_writer,
)
from lingnan.sources.identifier.records.errors import (
    BatchReused,
    RecordsDiverged,
    RecordsError,
    RecordsFull,
)
from lingnan.sources.identifier.records.group import Group
from lingnan.sources.identifier.records.group_batch import (
    apply_batch,
    batch_digest,
    check_batch,
)
from lingnan.sources.identifier.records.replay import follow, rebuild
from lingnan.sources.identifier.records.truth import BatchRow, Head
from lingnan.sources.identifier.records.truth_sqlite import open_truth
from lingnan.sources.identifier.wire.codes import Response
from lingnan.store.database import Database

#: Groups between two looks for readers that died with a state of the file in hand.
_READER_CHECK: Final = 4_096
#: Octets of disk that no group may touch, so that what the database has can still be shown.
RESERVE: Final = 64 << 20
_GROWTH: Final = 64 << 20
#: Between two looks at the disk; far less than the reserve can be written in it.
_LOOK_SECONDS: Final = 0.05
_PAGE: Final = mmap.PAGESIZE
Answer = Outcome | BatchOutcome | RecordsError


def _now() -> datetime:
    return datetime.now(UTC)


def _suffix() -> str:
    return secrets.token_hex(10)


class RecordWriter:
    """Owns the identifiers of one database and one folder; a context manager.

    Opening brings the file to the state of the database: by the outbox, or by rebuilding a file
    that a fallen machine may have torn or that is of another history.

    Raises:
        WriterRunning: another process owns the folder. DatabaseUnusable, RecordsFull.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        map_size: int = MAP_SIZE,
        clock: Callable[[], datetime] = _now,
        mint: Callable[[], str] = _suffix,
        reserve: int = RESERVE,
    ) -> None:
        self.folder = folder
        self._map_size = map_size
        self._clock = clock
        self._mint = mint
        self._reserve = reserve
        self._room = 0
        self._look_at = 0.0
        self._groups = 0
        self._is_behind = False
        with ExitStack() as opened:
            opened.enter_context(sole_writer(folder))
            self.truth = open_truth(database)
            opened.callback(self.truth.close)
            if not is_trusted(folder):
                discard(folder)
            self.environment = self._current()
            self._head = self.truth.head()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait until the file is on the disk, and let go of it."""
        self.environment.handle.sync(True)
        self.environment.close()
        guard(self.folder, is_clean=True)
        self._opened.close()

    @property
    def head(self) -> Head:
        """The newest change."""
        return self._head

    @overload
    def apply(self, wishes: Sequence[Change]) -> list[Outcome]: ...
    @overload
    def apply(self, wishes: Sequence[Change | Batch]) -> list[Answer]: ...
    def apply(self, wishes: Sequence[Change | Batch]) -> Sequence[Answer]:
        """Do one group of wishes and answer each, in their order.

        Whatever is answered as done is on the disk and seen by readers that renew. A batch that
        cannot be looked at is answered with its `RecordsError`, in its place.

        Raises:
            RecordsFull, RecordsWriteFailed: nothing of the group was done.
        """
        self._heal()
        self._refuse_if_full()
        self._groups += 1
        if self._groups % _READER_CHECK == 0:
            self.environment.handle.reader_check()
        transaction = None
        try:
            transaction = self.environment.handle.begin(write=True, db=self.environment.records)
            mark = secrets.randbits(63)
            group = Group(self.environment, transaction, self._head, mark, self._mint)
            answers = [self._answer(group, wish) for wish in wishes]
            head = group.finish()
            if head is None and not group.rows.batches:
                transaction.abort()
                return answers
            # From here on the database may be ahead, whatever happens.
            self._is_behind = True
            self.truth.write(group.rows, self._clock())
            self._show(transaction)
        except lmdb.Error as problem:
            _abort(transaction)
            raise refusal(self.folder, problem) from problem
        except BaseException:
            _abort(transaction)
            raise
        self._is_behind = False
        self._head = head or self._head
        return answers

    def write_site_info(self, octets: bytes) -> None:
        """Leave the encoded HS_SITE for the workers. Raises: RecordsFull, RecordsWriteFailed."""
        try:
            with self.environment.handle.begin(write=True) as transaction:
                transaction.put(SITE_INFO, octets, db=self.environment.meta)
        except lmdb.Error as problem:
            raise refusal(self.folder, problem) from problem

    def trim_outbox(self, positions: Mapping[str, int]) -> int:
        """Remove changes that this file and every replica hold; answer how many rows.

        Args:
            positions: replica → sequence of the last change it says it holds.

        Limits: a replica that is not named and is further back must be copied anew.
        """
        return self.truth.trim(min([self._head.sequence, *positions.values()]))

    def sync(self) -> None:
        """Wait until the file is on the disk; for idle moments."""
        self.environment.handle.sync(True)

    def _answer(self, group: Group, wish: Change | Batch) -> Answer:
        if not isinstance(wish, Batch):
            return group.apply(wish)
        try:
            check_batch(wish)
            if wish.idempotency_key is None:
                return apply_batch(group, wish)
            return self._once(group, wish, wish.idempotency_key)
        except RecordsError as problem:
            return problem

    def _once(self, group: Group, batch: Batch, key: str) -> BatchOutcome:
        digest = batch.content_digest or batch_digest(batch)
        kept = next(
            (
                row
                for row in group.rows.batches
                if (row.owner, row.idempotency_key) == (batch.owner, key)
            ),
            None,
        ) or self.truth.find_batch(batch.owner, key)
        if kept is not None:
            if kept.content_digest != digest:
                raise BatchReused(key=key)
            return _remembered(kept)
        outcome = apply_batch(group, batch)
        if outcome.response != Response.BUSY:
            failures = json.dumps({row: code.value for row, code in outcome.failures.items()})
            is_written = outcome.response == Response.SUCCESS
            group.rows.batches.append(
                BatchRow(batch.owner, key, digest, outcome.rows_count, failures, int(is_written))
            )
        return outcome

    def _current(self) -> Environment:
        environment = Environment(self.folder, is_writer=True, map_size=self._map_size)
        guard(self.folder, is_clean=False)
        try:
            follow(environment, self.truth)
        except RecordsDiverged:
            environment.close()
            rebuild(self.folder, self.truth, map_size=self._map_size)
            environment = Environment(self.folder, is_writer=True, map_size=self._map_size)
            follow(environment, self.truth)
        except BaseException:
            environment.close()
            raise
        return environment

    def _refuse_if_full(self) -> None:
        """Keep back what a commit itself needs, once the database has the group. Raises."""
        now = monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_SECONDS
            self._room = shutil.disk_usage(self.folder).free
        room = self._room
        held = self.environment.handle.info()
        mapped = held["map_size"] - (held["last_pgno"] + 1) * _PAGE
        least = min(self._reserve, held["map_size"] // 8)
        if room < self._reserve or mapped < least:
            held_back = (room, self._reserve) if room < self._reserve else (mapped, least)
            reason = " < ".join(f"{each / 1e6:,.1f} MB" for each in held_back)
            raise RecordsFull(path=self.folder, reason=reason)

    def _show(self, transaction: lmdb.Transaction) -> None:
        try:
            transaction.commit()
        except lmdb.MapFullError:
            # The database has the group already; a commit needs a few pages of its own.
            held = self.environment.handle.info()["map_size"]
            self.environment.handle.set_mapsize(held + _GROWTH)
            follow(self.environment, self.truth)

    def _heal(self) -> None:
        """After a group whose end is not known: ask the database what became of it."""
        if self._is_behind:
            follow(self.environment, self.truth)
            self._head = self.truth.head()
            self._is_behind = False


def _abort(transaction: lmdb.Transaction | None) -> None:
    if transaction is not None:
        transaction.abort()


def _remembered(row: BatchRow) -> BatchOutcome:
    failures = {int(number): Response(code) for number, code in json.loads(row.failures).items()}
    first = next(iter(failures.values()), Response.SUCCESS)
    response = Response.SUCCESS if row.is_written else first
    return BatchOutcome(response, row.rows_count, failures, is_repeated=True)
