"""Bring parks, chains, providers, platforms, identifier nodes and banks into the register.

These are few (thousands, not millions), so rows are plain tuples here. Not for enterprises.
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

from lingnan.kernel import ImportCounts, half_width, region
from lingnan.packs import Pack
from lingnan.registry import rules
from lingnan.registry.cell import decode_distinct, text_column
from lingnan.registry.code_check import check_uscc
from lingnan.registry.day_check import check_day, check_order
from lingnan.registry.draft import Draft
from lingnan.registry.model import EntityKind
from lingnan.registry.place import Places
from lingnan.registry.store import registry_entity
from lingnan.registry.vocabulary import ENTITY_KIND, allowed, read_word

NAMES: Final = tuple(each.name for each in registry_entity.columns)
_STRING: Final = pa.string()
_JOINT: Final = "\t"


def import_entities(
    connection: Connection,
    draft: Draft,
    pack: Pack,
    *,
    kind: EntityKind | None,
    today: date,
    is_synthetic: bool,
) -> ImportCounts:
    """Check the rows of a file of entities and write them in the caller's transaction.

    With `kind` every row is of that kind; without it the file says so row by row. A cell that is
    empty leaves what the register knows.
    """
    check_entities(draft, pack, kind, today)
    draft.columns["is_synthetic"] = pa.repeat(is_synthetic, draft.rows_count)
    known = {
        (row.kind, row.entity_code): tuple(row)
        for row in connection.execute(select(registry_entity))
    }
    sorting = _Sorting(known)
    rows = pa.table({name: draft.columns[name] for name in NAMES}).to_pylist()
    for place in np.flatnonzero(~draft.is_rejected).tolist():
        sorting.take(place, tuple(rows[place].values()))
    sorting.report(draft)
    if sorting.added:
        connection.execute(
            registry_entity.insert(), [dict(zip(NAMES, r, strict=True)) for r in sorting.added]
        )
    for row in sorting.changed:
        connection.execute(
            registry_entity.update()
            .where(registry_entity.c.kind == row[0], registry_entity.c.entity_code == row[1])
            .values(dict(zip(NAMES, row, strict=True)))
        )
    return ImportCounts(
        added=len(sorting.added),
        changed=len(sorting.changed),
        unchanged=sorting.unchanged_count,
        rejected=int(draft.is_rejected.sum()) + draft.sheet.rejected_count,
    )


@dataclass(slots=True)
class _Sorting:
    """Sorts rows into added, changed and unchanged; the first row of a code wins."""

    known: Mapping[tuple[str, str], tuple[Any, ...]]
    added: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    unchanged_count: int = 0
    _seen: dict[tuple[str, str], tuple[int, tuple[Any, ...]]] = field(default_factory=dict)
    _same: dict[int, int] = field(default_factory=dict)
    _other: dict[str, dict[int, int]] = field(default_factory=dict)

    def take(self, place: int, row: tuple[Any, ...]) -> None:
        """Decide what becomes of one valid row."""
        key = (row[0], row[1])
        if key in self._seen:
            first_place, first = self._seen[key]
            differing = [name for name, a, b in zip(NAMES, first, row, strict=True) if a != b]
            told = self._other.setdefault(differing[0], {}) if differing else self._same
            told[place] = first_place
            self.unchanged_count += not differing
            return
        self._seen[key] = (place, row)
        before = self.known.get(key)
        if before is None:
            self.added.append(row)
            return
        after = tuple(old if said is None else said for said, old in zip(row, before, strict=True))
        if after == before:
            self.unchanged_count += 1
        else:
            self.changed.append(after)

    def report(self, draft: Draft) -> None:
        """Report the repeated rows."""
        rows = draft.sheet.table["row"]

        def tell(firsts: Mapping[int, int], place: int) -> dict[str, object]:
            return {"first_row": rows[firsts[place]].as_py()}

        for name, firsts in self._other.items():
            places = np.array(list(firsts), dtype=np.int64)
            draft.report(rules.DUPLICATE_OTHER, places, name, more=partial(tell, firsts))
        places = np.array(list(self._same), dtype=np.int64)
        draft.report(rules.DUPLICATE_SAME, places, "entity_code", more=partial(tell, self._same))


def check_entities(draft: Draft, pack: Pack, kind: EntityKind | None, today: date) -> None:
    """Decode every column of the draft; report what keeps a row out."""
    columns = draft.columns
    columns["kind"] = _kinds(draft, kind)
    for name in ("entity_code", "name_zh"):
        columns[name] = text_column(draft.cells(name))
        draft.report(rules.VALUE_MISSING, np.asarray(pc.is_null(columns[name])), name)
    columns["subject_code"] = pc.binary_join_element_wise(
        columns["kind"], columns["entity_code"], ":"
    )
    columns["name_en"] = text_column(draft.cells("name_en"))
    columns["class_code"] = _classes(draft, pack)
    columns["operator_uscc"] = check_uscc(draft, "operator_uscc", is_required=False)
    places = Places(pack)
    city = decode_distinct(draft.cells("city"), partial(_city, places=places), _STRING)
    told = {"example": places.example}
    draft.report(rules.REGION_UNKNOWN, city.is_bad, "city", more=lambda _: told)
    columns["city_code"] = city.values
    check_day(draft, "from_date", today=today)
    check_day(draft, "until_date", today=None)
    check_order(draft, "from_date", "until_date")


def _kinds(draft: Draft, kind: EntityKind | None) -> pa.Array:
    if kind is not None:
        return pa.repeat(str(kind), draft.rows_count)
    decoded = decode_distinct(draft.cells("kind"), partial(read_word, words=ENTITY_KIND), _STRING)
    told = {"allowed": allowed(ENTITY_KIND)}
    draft.report(rules.WORD_UNKNOWN, decoded.is_bad, "kind", more=lambda _: told)
    is_missing = np.asarray(pc.is_null(decoded.values)) & ~decoded.is_bad
    draft.report(rules.VALUE_MISSING, is_missing, "kind")
    return decoded.values


def _classes(draft: Draft, pack: Pack) -> pa.Array:
    """Decode classes by the pack's list for the kind; a kind without a list takes any word."""
    listed: dict[str, dict[str, str]] = {}
    for each in pack.entity_classes:
        words = listed.setdefault(str(each.entity_kind), {})
        for word in (each.code, each.name.zh, each.name.en):
            words[half_width(word).casefold()] = each.code

    def read(joint: str) -> str:
        kind, _, word = joint.partition(_JOINT)
        return read_word(word, listed[kind]) if kind in listed else word

    joint = pc.binary_join_element_wise(
        draft.columns["kind"], text_column(draft.cells("class_code")), _JOINT
    )
    decoded = decode_distinct(joint, read, _STRING)
    kinds = draft.columns["kind"]
    draft.report(
        rules.WORD_UNKNOWN,
        decoded.is_bad,
        "class_code",
        more=lambda place: {"allowed": allowed(listed[kinds[place].as_py()])},
    )
    return decoded.values


def _city(typed: str, places: Places) -> str:
    """Read a city of the pack, or by code one elsewhere: a provider may sit in another province."""
    code = region.normalise(typed)
    if region.problem(code) is None:
        city = region.Region(code).city_code
        if city is not None:
            return city
    found = places.city_code(places.resolve(typed))
    if found is None:
        raise ValueError(f"{typed!r} is no city")
    return found
