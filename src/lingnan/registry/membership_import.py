"""Bring memberships in: which enterprise belongs to which park, chain or cluster, and when.

Not for clusters by industry (see cluster): a membership here is one that somebody registered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from lingnan.kernel import ImportCounts, half_width
from lingnan.packs import Pack
from lingnan.registry import rules
from lingnan.registry.cell import decode_distinct, text_column
from lingnan.registry.code_check import check_uscc
from lingnan.registry.day_check import check_day, check_order
from lingnan.registry.draft import Draft, Places
from lingnan.registry.merger import known_codes
from lingnan.registry.model import GroupKind
from lingnan.registry.store import registry_entity, registry_membership
from lingnan.registry.vocabulary import GROUP_KIND, allowed, read_word

_STRING: Final = pa.string()
_JOINT: Final = "\t"
_KEYS_A_QUERY: Final = 5_000

Key = tuple[str, str, str]
#: Start of each period of one membership, to its role and end.
Periods = dict[date, tuple[str | None, date | None]]


def import_memberships(connection: Connection, draft: Draft, pack: Pack) -> ImportCounts:
    """Check the rows of a file of memberships and write them in the caller's transaction.

    A row with the start of a period that is registered changes its role and end; an empty cell
    leaves them. Periods of one enterprise in one group never overlap.
    """
    check_memberships(connection, draft, pack)
    good = np.flatnonzero(~draft.is_rejected)
    known = _known(connection, draft.columns["uscc"].take(pa.array(good)))
    sorting = _Sorting(known)
    names = ("uscc", "group_kind", "group_id", "from_date", "role", "until_date")
    rows = pa.table({name: draft.columns[name] for name in names}).take(pa.array(good))
    cells = [rows[name].to_pylist() for name in names]
    for place, uscc, kind, group, start, role, until in sorted(
        zip(good.tolist(), *cells, strict=True), key=lambda row: (row[4], row[0])
    ):
        sorting.take(place, (uscc, kind, group), start, role, until)
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
    _seen: dict[tuple[Key, date], tuple[int, tuple[str | None, date | None]]] = field(
        default_factory=dict
    )
    _same: dict[int, int] = field(default_factory=dict)
    _other: dict[int, int] = field(default_factory=dict)
    _overlaps: dict[int, date] = field(default_factory=dict)

    def take(self, place: int, key: Key, start: date, role: str | None, until: date | None) -> None:
        """Decide what becomes of one valid row."""
        said = (role, until)
        if (key, start) in self._seen:
            first_place, first = self._seen[key, start]
            (self._same if said == first else self._other)[place] = first_place
            self.unchanged_count += said == first
            return
        self._seen[key, start] = (place, said)
        periods = self.periods.setdefault(key, {})
        before = periods.get(start)
        after = said if before is None else (role or before[0], until or before[1])
        if after == before:
            self.unchanged_count += 1
            return
        other = _overlapping(periods, start, after[1])
        if other is not None:
            self._overlaps[place] = other
            return
        periods[start] = after
        (self.added if before is None else self.changed).add((key, start))

    def report(self, draft: Draft) -> None:
        """Report repeated and overlapping rows."""
        rows = draft.sheet.table["row"]

        def first_row(firsts: Mapping[int, int], place: int) -> dict[str, object]:
            return {"first_row": rows[firsts[place]].as_py()}

        same, other = self._same, self._other
        draft.report(rules.DUPLICATE_SAME, _places(same), "group_id", more=partial(first_row, same))
        draft.report(
            rules.DUPLICATE_OTHER, _places(other), "until_date", more=partial(first_row, other)
        )
        draft.report(
            rules.PERIOD_OVERLAPS,
            _places(self._overlaps),
            "group_id",
            more=lambda place: {"other": self._overlaps[place]},
        )


def _overlapping(periods: Periods, start: date, until: date | None) -> date | None:
    for other_start, (_, other_until) in periods.items():
        if other_start == start:
            continue
        if (other_until is None or start < other_until) and (until is None or other_start < until):
            return other_start
    return None


def _places(found: Mapping[int, object]) -> Places:
    return np.array(sorted(found), dtype=np.int64)


def check_memberships(connection: Connection, draft: Draft, pack: Pack) -> None:
    """Decode every column of the draft; report what keeps a row out."""
    columns = draft.columns
    columns["uscc"] = check_uscc(draft, "uscc")
    known = pa.array(known_codes(connection, columns["uscc"]), _STRING)
    is_unknown = ~np.asarray(pc.is_in(columns["uscc"], known)) & ~draft.is_rejected
    draft.report(rules.ENTERPRISE_UNKNOWN, is_unknown, "uscc", values=columns["uscc"])
    kind = decode_distinct(draft.cells("group_kind"), partial(read_word, words=GROUP_KIND), _STRING)
    told = {"allowed": allowed(GROUP_KIND)}
    draft.report(rules.WORD_UNKNOWN, kind.is_bad, "group_kind", more=lambda _: told)
    _check_missing(draft, "group_kind", kind.values, kind.is_bad)
    columns["group_kind"] = kind.values
    _check_group(connection, draft, pack)
    columns["role"] = text_column(draft.cells("role"))
    check_day(draft, "from_date", today=None)
    _check_missing(draft, "from_date", columns["from_date"], draft.is_rejected)
    check_day(draft, "until_date", today=None)
    check_order(draft, "from_date", "until_date")


def _check_missing(draft: Draft, name: str, values: pa.Array, is_told: Any) -> None:
    draft.report(rules.VALUE_MISSING, np.asarray(pc.is_null(values)) & ~is_told, name)


def _check_group(connection: Connection, draft: Draft, pack: Pack) -> None:
    groups = {
        _group_key(str(GroupKind.CLUSTER), word): each.id
        for each in pack.clusters
        for word in (each.id, each.name.zh, each.name.en)
    }
    entity = registry_entity.c
    query = select(entity.kind, entity.entity_code, entity.name_zh, entity.name_en)
    for kind, code, *names in connection.execute(query):
        for word in (code, *names):
            if word:
                groups.setdefault(_group_key(kind, word), code)

    def read(joint: str) -> str:
        kind, _, word = joint.partition(_JOINT)
        return read_word(_group_key(kind, word), groups)

    kinds = draft.columns["group_kind"]
    typed = text_column(draft.cells("group_id"))
    _check_missing(draft, "group_id", typed, draft.is_rejected)
    found = decode_distinct(pc.binary_join_element_wise(kinds, typed, _JOINT), read, _STRING)
    draft.report(
        rules.GROUP_UNKNOWN,
        found.is_bad,
        "group_id",
        more=lambda place: {"kind": kinds[place].as_py()},
    )
    draft.columns["group_id"] = found.values


def _group_key(kind: str, word: str) -> str:
    return f"{kind}{_JOINT}{half_width(word).casefold()}"


def _known(connection: Connection, codes: pa.Array) -> dict[Key, Periods]:
    wanted = pc.unique(codes).to_pylist()
    table = registry_membership
    known: dict[Key, Periods] = {}
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        query = select(table).where(table.c.uscc.in_(wanted[start : start + _KEYS_A_QUERY]))
        for row in connection.execute(query):
            key = (row.uscc, row.group_kind, row.group_id)
            known.setdefault(key, {})[row.from_date] = (row.role, row.until_date)
    return known


def _write(connection: Connection, sorting: _Sorting) -> None:
    def values(key: Key, start: date) -> dict[str, Any]:
        role, until = sorting.periods[key][start]
        names = ("uscc", "group_kind", "group_id", "from_date", "role", "until_date")
        return dict(zip(names, (*key, start, role, until), strict=True))

    table = registry_membership
    if sorting.added:
        connection.execute(table.insert(), [values(*each) for each in sorted(sorting.added)])
    for key, start in sorted(sorting.changed):
        row = values(key, start)
        same = [column == row[column.name] for column in table.primary_key.columns]
        connection.execute(
            table.update().where(*same).values(role=row["role"], until_date=row["until_date"])
        )
