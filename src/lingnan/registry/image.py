"""Rows as both databases take and give them, and the same rows as Arrow.

An image is a row as SQLite keeps it: dates are ISO text, money a number, truth 0 or 1. PostgreSQL
is asked for the same, so that what follows knows one shape. We speak to the drivers directly, and
to PostgreSQL by COPY, which for a million rows is several times faster. Not for what rows mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Boolean, Column, Connection, Date, Numeric, Table

from lingnan.registry.store import arrow_schema

Image = tuple[Any, ...]

_ROWS_A_BATCH: Final = 50_000
#: Columns with few distinct values: their Python objects are made once and shared.
_REPETITIVE: Final = frozenset(
    {"region_code", "city_code", "industry_code", "other_industry_codes"}
    | {"status", "ownership", "entity_type"}
)


def is_postgresql(connection: Connection) -> bool:
    """Answer which of the two databases this is."""
    return connection.dialect.name == "postgresql"


def images(rows: pa.Table, names: Sequence[str]) -> Iterator[Image]:
    """Answer rows as images, with these columns in this order."""
    return zip(*(_cells(name, rows[name]) for name in names), strict=True)


def arrow_rows(rows: Sequence[Sequence[Any]], table: Table) -> pa.Table:
    """Answer images of whole rows as Arrow, in the types of the table's lake snapshot."""
    schema = arrow_schema(table)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [_array(cells, each.type) for cells, each in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def put(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Insert rows with the columns that they have."""
    if not rows.num_rows:
        return
    names = rows.column_names
    if is_postgresql(connection):
        _copy(connection, table.name, rows)
        return
    marks = ",".join("?" * len(names))
    sql = f"INSERT INTO {table.name} ({','.join(names)}) VALUES ({marks})"
    _driver(connection).executemany(sql, list(images(rows, names)))


def change(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Image]
) -> None:
    """Write these columns of whole rows over the rows with the same code (first column).

    A column that is left out costs no work in its indexes.
    """
    if not rows:
        return
    key = table.columns[0].name
    if is_postgresql(connection):
        draft = f"{table.name}_change"
        setting = ",".join(f"{name}={draft}.{name}" for name in names)
        driver, columns = _driver(connection), ",".join((key, *names))
        driver.execute(f"CREATE TEMP TABLE {draft} AS SELECT {columns} FROM {table.name} LIMIT 0")
        _copy(connection, draft, arrow_rows(rows, table).select([key, *names]))
        driver.execute(
            f"UPDATE {table.name} SET {setting} FROM {draft} WHERE {table.name}.{key}={draft}.{key}"
        )
        driver.execute(f"DROP TABLE {draft}")
        return
    places = {each.name: place for place, each in enumerate(table.columns)}
    values = itemgetter(*(places[name] for name in names), 0)
    setting = ",".join(f"{name}=?" for name in names)
    sql = f"UPDATE {table.name} SET {setting} WHERE {key}=?"
    _driver(connection).executemany(sql, map(values, rows))


def fetch(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, Image]:
    """Answer the rows with these codes (first column), by code."""
    key = table.columns[0].name
    if is_postgresql(connection):
        sql = f"{_selection(connection, table)} WHERE {key} = ANY(%s)"
        found = _driver(connection).execute(sql, [list(keys)]).fetchall()
    else:
        marks = ",".join("?" * len(keys))
        sql = f"{_selection(connection, table)} WHERE {key} IN ({marks})"
        found = _driver(connection).execute(sql, keys).fetchall()
    return {row[0]: row for row in found}


def stream(
    connection: Connection, table: Table, order: Iterable[Column[Any]]
) -> pa.RecordBatchReader:
    """Answer all rows of a table in an order, batch by batch."""
    names = ",".join(each.name for each in order)
    sql = f"{_selection(connection, table)} ORDER BY {names}"
    # A cursor with a name stays on the server, which then does not send all rows at once.
    cursor = _driver(connection).cursor(*(["rows"] if is_postgresql(connection) else []))
    cursor.execute(sql)

    def batches() -> Iterator[pa.RecordBatch]:
        while rows := cursor.fetchmany(_ROWS_A_BATCH):
            yield from arrow_rows(rows, table).to_batches()

    return pa.RecordBatchReader.from_batches(arrow_schema(table), batches())


def _driver(connection: Connection) -> Any:
    """Answer the driver's own connection, inside the same transaction."""
    return connection.connection.driver_connection


def _selection(connection: Connection, table: Table) -> str:
    is_plain = not is_postgresql(connection)
    cells = [each.name if is_plain else _asked(each) for each in table.columns]
    return f"SELECT {','.join(cells)} FROM {table.name}"


def _asked(column: Column[Any]) -> str:
    """Answer the expression that makes PostgreSQL answer a cell as SQLite keeps it."""
    if isinstance(column.type, Date):
        return f"to_char({column.name},'YYYY-MM-DD')"
    if isinstance(column.type, Numeric):
        return f"{column.name}::float8"
    return f"{column.name}::int" if isinstance(column.type, Boolean) else column.name


def _copy(connection: Connection, target: str, rows: pa.Table) -> None:
    """Send rows to PostgreSQL as CSV, where a null is an empty cell and a text is in quotes."""
    sink = pa.BufferOutputStream()
    csv.write_csv(rows, sink, csv.WriteOptions(include_header=False))
    content = sink.getvalue().to_pybytes()
    if b"\0" in content:
        # As the store writes texts elsewhere: PostgreSQL cannot keep this sign.
        content = content.replace(b"\0", "\ufffd".encode())
    names = ",".join(rows.column_names)
    sql = f"COPY {target} ({names}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')"
    with _driver(connection).cursor() as cursor, cursor.copy(sql) as copy:
        copy.write(content)


def _cells(name: str, values: pa.ChunkedArray) -> list[Any]:
    if values.null_count == len(values):
        return [None] * len(values)
    kind = values.type
    if pa.types.is_decimal(kind):
        values = values.cast(pa.float64())
    elif pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
    elif pa.types.is_date(kind):
        return _shared(values.cast(pa.string()))
    if name in _REPETITIVE:
        return _shared(values)
    cells: list[Any] = values.to_pylist()
    return cells


def _shared(values: pa.ChunkedArray) -> list[Any]:
    encoded = values.combine_chunks().dictionary_encode()
    meanings = np.empty(len(encoded.dictionary) + 1, dtype=object)
    meanings[:-1] = encoded.dictionary.to_pylist()
    places = np.asarray(encoded.indices.fill_null(len(encoded.dictionary)))
    cells: list[Any] = meanings[places].tolist()
    return cells


def _array(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        return pa.array(cells, pa.string()).cast(kind)
    if pa.types.is_boolean(kind):
        return pa.array(cells, pa.int8()).cast(kind)
    if pa.types.is_decimal(kind):
        return pa.array(cells, pa.float64()).cast(kind)
    return pa.array(cells, kind)
