"""Scopes, targets, `may`; and `visible` shows exactly the rows that `may` allows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, create_engine, select

from lingnan.access import (
    EVERYTHING,
    Grant,
    Identity,
    Permission,
    Role,
    Scope,
    ScopeKind,
    Target,
    ensure,
    may,
    reach,
    visible,
)
from lingnan.access.errors import BadScope, Refused
from lingnan.access.role import ROLES
from lingnan.kernel import uscc

READ = Permission.REGISTRY_READ


def code(number):
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


def identity(*grants, limits=None, narrow=None):
    return Identity("id", "name", grants, limits=limits, narrow=narrow)


def office(kind, key):
    return identity(Grant(Role.PROGRAMME_OFFICE, Scope(kind, key)))


@pytest.mark.parametrize(
    "said",
    [
        *("province:440100", "city:440000", "city:4401", "city:999900", "enterprise:123"),
        *("everything:x", "castle:1", "prefix:88..1", "prefix:88.900/1", "prefix:", "park:"),
        *("park:a b", "park:*", "bank:" + "x" * 81, "prefix:" + "8" * 129),
    ],
)
def test_what_cannot_be_a_scope(said):
    with pytest.raises(BadScope):
        Scope.parse(said)


@pytest.mark.parametrize(
    "said", ["everything:*", "province:440000", "prefix:88.900", "park:科学城"]
)
def test_a_scope_is_written_as_it_is_read(said):
    assert str(Scope.parse(said)) == said


def test_a_city_lies_in_its_province_and_not_the_other_way_round():
    county = Target.enterprise(code(1), region_code="440103")
    assert may(office(ScopeKind.PROVINCE, "440000"), READ, county)
    assert may(office(ScopeKind.CITY, "440100"), READ, county)
    assert not may(office(ScopeKind.CITY, "440300"), READ, county)
    assert not may(office(ScopeKind.PROVINCE, "430000"), READ, county)
    assert not may(office(ScopeKind.CITY, "440100"), READ, Target.region("440000"))


def test_an_enterprise_sees_itself_only():
    me = identity(Grant(Role.ENTERPRISE, Scope(ScopeKind.ENTERPRISE, code(1))))
    assert may(me, READ, Target.enterprise(code(1), region_code="440100"))
    assert not may(me, READ, Target.enterprise(code(2), region_code="440100"))
    assert not may(me, Permission.RUNS_START, Target.enterprise(code(1)))


def test_a_bank_sees_only_who_consented():
    bank = identity(Grant(Role.BANK, Scope(ScopeKind.BANK, "B1")))
    assert may(bank, READ, Target.enterprise(code(1), banks=["B1"]))
    assert not may(bank, READ, Target.enterprise(code(1)))
    assert not may(bank, READ, Target.enterprise(code(1), banks=["B2"]))


@pytest.mark.parametrize(
    ("handle", "is_inside"),
    [
        *(("88.900", True), ("88.900.1", True), ("88.900.1/sn-1", True), ("88.900/a", True)),
        *(("0.NA/88.900.1", True), ("0.na/88.900", True)),
        *(("88.9001", False), ("88.90", False), ("88", False), ("0.NA/88.901.1", False)),
    ],
)
def test_a_prefix_covers_what_is_derived_from_it(handle, is_inside):
    operator = identity(Grant(Role.NODE_OPERATOR, Scope.parse("prefix:88.900")))
    assert may(operator, Permission.IDENTIFIER_REGISTER, Target.handle(handle)) is is_inside


def test_prefixes_ignore_ascii_case_only():
    assert Scope.parse("prefix:88.abc") == Scope.parse("prefix:88.ABC")
    assert Scope.parse("prefix:88.é") != Scope.parse("prefix:88.É")


def test_the_installation_itself_is_covered_by_everything_alone():
    administrator = identity(Grant(Role.ADMINISTRATOR, EVERYTHING))
    assert may(administrator, Permission.ACCOUNTS_CHANGE, Target())
    auditor = identity(Grant(Role.AUDITOR, Scope.parse("province:440000")))
    assert not may(auditor, Permission.AUDIT_READ, Target())
    assert may(auditor, Permission.AUDIT_READ, Target.region("440100"))


def test_a_token_is_limited_in_permission_and_scope():
    grant = Grant(Role.NODE_OPERATOR, Scope.parse("prefix:88.900"))
    limits = frozenset({Permission.IDENTIFIER_REGISTER})
    token = identity(grant, limits=limits, narrow=Scope.parse("prefix:88.900.1"))
    assert may(token, Permission.IDENTIFIER_REGISTER, Target.handle("88.900.1/a"))
    assert not may(token, Permission.IDENTIFIER_REGISTER, Target.handle("88.900.2/a"))
    assert not may(token, Permission.IDENTIFIER_READ, Target.handle("88.900.1/a"))
    assert token.permissions == limits
    foreign = identity(grant, limits=limits, narrow=Scope.parse("prefix:88.901"))
    assert not may(foreign, Permission.IDENTIFIER_REGISTER, Target.handle("88.901.1/a"))


def test_a_role_over_one_scope_and_another_over_another_do_not_mix():
    both = identity(
        Grant(Role.NODE_REVIEWER, Scope.parse("prefix:88.900")),
        Grant(Role.PROGRAMME_OFFICE, Scope.parse("city:440100")),
    )
    assert not may(both, Permission.IDENTIFIER_REVIEW, Target.region("440100"))
    assert not may(both, READ, Target.handle("88.900"))


def test_refusal_is_told_in_both_languages():
    with pytest.raises(Refused) as caught:
        ensure(identity(), READ, Target())
    assert caught.value.render("zh") == (
        "ACC-002: name 无权：企业名录：查看。如工作需要，请向系统管理员申请相应角色和范围。"
    )


# Every role, every scope, foreign rows: the condition in SQL against the rule.

CITIES = ("440100", "440300", "430100")
PREFIXES = ("88.900", "88.900.1", "88.900.1.2", "88.9001", "88.901", "88.900-1")
rows = Table(
    "row",
    MetaData(),
    Column("uscc", String, primary_key=True),
    Column("city", String),
    Column("park", String),
    Column("prefix", String),
)
members = Table("member", rows.metadata, Column("uscc", String), Column("chain", String))
PLACES = {
    ScopeKind.ENTERPRISE: rows.c.uscc,
    ScopeKind.CITY: rows.c.city,
    ScopeKind.PARK: rows.c.park,
    ScopeKind.PREFIX: rows.c.prefix,
    ScopeKind.CHAIN: lambda keys: rows.c.uscc.in_(
        select(members.c.uscc).where(members.c.chain.in_(keys))
    ),
}
CONTENT = [
    (code(number), CITIES[number % 3], f"P{number % 4}", PREFIXES[number % 6], f"L{number % 2}")
    for number in range(24)
]


@pytest.fixture(scope="module")
def connection():
    engine = create_engine("sqlite://")
    with engine.begin() as made:
        rows.metadata.create_all(made)
        named = ("uscc", "city", "park", "prefix")
        made.execute(rows.insert(), [dict(zip(named, row[:4], strict=True)) for row in CONTENT])
        made.execute(members.insert(), [{"uscc": row[0], "chain": row[4]} for row in CONTENT])
        yield made
    engine.dispose()


SCOPES = st.one_of(
    st.just(EVERYTHING),
    st.sampled_from(["440000", "430000", "110000"]).map(lambda key: Scope(ScopeKind.PROVINCE, key)),
    st.sampled_from([*CITIES, "440400"]).map(lambda key: Scope(ScopeKind.CITY, key)),
    st.integers(0, 30).map(lambda number: Scope(ScopeKind.ENTERPRISE, code(number))),
    st.sampled_from(["P0", "P3", "P9"]).map(lambda key: Scope(ScopeKind.PARK, key)),
    st.sampled_from(["L0", "L1", "L9"]).map(lambda key: Scope(ScopeKind.CHAIN, key)),
    st.sampled_from([*PREFIXES, "88"]).map(lambda key: Scope(ScopeKind.PREFIX, key)),
    st.sampled_from(["B1"]).map(lambda key: Scope(ScopeKind.BANK, key)),
)
GRANTS = st.tuples(st.sampled_from(Role), SCOPES).filter(
    lambda pair: pair[1].kind in ROLES[pair[0]].scopes
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(GRANTS.map(lambda pair: Grant(*pair)), max_size=4),
    st.sampled_from([READ, Permission.IDENTIFIER_READ, Permission.EVIDENCE_READ]),
    st.none() | SCOPES,
)
def test_visible_shows_exactly_what_may_allows(connection, grants, permission, narrow):
    who = identity(*grants, narrow=narrow)
    shown = connection.scalars(select(rows.c.uscc).where(visible(who, permission, PLACES)))
    allowed = {
        row[0]
        for row in CONTENT
        if may(
            who,
            permission,
            Target.enterprise(
                row[0], region_code=row[1], parks=[row[2]], prefixes=[row[3]], chains=[row[4]]
            ),
        )
    }
    assert set(shown) == allowed


def test_a_kind_the_table_does_not_know_shows_nothing(connection):
    bank = identity(Grant(Role.BANK, Scope(ScopeKind.BANK, "B1")))
    assert reach(bank, READ)
    assert connection.execute(select(rows).where(visible(bank, READ, PLACES))).all() == []
