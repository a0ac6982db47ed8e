"""Who looked at a group has looked at its members by name: one entry a view, found by each."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from console.web.conftest import AS_OF, AT
from console.web.enterprise_case import owner, text_of
from console.web.program import program
from lingnan.access import Access, Role, Scope, ScopeKind, list_entries
from lingnan.access.consent import give_consent, withdraw_consent
from lingnan.console.web.looked import note_group
from lingnan.registry import EntityKind, GroupKind, Registry
from lingnan.registry.store import registry_membership
from lingnan.store.audit import audit_entry


def members(store, kind, group=None):
    """Members on the day of the run by group, the largest group first: (group, codes)."""
    table = registry_membership.c
    query = select(table.group_id, table.uscc).where(
        table.group_kind == kind.value,
        table.from_date <= AS_OF,
        table.until_date.is_(None) | (table.until_date > AS_OF),
    )
    found = {}
    with store.database.read() as connection:
        for row in connection.execute(query):
            found.setdefault(row.group_id, []).append(row.uscc)
    return max(found.items(), key=lambda pair: (len(pair[1]), pair[0]))


def entries_count(store):
    with store.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(audit_entry))


def looks(console, uscc, lang="en"):
    return text_of(owner(console, uscc, lang).get(f"/enterprises/{uscc}/lookers"))


def outsider(store, codes):
    """An enterprise of the register that is in no group at all."""
    registry = Registry(store)
    return next(
        each.uscc
        for each in registry.iter()
        if each.uscc not in codes and not registry.memberships(each.uscc)
    )


def test_one_look_at_a_park_is_one_entry_and_each_member_finds_it(own_console):
    store = own_console.store
    park, codes = members(store, GroupKind.PARK)
    assert len(codes) > 1
    operator = own_console.reader(Role.PARK_OPERATOR, f"park:{park}")
    before = entries_count(store)
    for _ in range(3):
        assert operator.get(f"/parks/{park}").status_code == 200
    [entry] = list_entries(store.database, audit_entry.c.subject_code == f"park:{park}")
    assert entries_count(store) == before + 1
    assert (entry.thing, entry.detail) == (f"park:{park}", f"{AS_OF} *")
    name = Registry(store).entity(EntityKind.PARK, park)
    for uscc in (codes[0], codes[-1]):
        words = looks(own_console, uscc)
        assert "park operator" in words
        assert f"page of {name.name_en or name.name_zh}, this enterprise by name" in words
    assert "其中列有本企业名称" in looks(own_console, codes[0], "zh")
    assert "park operator" not in looks(own_console, outsider(store, codes))


def test_a_chain_and_the_interface_are_noted_as_well(own_console):
    store = own_console.store
    chain, codes = members(store, GroupKind.CHAIN)
    asked = program(own_console, Role.CHAIN_LEADER, f"chain:{chain}", permissions={"roadmap:read"})
    assert asked.get(f"/roadmaps/chains/{chain}").status_code == 200
    assert "chain leader" in looks(own_console, codes[0])


def test_who_left_before_or_joined_after_was_not_seen(own_console):
    store = own_console.store
    park, codes = members(store, GroupKind.PARK)
    gone, late = codes[0], codes[1]
    table = registry_membership
    is_park = (table.c.group_kind == "park") & (table.c.group_id == park)
    with store.database.begin() as connection:
        for uscc, cells in (
            (gone, {"until_date": AS_OF}),
            (late, {"from_date": AS_OF + timedelta(days=1)}),
        ):
            connection.execute(table.update().where(is_park, table.c.uscc == uscc).values(**cells))
    own_console.reader(Role.PARK_OPERATOR, f"park:{park}").get(f"/parks/{park}")
    assert "park operator" not in looks(own_console, gone)
    assert "park operator" not in looks(own_console, late)
    assert "park operator" in looks(own_console, codes[2])


def test_who_saw_no_name_of_its_city_has_not_looked(own_console):
    """An office of one city sees of a chain the names of its own enterprises only."""
    store = own_console.store
    chain, codes = members(store, GroupKind.CHAIN)
    registry = Registry(store)
    near = registry.get(codes[0]).city_code
    far = next(code for code in codes if registry.get(code).city_code != near)
    call = own_console_call(own_console)
    group = Scope(ScopeKind.CHAIN, chain)
    note_group(call, call.permission, group, day=AS_OF, cities={near})
    assert "programme office" in looks(own_console, codes[0])
    assert "programme office" not in looks(own_console, far)
    before = entries_count(store)
    note_group(call, call.permission, group, day=AS_OF, cities=())
    assert entries_count(store) == before


def own_console_call(console):
    """A request of an office, as a page sees it."""
    from lingnan.access import Grant, Identity, Permission, create_account
    from lingnan.console.web.call import Call

    class Asking(Call):
        permission = Permission.ROADMAP_READ

    grants = (Grant(Role.PROGRAMME_OFFICE, Scope.parse("province:440000")),)
    create_account(console.desk.access, "near", grants=list(grants), actor="t", at=AT)
    return Asking(
        console.desk, "/x", console.clock.now, "en", identity=Identity("x", "near", grants)
    )


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_each_file_of_a_park_is_noted(own_console, form):
    park, codes = members(own_console.store, GroupKind.PARK)
    operator = own_console.reader(Role.PARK_OPERATOR, f"park:{park}")
    for _ in range(2):
        assert operator.get(f"/parks/{park}/roadmap/{form}").status_code == 200
    found = list_entries(own_console.store.database, audit_entry.c.object == f"park:{park}:{form}")
    assert len(found) == 2
    assert "as a file, this enterprise in it" in looks(own_console, codes[0])


def test_a_file_of_the_register_is_told_to_enterprises_of_the_area(own_console):
    store, registry = own_console.store, Registry(own_console.store)
    uscc = next(registry.iter()).uscc
    city = registry.get(uscc).city_code
    other = next(each.uscc for each in registry.iter() if each.city_code != city)
    authority = own_console.reader(Role.PROGRAMME_OFFICE, f"city:{city}")
    assert authority.get("/enterprises").status_code == 200
    assert "programme office" not in looks(own_console, uscc)
    assert authority.get("/enterprises.csv").status_code == 200
    assert "this one may stand in it" in looks(own_console, uscc)
    assert "this one may stand in it" not in looks(own_console, other)
    [entry] = list_entries(store.database, audit_entry.c.object == "export:enterprises.csv")
    assert entry.subject_code == f"region:{city}"


def test_a_look_by_consent_is_found_while_the_consent_held(own_console):
    store = own_console.store
    access, registry = Access.of(store), Registry(store)
    uscc = next(registry.iter()).uscc
    provider = Scope(ScopeKind.PROVIDER, registry.entities(EntityKind.PROVIDER)[0].entity_code)
    told = {"indicators": ["*"], "purpose": "x", "until": date(2027, 1, 1), "actor": "t"}
    call = own_console_call(own_console)

    def look():
        call.at += timedelta(days=1)
        note_group(call, call.permission, provider, day=AS_OF, cities=None)

    look()
    assert "who consented" not in looks(own_console, uscc)
    given = give_consent(access, uscc, provider, at=call.at + timedelta(hours=1), **told)
    look()
    assert looks(own_console, uscc).count("who consented") == 1
    at = call.at + timedelta(hours=1)
    withdraw_consent(access, uscc, given.consent_id, actor="t", at=at)
    look()
    assert looks(own_console, uscc).count("who consented") == 1
