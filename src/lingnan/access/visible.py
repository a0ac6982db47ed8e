"""The rule of `may` as an SQL condition: which rows of a table an identity sees.

Every query of rows that belong to somebody has it in its WHERE; a test holds it equal to `may`.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from lingnan.access.identity import Identity, Reach, reach
from lingnan.access.permission import Permission
from lingnan.access.scope import Scope, ScopeKind

#: A column that holds the key of its kind, or a function from keys to a condition (a subquery).
Place = ColumnElement[Any] | Callable[[Collection[str]], ColumnElement[bool]]
Places = Mapping[ScopeKind, Place]


def visible(identity: Identity, permission: Permission, places: Places) -> ColumnElement[bool]:
    """Answer the condition that a row lies where the identity has the permission.

    `places` says where in the table each kind of scope stands; city codes also answer for their
    province. A scope whose kind the table does not know shows no row.
    """
    return condition(reach(identity, permission), places)


def condition(found: Reach, places: Places) -> ColumnElement[bool]:
    """Answer the condition that a row lies within a reach."""
    held = _any(found.scopes, places)
    if found.narrow is None:
        return held
    return and_(held, _any({found.narrow}, places))


def _any(scopes: Collection[Scope], places: Places) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    for kind in ScopeKind:
        keys = sorted(scope.key for scope in scopes if scope.kind is kind)
        if not keys:
            continue
        if kind is ScopeKind.EVERYTHING:
            return true()
        place = places.get(kind)
        if place is None and kind is ScopeKind.PROVINCE:
            parts += _cities_of(keys, places.get(ScopeKind.CITY))
        elif isinstance(place, ColumnElement):
            parts.append(place.in_(keys))
            if kind is ScopeKind.PREFIX:
                # Whatever follows "88.900." sorts before "88.900/": a range that an index serves.
                parts += [and_(place > f"{key}.", place < f"{key}/") for key in keys]
        elif place is not None:
            parts.append(place(keys))
    return or_(*parts) if parts else false()


def _cities_of(provinces: Collection[str], place: Place | None) -> list[ColumnElement[bool]]:
    if not isinstance(place, ColumnElement):
        return []
    return [and_(place >= key, place <= f"{key[:2]}9999") for key in provinces]
