"""Ask the register: one enterprise, a search, a count, all of them.

Not for computing over many (see classify on the lake snapshot).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from lingnan.kernel import uscc
from lingnan.registry import uscc_array
from lingnan.registry.model import (
    UNKNOWN_START,
    Enterprise,
    Entity,
    EntityKind,
    EntityType,
    GroupKind,
    Membership,
    Name,
    Ownership,
    Sector,
    Status,
)
from lingnan.registry.name_index import load_names
from lingnan.registry.store import (
    read_state,
    registry_enterprise,
    registry_entity,
    registry_membership,
    registry_name,
)
from lingnan.store import Store

_ROWS_A_BATCH: Final = 10_000
_CODE_LETTERS: Final = frozenset(uscc.ALPHABET)
_LEAST_CODE: Final = 4
#: Sorts after every name and code that begins with what stands before it.
_LAST: Final = "\U0010ffff"


class Registry:
    """The register of one store."""

    def __init__(self, store: Store) -> None:
        self._database = store.database
        self._lake = store.lake

    def get(self, code: str) -> Enterprise | None:
        """Answer one enterprise by its code; None if it is not registered."""
        query = select(registry_enterprise).where(registry_enterprise.c.uscc == code)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _enterprise(row)

    def search(self, text: str, limit: int = 20) -> list[Enterprise]:
        """Answer enterprises by a fragment of a name, present or former, or the start of a code.

        Names that begin with the text come first, then those that contain it, then former names.
        Limits: the first search after a change reads the names of the snapshot (0.3 s a million),
            later ones find them in memory; `prepare_search` reads them beforehand.
        """
        wanted = text.strip()
        if not wanted or limit < 1 or "\0" in wanted:
            return []
        whole = self.get(uscc.normalise(wanted)) if len(wanted) == uscc_array.LENGTH else None
        if whole is not None:
            return [whole]
        table = registry_enterprise.c
        steps: list[tuple[Any, ColumnElement[bool] | None, Any]] = []
        code = uscc.normalise(wanted)
        if len(code) >= _LEAST_CODE and _CODE_LETTERS.issuperset(code):
            steps.append((table.uscc, _begins(table.uscc, code), table.uscc))
        steps.append((table.uscc, _begins(table.name_zh, wanted), table.name_zh))
        steps.append((table.uscc, None, table.name_zh))
        former = registry_name.c
        is_former = former.until_date.isnot(None) & former.name_zh.icontains(
            wanted, autoescape=True
        )
        steps.append((former.uscc, is_former, former.uscc))
        found: dict[str, None] = {}
        with self._database.read() as connection:
            for column, condition, order in steps:
                if len(found) >= limit:
                    break
                where = condition
                if where is None:
                    where = self._contains(connection, wanted, limit)
                query = select(column).where(where).order_by(order).limit(limit)
                found.update(dict.fromkeys(connection.scalars(query)))
            codes = list(found)[:limit]
            rows = connection.execute(select(registry_enterprise).where(table.uscc.in_(codes)))
            by_code = {row.uscc: _enterprise(row) for row in rows}
        return [by_code[code] for code in codes if code in by_code]

    def prepare_search(self) -> None:
        """Read the names into memory, so that the first search is as fast as the others."""
        with self._database.read() as connection:
            self._contains(connection, _LAST, 1)

    def count(self) -> int:
        """Answer how many enterprises are registered."""
        with self._database.read() as connection:
            query = select(func.count()).select_from(registry_enterprise)
            return int(connection.scalar(query) or 0)

    def iter(self) -> Iterator[Enterprise]:
        """Answer every enterprise in the order of codes, a batch in memory at a time."""
        table = registry_enterprise.c
        last = ""
        while True:
            query = select(registry_enterprise).where(table.uscc > last)
            with self._database.read() as connection:
                rows = connection.execute(query.order_by(table.uscc).limit(_ROWS_A_BATCH)).all()
            yield from map(_enterprise, rows)
            if len(rows) < _ROWS_A_BATCH:
                return
            last = rows[-1].uscc

    def sectors(self) -> list[Sector]:
        """Answer how many enterprises each division of the industry classification has."""
        division = func.substr(registry_enterprise.c.industry_code, 2, 2)
        query = select(division, func.count()).group_by(division).order_by(division)
        with self._database.read() as connection:
            return [Sector(code, count) for code, count in connection.execute(query)]

    def names(self, code: str) -> list[Name]:
        """Answer the names of an enterprise over time, the earliest first; empty if unknown."""
        enterprise = self.get(code)
        if enterprise is None:
            return []
        query = select(registry_name).where(registry_name.c.uscc == code)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(registry_name.c.from_date)).all()
        if rows:
            return [Name(r.name_zh, r.name_en, r.from_date, r.until_date) for r in rows]
        start = enterprise.founded_date or UNKNOWN_START
        return [Name(enterprise.name_zh, enterprise.name_en, start, None)]

    def memberships(self, code: str, *, as_of: date | None = None) -> list[Membership]:
        """Answer the registered memberships of an enterprise, on a day if one is given."""
        table = registry_membership.c
        query = select(registry_membership).where(table.uscc == code)
        if as_of is not None:
            is_open = or_(table.until_date.is_(None), table.until_date > as_of)
            query = query.where(table.from_date <= as_of, is_open)
        order = (table.group_kind, table.group_id, table.from_date)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(*order)).all()
        return [
            Membership(
                r.uscc, GroupKind(r.group_kind), r.group_id, r.role, r.from_date, r.until_date
            )
            for r in rows
        ]

    def entities(self, kind: EntityKind | None = None) -> list[Entity]:
        """Answer the registered parks, chains, providers, platforms, nodes and banks."""
        table = registry_entity.c
        query = select(registry_entity).order_by(table.kind, table.entity_code)
        if kind is not None:
            query = query.where(table.kind == str(kind))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Entity(EntityKind(row.kind), *row[1:]) for row in rows]

    def entity(self, kind: EntityKind, code: str) -> Entity | None:
        """Answer one registered park, chain, provider … by its code; None if there is none."""
        table = registry_entity.c
        query = select(registry_entity).where(table.kind == str(kind), table.entity_code == code)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else Entity(EntityKind(row.kind), *row[1:])

    def _contains(self, connection: Connection, text: str, limit: int) -> ColumnElement[bool]:
        """Answer the condition under which names contain a text.

        Looks it up in the names of the snapshot; while that is behind, the database walks them all.
        """
        table = registry_enterprise.c
        changed, published = read_state(connection, registry_enterprise)
        if changed and changed == published:
            zh, en = load_names(self._lake.root, published).find(text, limit)
            return (
                or_(table.name_zh.in_(zh), table.name_en.in_(en)) if en else table.name_zh.in_(zh)
            )
        return or_(
            table.name_zh.icontains(text, autoescape=True),
            table.name_en.icontains(text, autoescape=True),
        )


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    # Not BETWEEN: PostgreSQL's grammar refuses there the collation that SQLAlchemy writes.
    return (column >= text) & (column <= text + _LAST)


def _enterprise(row: Row[Any]) -> Enterprise:
    others = row.other_industry_codes
    return Enterprise(
        uscc=row.uscc,
        name_zh=row.name_zh,
        name_en=row.name_en,
        region_code=row.region_code,
        city_code=row.city_code,
        industry_code=row.industry_code,
        other_industry_codes=tuple(others.split(";")) if others else (),
        employees_count=row.employees_count,
        revenue_cny=row.revenue_cny,
        founded_date=row.founded_date,
        status=Status(row.status),
        closed_date=row.closed_date,
        merged_into_uscc=row.merged_into_uscc,
        ownership=None if row.ownership is None else Ownership(row.ownership),
        entity_type=EntityType(row.entity_type),
        above_scale_from=row.above_scale_from,
        above_scale_until=row.above_scale_until,
        is_synthetic=row.is_synthetic,
    )
