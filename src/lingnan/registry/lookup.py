"""Ask the register: one enterprise, a search, a count, all of them.

Not for computing over many (see classify on the lake snapshot).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, or_, select

from lingnan.kernel import half_width
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
from lingnan.registry.store import (
    registry_enterprise,
    registry_entity,
    registry_membership,
    registry_name,
)
from lingnan.store import Store

_ROWS_A_BATCH: Final = 10_000
_CODE_LETTERS: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_LEAST_CODE: Final = 4
#: Sorts after every name and code that begins with what stands before it.
_LAST: Final = "\U0010ffff"


class Registry:
    """The register of one store."""

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def get(self, uscc: str) -> Enterprise | None:
        """Answer one enterprise by its code; None if it is not registered."""
        query = select(registry_enterprise).where(registry_enterprise.c.uscc == uscc)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _enterprise(row)

    def search(self, text: str, limit: int = 20) -> list[Enterprise]:
        """Answer enterprises by a fragment of a name, present or former, or the start of a code.

        Names that begin with the text come first, then those that contain it, then former names.
        Limits: a fragment that no name contains costs a walk over all names (0.1 s per million).
        """
        wanted = text.strip()
        if not wanted or limit < 1:
            return []
        table = registry_enterprise.c
        steps: list[tuple[Any, ColumnElement[bool], Any]] = []
        code = half_width(wanted).upper()
        if len(code) >= _LEAST_CODE and _CODE_LETTERS.issuperset(code):
            steps.append((table.uscc, table.uscc.between(code, code + _LAST), table.uscc))
        starts = table.name_zh.between(wanted, wanted + _LAST)
        steps.append((table.uscc, starts, table.name_zh))
        steps.append((table.uscc, self._contains(wanted), table.name_zh))
        former = registry_name.c
        is_former = former.until_date.isnot(None) & former.name_zh.contains(wanted, autoescape=True)
        steps.append((former.uscc, is_former, former.uscc))
        found: dict[str, None] = {}
        with self._database.read() as connection:
            for column, condition, order in steps:
                if len(found) >= limit:
                    break
                query = select(column).where(condition).order_by(order).limit(limit)
                found.update(dict.fromkeys(connection.scalars(query)))
            codes = list(found)[:limit]
            rows = connection.execute(select(registry_enterprise).where(table.uscc.in_(codes)))
            by_code = {row.uscc: _enterprise(row) for row in rows}
        return [by_code[code] for code in codes if code in by_code]

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

    def names(self, uscc: str) -> list[Name]:
        """Answer the names of an enterprise over time, the earliest first; empty if unknown."""
        enterprise = self.get(uscc)
        if enterprise is None:
            return []
        query = select(registry_name).where(registry_name.c.uscc == uscc)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(registry_name.c.from_date)).all()
        if rows:
            return [Name(r.name_zh, r.name_en, r.from_date, r.until_date) for r in rows]
        start = enterprise.founded_date or UNKNOWN_START
        return [Name(enterprise.name_zh, enterprise.name_en, start, None)]

    def memberships(self, uscc: str, *, as_of: date | None = None) -> list[Membership]:
        """Answer the registered memberships of an enterprise, on a day if one is given."""
        table = registry_membership.c
        query = select(registry_membership).where(table.uscc == uscc)
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

    def _contains(self, text: str) -> ColumnElement[bool]:
        table = registry_enterprise.c
        if not any(each.isascii() and each.isalpha() for each in text):
            if self._database.engine.dialect.name == "sqlite":
                return func.instr(table.name_zh, text) > 0
            return table.name_zh.contains(text, autoescape=True)
        # LIKE of SQLite disregards the case of ASCII letters by itself and uses the index.
        if self._database.engine.dialect.name == "sqlite":
            names = (
                table.name_zh.contains(text, autoescape=True),
                table.name_en.contains(text, autoescape=True),
            )
        else:
            names = (
                table.name_zh.icontains(text, autoescape=True),
                table.name_en.icontains(text, autoescape=True),
            )
        return or_(*names)


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
