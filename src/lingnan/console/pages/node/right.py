"""Which rows of the node a reader sees, and may act on: own prefixes, own enterprise, own region.

The node itself belongs to the region of the store: its programme office reads it, a city office the
prefixes of its enterprises. Not for the rule itself (access.may, access.visible).
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, func, or_, select, true

from lingnan.access import Permission, Role, ScopeKind, Target, visible
from lingnan.access.errors import BadScope, Refused
from lingnan.access.visible import Place, Places
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.target import enterprise_target, prefix_target
from lingnan.registry.store import registry_enterprise
from lingnan.sources.identifier.business.table import prefix_allotment

READ = Permission.IDENTIFIER_READ
_NODE_ROLES = frozenset({Role.NODE_OPERATOR, Role.NODE_REVIEWER, Role.NODE_ENTERPRISE})


def is_node_role(call: Call) -> bool:
    """Answer whether who asks works with the node itself."""
    return bool(call.who.roles & _NODE_ROLES)


def target_of_prefix(call: Call, prefix: str, own: Collection[str]) -> Target:
    """Answer where a prefix lies: in itself, its enterprise and that one's region.

    A text that is no prefix lies nowhere. `own`: the node's prefixes, which lie in the region.
    """
    try:
        target = prefix_target(call.store, prefix, at=call.at)
    except BadScope:
        return Target()
    return target | Target.region(call.pack.region_code) if prefix in own else target


def target_of_enterprise(call: Call, uscc: str) -> Target:
    """Answer where an enterprise lies, also when the register does not know it."""
    try:
        return enterprise_target(call.store, uscc, at=call.at) or Target.enterprise(uscc)
    except BadScope:
        return Target()


def ensure(call: Call, permission: Permission, target: Target) -> None:
    """Refuse an act on a row; one that may not be read is told as none. Raises: as described."""
    if not call.may(READ, target):
        call.note(READ, f"route:{call.path}"[:300], is_done=False)
        raise NothingThere
    if not call.may(permission, target):
        raise Refused(permission=permission.label, who=call.who.name)


def note_look(call: Call, thing: str, uscc: str, own_target: Target) -> None:
    """Write down that somebody else than the enterprise looked at it."""
    is_own = any(
        grant.role in (Role.NODE_ENTERPRISE, Role.ENTERPRISE)
        and any(grant.scope.covers(place) for place in own_target.places)
        for grant in call.who.grants
    )
    if not is_own:
        call.note(READ, thing, subject=uscc)


def seen_by_enterprise(
    call: Call, uscc: ColumnElement[str], prefix: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Answer the condition on rows that name an enterprise and perhaps a prefix."""
    places: dict[ScopeKind, Place] = {
        ScopeKind.ENTERPRISE: uscc,
        ScopeKind.CITY: lambda keys: uscc.in_(_of_cities(keys)),
        ScopeKind.PROVINCE: lambda keys: true() if call.pack.region_code in keys else false(),
    }
    if prefix is not None:
        places[ScopeKind.PREFIX] = prefix
    return visible(call.who, READ, places)


def seen_by_prefix(
    call: Call, prefix: ColumnElement[str], *, shared: Collection[str] = ()
) -> ColumnElement[bool]:
    """Answer the condition on rows that name a prefix; rows of `shared` are for everybody."""
    given = prefix_allotment.c

    def of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return func.upper(prefix).in_(select(func.upper(given.prefix)).where(condition))

    places: Places = {
        ScopeKind.PREFIX: prefix,
        ScopeKind.ENTERPRISE: lambda keys: of(given.uscc.in_(list(keys))),
        ScopeKind.CITY: lambda keys: of(given.uscc.in_(_of_cities(keys))),
        ScopeKind.PROVINCE: lambda keys: true() if call.pack.region_code in keys else false(),
    }
    found = visible(call.who, READ, places)
    return or_(found, prefix.in_(list(shared))) if shared else found


def _of_cities(keys: Collection[str]) -> "ColumnElement[bool]":
    table = registry_enterprise.c
    return select(table.uscc).where(table.city_code.in_(list(keys)))  # type: ignore[return-value]
