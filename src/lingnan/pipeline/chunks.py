"""Ranges of subjects: a run goes through the enterprises range by range.

Segments are sorted by subject, so a range reads only its own row groups; memory stays flat and the
cost of an enterprise does not grow with the number of enterprises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import ibis.expr.types as ir
import pyarrow as pa

SUBJECTS_PER_CHUNK = 524_288
PAST_ENTERPRISES = "a"
"""Codes of enterprises begin with a digit or a capital, other subjects with a small letter."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Subjects from `first` (included) to `until` (excluded)."""

    first: str
    until: str

    def of(self, table: ir.Table, column: str = "subject_code") -> ir.Table:
        """The rows of a table about these subjects."""
        return table.filter(table[column] >= self.first, table[column] < self.until)


def chunks_of(subjects: pa.ChunkedArray, size: int = SUBJECTS_PER_CHUNK) -> Iterator[Chunk]:
    """Cut sorted subject codes into ranges of at most `size`; together they cover every code."""
    starts = [subjects[place].as_py() for place in range(size, len(subjects), size)]
    edges = ["", *starts, PAST_ENTERPRISES]
    for first, until in pairwise(edges):
        yield Chunk(first, until)
