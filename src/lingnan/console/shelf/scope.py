"""Which enterprises of a shelf a reader may see: the rule of `access` put to the shelf's rows.

Not for the rule itself (access.condition). Members of parks and chains and consents are those of
the day, read from the register, so that what is withdrawn is gone at once.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, or_, select

from lingnan.access import Reach, Scope, ScopeKind
from lingnan.access.consent import consents_to
from lingnan.access.visible import Places, condition
from lingnan.console.shelf.choice import Mask
from lingnan.console.shelf.layout import city, enterprise
from lingnan.registry.store import registry_membership
from lingnan.store import Store

REGIONAL = frozenset({ScopeKind.EVERYTHING, ScopeKind.PROVINCE, ScopeKind.CITY})
_GROUPS = {ScopeKind.PARK: "park", ScopeKind.CHAIN: "chain"}


def within(found: Reach, store: Store, at: datetime) -> ColumnElement[bool]:
    """Answer the condition that an enterprise of the shelf lies within a reach."""
    return condition(found, _places(store, at))


def mask_within(
    found: Reach, store: Store, at: datetime, connection: Connection, cities: Any
) -> Mask | None:
    """Answer which enterprises lie within a reach; null for all of them.

    Shapes: cities: (enterprises,), the number of each one's city.
    """
    scopes = [*found.scopes] if found.narrow is None else [*found.scopes, found.narrow]
    if all(scope.kind in REGIONAL for scope in scopes):
        # The same rule over a row a city instead of a row an enterprise.
        rule = condition(found, {ScopeKind.CITY: city.c.city_code})
        allowed = connection.scalars(select(city.c.city_no).where(rule)).all()
        count = connection.scalar(select(func.count()).select_from(city))
        if len(allowed) == count:
            return None
        table = np.zeros(int(count or 0), dtype=np.bool_)
        table[list(allowed)] = True
        return np.asarray(table[cities])
    numbers = connection.scalars(
        select(enterprise.c.enterprise_no).where(within(found, store, at))
    ).all()
    mask = np.zeros(len(cities), dtype=np.bool_)
    mask[list(numbers)] = True
    return mask


def _places(store: Store, at: datetime) -> Places:
    return {
        ScopeKind.CITY: enterprise.c.city_code,
        ScopeKind.ENTERPRISE: enterprise.c.uscc,
        **{kind: _members(store, at, group) for kind, group in _GROUPS.items()},
        **{kind: _consenting(store, at, kind) for kind in (ScopeKind.PROVIDER, ScopeKind.BANK)},
    }


def _members(
    store: Store, at: datetime, group: str
) -> Callable[[Collection[str]], ColumnElement[bool]]:
    def place(keys: Collection[str]) -> ColumnElement[bool]:
        table, day = registry_membership.c, at.date()
        query = select(table.uscc).where(
            table.group_kind == group,
            table.group_id.in_(sorted(keys)),
            table.from_date <= day,
            or_(table.until_date.is_(None), table.until_date > day),
        )
        with store.database.read() as connection:
            return _any_of(connection.scalars(query.distinct()).all())

    return place


def _consenting(
    store: Store, at: datetime, kind: ScopeKind
) -> Callable[[Collection[str]], ColumnElement[bool]]:
    def place(keys: Collection[str]) -> ColumnElement[bool]:
        held = [consents_to(store.database, Scope(kind, key), at=at) for key in sorted(keys)]
        return _any_of(sorted({each.uscc for found in held for each in found}))

    return place


def _any_of(codes: Collection[str]) -> ColumnElement[bool]:
    # One value however many codes there are: SQLite bounds the number of values of a statement.
    each = func.json_each(_json(codes)).table_valued("value")
    return enterprise.c.uscc.in_(select(each.c.value))


def _json(codes: Collection[str]) -> str:
    return "[" + ",".join(f'"{code}"' for code in codes) + "]"
