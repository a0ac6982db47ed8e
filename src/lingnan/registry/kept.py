"""What an import changed in the register, before and after, so that it can be set back.

Not for setting back (undo), nor for where it is kept: the caller of the import decides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Table

from lingnan.registry import image
from lingnan.registry.image import Image
from lingnan.registry.merge import Written
from lingnan.registry.rename import names_of
from lingnan.registry.store import arrow_schema, registry_enterprise, registry_name

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one table that an import added or changed.

    Shapes:
        before, after: rows in the types of the table's lake snapshot; a row of `after` whose key
            stands not in `before` was added.
        names_before, names_after: rows of registry_name of the enterprises that were renamed.
    """

    table: str
    before: pa.Table
    after: pa.Table
    names_before: pa.Table
    names_after: pa.Table


#: Is told what changed, inside the import's transaction: if it fails nothing is imported.
Keep = Callable[[Kept], None]
NO_NAMES = arrow_schema(registry_name).empty_table()


def kept_enterprises(connection: Connection, written: Written) -> Kept:
    """Answer what an import of enterprises changed, inside its transaction."""
    codes = sorted({str(row.uscc) for row in written.names_before} | _renamed(written))
    return Kept(
        table=registry_enterprise.name,
        before=written.before,
        after=pa.concat_tables([written.changed, written.added]),
        names_before=names_table(written.names_before),
        names_after=names_table(names_of(connection, codes)),
    )


def kept_rows(table: Table, before: Mapping[Key, Image], after: Mapping[Key, Image]) -> Kept:
    """Answer what an import changed in a table, from all its rows before and after."""
    fresh = {key: row for key, row in after.items() if before.get(key) != row}
    old = [before[key] for key in fresh if key in before]
    return Kept(
        table=table.name,
        before=image.arrow_rows(old, table),
        after=image.arrow_rows(list(fresh.values()), table),
        names_before=NO_NAMES,
        names_after=NO_NAMES,
    )


def all_rows(connection: Connection, table: Table) -> dict[Key, Image]:
    """Answer every row of a table by its key, as images."""
    key = key_of(table)
    rows = image.stream(connection, table, table.primary_key.columns)
    return {key(row): row for row in _images(rows, table)}


def key_of(table: Table) -> Callable[[Image], Key]:
    """Answer the function from a row's image to its key."""
    places = [place for place, each in enumerate(table.columns) if each.primary_key]
    if len(places) == 1:
        only = places[0]
        return lambda row: (row[only],)
    return itemgetter(*places)


def images_of(rows: pa.Table, table: Table) -> list[Image]:
    """Answer kept rows as images."""
    return list(image.images(rows, [each.name for each in table.columns]))


def names_table(rows: Any) -> pa.Table:
    """Rows of registry_name as Arrow."""
    names = [each.name for each in registry_name.columns]
    cells = [dict(zip(names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(cells, schema=arrow_schema(registry_name))


def _renamed(written: Written) -> set[str]:
    """Who has another name than before."""
    names = ("uscc", "name_zh", "name_en")
    old, new = (image.images(rows, names) for rows in (written.before, written.changed))
    return {str(b[0]) for a, b in zip(old, new, strict=True) if a != b}


def _images(rows: pa.RecordBatchReader, table: Table) -> Iterator[Image]:
    names = [each.name for each in table.columns]
    for batch in rows:
        yield from image.images(pa.Table.from_batches([batch]), names)
