"""Answers kept for their time: bounded in entries and octets, the longest unused goes first.

Holds octets, not objects. Not for deciding what may be kept (see lifetime, recursion) and not for
writing it to files (see cache_file).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.resolver.lifetime import aged, limited
from lingnan.sources.identifier.resolver.question import Key

#: What an entry takes beside its octets, measured roughly: objects of key, entry and places.
OVERHEAD: Final = 512


@dataclass(slots=True)
class Entry:
    """One kept answer.

    Attributes:
        response: its code. body: as it was fetched. places: of relative times to live in it.
        fetched_at, expires_at: UNIX seconds. hits: answers given from it.
        is_renewing: it is being fetched anew.
    """

    response: int
    body: bytes
    places: tuple[int, ...]
    fetched_at: float
    expires_at: float
    hits: int = 0
    is_renewing: bool = False
    _aged: tuple[int, bytes] = (0, b"")

    def at(self, now: float) -> bytes:
        """Answer the body as it is now: relative times to live shortened by its age."""
        age = int(now - self.fetched_at)
        if age <= 0 or not self.places:
            return self.body
        if self._aged[0] != age:
            self._aged = age, aged(self.body, self.places, age)
        return self._aged[1]

    def stale(self, seconds: int) -> bytes:
        """Answer the body for use after its time: to be kept for a few seconds only (RFC 8767)."""
        return limited(self.body, self.places, seconds)

    def is_fresh(self, now: float) -> bool:
        """Answer whether its time has not passed; a clock set back does not make it live longer."""
        return self.fetched_at - 1.0 <= now < self.expires_at


class Cache:
    """Kept answers.

    Attributes:
        octets: held now, overhead included. evicted: entries that had to make room.

    Args:
        entries, octets: bounds. stale_seconds: how long entries stay after their time.
        each_octets: longer answers are not kept.
    """

    def __init__(
        self,
        *,
        entries: int,
        octets: int,
        stale_seconds: float = 0.0,
        each_octets: int = 1 << 18,
    ) -> None:
        self._max_entries = entries
        self._max_octets = octets
        self._each = each_octets
        self._stale_seconds = stale_seconds
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self.octets = 0
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key, now: float) -> Entry | None:
        """Answer a fresh entry and count it as used; None without one."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if not entry.is_fresh(now):
            if not self._is_kept(entry, now):
                self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    def stale(self, key: Key, now: float) -> Entry | None:
        """Answer an entry whose time has passed not too long ago."""
        entry = self._entries.get(key)
        return entry if entry is not None and self._is_kept(entry, now) else None

    def put(self, key: Key, entry: Entry) -> bool:
        """Keep an answer, in place of the one kept before; answer whether it could be kept."""
        self._drop(key)
        size = _size(key, entry)
        if size > min(self._max_octets, self._each + OVERHEAD) or self._max_entries < 1:
            return False
        self._entries[key] = entry
        self.octets += size
        while len(self._entries) > self._max_entries or self.octets > self._max_octets:
            self._drop(next(iter(self._entries)))
            self.evicted += 1
        return True

    def items(self) -> Iterator[tuple[Key, Entry]]:
        """Answer keys and entries, the longest unused first."""
        return iter(list(self._entries.items()))

    def delete_one(self, key: Key) -> None:
        """Forget one entry, if there is one."""
        self._drop(key)

    def delete(self, chosen: Callable[[Key], bool]) -> int:
        """Forget the entries of some keys; answer how many."""
        gone = [key for key in self._entries if chosen(key)]
        for key in gone:
            self._drop(key)
        return len(gone)

    def sweep(self, now: float) -> int:
        """Forget what is of no use any more; answer how many entries."""
        gone = [
            key
            for key, entry in self._entries.items()
            if not entry.is_fresh(now) and not self._is_kept(entry, now)
        ]
        for key in gone:
            self._drop(key)
        return len(gone)

    def _is_kept(self, entry: Entry, now: float) -> bool:
        return entry.fetched_at - 1.0 <= now < entry.expires_at + self._stale_seconds

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.octets -= _size(key, entry)


def _size(key: Key, entry: Entry) -> int:
    """Answer what an entry takes: the body twice, since it is kept in its aged form too."""
    return OVERHEAD + key.octets + 2 * len(entry.body) + 8 * len(entry.places)
