"""Read identifiers, in any number of processes, without copying and without a lock.

One read transaction is renewed per batch of requests: it shows one state of the file. While it is
resting nothing of the file is kept from being reused. Not for the database.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lingnan.sources.identifier.records.entry import (
    FLAGS_AT,
    HEAD,
    HEAD_LENGTH,
    WITHHELD,
    Entry,
    decode_entry,
)
from lingnan.sources.identifier.records.environment import (
    MAP_SIZE,
    SITE_INFO,
    Environment,
    read_position,
)
from lingnan.sources.identifier.records.key import (
    LONGEST_PLAIN,
    end_of,
    record_key,
    start_of_derived,
    start_under_prefix,
)
from lingnan.sources.identifier.wire.handle import fold


class RecordReader:
    """Reads the resolution file; a context manager.

    `renew` before a batch of requests, `rest` when idle. Views that `answer` gives are valid until
    the next `renew` or `rest`. One reader serves one thread.

    Raises: RecordsMissing when there is no file.
    """

    def __init__(self, folder: Path, *, map_size: int = MAP_SIZE) -> None:
        self.environment = Environment.share(folder, map_size=map_size)
        self._begin = self.environment.handle.begin
        self._is_resting = True
        self.renew()

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
        """End reading."""
        self.rest()
        self.environment.close()

    def renew(self) -> None:
        """See the newest state from now on; LMDB takes up the transaction it has put aside."""
        if not self._is_resting:
            self._transaction.abort()
        self._transaction: Any = self._begin(db=self.environment.records, buffers=True)
        self._get = self._transaction.get
        self._is_resting = False

    def rest(self) -> None:
        """Hold no state of the file; `renew` before the next read."""
        if not self._is_resting:
            self._transaction.abort()
            self._is_resting = True

    @property
    def state(self) -> int:
        """Answer the number of the state that is read: another one after each change."""
        return int(self._transaction.id())

    def get(self, key: bytes) -> memoryview | None:
        """Answer the entry of a key as it lies in the file (see key, entry)."""
        found: memoryview | None = self._get(key)
        return found

    def answer(self, folded: bytes) -> memoryview | None:
        """Answer what anybody may see of a handle: its name and the list of its public values.

        Shapes: handle str, list of values; the tail of a resolve response's body (Handle protocol
            facts §1.9). None when there is no such handle, or it is withheld.
        """
        entry: memoryview | None = self._get(
            folded if len(folded) <= LONGEST_PLAIN else record_key(folded)
        )
        if entry is None:
            return None
        flags = entry[FLAGS_AT]
        if not flags:
            return entry[HEAD_LENGTH:]
        if flags & WITHHELD:
            return None
        return entry[HEAD_LENGTH : HEAD_LENGTH + HEAD.unpack_from(entry)[3]]

    def entry(self, handle: str | bytes) -> Entry | None:
        """Answer everything about a handle, restricted values too, also when it is withheld."""
        found = self._get(record_key(fold(handle)))
        return None if found is None else decode_entry(found)

    def handles(
        self, prefix: str, *, after: str | None = None, limit: int | None = None
    ) -> Iterator[str]:
        """Answer the handles under one prefix in the order of their keys (op 105).

        Args:
            after: begin behind this handle. limit: at most so many.
        """
        return self._names(start_under_prefix(fold(prefix)), after, limit)

    def derived_prefixes(
        self, prefix: str, *, after: str | None = None, limit: int | None = None
    ) -> Iterator[str]:
        """Answer the prefix handles below a prefix, at any depth: ``0.NA/88.900.1`` (op 106)."""
        return self._names(start_of_derived(fold(prefix)), after, limit)

    def count(self, prefix: str) -> int:
        """Answer how many handles lie under one prefix, without counting them."""
        found = self._get(record_key(fold(prefix)), db=self.environment.counts)
        return 0 if found is None else int.from_bytes(found, "big")

    def prefixes(self) -> dict[str, int]:
        """Answer every prefix, folded, with the number of handles under it."""
        with self._transaction.cursor(db=self.environment.counts) as cursor:
            return {
                bytes(key).decode(): int.from_bytes(count, "big")
                for key, count in cursor
                if int.from_bytes(count, "big")
            }

    def records_count(self) -> int:
        """Answer how many handles there are."""
        return int(self._transaction.stat(self.environment.records)["entries"])

    def position(self) -> tuple[int, int]:
        """Answer sequence and mark of the last change that this state holds."""
        return read_position(self._transaction, self.environment)

    def site_info(self) -> bytes | None:
        """Answer the encoded HS_SITE that the writer left for the workers."""
        found = self._get(SITE_INFO, db=self.environment.meta)
        return None if found is None else bytes(found)

    def _names(self, start: bytes, after: str | None, limit: int | None) -> Iterator[str]:
        stop = end_of(start)
        last = None if after is None else record_key(fold(after))
        given = 0
        with self._transaction.cursor(db=self.environment.records) as cursor:
            if not cursor.set_range(start if last is None else max(start, last)):
                return
            for key, entry in cursor:
                # A view has no order, the octets of a key do.
                if bytes(key) >= stop or given == limit:
                    return
                if last is not None and key == last:
                    continue
                size = int.from_bytes(entry[HEAD_LENGTH : HEAD_LENGTH + 4], "big")
                yield bytes(entry[HEAD_LENGTH + 4 : HEAD_LENGTH + 4 + size]).decode()
                given += 1
