"""Write a shelf: Arrow tables into one SQLite file, in bulk.

Not for reading the run (gather) nor for where the file goes (make).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from lingnan.console.shelf.gather import Gathered
from lingnan.console.shelf.layout import (
    ABOVE_SCALE,
    ACTIVE,
    CODE_KIND,
    CODE_ROW_KIND,
    DAY_ZERO,
    GAP,
    NOT_ASSESSED,
    SET_KIND,
    WORD_BITS,
    about,
    city,
    enterprise,
    entity_counted,
    shelf_metadata,
    standing,
    vector,
    words_of,
)

_AT_ONCE: Final = 20_000
_FORMER: Final = "\x1f"
_EPOCH: Final = date(1970, 1, 1)
_BREAKS: Final = r"[\n\x1f]"
_PRAGMAS: Final = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -65536",
)
Words = NDArray[np.uint64]


def write_shelf(path: Path, found: Gathered, told: Mapping[str, Any]) -> None:
    """Write a shelf into a new file; `told` is kept under `about`."""
    connection = sqlite3.connect(path)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        for table in shelf_metadata.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        _write_all(connection, found, told)
        connection.execute("CREATE UNIQUE INDEX ix_enterprise_uscc ON enterprise (uscc)")
        connection.commit()
    finally:
        connection.close()


def _write_all(connection: sqlite3.Connection, found: Gathered, told: Mapping[str, Any]) -> None:
    rows, count = found.rows, found.rows.num_rows
    cities = sorted(set(pc.unique(rows["city_code"]).to_pylist()))
    sizes = sorted(each for each in pc.unique(rows["size_class"]).to_pylist() if each is not None)
    claimed, proven, since = _counted(found, count)
    levels = {name: _levels(rows[name]) for name in ("claimed_level", "proven_level")}
    vectors = {
        "city": _numbers(rows["city_code"], cities, 0).astype("<u2"),
        "size": (_numbers(rows["size_class"], sizes, -1) + 1).astype("u1"),
        "primary": (_numbers(rows["primary_cluster_id"], found.clusters, -1) + 1).astype("<u2"),
        **levels,
        "flag": _flags(rows, claimed, proven, levels, found.headlines_count),
        **_words("cluster", _bits(found.members, "number", len(found.clusters), count)),
        **_words("population", _bits(found.population, "number", len(found.definitions), count)),
        **_words("claimed", claimed),
        **_words("proven", proven),
    }
    _insert(connection, city, ((number, code) for number, code in enumerate(cities)))
    _insert(connection, vector, ((name, each.tobytes()) for name, each in vectors.items()))
    _insert(connection, vector, _names(found))
    _insert(connection, vector, _codes(rows["uscc"]))
    _insert(connection, enterprise, _rows(rows, since))
    _insert(connection, standing, zip(*_lists(found.standing), strict=True))
    _insert(connection, entity_counted, zip(*_lists(found.entities), strict=True))
    kept = {
        **told,
        "count": count,
        "sizes": sizes,
        "clusters": found.clusters,
        "definitions": found.definitions,
        "model_id": found.model_id,
    }
    _insert(connection, about, ((key, json.dumps(value)) for key, value in kept.items()))


def _insert(connection: sqlite3.Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)


def _lists(table: pa.Table) -> list[list[Any]]:
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        is_day = pa.types.is_date(field.type)
        columns.append((column.cast(pa.string()) if is_day else column).to_pylist())
    return columns


def _rows(rows: pa.Table, since: list[bytes]) -> Iterator[tuple[Any, ...]]:
    """The rows of enterprises, some at a time, so that a million need little memory."""
    names = [column.name for column in enterprise.columns if column.name != "since"]
    for start in range(0, rows.num_rows, _AT_ONCE):
        part = rows.slice(start, _AT_ONCE).select(names)
        yield from zip(*_lists(part), since[start : start + _AT_ONCE], strict=True)


def _counted(found: Gathered, count: int) -> tuple[Words, Words, list[bytes]]:
    """Definitions towards which each enterprise counts, on both sides, and since when."""
    table = found.counted
    is_proven = table["is_proven"].to_numpy()
    size = len(found.definitions)
    claimed = _bits(table.filter(pa.array(~is_proven)), "number", size, count)
    proven = _bits(table.filter(pa.array(is_proven)), "number", size, count)
    zero = (DAY_ZERO - _EPOCH).days
    days = pc.cast(pc.cast(table["from_date"], pa.date32()), pa.int32()).to_numpy() - zero
    octets = np.clip(days, 0, 0xFFFF).astype("<u2").tobytes()
    numbers = table["enterprise_no"].to_numpy()
    ends = np.searchsorted(numbers, np.arange(count + 1)) * 2
    places = ends.tolist()
    return claimed, proven, [octets[a:b] for a, b in pairwise(places)]


def _bits(table: pa.Table, column: str, size: int, count: int) -> Words:
    """Sets of numbers as words of bits. Shapes: (words, count)."""
    words = np.zeros((words_of(size), count), dtype=SET_KIND)
    numbers = table[column].to_numpy()
    places = numbers // WORD_BITS, table["enterprise_no"].to_numpy()
    np.bitwise_or.at(words, places, np.uint64(1) << (numbers % WORD_BITS).astype(SET_KIND))
    return words


def _words(name: str, words: Words) -> dict[str, Words]:
    return {f"{name}_{number}": word for number, word in enumerate(words)}


def _numbers(column: pa.ChunkedArray, known: Sequence[str], missing: int) -> NDArray[np.int32]:
    found = pc.index_in(column, value_set=pa.array(known, pa.string()))
    return np.asarray(pc.fill_null(found, missing).to_numpy(), dtype=np.int32)


def _levels(column: pa.ChunkedArray) -> NDArray[np.uint8]:
    filled = pc.fill_null(pc.cast(column, pa.int32()), NOT_ASSESSED)
    return np.asarray(filled.to_numpy()).astype("u1")


def _flags(
    rows: pa.Table,
    claimed: Words,
    proven: Words,
    levels: Mapping[str, NDArray[np.uint8]],
    headlines: int,
) -> NDArray[np.uint8]:
    lacks_level = (levels["claimed_level"] > levels["proven_level"]) & (
        levels["claimed_level"] != NOT_ASSESSED
    )
    mine = np.zeros(len(claimed), dtype=SET_KIND)
    for number in range(headlines):
        mine[number // WORD_BITS] |= np.uint64(1 << (number % WORD_BITS))
    lacks_proof = ((claimed & ~proven & mine[:, None]) != 0).any(axis=0)
    flags = (
        rows["is_above_scale"].to_numpy() * ABOVE_SCALE
        + rows["is_active"].to_numpy() * ACTIVE
        + (lacks_level | lacks_proof) * GAP
    )
    return np.asarray(flags).astype("u1")


def _codes(codes: pa.ChunkedArray) -> Iterator[tuple[str, bytes]]:
    order = np.asarray(pc.sort_indices(codes).to_numpy()).astype(CODE_ROW_KIND)
    ordered = np.array(codes.take(pa.array(order)).to_pylist(), dtype=CODE_KIND)
    yield "code", ordered.tobytes()
    yield "code_row", order.tobytes()


def _names(found: Gathered) -> Iterator[tuple[str, bytes]]:
    codes = found.rows["uscc"]
    zh = pc.replace_substring_regex(found.rows["name_zh"], _BREAKS, " ")
    en = pc.replace_substring_regex(pc.fill_null(found.rows["name_en"], ""), _BREAKS, " ")
    lines = pc.ascii_lower(zh).to_pylist()
    for row, code in enumerate(codes.to_pylist()) if found.former else ():
        for name in found.former.get(code, ()):
            lines[row] += _FORMER + " ".join(name.lower().split())
    yield "name_zh", "\n".join(lines).encode()
    yield "name_en", "\n".join(pc.ascii_lower(en).to_pylist()).encode()
