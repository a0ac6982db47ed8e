"""Many registrations in one call, inside a group.

The rows go the short way: no object per row. Not for remembering calls by their key (see writer).
"""

import json
from copy import copy
from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct, pack
from typing import Final

from lingnan.sources.identifier.records.change import MAX_BATCH, Act, Batch, BatchOutcome
from lingnan.sources.identifier.records.entry import HAS_RESTRICTED, decode_entry
from lingnan.sources.identifier.records.errors import BatchUnequal
from lingnan.sources.identifier.records.group import Group
from lingnan.sources.identifier.records.key import (
    LONGEST_PLAIN,
    is_name,
    prefix_of,
    record_key,
)
from lingnan.sources.identifier.wire.codes import Response

#: The head of an entry and the length of the handle that follows it, see entry.
_BEGIN: Final = Struct(">QIBII").pack


def check_batch(batch: Batch) -> None:
    """Refuse a batch that cannot be one. Raises: BatchUnequal."""
    handles, values = len(batch.handles), len(batch.values)
    if handles != values or not 1 <= handles <= MAX_BATCH:
        raise BatchUnequal(handles=handles, values=values, limit=MAX_BATCH)


def batch_digest(batch: Batch) -> bytes:
    """Answer a digest of all that a batch asks for: two batches are the same if it is."""
    octets = [values.octets for values in batch.values]
    asked = repr((batch.is_atomic, batch.overwrite, batch.template_code, len(octets))).encode()
    digest = blake2b(pack(">I", len(asked)) + asked, digest_size=32)
    # With every length told, the texts can be joined without two batches meeting.
    for texts in (batch.handles, octets):
        digest.update(pack(f">{len(octets)}I", *map(len, texts)))
    digest.update("".join(batch.handles).encode(errors="surrogatepass"))
    digest.update(b"".join(octets))
    return digest.digest()


def apply_batch(group: Group, batch: Batch) -> BatchOutcome:
    """Register the rows of a batch that can be, or none if it is atomic and one cannot.

    Raises: lmdb.Error when the map is full; then the whole group is to be given up.
    """
    count = len(batch.handles)
    if batch.given and not group.holds(batch.given):
        return BatchOutcome(Response.BUSY, count, {})
    before = _Before.of(group) if batch.is_atomic else _Before(group.next_no, group, [], [])
    failures = _register(group, batch, before)
    if failures and batch.is_atomic:
        before.restore(group)
        return BatchOutcome(next(iter(failures.values())), count, failures)
    if batch.act is not None:
        _note(group, batch.act, [n for row, n in enumerate(batch.handles) if row not in failures])
    return BatchOutcome(Response.SUCCESS, count, failures)


def _note(group: Group, act: Act, handles: list[str]) -> None:
    """Note who registered: the first handle as the object, all in the detail if there are more."""
    if len(handles) > 1:
        act = act._replace(detail=json.dumps({"handles": handles}, ensure_ascii=False))
    if handles:
        group.rows.acts.append((act, handles[0]))


def _register(group: Group, batch: Batch, before: "_Before") -> dict[int, Response]:
    put = group.transaction.put
    failures: dict[int, Response] = {}
    keys = before.added
    handles: list[str] = []
    octets: list[bytes] = []
    number = group.next_no
    start, count = b"/", 0
    template = batch.template_code
    for row, (handle, (all_values, public)) in enumerate(
        zip(batch.handles, batch.values, strict=True)
    ):
        try:
            name = handle.encode()
        except UnicodeEncodeError:
            failures[row] = Response.INVALID_HANDLE
            continue
        key = name.upper()
        if not is_name(key):
            failures[row] = Response.INVALID_HANDLE
            continue
        size = len(name)
        if size > LONGEST_PLAIN:
            key = record_key(key)
        if public is None:
            head = _BEGIN(number, 1, 0, 4 + size + len(all_values), size)
            entry = head + name + all_values
        else:
            head = _BEGIN(number, 1, HAS_RESTRICTED, 4 + size + len(public), size)
            entry = head + name + public + all_values
        if put(key, entry, True, False):  # dupdata, overwrite
            keys.append(key)
            handles.append(handle)
            octets.append(all_values)
            number += 1
            if not key.startswith(start):
                group.count(start[:-1], count)
                start, count = prefix_of(key) + b"/", 0
            count += 1
        elif batch.overwrite:
            # What the batch has registered so far must be told before.
            _gather(group, handles, octets, template)
            held = group.transaction.get(key)
            before.replaced.append((key, held))
            group.replace(
                key, decode_entry(held), batch.values[row], name=handle, template=template
            )
        else:
            failures[row] = Response.HANDLE_EXISTS
    group.count(start[:-1], count)
    _gather(group, handles, octets, template)
    return failures


def _gather(group: Group, handles: list[str], octets: list[bytes], template: str | None) -> None:
    rows = group.rows
    rows.handles += handles
    rows.octets += octets
    rows.templates += [template] * len(handles)
    group.note_run(len(handles))
    handles.clear()
    octets.clear()


@dataclass(slots=True)
class _Before:
    """The group as it was before an atomic batch, and what LMDB must forget to be so again."""

    next_no: int
    group: Group
    added: list[bytes]
    replaced: list[tuple[bytes, bytes]]

    @classmethod
    def of(cls, group: Group) -> "_Before":
        kept = copy(group)
        kept.counts = dict(group.counts)
        kept.rows = copy(group.rows)
        kept.rows.updates = dict(group.rows.updates)
        kept.rows.outbox = list(group.rows.outbox)
        return cls(group.next_no, kept, [], [])

    def restore(self, group: Group) -> None:
        added = set(self.added)
        for key in added:
            group.transaction.delete(key)
        for key, entry in reversed(self.replaced):
            if key not in added:
                group.transaction.put(key, entry)
        kept = self.group
        count = kept.next_no - kept.rows.first_no
        for gathered in (kept.rows.handles, kept.rows.octets, kept.rows.templates):
            del gathered[count:]
        group.__dict__.update(kept.__dict__)
