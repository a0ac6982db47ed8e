"""A register file on its way in: its cells, the columns decoded so far, and the rows kept out.

Only rows with something to report become Python objects. Not for the rules themselves.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.kernel import Finding, Rule, Severity
from lingnan.registry.rules import MORE_ALIKE
from lingnan.store.tabular import Sheet

#: Warnings and remarks of one kind that are listed one by one; errors always are.
LISTED_PER_CODE: Final = 20_000

Places = NDArray[np.int64]


@dataclass(slots=True)
class Draft:
    """Rows of one file while they are checked.

    `columns`: decoded columns by name; `is_rejected`: which rows an error keeps out.
    """

    sheet: Sheet
    columns: dict[str, pa.Array] = field(default_factory=dict)
    is_rejected: NDArray[np.bool_] = field(init=False)
    _findings: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.is_rejected = np.zeros(self.sheet.table.num_rows, dtype=bool)

    @property
    def rows_count(self) -> int:
        """Answer how many rows the file has."""
        return int(self.sheet.table.num_rows)

    def has(self, name: str) -> bool:
        """Answer whether the file has this column."""
        return name in self.sheet.mapping

    def cells(self, name: str) -> pa.Array:
        """Answer a column as it stands in the file; all null if the file lacks it."""
        if not self.has(name):
            return pa.nulls(self.rows_count, pa.string())
        return combined(self.sheet.table[name])

    def report(
        self,
        rule: Rule,
        where: NDArray[Any],
        field: str,
        *,
        values: pa.Array | None = None,
        more: Callable[[int], Mapping[str, object]] | None = None,
    ) -> None:
        """Report one rule for many rows; an error keeps them out.

        `where`: a mask over the rows or their places; `values`: the column to quote from, the cells
        of `field` if null; `more`: further values of the message by place.
        """
        places = np.flatnonzero(where) if where.dtype == np.bool_ else where
        if not len(places):
            return
        if rule.severity is Severity.ERROR:
            self.is_rejected[places] = True
            listed = places
        else:
            listed = places[: max(0, LISTED_PER_CODE - self._counts[rule.code])]
        self._counts[rule.code] += len(places)
        shown = (self.cells(field) if values is None else values).take(pa.array(listed))
        rows = self.sheet.table["row"].take(pa.array(listed)).to_pylist()
        subjects = self._subjects(listed)
        for place, row, value, subject in zip(
            listed.tolist(), rows, shown.to_pylist(), subjects, strict=True
        ):
            self._findings.append(
                rule.finding(
                    file=self.sheet.file,
                    row=row,
                    field=field,
                    value=value,
                    subject=subject,
                    **(more(place) if more else {}),
                )
            )

    def remark(self, rule: Rule, **values: Any) -> None:
        """Report something about the file as a whole."""
        self._findings.append(rule.finding(file=self.sheet.file, **values))

    def findings(self) -> list[Finding]:
        """Answer every finding of the file in the order of its rows."""
        found = sorted(
            [*self.sheet.findings, *self._findings], key=lambda each: (each.row or 0, each.code)
        )
        listed = Counter(each.code for each in self._findings)
        for code, count in self._counts.items():
            if count > listed[code]:
                found.append(
                    MORE_ALIKE.finding(file=self.sheet.file, code=code, count=count - listed[code])
                )
        return found

    def _subjects(self, places: Places) -> Sequence[str | None]:
        codes = self.columns.get("subject_code", self.columns.get("uscc"))
        if codes is None:
            return [None] * len(places)
        subjects: list[str | None] = codes.take(pa.array(places)).to_pylist()
        return subjects


def combined(values: pa.ChunkedArray) -> pa.Array:
    """Answer a column in one piece."""
    whole = values.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        return pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    return whole
