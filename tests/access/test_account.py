"""Accounts, one-time tokens, passwords: on SQLite and PostgreSQL."""

import threading
from dataclasses import replace
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
    TooMany,
)
from lingnan.access.hashing import Hasher

OTHER = "nine loud cranes here"


def deeds(access):
    return [(e.actor, e.action, e.detail, e.is_done) for e in list_entries(access.database)][::-1]


def test_the_first_administrator_and_no_second(access):
    token = first_administrator(access, "chen", actor="cli:root", at=AT)
    assert find_account(access, "chen").state is State.INVITED
    with pytest.raises(SignInRefused):
        sign_in(access, "chen", "", at=AT)
    found = redeem(access, token.reveal(), PASSWORD, at=AT)
    assert (found.state, found.grants) == (State.ACTIVE, (ADMINISTRATOR,))
    for name in ("chen", "li"):
        with pytest.raises(FirstDone):
            first_administrator(access, name, actor="cli:root", at=AT)
    assert [name.name for name in list_accounts(access)] == ["chen"]


def test_only_the_last_token_of_the_first_start_is_good(access):
    older = first_administrator(access, "chen", actor="t", at=AT)
    other = first_administrator(access, "li", actor="t", at=AT)
    newest = first_administrator(access, "chen", actor="t", at=AT)
    for void in (older, other):
        with pytest.raises(LinkInvalid):
            redeem(access, void.reveal(), PASSWORD, at=AT)
    redeem(access, newest.reveal(), PASSWORD, at=AT)


def test_the_first_administrator_takes_over_no_other_account(access):
    create_account(access, "wu", grants=[OPERATOR], actor="t", at=AT)
    with pytest.raises(BadGrant):
        first_administrator(access, "wu", actor="t", at=AT)


def test_a_one_time_token_is_good_once_and_for_a_day(access):
    create_account(access, "wu", grants=[OPERATOR], actor="t", at=AT)
    late = invite(access, "wu", actor="t", at=AT)
    with pytest.raises(LinkInvalid):
        redeem(access, late.reveal(), PASSWORD, at=AT + timedelta(hours=24))
    token = invite(access, "wu", actor="t", at=AT)
    with pytest.raises(LinkInvalid):
        redeem(access, late.reveal(), PASSWORD, at=AT)
    with pytest.raises(BadPassword):
        redeem(access, token.reveal(), "wu wu wu wu wu", at=AT)
    redeem(access, token.reveal(), PASSWORD, at=AT)
    with pytest.raises(LinkInvalid):
        redeem(access, token.reveal(), OTHER, at=AT)
    assert sign_in(access, "wu", PASSWORD, at=AT).is_complete


def test_a_forgotten_password_ends_the_sessions(access):
    add(access, "wu", OPERATOR)
    session = sign_in(access, "wu", PASSWORD, at=AT).token.reveal()
    redeem(access, invite(access, "wu", actor="t", at=AT).reveal(), OTHER, at=AT)
    with pytest.raises(SessionEnded):
        find_session(access, session, at=AT)
    with pytest.raises(SignInRefused):
        sign_in(access, "wu", PASSWORD, at=AT)
    assert sign_in(access, "wu", OTHER, at=AT).is_complete


def test_names_are_compared_folded_and_never_given_twice(access):
    create_account(access, "Wu.Min", grants=[], actor="t", at=AT)
    for same in ("wu.min", "ＷＵ.min", " Wu.Min "):
        with pytest.raises(AccountExists):
            create_account(access, same, grants=[], actor="t", at=AT)
    assert find_account(access, "ｗｕ.MIN").name == "Wu.Min"
    create_account(access, "吴敏@市局", grants=[], actor="t", at=AT)


@pytest.mark.parametrize(
    "name", ["", "x", "a b", "a/b", "a:b", "x" * 65, "a\n", "a\0b", "\u202eab"]
)
def test_what_is_no_name(access, name):
    if name == "a\n":  # A blank at the end is no part of it, and one letter is too short.
        name = "a\nb"
    with pytest.raises(BadName):
        create_account(access, name, grants=[], actor="t", at=AT)


def test_unknown_names_are_told(access):
    for act in (
        lambda: find_account(access, "nobody"),
        lambda: invite(access, "nobody", actor="t", at=AT),
        lambda: lock_account(access, "nobody", actor="t", at=AT),
        lambda: set_grants(access, "nobody", [], actor="t", at=AT),
    ):
        with pytest.raises(NoAccount):
            act()


def test_locking_ends_sessions_and_links_at_once(access):
    add(access, "wu", OPERATOR)
    session = sign_in(access, "wu", PASSWORD, at=AT).token.reveal()
    link = invite(access, "wu", actor="t", at=AT)
    lock_account(access, "wu", actor="account:chen", at=AT, reason="left")
    with pytest.raises(SessionEnded):
        find_session(access, session, at=AT)
    with pytest.raises(LinkInvalid):
        redeem(access, link.reveal(), OTHER, at=AT)
    with pytest.raises(LinkInvalid):
        invite(access, "wu", actor="t", at=AT)
    with pytest.raises(SignInRefused):
        sign_in(access, "wu", PASSWORD, at=AT)
    assert unlock_account(access, "wu", actor="account:chen", at=AT).state is State.ACTIVE
    assert sign_in(access, "wu", PASSWORD, at=AT).is_complete
    assert ("account:chen", "accounts:change", "lock: left", True) in deeds(access)


def test_who_loses_a_role_loses_it_in_open_sessions_and_who_gains_one_signs_in_anew(access):
    user = Grant(Role.NODE_ENTERPRISE, Scope.parse("prefix:88.900.1"))
    reviewer = Grant(Role.NODE_REVIEWER, Scope.parse("prefix:88.900"))
    add(access, "wu", OPERATOR, user)
    session = sign_in(access, "wu", PASSWORD, at=AT).token.reveal()
    set_grants(access, "wu", [user], actor="t", at=AT)
    held = find_session(access, session, at=AT).permissions
    assert Permission.IDENTIFIER_APPLY in held
    assert Permission.IDENTIFIER_ALLOT not in held
    set_grants(access, "wu", [reviewer], actor="t", at=AT)
    with pytest.raises(SessionEnded):
        find_session(access, session, at=AT)
    with pytest.raises(BadGrant):
        set_grants(access, "wu", [reviewer, OPERATOR], actor="t", at=AT)
    assert find_account(access, "wu").grants == (reviewer,)


def test_the_last_administrator_stays(access):
    add(access, "chen", ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        lock_account(access, "chen", actor="t", at=AT)
    with pytest.raises(LastAdministrator):
        set_grants(access, "chen", [OPERATOR], actor="t", at=AT)
    create_account(access, "li", grants=[ADMINISTRATOR], actor="t", at=AT)
    with pytest.raises(LastAdministrator):  # Invited only: nobody could sign in.
        lock_account(access, "chen", actor="t", at=AT)
    redeem(access, invite(access, "li", actor="t", at=AT).reveal(), PASSWORD, at=AT)
    assert lock_account(access, "chen", actor="t", at=AT).state is State.LOCKED


def test_two_administrators_who_lock_each_other_at_once(access):
    add(access, "chen", ADMINISTRATOR)
    add(access, "li", ADMINISTRATOR)
    barrier, locked = threading.Barrier(2), []

    def lock(name):
        barrier.wait()
        try:
            locked.append(lock_account(access, name, actor="t", at=AT).name)
        except LastAdministrator:
            return

    threads = [threading.Thread(target=lock, args=(name,)) for name in ("chen", "li")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(locked) == 1


def test_guessing_at_the_present_password_is_limited(access):
    add(access, "wu", OPERATOR)
    for _ in range(10):
        with pytest.raises(SignInRefused):
            change_password(access, "wu", "wrong wrong wrong", OTHER, at=AT)
    with pytest.raises(TooMany):
        change_password(access, "wu", PASSWORD, OTHER, at=AT)


def test_an_account_locked_while_its_password_changes_stays_locked(access):
    add(access, "wu", OPERATOR)
    link = invite(access, "wu", actor="t", at=AT).reveal()

    class Slow(Hasher):
        def keep(self, password):
            lock_account(access, "wu", actor="account:chen", at=AT)
            return super().keep(password)

    slow = replace(access, hasher=Slow(memory_kib=8, passes=1))
    with pytest.raises(LinkInvalid):
        redeem(slow, link, OTHER, at=AT)
    unlock_account(access, "wu", actor="t", at=AT)
    with pytest.raises(SignInRefused):
        change_password(slow, "wu", PASSWORD, OTHER, at=AT)
    assert find_account(access, "wu").state is State.LOCKED


def test_changing_ones_own_password(access):
    add(access, "wu", OPERATOR)
    here, there = (sign_in(access, "wu", PASSWORD, at=AT).token.reveal() for _ in range(2))
    with pytest.raises(SignInRefused):
        change_password(access, "wu", OTHER, "ten grey geese fly", at=AT, session=here)
    assert find_session(access, there, at=AT)
    change_password(access, "wu", PASSWORD, OTHER, at=AT, session=here)
    assert find_session(access, here, at=AT).name == "wu"
    with pytest.raises(SessionEnded):
        find_session(access, there, at=AT)
    changes = [row for row in deeds(access) if row[2] == "change password"]
    assert [done for *_, done in changes] == [False, True]


def test_ending_all_sessions(access):
    add(access, "wu", OPERATOR)
    tokens = [sign_in(access, "wu", PASSWORD, at=AT).token.reveal() for _ in range(3)]
    assert end_sessions_of(access, "wu", actor="account:chen", at=AT) == 3
    for token in tokens:
        with pytest.raises(SessionEnded):
            find_session(access, token, at=AT)


def test_every_act_is_in_the_trail_and_no_secret(access):
    token = first_administrator(access, "chen", actor="cli:root", at=AT)
    redeem(access, token.reveal(), PASSWORD, at=AT, origin="192.0.2.7")
    create_account(access, "wu", grants=[OPERATOR], actor="account:chen", at=AT)
    session = sign_in(access, "chen", PASSWORD, at=AT, origin="192.0.2.7")
    with pytest.raises(SignInRefused):
        sign_in(access, "chen", OTHER, at=AT)
    with pytest.raises(SignInRefused):
        sign_in(access, "my secret typed as a name", OTHER, at=AT)
    assert deeds(access) == [
        ("cli:root", "accounts:change", "first administrator", True),
        ("account:chen", "accounts:change", "set password", True),
        ("account:chen", "accounts:change", "create node-operator@prefix:88.900", True),
        ("account:chen", "accounts:sign-in", "password", True),
        ("account:chen", "accounts:sign-in", "password", False),
        ("account:?", "accounts:sign-in", "unknown account", False),
    ]
    told = repr(list_entries(access.database))
    for secret in (PASSWORD, OTHER, token.reveal(), session.token.reveal(), "my secret"):
        assert secret not in told
    assert verify_trail(access.database).holds


def test_nothing_secret_lies_in_the_database(access, store):
    add(access, "wu", OPERATOR)
    session = sign_in(access, "wu", PASSWORD, at=AT).token
    link = invite(access, "wu", actor="t", at=AT)
    with access.database.read() as connection:
        told = ""
        for name in ("account", "account_session", "account_link", "audit_entry"):
            told += repr(connection.exec_driver_sql(f"SELECT * FROM {name}").all())
    for secret in (PASSWORD, session.reveal(), link.reveal()):
        assert secret not in told
    assert session.sha256 in told
    assert session.reveal() not in repr((session, [session], f"{session}", str(session)))


def test_a_password_never_has_to_change_and_may_be_set_again(access):
    add(access, "wu", OPERATOR)
    much_later = AT + timedelta(days=4_000)
    assert sign_in(access, "wu", PASSWORD, at=much_later)
    change_password(access, "wu", PASSWORD, PASSWORD, at=much_later)
    assert sign_in(access, "wu", PASSWORD, at=much_later)
