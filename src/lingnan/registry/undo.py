"""Set an import of the register back: rows that nobody changed since stand again as before.

A row that it added is removed only when nothing in the store speaks of it. Not for evidence
(evidence.withdraw_batch).
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, Table, and_, select

from lingnan.registry import image
from lingnan.registry.image import Image
from lingnan.registry.kept import Kept, all_rows, images_of, key_of, names_table
from lingnan.registry.model import EntityKind
from lingnan.registry.rename import names_of
from lingnan.registry.snapshot import publish_snapshot
from lingnan.registry.store import (
    SNAPSHOTS,
    note_change,
    registry_enterprise,
    registry_entity,
    registry_membership,
    registry_name,
    registry_supply,
)
from lingnan.store import Store
from lingnan.store.audit import record_deed

_LOCK: Final = "registry"
_KEYS_A_QUERY: Final = 5_000
#: Answers which of these subjects are spoken of outside the register.
Spoken = Callable[[Sequence[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the rows of an import that was set back.

    Attributes:
        set_back: stand as before. removed: were added and are gone.
        changed_since: somebody changed them; left. spoken_of: added, but something rests on them.
    """

    set_back: int = 0
    removed: int = 0
    changed_since: int = 0
    spoken_of: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def undo_import(
    store: Store, kept: Kept, *, at: datetime, actor: str, reason: str, spoken: Spoken
) -> Undone:
    """Set the rows of an import back where nobody changed them since; in one transaction.

    Raises: StoreWriteFailed, StoreBusy: nothing was changed. SnapshotFailed.
    """
    table = next(each for each in SNAPSHOTS if each.name == kept.table)
    with store.lock(_LOCK):
        with store.database.begin() as connection:
            done = _set_back(connection, table, kept, spoken)
            if done.set_back or done.removed:
                note_change(connection, table)
            detail = json.dumps({**done.as_dict(), "reason": reason}, ensure_ascii=False)
            record_deed(
                connection,
                at=at,
                actor=actor,
                action="imports:undo",
                thing=table.name,
                detail=detail,
            )
        publish_snapshot(store)
    return done


def _set_back(connection: Connection, table: Table, kept: Kept, spoken: Spoken) -> Undone:
    key = key_of(table)
    before = {key(row): row for row in images_of(kept.before, table)}
    after = images_of(kept.after, table)
    now = _present(connection, table, after)
    same = [row for row in after if now.get(key(row)) == row]
    old = [before[key(row)] for row in same if key(row) in before]
    added = [row for row in same if key(row) not in before]
    referred = _referred(connection, table, added, spoken)
    gone = [row for row in added if key(row) not in referred]
    _write_over(connection, table, old)
    _delete(connection, table, gone)
    _names_back(connection, kept, {str(row[0]) for row in old})
    return Undone(
        set_back=len(old),
        removed=len(gone),
        changed_since=len(after) - len(same),
        spoken_of=len(added) - len(gone),
    )


def _present(
    connection: Connection, table: Table, rows: Sequence[Image]
) -> dict[tuple[Any, ...], Image]:
    if table is not registry_enterprise:
        return all_rows(connection, table)
    found: dict[tuple[Any, ...], Image] = {}
    for start in range(0, len(rows), _KEYS_A_QUERY):
        codes = [row[0] for row in rows[start : start + _KEYS_A_QUERY]]
        known = image.fetch(connection, table, codes)
        found |= {(code,): tuple(row) for code, row in known.items()}
    return found


def _write_over(connection: Connection, table: Table, rows: Sequence[Image]) -> None:
    if table is registry_enterprise:
        names = [each.name for each in table.columns][1:]
        image.change(connection, table, names, rows)
        return
    _delete(connection, table, rows)
    image.put(connection, table, image.arrow_rows(rows, table))


def _delete(connection: Connection, table: Table, rows: Sequence[Image]) -> None:
    cells = image.arrow_rows(rows, table).to_pylist()
    columns = list(table.primary_key.columns)
    for row in cells:
        same = [column == row[column.name] for column in columns]
        connection.execute(table.delete().where(*same))


def _names_back(connection: Connection, kept: Kept, codes: Collection[str]) -> None:
    """Set names of who was renamed back, where their list stands as the import left it."""
    renamed = sorted({*kept.names_after["uscc"].to_pylist()} & {*codes})
    present = _by_code(names_table(names_of(connection, renamed)))
    left, earlier = _by_code(kept.names_after), _by_code(kept.names_before)
    for code in renamed:
        if present.get(code) != left[code]:
            continue
        connection.execute(registry_name.delete().where(registry_name.c.uscc == code))
        if code in earlier:
            connection.execute(registry_name.insert(), earlier[code])


def _by_code(names: pa.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in names.to_pylist():
        found.setdefault(row["uscc"], []).append(row)
    return found


def _referred(
    connection: Connection, table: Table, rows: Sequence[Image], spoken: Spoken
) -> set[tuple[Any, ...]]:
    """Which of some added rows something else in the store speaks of."""
    if table is registry_enterprise:
        codes = [str(row[0]) for row in rows]
        found = set(spoken(codes))
        for start in range(0, len(codes), _KEYS_A_QUERY):
            found |= _naming(connection, codes[start : start + _KEYS_A_QUERY])
        return {(code,) for code in codes if code in found}
    if table is registry_entity:
        subjects = {f"{row[0]}:{row[1]}": (row[0], row[1]) for row in rows}
        told = {subjects[each] for each in spoken(list(subjects))}
        return told | _grouping(connection, [(row[0], row[1]) for row in rows])
    return set()


def _naming(connection: Connection, codes: Sequence[str]) -> set[str]:
    """Enterprises that memberships, supplies, entities or mergers name."""
    columns = (
        registry_membership.c.uscc,
        registry_supply.c.supplier_uscc,
        registry_supply.c.buyer_uscc,
        registry_entity.c.operator_uscc,
        registry_enterprise.c.merged_into_uscc,
    )
    found: set[str] = set()
    for column in columns:
        query = select(column).where(column.in_(codes)).distinct()
        found |= {str(code) for code in connection.scalars(query)}
    return found


def _grouping(connection: Connection, keys: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Parks and chains that have members or supplies."""
    found: set[tuple[Any, ...]] = set()
    member, supply = registry_membership.c, registry_supply.c
    for kind, code in keys:
        is_member = and_(member.group_kind == kind, member.group_id == code)
        tests = [select(member.uscc).where(is_member).limit(1)]
        if kind == EntityKind.CHAIN:
            tests.append(select(supply.chain_id).where(supply.chain_id == code).limit(1))
        if any(connection.scalar(test) is not None for test in tests):
            found.add((kind, code))
    return found
