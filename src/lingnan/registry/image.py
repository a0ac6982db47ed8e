"""Rows as the database driver takes and gives them, and the same rows as Arrow.

SQLite has no dates, decimals or booleans: dates are ISO text there, money a number, truth 0 or 1.
On it we speak to the driver directly, which for a million rows is several times faster; any other
database goes through SQLAlchemy's types. Not for what rows mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, bindparam, select

from lingnan.registry.store import arrow_schema

Image = tuple[Any, ...]

_MONEY: Final = pa.decimal128(18, 2)
_ROWS_A_BATCH: Final = 50_000
#: Columns with few distinct values: their Python objects are made once and shared.
_REPETITIVE: Final = frozenset(
    {"region_code", "city_code", "industry_code", "other_industry_codes"}
    | {"status", "ownership", "entity_type"}
)


def is_direct(connection: Connection) -> bool:
    """Answer whether rows go straight to the driver."""
    return connection.dialect.name == "sqlite"


def images(rows: pa.Table, names: Sequence[str], *, direct: bool) -> Iterator[Image]:
    """Answer rows as the driver takes them, with these columns in this order."""
    return zip(*(_cells(name, rows[name], direct) for name in names), strict=True)


def arrow_rows(rows: Sequence[Sequence[Any]], table: Table, *, direct: bool) -> pa.Table:
    """Answer whole rows of a database table as Arrow, in the types of its lake snapshot."""
    schema = arrow_schema(table)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [_array(cells, each.type, direct) for cells, each in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def put(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Image]) -> None:
    """Insert rows with these columns."""
    if not rows:
        return
    if is_direct(connection):
        marks = ",".join("?" * len(names))
        sql = f"INSERT INTO {table.name} ({','.join(names)}) VALUES ({marks})"
        _driver(connection).executemany(sql, rows)
    else:
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])


def change(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Image]
) -> None:
    """Write these columns of whole rows over the rows with the same code (first column).

    A column that is left out costs no work in its indexes.
    """
    if not rows:
        return
    places = {each.name: place for place, each in enumerate(table.columns)}
    values = itemgetter(*(places[name] for name in names), 0)
    key = table.columns[0]
    if is_direct(connection):
        setting = ",".join(f"{name}=?" for name in names)
        sql = f"UPDATE {table.name} SET {setting} WHERE {key.name}=?"
        _driver(connection).executemany(sql, map(values, rows))
        return
    bound = [*(f"new_{name}" for name in names), "key"]
    written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    statement = table.update().where(key == bindparam("key")).values(written)
    connection.execute(statement, [dict(zip(bound, values(row), strict=True)) for row in rows])


def fetch(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, Image]:
    """Answer the rows with these codes (first column), by code."""
    key = table.columns[0]
    if is_direct(connection):
        marks = ",".join("?" * len(keys))
        names = ",".join(each.name for each in table.columns)
        sql = f"SELECT {names} FROM {table.name} WHERE {key.name} IN ({marks})"
        return {row[0]: row for row in _driver(connection).execute(sql, keys).fetchall()}
    found = connection.execute(select(table).where(key.in_(keys)))
    return {row[0]: tuple(row) for row in found}


def stream(
    connection: Connection, table: Table, order: Iterable[Column[Any] | ColumnElement[Any]]
) -> pa.RecordBatchReader:
    """Answer all rows of a table in an order, batch by batch."""
    direct = is_direct(connection)
    result: Any
    query: Select[Any] = select(table).order_by(*order)
    if direct:
        result = _driver(connection).execute(str(query.compile(dialect=connection.dialect)))
    else:
        result = connection.execution_options(stream_results=True).execute(query)

    def batches() -> Iterator[pa.RecordBatch]:
        while rows := result.fetchmany(_ROWS_A_BATCH):
            yield from arrow_rows(rows, table, direct=direct).to_batches()

    return pa.RecordBatchReader.from_batches(arrow_schema(table), batches())


def _driver(connection: Connection) -> Any:
    """Answer the driver's own connection, inside the same transaction."""
    return connection.connection.driver_connection


def _cells(name: str, values: pa.ChunkedArray, direct: bool) -> list[Any]:
    if values.null_count == len(values):
        return [None] * len(values)
    kind = values.type
    if pa.types.is_floating(kind) and not direct:
        values = values.cast(_MONEY)
    elif pa.types.is_decimal(kind) and direct:
        values = values.cast(pa.float64())
    elif pa.types.is_boolean(kind) and direct:
        values = values.cast(pa.int8())
    elif pa.types.is_date(kind):
        return _shared(values.cast(pa.string()) if direct else values)
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


def _array(cells: Sequence[Any], kind: pa.DataType, direct: bool) -> pa.Array:
    if direct and pa.types.is_date(kind):
        return pa.array(cells, pa.string()).cast(kind)
    if direct and pa.types.is_boolean(kind):
        return pa.array(cells, pa.int8()).cast(kind)
    if direct and pa.types.is_decimal(kind):
        return pa.array(cells, pa.float64()).cast(kind)
    return pa.array(cells, kind)
