"""Fragments of names found in memory: faster than the database can walk its index.

Holds the names of a lake snapshot as one run of bytes (40 MB a million). Not for finding by code or
by the beginning of a name; the database's indexes do that.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lingnan.registry.draft import combined
from lingnan.registry.store import registry_enterprise
from lingnan.store import Lake

_ZH: Final = "name_zh"
_EN: Final = "name_en"


class NameIndex:
    """The names of one snapshot; a column is read when it is first searched."""

    def __init__(self, files: list[str]) -> None:
        self._files = files
        self._runs: dict[tuple[str, bool], _Run] = {}

    def find(self, text: str, limit: int) -> tuple[list[str], list[str]]:
        """Answer Chinese and English names that contain a text, at most `limit` of each.

        Text with ASCII letters is found in either case, and only such text in English names.
        """
        if not any(each.isascii() and each.isalpha() for each in text):
            return self._run(_ZH, False).find(text, limit), []
        lower = text.lower()
        return self._run(_ZH, True).find(lower, limit), self._run(_EN, True).find(lower, limit)

    def _run(self, name: str, is_lower: bool) -> "_Run":
        run = self._runs.get((name, is_lower))
        if run is None:
            parts = [pq.ParquetFile(file).read(columns=[name])[name] for file in self._files]
            values = combined(
                pa.chunked_array([c for part in parts for c in part.chunks], pa.string())
            )
            run = self._runs[name, is_lower] = _Run(values, is_lower)
        return run


class _Run:
    """One column of names as bytes."""

    def __init__(self, values: pa.Array, is_lower: bool) -> None:
        self._names = values
        searched = pc.ascii_lower(values) if is_lower else values
        _, places, content = searched.buffers()
        self._bounds = np.frombuffer(places, dtype=np.int32)[
            searched.offset : searched.offset + len(searched) + 1
        ]
        self._bytes = b"" if content is None else content.to_pybytes()

    def find(self, text: str, limit: int) -> list[str]:
        """Answer names that contain a text, each once, in the order of the snapshot."""
        wanted = text.encode("utf-8")
        found: dict[str, None] = {}
        start = self._bytes.find(wanted, int(self._bounds[0]))
        while start >= 0 and len(found) < limit:
            row = int(np.searchsorted(self._bounds, start, side="right")) - 1
            if row >= len(self._names):
                break
            end = int(self._bounds[row + 1])
            if start + len(wanted) <= end:
                found[self._names[row].as_py()] = None
                start = self._bytes.find(wanted, end)
            else:
                # The hit runs over from one name into the next.
                start = self._bytes.find(wanted, start + 1)
        return list(found)


@lru_cache(maxsize=2)
def load_names(lake: Path, change_no: int) -> NameIndex:
    """Answer the names as the lake shows them since a change of the register; kept in memory."""
    del change_no  # Part of the key only: a later change is another snapshot.
    return NameIndex(Lake(lake).files(registry_enterprise.name))
