"""Ranges of subjects: a run goes through the enterprises range by range, under short numbers.

Segments are sorted by subject, so a range reads only its own row groups; memory stays flat and the
cost of an enterprise does not grow with the number of enterprises. Within a run an enterprise goes
by its place in the sorted register: joining and grouping by small integers is several times faster
than by 18 characters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from lingnan.store import Engine

SUBJECTS_PER_CHUNK = 524_288
PAST_ENTERPRISES = "a"
"""Codes of enterprises begin with a digit or a capital, other subjects with a small letter."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The enterprises of a run by number.

    Shapes:
        codes: USCC by number, ascending.
        table: subject_code, subject_no.
    """

    codes: pa.Array
    table: ir.Table

    def named(self, results: pa.Table) -> pa.Table:
        """Results with the codes in place of the numbers in `subject_code`."""
        place = results.schema.get_field_index("subject_code")
        return results.set_column(place, "subject_code", self.codes.take(results[place]))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Enterprises from number `first` (included) to `until` (excluded)."""

    first: int
    until: int
    first_code: str
    last_code: str

    def rows_of(self, rows: ir.Table, numbering: Numbering) -> ir.Table:
        """Evidence rows about these enterprises, `subject_code` holding the number."""
        mine = rows.filter(
            rows.subject_code >= self.first_code, rows.subject_code <= self.last_code
        )
        numbered = mine.inner_join(numbering.table, "subject_code")
        return numbered.drop("subject_code").rename(subject_code="subject_no")

    def enterprises_of(self, numbered: ir.Table) -> ir.Table:
        """The numbered enterprises of this range."""
        return numbered.filter(numbered.uscc >= self.first, numbered.uscc < self.until)


def number_subjects(engine: Engine, enterprises: ir.Table) -> Numbering:
    """Number the enterprises by their place in the order of codes."""
    column = engine.arrow(enterprises.select("uscc").order_by("uscc"))["uscc"]
    codes = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    numbers = pa.array(range(len(codes)), pa.int32())
    table = pa.table({"subject_code": codes, "subject_no": numbers})
    return Numbering(codes, engine.keep("subject_number", engine.memory(table)))


def with_numbers(enterprises: ir.Table, numbering: Numbering) -> ir.Table:
    """Enterprises with their number in `uscc`."""
    joined = enterprises.inner_join(
        numbering.table, enterprises.uscc == numbering.table.subject_code
    )
    return joined.drop("uscc", "subject_code").rename(uscc="subject_no")


def chunks_of(numbering: Numbering, size: int | None = None) -> Iterator[Chunk]:
    """Cut the enterprises into ranges."""
    count, step = len(numbering.codes), size or SUBJECTS_PER_CHUNK
    for first in range(0, count, step):
        until = min(first + step, count)
        yield Chunk(
            first, until, numbering.codes[first].as_py(), numbering.codes[until - 1].as_py()
        )
