"""Bring checked enterprises into the register: add, change, or leave as they are.

Works on chunks of rows sorted by code, inside the caller's transaction, so that the cost of a row
does not grow with their number. A cell that is empty, or a column that the file lacks, leaves what
the register knows; a status brings its own closing date and successor, a spell above scale its end.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Row, select

from lingnan.kernel import ImportCounts
from lingnan.registry import image
from lingnan.registry.image import Image
from lingnan.registry.model import EntityType, Status
from lingnan.registry.rename import Rename, names_of, write_renames
from lingnan.registry.store import arrow_schema, name_index, registry_enterprise

ROWS_A_CHUNK: Final = 20_000
#: From so many rows on it is faster to build the name index after them.
_ROWS_WITHOUT_INDEX: Final = 50_000

NAMES: Final = tuple(each.name for each in registry_enterprise.columns)
_PLACE: Final = {name: place for place, name in enumerate(NAMES)}
_STATUS, _CLOSED, _SUCCESSOR = (
    _PLACE[name] for name in ("status", "closed_date", "merged_into_uscc")
)
_SCALE_FROM, _SCALE_UNTIL = _PLACE["above_scale_from"], _PLACE["above_scale_until"]
_NAME_ZH, _NAME_EN, _FOUNDED = (_PLACE[n] for n in ("name_zh", "name_en", "founded_date"))


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the rows; the tables hold them in the types of the lake.

    Attributes:
        before: the changed rows as they stood, in the same order.
        names_before: rows of registry_name of who was renamed, as they stood.
    """

    counts: ImportCounts
    added: pa.Table
    changed: pa.Table
    before: pa.Table
    names_before: tuple[Row[Any], ...] = ()


def write_enterprises(
    connection: Connection,
    rows: pa.Table,
    *,
    given: Collection[str],
    today: date,
    advance: Callable[[float], None] = lambda _share: None,
) -> Written:
    """Write checked rows in the caller's transaction.

    Shapes: rows: the columns of registry_enterprise (revenue as float64) and renamed_date, one row
        per code, in the order of codes. `given`: the columns that the file speaks of; all others
        are null.
    Limits: on PostgreSQL readers of the still empty register wait for a large first import.
    """
    first = connection.execute(select(registry_enterprise.c.uscc).limit(1)).first()
    is_first_import = first is None
    is_bulk = is_first_import and rows.num_rows >= _ROWS_WITHOUT_INDEX
    if is_bulk:
        name_index.drop(connection)
    parts: list[Written] = []
    merger = _Merger(given, today)
    for chunk in _chunks(rows):
        parts.append(_write_chunk(connection, chunk, is_first_import, merger))
        advance(min(1.0, len(parts) * ROWS_A_CHUNK / rows.num_rows))
    if is_bulk:
        name_index.create(connection)
    none = arrow_schema(registry_enterprise).empty_table()
    return Written(
        sum((part.counts for part in parts), ImportCounts()),
        pa.concat_tables([none, *(part.added for part in parts)]),
        pa.concat_tables([none, *(part.changed for part in parts)]),
        pa.concat_tables([none, *(part.before for part in parts)]),
        tuple(row for part in parts for row in part.names_before),
    )


def _chunks(rows: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, rows.num_rows, ROWS_A_CHUNK):
        yield rows.slice(start, ROWS_A_CHUNK).combine_chunks()


def _write_chunk(
    connection: Connection, chunk: pa.Table, is_first_import: bool, merger: "_Merger"
) -> Written:
    codes = chunk["uscc"].to_pylist()
    known = {} if is_first_import else image.fetch(connection, registry_enterprise, codes)
    is_known = np.fromiter((code in known for code in codes), dtype=bool, count=len(codes))
    fresh = _with_defaults(chunk.filter(pa.array(~is_known)))
    names = [name for name in NAMES if fresh[name].null_count < fresh.num_rows]
    image.put(connection, registry_enterprise, fresh.select(names))
    met = chunk.filter(pa.array(is_known))
    updates, renames = merger.compare(
        known, image.images(met, NAMES), met["renamed_date"].to_pylist()
    )
    _change(connection, known, updates, merger.touched)
    names_before = names_of(connection, [each.uscc for each in renames])
    write_renames(connection, renames)
    counts = ImportCounts(
        added=fresh.num_rows, changed=len(updates), unchanged=len(known) - len(updates)
    )
    schema = arrow_schema(registry_enterprise)
    return Written(
        counts,
        fresh.select(NAMES).cast(schema),
        image.arrow_rows(updates, registry_enterprise),
        image.arrow_rows([known[row[0]] for row in updates], registry_enterprise),
        tuple(names_before),
    )


def _change(
    connection: Connection,
    known: Mapping[str, Image],
    updates: Sequence[Image],
    touched: Sequence[str],
) -> None:
    """Write changed rows; names are indexed, so those that stay are left alone."""
    names = itemgetter(_NAME_ZH, _NAME_EN)
    renamed = [row for row in updates if names(row) != names(known[row[0]])]
    others = [row for row in updates if names(row) == names(known[row[0]])]
    image.change(connection, registry_enterprise, touched, renamed)
    unnamed = [name for name in touched if name not in ("name_zh", "name_en")]
    image.change(connection, registry_enterprise, unnamed, others)


class _Merger:
    """Compares rows of a file with those of the register."""

    def __init__(self, given: Collection[str], today: date) -> None:
        self._today = today
        self._ends_spells = "above_scale_until" in given
        # Rows equal in what the file speaks of are unchanged: most of a repeated import.
        self._given = [place for name, place in _PLACE.items() if name in given]
        self._said = itemgetter(*self._given)

    @property
    def touched(self) -> list[str]:
        """Answer the columns a row may change: what the file says and what follows from it."""
        places = {*self._given, _CLOSED, _SUCCESSOR, _SCALE_UNTIL} - {0}
        return [NAMES[place] for place in sorted(places)]

    def compare(
        self, known: Mapping[str, Image], rows: Iterable[Image], days: Iterable[date | None]
    ) -> tuple[list[Image], list[Rename]]:
        """Answer the rows that change, as they will stand, and the renames among them."""
        said = self._said
        updates: list[Image] = []
        renames: list[Rename] = []
        for row, day in zip(rows, days, strict=True):
            before = known[row[0]]
            if said(row) == said(before):
                continue
            after = self.merged(before, row)
            if after != before:
                updates.append(after)
                if after[_NAME_ZH] != before[_NAME_ZH]:
                    renames.append(_rename(before, after, day or self._today))
        return updates, renames

    def merged(self, before: Image, row: Image) -> Image:
        """Answer what the register holds after a row: the row where it says something."""
        after: list[Any] = list(before)
        for place in self._given:
            if row[place] is not None:
                after[place] = row[place]
        if row[_STATUS] is not None:
            if row[_STATUS] == Status.ACTIVE:
                after[_CLOSED] = None
            if row[_STATUS] != Status.MERGED:
                after[_SUCCESSOR] = None
        if row[_SCALE_FROM] is not None and self._ends_spells:
            after[_SCALE_UNTIL] = row[_SCALE_UNTIL]
        return tuple(after)


def _with_defaults(fresh: pa.Table) -> pa.Table:
    """Fill what a new enterprise must have: it is active, and its code tells what it is."""
    status = fresh["status"].fill_null(str(Status.ACTIVE))
    is_trader = pc.equal(pc.utf8_slice_codeunits(fresh["uscc"], 1, 2), "2")
    by_code = pc.if_else(is_trader, str(EntityType.SELF_EMPLOYED), str(EntityType.LEGAL_ENTITY))
    entity_type = pc.coalesce(fresh["entity_type"], by_code)
    return fresh.set_column(fresh.column_names.index("status"), "status", status).set_column(
        fresh.column_names.index("entity_type"), "entity_type", entity_type
    )


def _rename(before: Image, after: Image, day: date) -> Rename:
    founded = after[_FOUNDED]
    return Rename(
        uscc=after[0],
        old_zh=before[_NAME_ZH],
        old_en=before[_NAME_EN],
        new_zh=after[_NAME_ZH],
        new_en=after[_NAME_EN],
        day=day,
        founded=None if founded is None else date.fromisoformat(founded),
    )
