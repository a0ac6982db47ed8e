"""Whether what is registered under a prefix is shown: not while it is suspended or revoked.

The status of a prefix is that of its handle, ``0.NA/88.900.1``, in the resolution file. Withheld,
or gone while the prefix lies below an own one, it takes all below it out of resolution as well.
Asked once a prefix and state of the file, so that the quick ways can afford it. Not for who may
change what (see authorise).
"""

from collections.abc import Callable
from typing import Any, Final

from lingnan.sources.identifier.records.entry import FLAGS_AT, WITHHELD
from lingnan.sources.identifier.records.key import record_key

#: Handles under this prefix mark the prefixes that operation 300 has homed.
HOMED: Final = "0.SITE.HOMED"
_AUTHORITY: Final = b"0.NA/"
_HOMED: Final = HOMED.encode() + b"/"
#: Prefixes whose status is remembered.
_MOST: Final = 65_536
_MOST_LABELS: Final = 64
Get = Callable[[bytes], Any]


class Gate:
    """The status of prefixes in one state of the resolution file.

    Args: own: folded prefixes of the node, which are open unless their handle is withheld.
    """

    def __init__(self, own: frozenset[bytes]) -> None:
        self._own = own
        self._state = -1
        self._known: dict[bytes, bool] = {}

    def renew(self, state: int) -> None:
        """Forget what was found when the file has moved on; `state` is the transaction's number."""
        if state != self._state:
            self._state = state
            self._known.clear()

    def is_open(self, prefix: bytes, get: Get) -> bool:
        """Answer whether handles under a folded prefix are shown; `get` reads the file."""
        known = self._known.get(prefix)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[prefix] = self._look(prefix, get)
        return known

    def _look(self, prefix: bytes, get: Get) -> bool:
        is_first = True
        for _ in range(_MOST_LABELS):
            entry = get(record_key(_AUTHORITY + prefix))
            if entry is not None and entry[FLAGS_AT] & WITHHELD:
                return False
            if prefix in self._own or get(record_key(_HOMED + prefix)) is not None:
                return True
            above = prefix.rpartition(b".")[0]
            if is_first and entry is None and self._is_below_own(above):
                return False
            if not above:
                return True
            prefix, is_first = above, False
        return True

    def _is_below_own(self, prefix: bytes) -> bool:
        for _ in range(_MOST_LABELS):
            if not prefix:
                return False
            if prefix in self._own:
                return True
            prefix = prefix.rpartition(b".")[0]
        return False
