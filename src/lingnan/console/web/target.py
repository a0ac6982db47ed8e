"""Where a row lies: the one place that answers in which scopes an enterprise, park … is.

Not for deciding (access.may) nor for many rows (access.visible).
"""

from contextlib import suppress
from datetime import date, datetime

from lingnan.access import EVERYTHING, Reach, ScopeKind, Target
from lingnan.access.consent import live_recipients
from lingnan.access.errors import BadScope
from lingnan.registry import Entity, EntityKind, GroupKind, Registry
from lingnan.sources.identifier.business.allotment import find_allotments
from lingnan.store import Store

#: What is registered under the key of a scope; a platform is a provider like others.
_ENTITIES = {
    ScopeKind.PARK: (EntityKind.PARK,),
    ScopeKind.CHAIN: (EntityKind.CHAIN,),
    ScopeKind.PROVIDER: (EntityKind.PROVIDER, EntityKind.PLATFORM),
    ScopeKind.BANK: (EntityKind.BANK,),
}


def target_of(store: Store, kind: ScopeKind, key: str, *, at: datetime) -> Target | None:
    """Answer in which scopes a row lies; None when there is no such row.

    A park or chain lies in its region too, so that a city sees its own.
    """
    try:
        if kind is ScopeKind.ENTERPRISE:
            return enterprise_target(store, key, at=at)
        if kind in (ScopeKind.PROVINCE, ScopeKind.CITY):
            return Target.region(key)
        if kind in _ENTITIES:
            return _entity_target(Registry(store), kind, key)
        return (
            prefix_target(store, key, at=at) if kind is ScopeKind.PREFIX else Target.of(kind, key)
        )
    except BadScope:
        return None


def enterprise_target(store: Store, uscc: str, *, at: datetime) -> Target | None:
    """Answer in which scopes an enterprise lies on a day, those it consented to among them."""
    registry = Registry(store)
    found = registry.get(uscc)
    if found is None:
        return None
    day: date = at.date()
    groups = registry.memberships(uscc, as_of=day)
    recipients = live_recipients(store.database, uscc, at=at)
    return Target.enterprise(
        uscc,
        region_code=found.region_code,
        parks=[each.group_id for each in groups if each.group_kind is GroupKind.PARK],
        chains=[each.group_id for each in groups if each.group_kind is GroupKind.CHAIN],
        providers=[key for kind, key in recipients if kind is ScopeKind.PROVIDER],
        banks=[key for kind, key in recipients if kind is ScopeKind.BANK],
    )


def subject_target(store: Store, subject: str, *, at: datetime) -> Target | None:
    """Answer in which scopes the subject of evidence lies: an enterprise, a region, an entity.

    None when there is no such subject. Nodes have no scope of their own; they lie in their city.
    """
    kind, is_other, code = subject.partition(":")
    if not is_other:
        return enterprise_target(store, subject, at=at)
    if kind == "region":
        return target_of(store, ScopeKind.PROVINCE, code, at=at)
    for entity in Registry(store).entities():
        if (entity.kind.value, entity.entity_code) == (kind, code):
            scope = next((s for s, kinds in _ENTITIES.items() if entity.kind in kinds), None)
            own = Target() if scope is None else Target.of(scope, code)
            return own | Target.region(entity.city_code) if entity.city_code else own
    return None


def prefix_target(store: Store, key: str, *, at: datetime) -> Target:
    """Answer where an identifier prefix lies: in itself, and in the enterprise that has it.

    Raises: BadScope.
    """
    target = Target.handle(key)
    given = find_allotments(store.database, [key]).get(key)
    if given is None:
        return target
    return target | (enterprise_target(store, given.uscc, at=at) or Target.enterprise(given.uscc))


def entity_targets(registry: Registry, kind: ScopeKind) -> dict[str, Target]:
    """Answer where each registered park, chain, provider or bank lies, by code.

    One whose code cannot be a scope is left out: nobody can have been given it.
    """
    found: dict[str, Target] = {}
    for entity_kind in _ENTITIES[kind]:
        for entity in registry.entities(entity_kind):
            with suppress(BadScope):
                found.setdefault(entity.entity_code, target_of_entity(entity, kind))
    return found


def target_of_entity(entity: Entity, kind: ScopeKind) -> Target:
    """Answer where a park, chain, provider or bank lies: in itself and its region.

    Raises: BadScope.
    """
    target = Target.of(kind, entity.entity_code)
    return target | Target.region(entity.city_code) if entity.city_code else target


def find_entity(registry: Registry, kind: ScopeKind, key: str) -> Entity | None:
    """Answer what is registered under the key of a scope; null when nothing is."""
    found = (registry.entity(entity_kind, key) for entity_kind in _ENTITIES[kind])
    return next((entity for entity in found if entity is not None), None)


def entities_within(reach: Reach, registry: Registry, kind: ScopeKind) -> list[Entity]:
    """Answer what is registered under keys of a scope and lies within a reach, in order."""
    seen: dict[str, bool] = {}
    found = []
    for entity_kind in _ENTITIES[kind]:
        for entity in registry.entities(entity_kind):
            city = entity.city_code
            if city is not None and city not in seen:
                seen[city] = reach.covers(Target.region(city))
            if (city is not None and seen[city]) or _is_own(reach, kind, entity):
                found.append(entity)
    return found


def _is_own(reach: Reach, kind: ScopeKind, entity: Entity) -> bool:
    keys = (EVERYTHING.key, entity.entity_code)
    if not any(scope.key in keys for scope in reach.scopes):
        return False
    with suppress(BadScope):
        return reach.covers(target_of_entity(entity, kind))
    return False


def _entity_target(registry: Registry, kind: ScopeKind, key: str) -> Target | None:
    found = find_entity(registry, kind, key)
    return None if found is None else target_of_entity(found, kind)
