"""One shelf, opened: enterprises chosen and paged, and how many stand where.

Not for making it (make) nor for which run's it is (shelves).
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, create_engine, func, select
from sqlalchemy.pool import QueuePool

from lingnan.access import Reach, Target
from lingnan.console.shelf.choice import Choice, Columns
from lingnan.console.shelf.layout import (
    CODE_KIND,
    CODE_ROW_KIND,
    CODES,
    DAY_ZERO,
    LATER,
    NAMES,
    SET_KIND,
    VECTOR_KINDS,
    about,
    city,
    enterprise,
    entity_counted,
    standing,
    vector,
)
from lingnan.console.shelf.name import NameRun
from lingnan.console.shelf.scope import REGIONAL, mask_within, within
from lingnan.kernel import uscc
from lingnan.registry import uscc_array
from lingnan.store import Store
from lingnan.store.runs import Run

_CONNECTIONS: Final = 4
_ROWS_AT_ONCE: Final = 2_000
_LEAST_CODE: Final = 4
_CODE_SIGNS: Final = frozenset(uscc.ALPHABET)
_LAST: Final = "~"
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise in a list; levels are those of the shelf's model, null if nobody assessed it.

    Attributes:
        claimed, proven: since when it counts towards which definitions.
        is_former: it was found by a name it no longer has.
    """

    uscc: str
    name_zh: str
    name_en: str | None
    city_code: str
    region_code: str
    industry_code: str
    size_class: str | None
    is_above_scale: bool
    is_active: bool
    clusters: tuple[str, ...]
    claimed_level: int | None
    proven_level: int | None
    claimed: dict[str, date]
    proven: dict[str, date]
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was chosen, and how many there are in all."""

    rows: tuple[Listed, ...]
    count: int


class Shelf:
    """The shelf of one run; readers of several threads share it."""

    def __init__(self, path: Path, run: Run, store: Store) -> None:
        self.path, self.run, self._store = path, run, store
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: _open(path),
            poolclass=QueuePool,
            pool_size=_CONNECTIONS,
            max_overflow=-1,
        )
        with self._engine.connect() as connection:
            told = {row.key: json.loads(row.value) for row in connection.execute(select(about))}
            rows = connection.execute(select(vector).where(vector.c.name.notin_(LATER)))
            vectors = {row.name: np.frombuffer(row.content, _kind(row.name)) for row in rows}
            cities = {row.city_code: row.city_no for row in connection.execute(select(city))}
        self.model_id: str | None = told["model_id"]
        self.columns = Columns(
            told["count"],
            cities,
            told["sizes"],
            {key: number for number, key in enumerate(told["clusters"])},
            {key: number for number, key in enumerate(told["definitions"])},
            vectors,
        )
        self._names: dict[str, NameRun] = {}
        self._ordered: tuple[NDArray[Any], NDArray[Any]] | None = None
        self._reading = threading.Lock()

    def prepare(self) -> None:
        """Read names and codes into memory, so that the first search is as fast as the others."""
        for name in NAMES:
            self._run(name)
        self._codes()

    def close(self) -> None:
        """End its connections."""
        self._engine.dispose()

    def page(self, choice: Choice, reach: Reach, *, at: datetime, first: int, most: int) -> Found:
        """Answer some of the chosen enterprises within a reach, from the `first` (0) on."""
        numbers = self.numbers(choice, reach, at=at)
        rows = self._rows(numbers[first : first + most], reach, at, choice.text)
        return Found(tuple(rows), len(numbers))

    def every(self, choice: Choice, reach: Reach, *, at: datetime) -> Iterator[Listed]:
        """Answer all chosen enterprises within a reach, some in memory at a time."""
        numbers = self.numbers(choice, reach, at=at)
        for start in range(0, len(numbers), _ROWS_AT_ONCE):
            yield from self._rows(numbers[start : start + _ROWS_AT_ONCE], reach, at, choice.text)

    def count(self, choice: Choice, reach: Reach, *, at: datetime) -> int:
        """Answer how many enterprises are chosen within a reach."""
        return len(self.numbers(choice, reach, at=at))

    def numbers(self, choice: Choice, reach: Reach, *, at: datetime) -> Numbers:
        """Answer the numbers of the chosen enterprises, in the order in which they are shown."""
        mask = self.columns.mask(choice)
        with self._engine.connect() as connection:
            mine = mask_within(reach, self._store, at, connection, self.columns.vectors["city"])
        if mine is not None:
            mask = mine if mask is None else mask & mine
        if choice.text:
            found = self._named(choice.text)
            return found if mask is None else found[mask[found]]
        return np.arange(self.columns.count) if mask is None else np.flatnonzero(mask)

    def is_regional(self, reach: Reach, city_code: str) -> bool:
        """Answer whether a reach may hold enterprises of a city, as far as regions tell."""
        regional = [scope for scope in reach.scopes if scope.kind in REGIONAL]
        return len(regional) < len(reach.scopes) or reach.covers(Target.region(city_code))

    def one(self, code: str) -> Listed | None:
        """Answer one enterprise by its code; whether it may be seen is decided by who asks."""
        query = select(enterprise).where(enterprise.c.uscc == code)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else self._listed(row, "")

    def standings(
        self, *, city_code: str | None = None, cluster_id: str | None = None
    ) -> list[Row[Any]]:
        """Answer how many enterprises of a city or cluster stand on which level and lack what."""
        table = standing.c
        query = select(
            table.claimed_level,
            table.proven_level,
            table.top_missing_item,
            func.sum(table.enterprises_count).label("enterprises"),
            func.sum(table.lift_millipoints).label("lift"),
        ).where(
            table.cluster_id.is_(None) if cluster_id is None else table.cluster_id == cluster_id
        )
        if city_code is not None:
            query = query.where(table.city_code == city_code)
        groups = (table.claimed_level, table.proven_level, table.top_missing_item)
        with self._engine.connect() as connection:
            return list(connection.execute(query.group_by(*groups)))

    def entities(self, definition_id: str, side: str) -> list[Row[Any]]:
        """Answer the registered entities that count towards a definition, by code."""
        table = entity_counted.c
        query = select(entity_counted).where(
            table.definition_id == definition_id, table.side == side
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(table.subject_code)))

    def _named(self, text: str) -> Numbers:
        """Those with a code that begins with a text, with names that do, then that hold it."""
        zh = self._run("name_zh")
        hits = zh.find(text)
        begins = hits[zh.begins(text, hits)] if len(hits) <= _ROWS_AT_ONCE else hits[:0]
        parts = [self._coded(text), begins, hits]
        if any(each.isascii() and each.isalpha() for each in text):
            parts.append(self._run("name_en").find(text))
        together = np.concatenate(parts)
        firsts = np.unique(together, return_index=True)[1]
        return np.asarray(together[np.sort(firsts)])

    def _coded(self, text: str) -> Numbers:
        code = uscc.normalise(text)
        if not _LEAST_CODE <= len(code) <= uscc_array.LENGTH or not _CODE_SIGNS.issuperset(code):
            return np.empty(0, dtype=np.int64)
        codes, rows = self._codes()
        first = np.searchsorted(codes, code.encode())
        last = np.searchsorted(codes, (code + _LAST).encode())
        return np.sort(rows[first:last]).astype(np.int64)

    def _codes(self) -> tuple[NDArray[Any], NDArray[Any]]:
        with self._reading:
            if self._ordered is None:
                code, row = (self._content(name) for name in CODES)
                self._ordered = np.frombuffer(code, CODE_KIND), np.frombuffer(row, CODE_ROW_KIND)
            return self._ordered

    def _run(self, name: str) -> NameRun:
        with self._reading:
            if name not in self._names:
                self._names[name] = NameRun(self._content(name), self.columns.count)
            return self._names[name]

    def _content(self, name: str) -> bytes:
        query = select(vector.c.content).where(vector.c.name == name)
        with self._engine.connect() as connection:
            return connection.scalar(query) or b""

    def _rows(self, numbers: Numbers, reach: Reach, at: datetime, text: str) -> Iterator[Listed]:
        table = enterprise.c
        told = json.dumps(numbers.tolist())
        wanted = func.json_each(told).table_valued("value")
        query = select(enterprise).where(
            table.enterprise_no.in_(select(wanted.c.value)), within(reach, self._store, at)
        )
        with self._engine.connect() as connection:
            rows = {row.enterprise_no: row for row in connection.execute(query)}
        return (self._listed(rows[number], text) for number in numbers.tolist() if number in rows)

    def _listed(self, row: Row[Any], text: str) -> Listed:
        number = row.enterprise_no
        columns = self.columns
        claimed = columns.members("claimed", number, columns.definitions)
        proven = columns.members("proven", number, columns.definitions)
        days = [DAY_ZERO + timedelta(int(day)) for day in np.frombuffer(row.since, "<u2")]
        return Listed(
            uscc=row.uscc,
            name_zh=row.name_zh,
            name_en=row.name_en,
            city_code=row.city_code,
            region_code=row.region_code,
            industry_code=row.industry_code,
            size_class=row.size_class,
            is_above_scale=bool(row.is_above_scale),
            is_active=bool(row.is_active),
            clusters=tuple(columns.members("cluster", number, columns.clusters)),
            claimed_level=row.claimed_level,
            proven_level=row.proven_level,
            claimed=dict(zip(claimed, days, strict=False)),
            proven=dict(zip(proven, days[len(claimed) :], strict=False)),
            is_former=bool(text) and self._is_former(text, number, row.uscc),
        )

    def _is_former(self, text: str, number: int, code: str) -> bool:
        run = self._run("name_zh")
        hits = run.find(text)
        place = int(np.searchsorted(hits, number))
        is_hit = place < len(hits) and hits[place] == number
        return is_hit and run.is_former(text, number) and not code.startswith(uscc.normalise(text))


def _open(path: Path) -> sqlite3.Connection:
    # Nobody changes a shelf once it is in place, so that it needs no locks.
    address = f"file:{path}?mode=ro&immutable=1"
    # Not mapped into memory: a file that somebody cuts off would end the process.
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _kind(name: str) -> np.dtype[Any]:
    return VECTOR_KINDS.get(name, SET_KIND)
