"""Fragments of names found in memory, over the names of a shelf in its order.

Text with Latin letters is found in either case, and only such text in English names.
Not for codes (shelf) nor for names that are newer than the run (registry.Registry.search).
"""

from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
#: More hits than this are looked for all at once, apart from the interpreter's lock.
_FREQUENT: Final = 20_000
_TEXTS: Final = 64
_BREAK: Final = 10
_FORMER: Final = b"\x1f"


class NameRun:
    """One column of names as bytes, a line an enterprise."""

    def __init__(self, content: bytes, count: int) -> None:
        self._content = content
        self._count = count
        ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == _BREAK)
        self._starts = np.concatenate(([0], ends + 1)).astype(np.int64)
        self._find = lru_cache(maxsize=_TEXTS)(self._found)

    def find(self, text: str) -> Numbers:
        """Answer which lines hold a text, in ascending order; names of now and earlier ones."""
        wanted = text.lower().encode()
        if not wanted or not self._count or _BREAK in wanted or _FORMER in wanted:
            return np.empty(0, dtype=np.int64)
        return self._find(wanted)

    def begins(self, text: str, rows: Numbers) -> NDArray[np.bool_]:
        """Answer which of some lines begin with a text."""
        wanted = text.lower().encode()
        content, places = self._content, self._starts[rows].tolist()
        return np.fromiter(
            (content.startswith(wanted, place) for place in places), np.bool_, len(places)
        )

    def is_former(self, text: str, row: int) -> bool:
        """Answer whether one line holds a text in a former name only."""
        start = int(self._starts[row])
        end = self._content.find(b"\n", start)
        line = self._content[start : None if end < 0 else end]
        return text.lower().encode() not in line.partition(_FORMER)[0]

    def _found(self, wanted: bytes) -> Numbers:
        hits: list[int] = []
        place = self._content.find(wanted)
        while place >= 0:
            if len(hits) >= _FREQUENT:
                return self._found_at_once(wanted)
            hits.append(place)
            place = self._content.find(wanted, place + 1)
        rows = np.searchsorted(self._starts, np.array(hits, dtype=np.int64), side="right") - 1
        return np.unique(rows)

    def _found_at_once(self, wanted: bytes) -> Numbers:
        # A line here ends with its break, which no text that is looked for holds.
        bounds = np.append(self._starts, len(self._content))
        buffers = [None, pa.py_buffer(bounds), pa.py_buffer(self._content)]
        lines = pa.Array.from_buffers(pa.large_string(), self._count, buffers)
        found = pc.match_substring(lines, wanted.decode()).to_numpy(zero_copy_only=False)
        return np.flatnonzero(found)
