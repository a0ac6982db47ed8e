"""Sessions and API tokens: expiry at the edge, rotation, revocation, limits."""

import base64
import pickle
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from access.conftest import ADMINISTRATOR, AT, OPERATOR, PASSWORD, add
from lingnan.access import (
    Permission,
    Scope,
    Target,
    end_session,
    find_session,
    find_token,
    list_entries,
    list_tokens,
    lock_account,
    make_token,
    may,
    revoke_token,
    rotate_session,
    set_grants,
    sign_in,
    unlock_account,
)
from lingnan.access.errors import BadToken, NoAccount, SessionEnded, TokenInvalid
from lingnan.access.secret import SECRET_BYTES, fingerprint, system_entropy
from lingnan.access.session import end_session_of, list_sessions, session_id_of
from lingnan.access.store import account_session

REGISTER = Permission.IDENTIFIER_REGISTER


def opened(access, at=AT):
    return sign_in(access, "wu", PASSWORD, at=at).token.reveal()


@pytest.fixture
def wu(access):
    add(access, "wu", OPERATOR)
    return access


def test_a_session_says_who_and_what(wu):
    token = opened(wu)
    found = find_session(wu, token, at=AT, origin="192.0.2.7")
    assert (found.name, found.grants, found.origin) == ("wu", (OPERATOR,), "192.0.2.7")
    assert found.actor == "account:wu"
    assert found.lacks_second_factor
    assert may(found, REGISTER, Target.handle("88.900.1/a"))


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "lgn_x", "' OR 1=1 --", "x" * 10_000])
def test_what_is_no_token(wu, token):
    with pytest.raises(SessionEnded):
        find_session(wu, token, at=AT)
    with pytest.raises(TokenInvalid):
        find_token(wu, token, at=AT)


def test_idle_and_absolute_end_are_half_open(wu):
    token = opened(wu)
    with pytest.raises(SessionEnded):
        find_session(wu, token, at=AT + timedelta(minutes=30))
    for minutes in range(0, 12 * 60, 29):
        assert find_session(wu, token, at=AT + timedelta(minutes=minutes))
    last = AT + timedelta(hours=12) - timedelta(microseconds=1)
    assert find_session(wu, token, at=last)
    with pytest.raises(SessionEnded):
        find_session(wu, token, at=AT + timedelta(hours=12))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(1, 45 * 60), max_size=30))
def test_a_session_lives_exactly_as_its_rule_says(wu, pauses):
    token, at, touched = opened(wu), AT, AT
    for pause in pauses:
        at += timedelta(seconds=pause)
        is_alive = at < touched + timedelta(minutes=30) and at < AT + timedelta(hours=12)
        if not is_alive:
            with pytest.raises(SessionEnded):
                find_session(wu, token, at=at)
            return
        assert find_session(wu, token, at=at).name == "wu"
        # A use is noted at most once a minute.
        touched = at if at >= touched + timedelta(minutes=1) else touched


def test_a_rotated_token_is_dead_and_the_absolute_end_stays(wu):
    token = opened(wu)
    new = rotate_session(wu, token, at=AT + timedelta(minutes=20))
    assert new.expires_at == AT + timedelta(hours=12)
    with pytest.raises(SessionEnded):
        find_session(wu, token, at=AT)
    with pytest.raises(SessionEnded):
        rotate_session(wu, token, at=AT)
    assert find_session(wu, new.token.reveal(), at=AT + timedelta(minutes=49))


def test_of_two_who_rotate_at_once_one_wins(wu):
    token, won, barrier = opened(wu), [], threading.Barrier(4)

    def rotate():
        barrier.wait()
        try:
            won.append(rotate_session(wu, token, at=AT))
        except SessionEnded:
            return

    threads = [threading.Thread(target=rotate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_signing_out(wu):
    token = opened(wu)
    end_session(wu, token, at=AT)
    end_session(wu, token, at=AT)
    with pytest.raises(SessionEnded):
        find_session(wu, token, at=AT)
    outs = [e for e in list_entries(wu.database) if e.action == "accounts:sign-out"]
    assert [entry.actor for entry in outs] == ["account:wu"]


def test_ended_sessions_are_swept_away(wu):
    for _ in range(3):
        opened(wu)
    opened(wu, AT + timedelta(hours=13))
    with wu.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(account_session)) == 1


# API tokens


def made(access, **more):
    asked = {
        "label": "MES",
        "permissions": [REGISTER],
        "expires_at": AT + timedelta(days=90),
        "actor": "account:wu",
        "at": AT,
    }
    return make_token(access, "wu", **(asked | more))


def test_a_token_is_shown_once_and_acts_within_its_limits(wu):
    token, secret = made(wu, scope=Scope.parse("prefix:88.900.1"))
    assert secret.reveal().startswith(f"lgn_{token.token_id}_")
    found = find_token(wu, secret.reveal(), at=AT, origin="192.0.2.7")
    assert found.actor == f"account:wu/token:{token.token_id}"
    assert not found.lacks_second_factor
    assert may(found, REGISTER, Target.handle("88.900.1/a"))
    assert not may(found, REGISTER, Target.handle("88.900.2/a"))
    assert not may(found, Permission.IDENTIFIER_OPERATE, Target.handle("88.900.1"))
    (listed,) = list_tokens(wu, "wu")
    assert (listed.label, listed.permissions, listed.used_at) == ("MES", {REGISTER}, AT)
    assert list_tokens(wu) == [listed]
    told = repr((token, listed, secret, list_entries(wu.database)))
    assert secret.reveal() not in told
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize(
    "more",
    [
        {"permissions": [Permission.ACCOUNTS_CHANGE]},
        {"permissions": [REGISTER, Permission.IDENTIFIER_REVIEW]},
        {"permissions": []},
        {"expires_at": AT},
        {"expires_at": AT + timedelta(days=367)},
    ],
)
def test_a_token_never_exceeds_its_account(wu, more):
    with pytest.raises(BadToken):
        made(wu, **more)
    assert list_tokens(wu) == []


def test_a_token_follows_its_account(wu):
    _, secret = made(wu)
    add(wu, "chen", ADMINISTRATOR)
    set_grants(wu, "wu", [ADMINISTRATOR], actor="t", at=AT)
    assert find_token(wu, secret.reveal(), at=AT).permissions == frozenset()
    set_grants(wu, "wu", [OPERATOR], actor="t", at=AT)
    lock_account(wu, "wu", actor="t", at=AT)
    with pytest.raises(TokenInvalid):
        find_token(wu, secret.reveal(), at=AT)
    with pytest.raises(BadToken):
        made(wu)
    unlock_account(wu, "wu", actor="t", at=AT)
    assert find_token(wu, secret.reveal(), at=AT).permissions == {REGISTER}


def test_a_token_ends(wu):
    token, secret = made(wu)
    assert find_token(wu, secret.reveal(), at=AT + timedelta(days=90, microseconds=-1))
    with pytest.raises(TokenInvalid):
        find_token(wu, secret.reveal(), at=AT + timedelta(days=90))
    revoke_token(wu, token.token_id, actor="account:chen", at=AT)
    with pytest.raises(TokenInvalid):
        find_token(wu, secret.reveal(), at=AT)
    with pytest.raises(TokenInvalid):
        revoke_token(wu, token.token_id, actor="account:chen", at=AT)
    assert list_tokens(wu)[0].revoked_at == AT
    with pytest.raises(NoAccount):
        list_tokens(wu, "nobody")


def test_a_token_has_256_unpredictable_bits(wu):
    tokens = {sign_in(wu, "wu", PASSWORD, at=AT).token.reveal() for _ in range(3)}
    assert len(tokens) == 3
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token + "=")) == SECRET_BYTES == 32
    assert len(system_entropy(32)) == 32
    assert system_entropy(32) != system_entropy(32)


def test_live_sessions_are_listed_and_ended_by_their_public_id(wu):
    first, second = (sign_in(wu, "wu", PASSWORD, at=AT).token.reveal() for _ in range(2))
    account = find_session(wu, first, at=AT).account_id
    listed = list_sessions(wu, account, at=AT)
    assert len(listed) == 2
    assert all(token not in repr(listed) for token in (first, second))
    other = next(each for each in listed if each.session_id != session_id_of(fingerprint(first)))
    assert not end_session_of(wu, "somebody-else", other.session_id, actor="t", at=AT)
    assert end_session_of(wu, account, other.session_id, actor="t", at=AT)
    assert not end_session_of(wu, account, other.session_id, actor="t", at=AT)
    assert find_session(wu, first, at=AT)
    with pytest.raises(SessionEnded):
        find_session(wu, second, at=AT)
    assert list_sessions(wu, account, at=AT + wu.policy.idle) == []
