"""Bring an LMDB file to the state of the database: by following the outbox, or from nothing.

Following is idempotent: a change carries the present state of its records, so that one applied
twice, or one whose record has moved on, does no harm. Not for groups of the writer (see group).
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import lmdb

from lingnan.sources.identifier.records.entry import IN_USE, encode_entry, number_in
from lingnan.sources.identifier.records.environment import (
    MAP_SIZE,
    Environment,
    discard,
    guard,
    read_position,
    refusal,
    write_position,
)
from lingnan.sources.identifier.records.errors import RecordsDiverged
from lingnan.sources.identifier.records.key import prefix_of, record_key
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.truth import DELETE, OutboxRow, RecordState, Truth

Changes = Iterable[tuple[OutboxRow, list[RecordState]]]
_PAGE: Final = 20_000


def follow(environment: Environment, truth: Truth) -> int:
    """Apply every change of the outbox that the file does not hold; answer how many.

    Raises:
        RecordsDiverged: the file is of another history, or further back than the outbox reaches.
        RecordsFull, RecordsWriteFailed, DatabaseUnusable.
    """
    check_history(environment, truth)
    applied = 0
    while True:
        with environment.handle.begin() as transaction:
            sequence, _ = read_position(transaction, environment)
        found = truth.changes(sequence, records=_PAGE)
        if not found:
            return applied
        apply_changes(environment, found)
        applied += len(found)


def check_history(environment: Environment, truth: Truth) -> None:
    """Refuse a file that does not stand in the history of the database. Raises: RecordsDiverged."""
    with environment.handle.begin() as transaction:
        sequence, mark = read_position(transaction, environment)
    head = truth.head()
    oldest = truth.oldest()
    is_start = sequence == 0 and oldest in {0, 1}
    if not is_start and truth.mark_at(sequence) != mark:
        raise RecordsDiverged(
            path=environment.folder, held=sequence, oldest=oldest, newest=head.sequence
        )


def apply_changes(environment: Environment, changes: Changes) -> None:
    """Apply changes in one transaction that also moves the position.

    Raises: RecordsFull, RecordsWriteFailed.
    """
    counts: dict[bytes, int] = {}
    try:
        with environment.handle.begin(write=True, db=environment.records) as transaction:
            for row, states in changes:
                if row.operation == DELETE:
                    _remove(transaction, row, counts)
                for state in states:
                    _show(transaction, state, counts)
                write_position(transaction, environment, row.sequence, row.mark)
            _count(transaction, environment, counts)
    except lmdb.Error as problem:
        raise refusal(environment.folder, problem) from problem


def rebuild(folder: Path, truth: Truth, *, map_size: int = MAP_SIZE) -> int:
    """Make the file anew from the database beside the present one, then put it in its place.

    Answer how many records it holds. Readers must open the file again.

    Raises: RecordsFull, RecordsWriteFailed, DatabaseUnusable.
    """
    draft = folder / "rebuild"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    environment = Environment(draft, is_writer=True, map_size=map_size)
    total = 0
    try:
        for head, page in truth.records(size=_PAGE):
            counts: dict[bytes, int] = {}
            with environment.handle.begin(write=True, db=environment.records) as transaction:
                for state in page:
                    _show(transaction, state, counts)
                _count(transaction, environment, counts)
                write_position(transaction, environment, head.sequence, head.mark)
            total += len(page)
        environment.handle.sync(True)
    except lmdb.Error as problem:
        raise refusal(folder, problem) from problem
    finally:
        environment.close()
    guard(folder, is_clean=False)
    discard(folder)
    (draft / "data.mdb").replace(folder / "data.mdb")
    shutil.rmtree(draft)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return total


def _show(transaction: Any, state: RecordState, counts: dict[bytes, int]) -> None:
    name = state.handle.encode()
    key = record_key(name.upper())
    entry = encode_entry(
        state.record_no,
        state.revision,
        name,
        prepare(state.octets),
        is_withheld=state.status != IN_USE,
    )
    if transaction.put(key, entry, overwrite=False):
        prefix = prefix_of(key)
        counts[prefix] = counts.get(prefix, 0) + 1
    else:
        transaction.put(key, entry)


def _remove(transaction: Any, row: OutboxRow, counts: dict[bytes, int]) -> None:
    key = bytes(row.folded_key or b"")
    held = transaction.get(key) if key else None
    # The name may have been registered again since; that record has another number.
    if held is not None and number_in(held) == row.record_no:
        transaction.delete(key)
        prefix = prefix_of(key)
        counts[prefix] = counts.get(prefix, 0) - 1


def _count(transaction: Any, environment: Environment, counts: dict[bytes, int]) -> None:
    for prefix, change in counts.items():
        key = record_key(prefix)
        held = transaction.get(key, db=environment.counts)
        total = change + (0 if held is None else int.from_bytes(held, "big"))
        transaction.put(key, total.to_bytes(8, "big"), db=environment.counts)
