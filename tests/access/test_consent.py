"""Consent: who may see what of an enterprise, and that a withdrawal holds for the next request."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, select

from access.conftest import AT
from lingnan.access import (
    Grant,
    Identity,
    Permission,
    Role,
    Scope,
    ScopeKind,
    Target,
    list_entries,
    may,
    visible,
)
from lingnan.access.consent import (
    ALL,
    consenting,
    consents_of,
    consents_to,
    give_consent,
    live_recipients,
    withdraw_consent,
)
from lingnan.access.errors import BadConsent, BadScope, NoConsent
from lingnan.access.permission import ACTION, ROOM

FACTORY = "91440100XYNTH0013L"
OTHER = "91440300XYNTH0021R"
BANK = Scope.parse("bank:icbc-gd")
PROVIDER = Scope.parse("provider:cloud-1")
DAY = timedelta(days=1)
LAST = AT.date() + 30 * DAY
READ = Permission.DIAGNOSIS_READ


def gave(access, uscc=FACTORY, recipient=BANK, **changes):
    told = {
        "indicators": ["Q04", "Q03"],
        "purpose": "贷前审查",
        "until": LAST,
        "actor": "account:owner",
        "at": AT,
        **changes,
    }
    return give_consent(access, uscc, recipient, **told)


def bank_of(scope=BANK, role=Role.BANK):
    return Identity("b", "b", (Grant(role, scope),))


def sees(access, identity, uscc=FACTORY, at=AT):
    found = live_recipients(access.database, uscc, at=at)
    target = Target.enterprise(
        uscc,
        banks=[key for kind, key in found if kind is ScopeKind.BANK],
        providers=[key for kind, key in found if kind is ScopeKind.PROVIDER],
    )
    return may(identity, READ, target)


def test_a_consent_opens_what_it_says_to_whom_it_says(access):
    given_one = gave(access)
    assert given_one.indicators == ("Q03", "Q04")
    assert sees(access, bank_of())
    assert not sees(access, bank_of(Scope.parse("bank:other")))
    assert not sees(access, bank_of(PROVIDER, Role.PROVIDER))
    assert not sees(access, bank_of(), OTHER)
    assert consents_to(access.database, BANK, at=AT) == [given_one]
    assert consents_to(access.database, PROVIDER, at=AT) == []
    assert consents_of(access.database, FACTORY) == [given_one]


def test_a_withdrawal_holds_for_the_next_request(access):
    given_one = gave(access)
    assert sees(access, bank_of())
    gone = withdraw_consent(
        access, FACTORY, given_one.consent_id, actor="account:owner", at=AT + DAY
    )
    assert gone.withdrawn_at == AT + DAY
    assert not gone.is_live(AT + DAY)
    assert not sees(access, bank_of(), at=AT + DAY)
    assert consents_to(access.database, BANK, at=AT + DAY) == []
    assert consents_of(access.database, FACTORY) == [gone]


def test_withdrawing_twice_is_noted_once_and_nobody_elses_is_withdrawn(access):
    given_one = gave(access)
    with pytest.raises(NoConsent):
        withdraw_consent(access, OTHER, given_one.consent_id, actor="account:thief", at=AT)
    for later in (DAY, 2 * DAY):
        gone = withdraw_consent(
            access, FACTORY, given_one.consent_id, actor="account:owner", at=AT + later
        )
        assert gone.withdrawn_at == AT + DAY
    entries = list_entries(access.database)
    assert [entry.detail.split()[0] for entry in entries] == ["withdraw", "give"]
    assert {entry.subject_code for entry in entries} == {FACTORY}
    assert {entry.action for entry in entries} == {"consents:give"}


def test_another_consent_to_the_same_recipient_still_holds(access):
    first, _second = gave(access), gave(access, indicators=["Q05"])
    withdraw_consent(access, FACTORY, first.consent_id, actor="account:owner", at=AT)
    assert sees(access, bank_of())


def test_the_last_day_ends_in_china(access):
    given_one = gave(access, until=date(2026, 1, 6))
    # 2026-01-06 in China ends at 16:00 UTC.
    for hours, is_live in ((0, True), (30, True), (31, False), (48, False)):
        at = AT + timedelta(hours=hours)
        assert given_one.is_live(at) is is_live, at
        assert sees(access, bank_of(), at=at) is is_live, at


def test_all_stands_for_every_indicator(access):
    assert gave(access, indicators=["Q03", ALL, "Q04"]).indicators == (ALL,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": Scope.parse("city:440100")},
        {"recipient": Scope.parse("everything")},
        {"indicators": []},
        {"indicators": [f"Q{n}" for n in range(501)]},
        {"purpose": " \n"},
        {"purpose": "长" * 501},
        {"until": AT.date() - DAY},
    ],
)
def test_a_consent_that_says_too_little_or_too_much_is_refused(access, wrong):
    with pytest.raises(BadConsent, match="ACC-021"):
        gave(access, **wrong)
    assert consents_of(access.database, FACTORY) == []


@pytest.mark.parametrize("key", ["", " ", "*", "a b", "x" * 81, "a\u0000b"])
def test_a_recipient_has_a_key(key):
    with pytest.raises(BadScope):
        Scope(ScopeKind.BANK, key)


def test_only_the_enterprise_gives_and_withdraws_consent():
    for role in Role:
        assert (Permission.CONSENTS_GIVE in role.permissions) is (role is Role.ENTERPRISE), role
    for role in (Role.ENTERPRISE, Role.BANK, Role.PROVIDER, Role.AUDITOR):
        assert Permission.CONSENTS_READ in role.permissions


def test_the_permissions_are_worded_officially():
    assert ROOM["consents"].zh == "数据授权"
    assert ACTION["give"].zh == "授权与撤回"
    assert Permission.CONSENTS_GIVE.label.en == "consents: give and withdraw"


CODES = (FACTORY, OTHER, "91440606XYNTH003XP")
RECIPIENTS = (BANK, Scope.parse("bank:other"), PROVIDER, Scope.parse("provider:cloud-2"))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(RECIPIENTS),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=8,
)
ROWS = Table("rows", MetaData(), Column("uscc", String(18), primary_key=True))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, days=st.integers(0, 4))
def test_visible_by_consent_is_may_by_consent(sqlite, acts, days):
    from access.conftest import access_of
    from lingnan.access.store import consent

    access, now = access_of(sqlite), AT + days * DAY
    with access.database.begin() as connection:
        connection.execute(consent.delete())
        ROWS.metadata.create_all(connection)
        connection.execute(ROWS.delete())
        connection.execute(ROWS.insert(), [{"uscc": code} for code in CODES])
    # Ids of the counted entropy begin anew in each example.
    access.entropy.calls = 1_000_000 + 10_000 * len(list_entries(access.database, limit=10**6))
    for code, recipient, lasting, is_withdrawn in acts:
        given_one = gave(access, code, recipient, until=AT.date() + lasting * DAY)
        if is_withdrawn:
            withdraw_consent(access, code, given_one.consent_id, actor="x", at=AT + DAY)
    for recipient in RECIPIENTS:
        role = Role.BANK if recipient.kind is ScopeKind.BANK else Role.PROVIDER
        identity = bank_of(recipient, role)
        place = consenting(recipient.kind, now)(ROWS.c.uscc)
        query = select(ROWS.c.uscc).where(visible(identity, READ, {recipient.kind: place}))
        with access.database.read() as connection:
            seen = set(connection.scalars(query))
        # Withdrawn at AT + 1 day: asked before, it holds no longer either, for the row is gone.
        assert seen == {code for code in CODES if sees(access, identity, code, now)}
