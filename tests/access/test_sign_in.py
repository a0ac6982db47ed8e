"""Signing in: lock-out, rate limits and the second factor, also by a state machine."""

import base64
import shutil
import tempfile
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from access.conftest import ADMINISTRATOR, AT, OPERATOR, PASSWORD, access_of, add
from lingnan.access import (
    Access,
    find_account,
    find_session,
    invite,
    list_entries,
    lock_account,
    prove,
    redeem,
    sign_in,
    unlock_account,
    verify_trail,
)
from lingnan.access import store as store_tables
from lingnan.access.deny import STEMS
from lingnan.access.errors import (
    BadPassword,
    KeyUnusable,
    SecondFactorNeeded,
    SecondFactorState,
    SessionEnded,
    SignInRefused,
    TooMany,
)
from lingnan.access.hashing import Hasher
from lingnan.access.notice import Notice, see_all, unseen
from lingnan.access.second_factor import confirm, enrol, remove
from lingnan.access.totp import code_of, step_of
from lingnan.store import Store

WRONG = "wrong wrong wrong"


def refused(access, name="wu", password=WRONG, at=AT, **more):
    with pytest.raises(SignInRefused) as caught:
        sign_in(access, name, password, at=at, **more)
    return caught.value


def bound(access, name="wu", at=AT):
    """Bind a second factor; returns its secret and the recovery codes."""
    uri = enrol(access, name).reveal()
    secret = base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])
    return secret, [code.reveal() for code in confirm(access, name, code(secret, at), at=at)]


def code(secret, at):
    return code_of(secret, step_of(at))


@pytest.fixture
def wu(access):
    add(access, "wu", OPERATOR)
    return access


def test_five_wrong_passwords_lock_for_a_minute_even_the_right_one(wu):
    for _ in range(5):
        refused(wu)
    assert find_account(wu, "wu").locked_until == AT + timedelta(minutes=1)
    refused(wu, password=PASSWORD, at=AT + timedelta(seconds=59))
    assert sign_in(wu, "wu", PASSWORD, at=AT + timedelta(minutes=1)).is_complete
    found = find_account(wu, "wu")
    assert (found.failures_count, found.locked_until) == (0, None)
    assert found.signed_in_at == AT + timedelta(minutes=1)


def test_all_refusals_look_the_same(wu):
    add(wu, "li", OPERATOR)
    lock_account(wu, "li", actor="t", at=AT)
    seen = {refused(wu), refused(wu, "li", PASSWORD), refused(wu, "nobody"), refused(wu, "", "")}
    for _ in range(5):
        seen.add(refused(wu))
    assert len({repr(each) + each.render("zh") for each in seen}) == 1


def test_a_locked_account_costs_a_hash_too(wu):
    class Counting(Hasher):
        asked = 0

        def matches(self, kept, password):
            Counting.asked += 1
            return super().matches(kept, password)

    access = replace(wu, hasher=Counting(memory_kib=8, passes=1))
    for name in ("wu", "nobody"):
        refused(access, name)
    for _ in range(5):
        refused(access)
    assert Counting.asked == 7


def test_guesses_that_come_at_once_all_count(wu):
    barrier, ends = threading.Barrier(8), []

    def guess():
        barrier.wait()
        try:
            sign_in(wu, "wu", WRONG, at=AT)
        except SignInRefused:
            ends.append("refused")

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == ["refused"] * 8
    # The fifth locked; the other three were not looked at.
    assert find_account(wu, "wu").failures_count == 5
    assert verify_trail(wu.database).holds


def test_an_address_is_limited_and_another_is_not(wu):
    for _ in range(60):
        refused(wu, "nobody", origin="192.0.2.7")
    with pytest.raises(TooMany) as caught:
        sign_in(wu, "wu", PASSWORD, at=AT, origin="192.0.2.7")
    assert caught.value.values == {"seconds": 10}
    assert sign_in(wu, "wu", PASSWORD, at=AT, origin="192.0.2.8")
    assert sign_in(wu, "wu", PASSWORD, at=AT + timedelta(seconds=10), origin="192.0.2.7")


def test_limits_and_locks_survive_a_restart(wu, store):
    for _ in range(5):
        refused(wu)
    again = access_of(Store.open(store.root))
    refused(again, password=PASSWORD)
    again.database.engine.dispose()


def test_a_raised_cost_renews_the_hash_at_the_next_sign_in(wu):
    dearer = replace(wu, hasher=Hasher(memory_kib=16, passes=2))
    sign_in(dearer, "wu", PASSWORD, at=AT)
    with wu.database.read() as connection:
        (kept,) = connection.exec_driver_sql("SELECT password_hash FROM account").one()
    assert "$m=16,t=2,p=1$" in kept
    assert sign_in(dearer, "wu", PASSWORD, at=AT)


def test_unlocking_clears_the_failures(wu):
    for _ in range(5):
        refused(wu)
    unlock_account(wu, "wu", actor="account:chen", at=AT)
    assert sign_in(wu, "wu", PASSWORD, at=AT).is_complete


# The second factor


def test_password_then_code_then_a_new_token(wu):
    secret, _ = bound(wu)
    later = AT + timedelta(seconds=30)
    waiting = sign_in(wu, "wu", PASSWORD, at=later)
    assert not waiting.is_complete
    with pytest.raises(SecondFactorNeeded):
        find_session(wu, waiting.token.reveal(), at=later)
    opened = prove(wu, waiting.token.reveal(), code(secret, later), at=later)
    assert opened.token != waiting.token
    found = find_session(wu, opened.token.reveal(), at=later)
    assert found.has_second_factor
    assert not found.lacks_second_factor
    with pytest.raises(SessionEnded):
        prove(wu, waiting.token.reveal(), code(secret, later), at=later)


def test_a_code_is_refused_the_second_time(wu):
    secret, _ = bound(wu)
    first, second = (sign_in(wu, "wu", PASSWORD, at=AT).token.reveal() for _ in range(2))
    with pytest.raises(SignInRefused):  # Used by `confirm` already.
        prove(wu, first, code(secret, AT), at=AT)
    later = AT + timedelta(seconds=30)
    prove(wu, first, code(secret, later), at=later)
    with pytest.raises(SignInRefused):
        prove(wu, second, code(secret, later), at=later)


def test_of_two_who_say_one_code_at_once_one_gets_in(wu):
    secret, _ = bound(wu)
    at = AT + timedelta(seconds=30)
    tokens = [sign_in(wu, "wu", PASSWORD, at=at).token.reveal() for _ in range(4)]
    barrier, inside = threading.Barrier(4), []

    def say(token):
        barrier.wait()
        try:
            inside.append(prove(wu, token, code(secret, at), at=at))
        except SignInRefused:
            return

    threads = [threading.Thread(target=say, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inside) == 1


def test_recovery_codes_are_good_once_each(wu):
    _, codes = bound(wu)
    assert len(set(codes)) == 10
    for typed in (codes[0], codes[1].upper().replace("-", " ")):
        token = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
        assert prove(wu, token, typed, at=AT).is_complete
    token = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
    with pytest.raises(SignInRefused):
        prove(wu, token, codes[0], at=AT)


def test_wrong_codes_lock_as_wrong_passwords_do_and_right_passwords_do_not_help(wu):
    bound(wu)
    for _ in range(5):
        token = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
        with pytest.raises(SignInRefused):
            prove(wu, token, "000000", at=AT)
    refused(wu, password=PASSWORD)
    with pytest.raises(SignInRefused):
        prove(wu, token, "000000", at=AT)
    assert find_account(wu, "wu").failures_count == 5


def test_a_waiting_session_ends_after_five_minutes_and_with_the_account(wu):
    secret, _ = bound(wu)
    token = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
    later = AT + timedelta(minutes=5)
    with pytest.raises(SessionEnded):
        prove(wu, token, code(secret, later), at=later)
    token = sign_in(wu, "wu", PASSWORD, at=later).token.reveal()
    lock_account(wu, "wu", actor="t", at=later)
    with pytest.raises(SessionEnded):
        prove(wu, token, code(secret, later), at=later)


def test_enrolment_has_an_order(wu):
    with pytest.raises(SecondFactorState):
        confirm(wu, "wu", "000000", at=AT)
    enrol(wu, "wu")
    with pytest.raises(SignInRefused):
        confirm(wu, "wu", "000000", at=AT)
    assert sign_in(wu, "wu", PASSWORD, at=AT).is_complete  # Not yet bound.
    bound(wu)
    with pytest.raises(SecondFactorState):
        enrol(wu, "wu")
    remove(wu, "wu", actor="account:chen", at=AT)
    assert sign_in(wu, "wu", PASSWORD, at=AT).is_complete
    bound(wu, at=AT)


def test_the_secret_lies_sealed_for_its_account(wu, store):
    secret, _ = bound(wu)
    key = store.root / "access.key"
    assert key.stat().st_mode & 0o777 == 0o600
    with wu.database.read() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT factor_sealed FROM account").one()
    assert secret not in bytes(sealed)
    with pytest.raises(KeyUnusable):
        wu.sealer.open(bytes(sealed), owner="another")
    kept = key.read_text()
    key.write_text(base64.b64encode(b"x" * 32).decode())
    token = sign_in(wu, "wu", PASSWORD, at=AT).token.reveal()
    for broken in (key.read_text(), "short", ""):
        key.write_text(broken)
        with pytest.raises(KeyUnusable) as caught:
            prove(wu, token, "000000", at=AT)
        assert kept.strip() not in repr(caught.value)
    key.unlink()
    with pytest.raises(KeyUnusable):  # A lost key is told, not replaced in silence.
        prove(wu, token, "000000", at=AT)
    assert not key.exists()


def test_the_key_may_come_from_the_environment(wu, store, monkeypatch):
    monkeypatch.setenv("LINGNAN_ACCESS_KEY", base64.b64encode(b"k" * 32).decode())
    bound(wu)
    assert not (store.root / "access.key").exists()


# Any order of right and wrong passwords, unlocks and pauses


class SignIns(RuleBasedStateMachine):
    """One account against a model of its own: a count, and the instant it rests until."""

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name) / "store"
        shutil.copytree(self.template, root)
        self.access: Access = access_of(Store.open(root))
        add(self.access, "wu", OPERATOR)
        add(self.access, "chen", ADMINISTRATOR)
        self.at, self.count, self.last, self.until = AT, 0, AT, AT
        self.tries = 0

    def try_(self, password):
        self.tries += 1
        try:
            origin = f"192.0.2.{self.tries % 250}"
            return sign_in(self.access, "wu", password, at=self.at, origin=origin) is not None
        except SignInRefused:
            return False

    @rule(seconds=st.integers(1, 40 * 60))
    def wait(self, seconds):
        self.at += timedelta(seconds=seconds)

    @rule()
    def wait_long(self):
        self.at += timedelta(hours=25)

    @rule(times=st.integers(1, 6))
    def guess(self, times):
        for _ in range(times):
            assert not self.try_(WRONG)
            if self.at < self.until:
                continue
            self.count = 1 if self.at - self.last >= timedelta(hours=24) else self.count + 1
            self.last = self.at
            if self.count >= 5:
                minutes = min(15, 2 ** (self.count - 5))
                self.until = self.at + timedelta(minutes=minutes)

    @rule()
    def know(self):
        is_in = self.try_(PASSWORD)
        assert is_in is (self.at >= self.until)
        if is_in:
            self.count, self.until = 0, AT

    @precondition(lambda self: self.count > 0)
    @rule()
    def unlock(self):
        unlock_account(self.access, "wu", actor="account:chen", at=self.at)
        self.count, self.until = 0, AT

    @invariant()
    def count_agrees(self):
        assert find_account(self.access, "wu").failures_count == self.count

    def teardown(self):
        assert verify_trail(self.access.database).holds
        told = [
            e for e in list_entries(self.access.database, limit=10_000) if "sign-in" in e.action
        ]
        assert len(told) == self.tries
        self.access.database.engine.dispose()
        self.folder.cleanup()


def test_any_order_of_attempts(template):
    SignIns.template = template
    run_state_machine_as_test(
        SignIns, settings=settings(max_examples=10, stateful_step_count=12, deadline=None)
    )


def test_a_right_password_that_everybody_guesses_by_now_leads_to_a_new_one(wu, monkeypatch):
    monkeypatch.setattr("lingnan.access.password.STEMS", STEMS | {"sevenquietherons"})
    with pytest.raises(BadPassword):
        sign_in(wu, "wu", PASSWORD, at=AT)
    refused(wu, at=AT)
    token = invite(wu, "wu", actor="account:admin", at=AT).reveal()
    redeem(wu, token, "eight noisy storks", at=AT)
    assert sign_in(wu, "wu", "eight noisy storks", at=AT)


def test_a_code_said_again_is_logged_and_told_to_its_owner(wu):
    secret, _codes = bound(wu)
    later = AT + timedelta(minutes=1)
    prove(wu, sign_in(wu, "wu", PASSWORD, at=later).token.reveal(), code(secret, later), at=later)
    see_all(wu, find_account(wu, "wu").account_id, until=later)
    waiting = sign_in(wu, "wu", PASSWORD, at=later).token.reveal()
    with pytest.raises(SignInRefused):
        prove(wu, waiting, code(secret, later), at=later, origin="192.0.2.7")
    (told,) = unseen(wu, find_account(wu, "wu").account_id)
    assert (told.notice, told.origin) == (Notice.CODE_REUSED, "192.0.2.7")
    assert list_entries(wu.database, limit=1)[0].detail == "code used before"
    with pytest.raises(SignInRefused):
        prove(wu, waiting, "000000", at=later)
    assert len(unseen(wu, find_account(wu, "wu").account_id)) == 1


def test_recovery_codes_have_120_bits_and_are_kept_as_hashes(wu, store):
    _secret, codes = bound(wu)
    assert len(set(codes)) == 10
    for each in codes:
        letters = each.replace("-", "").upper()
        assert len(base64.b32decode(letters)) == 15
        assert each not in database_text(store)


def test_no_two_seals_are_alike_and_one_bit_breaks_a_seal(wu):
    sealer = wu.sealer
    one, other = (sealer.seal(b"secret", owner="wu") for _ in range(2))
    assert one != other
    assert sealer.open(one, owner="wu") == b"secret"
    with pytest.raises(KeyUnusable):
        sealer.open(one, owner="chen")
    for place in (0, 12, len(one) - 1):
        broken = bytes([*one[:place], one[place] ^ 1, *one[place + 1 :]])
        with pytest.raises(KeyUnusable):
            sealer.open(broken, owner="wu")


def database_text(store):
    """All cells of the tables of access, as text."""
    told = []
    with store.database.read() as connection:
        for table in store_tables.metadata.sorted_tables:
            if table.name.startswith(("account", "api_token")):
                told += [repr(tuple(row)) for row in connection.execute(table.select())]
    return " ".join(told)
