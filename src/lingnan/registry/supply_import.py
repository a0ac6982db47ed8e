"""Bring a supply network in: which enterprise of a chain supplies which other with what.

Not for single cells (see supply_check), nor for orders and deliveries one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, select

from lingnan.kernel import ImportCounts
from lingnan.registry import rules, supply_rule
from lingnan.registry.draft import Draft, Places
from lingnan.registry.store import registry_supply
from lingnan.registry.supply_check import check_supplies

_KEYS_A_QUERY: Final = 5_000
_FEN: Final = Decimal("0.01")
_KEY: Final = ("chain_id", "supplier_uscc", "buyer_uscc", "item")
_SAID: Final = ("spend_cny", "orders_count", "quality_data_share", "until_date")

#: Chain, supplier, buyer, item.
Key = tuple[str, str, str, str]
#: Spend, orders, share with quality data, end.
Said = tuple[Decimal, int | None, Decimal | None, date | None]
Periods = dict[date, Said]


def import_supplies(connection: Connection, draft: Draft) -> ImportCounts:
    """Check the rows of a supply network and write them in the caller's transaction.

    A row with the start of a period that is registered changes its figures and end; an empty cell
    leaves them. Periods of one supplier, buyer and item in one chain never overlap.
    """
    check_supplies(connection, draft)
    good = np.flatnonzero(~draft.is_rejected)
    rows = pa.table({name: draft.columns[name] for name in (*_KEY, "from_date", *_SAID)})
    rows = rows.take(pa.array(good))
    sorting = _Sorting(_known(connection, rows["supplier_uscc"]))
    cells = [rows[name].to_pylist() for name in rows.column_names]
    for place, *key, start, spend, orders, share, until in sorted(
        zip(good.tolist(), *cells, strict=True), key=lambda row: (row[5], row[0])
    ):
        said = (Decimal(repr(spend)).quantize(_FEN), orders, share, until)
        sorting.take(place, (key[0], key[1], key[2], key[3]), start, said)
    sorting.report(draft)
    _write(connection, sorting)
    return ImportCounts(
        added=len(sorting.added),
        changed=len(sorting.changed),
        unchanged=sorting.unchanged_count,
        rejected=int(draft.is_rejected.sum()) + draft.sheet.rejected_count,
    )


@dataclass(slots=True)
class _Sorting:
    """Sorts rows, taken in the order of their starts, into added, changed and unchanged."""

    periods: dict[Key, Periods]
    added: set[tuple[Key, date]] = field(default_factory=set)
    changed: set[tuple[Key, date]] = field(default_factory=set)
    unchanged_count: int = 0
    _seen: dict[tuple[Key, date], tuple[int, Said]] = field(default_factory=dict)
    _same: dict[int, int] = field(default_factory=dict)
    _other: dict[str, dict[int, int]] = field(default_factory=dict)
    _overlaps: dict[int, date] = field(default_factory=dict)

    def take(self, place: int, key: Key, start: date, said: Said) -> None:
        """Decide what becomes of one valid row."""
        if (key, start) in self._seen:
            first_place, first = self._seen[key, start]
            differing = [n for n, a, b in zip(_SAID, first, said, strict=True) if a != b]
            told = self._other.setdefault(differing[0], {}) if differing else self._same
            told[place] = first_place
            self.unchanged_count += not differing
            return
        self._seen[key, start] = (place, said)
        periods = self.periods.setdefault(key, {})
        before = periods.get(start)
        after = said if before is None else _merged(said, before)
        if after == before:
            self.unchanged_count += 1
            return
        other = _overlapping(periods, start, after[-1])
        if other is not None:
            self._overlaps[place] = other
            return
        periods[start] = after
        (self.added if before is None else self.changed).add((key, start))

    def report(self, draft: Draft) -> None:
        """Report repeated and overlapping rows."""
        rows = draft.sheet.table["row"]

        def tell(firsts: Mapping[int, int], place: int) -> dict[str, object]:
            return {"first_row": rows[firsts[place]].as_py()}

        same, overlaps = self._same, self._overlaps
        draft.report(rules.DUPLICATE_SAME, _places(same), "item", more=partial(tell, same))
        for name, firsts in self._other.items():
            draft.report(rules.DUPLICATE_OTHER, _places(firsts), name, more=partial(tell, firsts))
        draft.report(
            supply_rule.SUPPLY_OVERLAPS,
            _places(overlaps),
            "item",
            more=lambda place: {"other": overlaps[place]},
        )


def _merged(said: Said, before: Said) -> Said:
    spend, orders, share, until = said
    return (
        spend,
        before[1] if orders is None else orders,
        before[2] if share is None else share,
        before[3] if until is None else until,
    )


def _overlapping(periods: Periods, start: date, until: date | None) -> date | None:
    for other_start, said in periods.items():
        if other_start == start:
            continue
        if (said[-1] is None or start < said[-1]) and (until is None or other_start < until):
            return other_start
    return None


def _places(found: Mapping[int, object]) -> Places:
    return np.array(sorted(found), dtype=np.int64)


def _known(connection: Connection, suppliers: pa.ChunkedArray) -> dict[Key, Periods]:
    wanted = suppliers.unique().to_pylist()
    table = registry_supply
    known: dict[Key, Periods] = {}
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        query = select(table).where(
            table.c.supplier_uscc.in_(wanted[start : start + _KEYS_A_QUERY])
        )
        for row in connection.execute(query):
            key = (row.chain_id, row.supplier_uscc, row.buyer_uscc, row.item)
            said = (row.spend_cny, row.orders_count, row.quality_data_share, row.until_date)
            known.setdefault(key, {})[row.from_date] = said
    return known


def _write(connection: Connection, sorting: _Sorting) -> None:
    def values(key: Key, start: date) -> dict[str, Any]:
        said = sorting.periods[key][start]
        return dict(zip((*_KEY, "from_date", *_SAID), (*key, start, *said), strict=True))

    table = registry_supply
    if sorting.added:
        connection.execute(table.insert(), [values(*each) for each in sorted(sorting.added)])
    for key, start in sorted(sorting.changed):
        row = values(key, start)
        same = [column == row[column.name] for column in table.primary_key.columns]
        said = {name: row[name] for name in _SAID}
        connection.execute(table.update().where(*same).values(said))
