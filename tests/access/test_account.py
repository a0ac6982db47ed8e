"""Accounts, one-time tokens, passwords: on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from access.conftest import ADMINISTRATOR, AT, OPERATOR, PASSWORD, add
from lingnan.access import (
    Grant,
    Permission,
    Role,
    Scope,
    State,
    change_password,
    create_account,
    end_sessions_of,
    find_account,
    find_session,
    first_administrator,
    invite,
    list_accounts,
    list_entries,
    lock_account,
    redeem,
    set_grants,
    sign_in,
    unlock_account,
    verify_trail,
)
from lingnan.access.errors import (
    AccountExists,
    BadGrant,
    BadName,
    BadPassword,
    FirstDone,
    LastAdministrator,
    LinkInvalid,
    NoAccount,
    SessionEnded,
    SignInRefused,
)

OTHER = "nine loud cranes here"


def deeds(gate):
    return [(e.actor, e.action, e.detail, e.is_done) for e in list_entries(gate.database)][::-1]


def test_the_first_administrator_and_no_second(gate):
    token = first_administrator(gate, "chen", actor="cli:root", at=AT)
    assert find_account(gate, "chen").state is State.INVITED
    with pytest.raises(SignInRefused):
        sign_in(gate, "chen", "", at=AT)
    found = redeem(gate, token.reveal(), PASSWORD, at=AT)
    assert (found.state, found.grants) == (State.ACTIVE, (ADMINISTRATOR,))
    for name in ("chen", "li"):
        with pytest.raises(FirstDone):
            first_administrator(gate, name, actor="cli:root", at=AT)
    assert [name.name for name in list_accounts(gate)] == ["chen"]


def test_only_the_last_token_of_the_first_start_is_good(gate):
    older = first_administrator(gate, "chen", actor="t", at=AT)
    other = first_administrator(gate, "li", actor="t", at=AT)
    newest = first_administrator(gate, "chen", actor="t", at=AT)
    for void in (older, other):
        with pytest.raises(LinkInvalid):
            redeem(gate, void.reveal(), PASSWORD, at=AT)
    redeem(gate, newest.reveal(), PASSWORD, at=AT)


def test_the_first_administrator_takes_over_no_other_account(gate):
    create_account(gate, "wu", grants=[OPERATOR], actor="t", at=AT)
    with pytest.raises(BadGrant):
        first_administrator(gate, "wu", actor="t", at=AT)


def test_a_one_time_token_is_good_once_and_for_a_day(gate):
    create_account(gate, "wu", grants=[OPERATOR], actor="t", at=AT)
    late = invite(gate, "wu", actor="t", at=AT)
    with pytest.raises(LinkInvalid):
        redeem(gate, late.reveal(), PASSWORD, at=AT + timedelta(hours=24))
    token = invite(gate, "wu", actor="t", at=AT)
    with pytest.raises(LinkInvalid):
        redeem(gate, late.reveal(), PASSWORD, at=AT)
    with pytest.raises(BadPassword):
        redeem(gate, token.reveal(), "wu wu wu wu wu", at=AT)
    redeem(gate, token.reveal(), PASSWORD, at=AT)
    with pytest.raises(LinkInvalid):
        redeem(gate, token.reveal(), OTHER, at=AT)
    assert sign_in(gate, "wu", PASSWORD, at=AT).is_complete


def test_a_forgotten_password_ends_the_sessions(gate):
    add(gate, "wu", OPERATOR)
    session = sign_in(gate, "wu", PASSWORD, at=AT).token.reveal()
    redeem(gate, invite(gate, "wu", actor="t", at=AT).reveal(), OTHER, at=AT)
    with pytest.raises(SessionEnded):
        find_session(gate, session, at=AT)
    with pytest.raises(SignInRefused):
        sign_in(gate, "wu", PASSWORD, at=AT)
    assert sign_in(gate, "wu", OTHER, at=AT).is_complete


def test_names_are_compared_folded_and_never_given_twice(gate):
    create_account(gate, "Wu.Min", grants=[], actor="t", at=AT)
    for same in ("wu.min", "ＷＵ.min", " Wu.Min "):
        with pytest.raises(AccountExists):
            create_account(gate, same, grants=[], actor="t", at=AT)
    assert find_account(gate, "ｗｕ.MIN").name == "Wu.Min"
    create_account(gate, "吴敏@市局", grants=[], actor="t", at=AT)


@pytest.mark.parametrize(
    "name", ["", "x", "a b", "a/b", "a:b", "x" * 65, "a\n", "a\0b", "\u202eab"]
)
def test_what_is_no_name(gate, name):
    if name == "a\n":  # A blank at the end is no part of it, and one letter is too short.
        name = "a\nb"
    with pytest.raises(BadName):
        create_account(gate, name, grants=[], actor="t", at=AT)


def test_unknown_names_are_told(gate):
    for act in (
        lambda: find_account(gate, "nobody"),
        lambda: invite(gate, "nobody", actor="t", at=AT),
        lambda: lock_account(gate, "nobody", actor="t", at=AT),
        lambda: set_grants(gate, "nobody", [], actor="t", at=AT),
    ):
        with pytest.raises(NoAccount):
            act()


def test_locking_ends_sessions_and_links_at_once(gate):
    add(gate, "wu", OPERATOR)
    session = sign_in(gate, "wu", PASSWORD, at=AT).token.reveal()
    link = invite(gate, "wu", actor="t", at=AT)
    lock_account(gate, "wu", actor="account:chen", at=AT, reason="left")
    with pytest.raises(SessionEnded):
        find_session(gate, session, at=AT)
    with pytest.raises(LinkInvalid):
        redeem(gate, link.reveal(), OTHER, at=AT)
    with pytest.raises(LinkInvalid):
        invite(gate, "wu", actor="t", at=AT)
    with pytest.raises(SignInRefused):
        sign_in(gate, "wu", PASSWORD, at=AT)
    assert unlock_account(gate, "wu", actor="account:chen", at=AT).state is State.ACTIVE
    assert sign_in(gate, "wu", PASSWORD, at=AT).is_complete
    assert ("account:chen", "accounts:change", "lock: left", True) in deeds(gate)


def test_roles_change_what_an_open_session_may_do(gate):
    add(gate, "wu", OPERATOR)
    session = sign_in(gate, "wu", PASSWORD, at=AT).token.reveal()
    reviewer = Grant(Role.NODE_REVIEWER, Scope.parse("prefix:88.900"))
    set_grants(gate, "wu", [reviewer], actor="t", at=AT)
    held = find_session(gate, session, at=AT).permissions
    assert Permission.IDENTIFIER_REVIEW in held
    assert Permission.IDENTIFIER_ALLOT not in held
    with pytest.raises(BadGrant):
        set_grants(gate, "wu", [reviewer, OPERATOR], actor="t", at=AT)
    assert find_account(gate, "wu").grants == (reviewer,)


def test_the_last_administrator_stays(gate):
    add(gate, "chen", ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        lock_account(gate, "chen", actor="t", at=AT)
    with pytest.raises(LastAdministrator):
        set_grants(gate, "chen", [OPERATOR], actor="t", at=AT)
    create_account(gate, "li", grants=[ADMINISTRATOR], actor="t", at=AT)
    with pytest.raises(LastAdministrator):  # Invited only: nobody could sign in.
        lock_account(gate, "chen", actor="t", at=AT)
    redeem(gate, invite(gate, "li", actor="t", at=AT).reveal(), PASSWORD, at=AT)
    assert lock_account(gate, "chen", actor="t", at=AT).state is State.LOCKED


def test_changing_ones_own_password(gate):
    add(gate, "wu", OPERATOR)
    here, there = (sign_in(gate, "wu", PASSWORD, at=AT).token.reveal() for _ in range(2))
    with pytest.raises(SignInRefused):
        change_password(gate, "wu", OTHER, "ten grey geese fly", at=AT, session=here)
    assert find_session(gate, there, at=AT)
    change_password(gate, "wu", PASSWORD, OTHER, at=AT, session=here)
    assert find_session(gate, here, at=AT).name == "wu"
    with pytest.raises(SessionEnded):
        find_session(gate, there, at=AT)
    changes = [row for row in deeds(gate) if row[2] == "change password"]
    assert [done for *_, done in changes] == [False, True]


def test_ending_all_sessions(gate):
    add(gate, "wu", OPERATOR)
    tokens = [sign_in(gate, "wu", PASSWORD, at=AT).token.reveal() for _ in range(3)]
    assert end_sessions_of(gate, "wu", actor="account:chen", at=AT) == 3
    for token in tokens:
        with pytest.raises(SessionEnded):
            find_session(gate, token, at=AT)


def test_every_act_is_in_the_trail_and_no_secret(gate):
    token = first_administrator(gate, "chen", actor="cli:root", at=AT)
    redeem(gate, token.reveal(), PASSWORD, at=AT, origin="192.0.2.7")
    create_account(gate, "wu", grants=[OPERATOR], actor="account:chen", at=AT)
    session = sign_in(gate, "chen", PASSWORD, at=AT, origin="192.0.2.7")
    with pytest.raises(SignInRefused):
        sign_in(gate, "chen", OTHER, at=AT)
    with pytest.raises(SignInRefused):
        sign_in(gate, "my secret typed as a name", OTHER, at=AT)
    assert deeds(gate) == [
        ("cli:root", "accounts:change", "first administrator", True),
        ("account:chen", "accounts:change", "set password", True),
        ("account:chen", "accounts:change", "create node-operator@prefix:88.900", True),
        ("account:chen", "accounts:sign-in", "password", True),
        ("account:chen", "accounts:sign-in", "password", False),
        ("account:?", "accounts:sign-in", "unknown account", False),
    ]
    told = repr(list_entries(gate.database))
    for secret in (PASSWORD, OTHER, token.reveal(), session.token.reveal(), "my secret"):
        assert secret not in told
    assert verify_trail(gate.database).holds


def test_nothing_secret_lies_in_the_database(gate, store):
    add(gate, "wu", OPERATOR)
    session = sign_in(gate, "wu", PASSWORD, at=AT).token
    link = invite(gate, "wu", actor="t", at=AT)
    with gate.database.read() as connection:
        told = ""
        for name in ("account", "account_session", "account_link", "audit_entry"):
            told += repr(connection.exec_driver_sql(f"SELECT * FROM {name}").all())
    for secret in (PASSWORD, session.reveal(), link.reveal()):
        assert secret not in told
    assert session.sha256 in told
    assert session.reveal() not in repr((session, [session], f"{session}", str(session)))
