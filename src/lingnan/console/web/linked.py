"""Tables whose numbers lead on: a link for each cell that has a trace. Not for the trace itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lingnan.console.charts import Table


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """A table and where its cells lead; `links` is as long as `rows`, a null cell leads nowhere."""

    table: Table
    links: tuple[tuple[str | None, ...], ...]


def linked(table: Table, paths: Iterable[str | None], columns: Sequence[int] = (0,)) -> LinkedTable:
    """Link some columns of each row to that row's path."""
    width = len(table.columns)
    return LinkedTable(
        table,
        tuple(
            tuple(path if number in columns else None for number in range(width)) for path in paths
        ),
    )


def trace_path(uscc: str, indicator: str) -> str:
    """The address where one enterprise's evidence of an indicator stands."""
    return f"/trace/enterprises/{uscc}/{quote(indicator, safe=':.')}"


def evidence_path(evidence_no: int | str) -> str:
    """The address of one row of evidence, with its document and hash."""
    return f"/trace/evidence/{evidence_no}"
