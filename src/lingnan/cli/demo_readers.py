"""Accounts of the demo: one for each role over something of the sample, with a one-time link.

Only for a store whose enterprises are invented. Not for serving the console.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingnan.access import (
    Access,
    Grant,
    Role,
    Scope,
    ScopeKind,
    create_account,
    first_administrator,
    invite,
)
from lingnan.access.consent import ALL, give_consent
from lingnan.cli.clock import actor
from lingnan.cli.demo_node import PREFIX
from lingnan.kernel import Text
from lingnan.kernel.region import PROVINCES
from lingnan.packs import Pack
from lingnan.registry import EntityKind, GroupKind, Registry
from lingnan.registry.store import registry_membership
from lingnan.store import Store

_CONSENTED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DemoReader:
    """One account of the demo. `token` sets its password, once, within a day."""

    role: Text
    over: Text
    name: str
    token: str


def open_readers(
    store: Store, pack: Pack, *, uscc: str | None, city: str | None, at: datetime
) -> list[DemoReader]:
    """Make an account for each role; the enterprise consents to that bank and provider."""
    access = Access.of(store)
    found = []
    for name, grant, over in _grants(store, pack, uscc, city):
        create_account(access, name, grants=[grant], actor=actor(), at=at)
        token = invite(access, name, actor=actor(), at=at).reveal()
        found.append(DemoReader(grant.role.name_in, over, name, token))
        if uscc is not None and grant.role in (Role.BANK, Role.PROVIDER):
            give_consent(
                access,
                uscc,
                grant.scope,
                indicators=[ALL],
                purpose="样本演示 · sample tour",
                until=(at + _CONSENTED).date(),
                actor=actor(),
                at=at,
            )
    token = first_administrator(access, "administrator", actor=actor(), at=at).reveal()
    everything = Text("全部", "everything")
    found.append(DemoReader(Role.ADMINISTRATOR.name_in, everything, "administrator", token))
    return found


def _grants(
    store: Store, pack: Pack, uscc: str | None, city: str | None
) -> Iterator[tuple[str, Grant, Text]]:
    registry = Registry(store)
    yield (
        "province-office",
        Grant(Role.PROGRAMME_OFFICE, Scope(ScopeKind.PROVINCE, pack.region_code)),
        PROVINCES.get(pack.region_code, pack.title),
    )
    named = {each.code: each.name for each in pack.cities}
    if city is not None:
        grant = Grant(Role.PROGRAMME_OFFICE, Scope(ScopeKind.CITY, city))
        yield "city-office", grant, named.get(city, Text(city, city))
    enterprise = None if uscc is None else registry.get(uscc)
    if enterprise is not None:
        name = Text(enterprise.name_zh, enterprise.name_en or enterprise.name_zh)
        grant = Grant(Role.ENTERPRISE, Scope(ScopeKind.ENTERPRISE, enterprise.uscc))
        yield "enterprise", grant, name
    for role, kind, key in (
        (Role.PARK_OPERATOR, ScopeKind.PARK, _largest(store, GroupKind.PARK)),
        (Role.CHAIN_LEADER, ScopeKind.CHAIN, _largest(store, GroupKind.CHAIN)),
        (Role.PROVIDER, ScopeKind.PROVIDER, _first(registry, EntityKind.PROVIDER)),
        (Role.BANK, ScopeKind.BANK, _first(registry, EntityKind.BANK)),
    ):
        if key is not None:
            yield role.value, Grant(role, Scope(kind, key)), Text(key, key)
    prefix = Text(PREFIX, PREFIX)
    for role in (Role.NODE_OPERATOR, Role.NODE_REVIEWER):
        yield role.value, Grant(role, Scope(ScopeKind.PREFIX, PREFIX)), prefix
    yield "auditor", Grant(Role.AUDITOR, Scope(ScopeKind.EVERYTHING)), Text("全部", "everything")


def _largest(store: Store, kind: GroupKind) -> str | None:
    """The park or chain with the most members."""
    table = registry_membership.c
    query = registry_membership.select().with_only_columns(table.group_id)
    with store.database.read() as connection:
        members = connection.scalars(query.where(table.group_kind == kind.value))
        counted = Counter(members)
    return min(counted, key=lambda key: (-counted[key], key)) if counted else None


def _first(registry: Registry, kind: EntityKind) -> str | None:
    return next((entity.entity_code for entity in registry.entities(kind)), None)
