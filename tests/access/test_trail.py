"""The audit trail: one chain for all rooms, and the first entry that was touched is named."""

import hashlib
import threading
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from access.conftest import AT, OPERATOR
from lingnan.access import Identity, Permission, list_entries, record_act, verify_trail
from lingnan.access.errors import TrailBroken
from lingnan.store.audit import Deed, audit_entry, audit_head, record_deed, record_deeds
from lingnan.store.errors import StoreWriteFailed

WORDS = st.text(max_size=30)


def write(store, count, detail="x"):
    with store.database.begin() as connection:
        deeds = [
            Deed(AT, "account:wu", "identifier:review", f"88.900.{n}", detail) for n in range(count)
        ]
        return record_deeds(connection, deeds)


def unguard(store):
    """What an intruder with rights over the schema would do first."""
    with store.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP TRIGGER audit_entry_append_only ON audit_entry"))
        else:
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_entry_no_{act}"))


def tamper(store, line, **values):
    with store.database.begin() as connection:
        connection.execute(text(line), values)


def test_an_empty_trail_holds(store):
    verdict = verify_trail(store.database)
    assert (verdict.holds, verdict.entries_count, verdict.last_sha256) == (True, 0, "0" * 64)


def test_the_hash_can_be_recomputed_by_hand(store):
    with store.database.begin() as connection:
        record_deed(connection, at=AT, actor="cli:root", action="a:b", thing="件\n1")
    canonical = (
        '{"action":"a:b","actor":"cli:root","at":"2026-01-05T09:00:00.000000+00:00",'
        '"detail":null,"entry_id":1,"is_done":true,"object":"件\\n1","origin":null,'
        f'"previous":"{"0" * 64}","subject_code":null}}'
    )
    expected = hashlib.sha256(canonical.encode()).hexdigest()
    assert [entry.sha256 for entry in list_entries(store.database)] == [expected]
    assert verify_trail(store.database).last_sha256 == expected


def test_what_an_identity_saw_and_was_refused(store):
    who = Identity("1", "wu", (OPERATOR,), token_id="t1", origin="192.0.2.7")  # noqa: S106
    with store.database.begin() as connection:
        read = Permission.EVIDENCE_READ
        record_act(connection, who, read, "evidence:17", at=AT, subject_code="U1")
        record_act(connection, who, read, "evidence:18", at=AT, subject_code="U2", is_done=False)
    (entry,) = list_entries(store.database, audit_entry.c.subject_code == "U1")
    assert (entry.actor, entry.action) == ("account:wu/token:t1", "evidence:read")
    assert (entry.thing, entry.origin, entry.is_done) == ("evidence:17", "192.0.2.7", True)
    newest, oldest = list_entries(store.database)
    assert (newest.is_done, newest.entry_id) == (False, 2)
    assert list_entries(store.database, before_id=2) == [oldest]


def test_an_entry_lands_with_its_act_or_not_at_all(store):
    def fail():
        with store.database.begin() as connection:
            record_deed(connection, at=AT, actor="t", action="a:b", thing="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert write(store, 1) == 1
    assert verify_trail(store.database).entries_count == 1


def test_entries_are_neither_changed_nor_removed(store):
    write(store, 2)
    for line in ("UPDATE audit_entry SET detail = 'y'", "DELETE FROM audit_entry"):
        with pytest.raises(StoreWriteFailed) as caught:
            tamper(store, line)
        assert "append-only" in str(caught.value)
    assert verify_trail(store.database).entries_count == 2


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("UPDATE audit_entry SET detail = 'y' WHERE entry_id = 3", 3),
        ("UPDATE audit_entry SET actor = 'account:li' WHERE entry_id >= 4", 4),
        ("UPDATE audit_entry SET is_done = (1 = 0) WHERE entry_id = 1", 1),
        ("UPDATE audit_entry SET sha256 = '00' WHERE entry_id = 5", 5),
        ("DELETE FROM audit_entry WHERE entry_id = 2", 2),
        ("DELETE FROM audit_entry WHERE entry_id = 5", 5),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_entry SET entry_id = 9 WHERE entry_id = 5", 5),
        ("UPDATE audit_head SET entry_id = 4", 5),
        ("DELETE FROM audit_head", 1),
    ],
)
def test_the_first_broken_entry_is_named(store, line, broken):
    write(store, 5)
    unguard(store)
    tamper(store, line)
    verdict = verify_trail(store.database)
    assert (verdict.holds, verdict.broken_entry_id) == (False, broken)
    with pytest.raises(TrailBroken) as caught:
        verdict.ensure()
    assert f"第 {broken} 条" in caught.value.render("zh")
    assert caught.value.exit_code == 3


def test_a_chain_written_anew_is_noticed_by_a_hash_kept_elsewhere(store):
    write(store, 5)
    kept = (3, list_entries(store.database)[2].sha256)
    assert verify_trail(store.database, known=kept).holds
    unguard(store)
    tamper(store, "DELETE FROM audit_entry")
    tamper(store, "DELETE FROM audit_head")
    write(store, 5, detail="another story")
    assert verify_trail(store.database).holds
    assert verify_trail(store.database, known=kept).broken_entry_id == 3
    assert verify_trail(store.database, known=(9, "0" * 64)).broken_entry_id == 6


def test_many_writers_at_once_make_one_chain(store):
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        for _ in range(5):
            write(store, 3)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify_trail(store.database)
    assert (verdict.holds, verdict.entries_count) == (True, 60)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(WORDS, WORDS, st.none() | WORDS, st.integers(0, 10**12)), max_size=5))
def test_any_text_and_instant_is_kept_as_it_is_hashed(store, told):
    china = timezone(timedelta(hours=8))
    with store.database.begin() as connection:
        for actor, thing, detail, microseconds in told:
            at = (AT + timedelta(microseconds=microseconds)).astimezone(china)
            record_deed(connection, at=at, actor=actor, action="a:b", thing=thing, detail=detail)
    assert verify_trail(store.database).holds


@pytest.mark.parametrize("odd", ["a\0b", "\ud800", "名\udcff", "\U0001f600"])
def test_what_no_database_keeps_stops_no_act(store, odd):
    with store.database.begin() as connection:
        record_deed(connection, at=AT, actor=odd, action="a:b", thing=odd, detail=odd)
    assert verify_trail(store.database).holds


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_any_single_change_is_found_at_its_entry(store, data):
    if not verify_trail(store.database).entries_count:
        write(store, 8)
        unguard(store)
    number = data.draw(st.integers(1, 8))
    column = data.draw(
        st.sampled_from(["actor", "action", "object", "detail", "subject_code", "origin"])
    )
    with store.database.read() as connection:
        query = select(audit_entry.c[column]).where(audit_entry.c.entry_id == number)
        before = connection.scalar(query)
    after = data.draw(st.text("abcxyz0189:.", max_size=12).filter(lambda value: value != before))
    change = f"UPDATE audit_entry SET {column} = :value WHERE entry_id = :number"
    tamper(store, change, value=after, number=number)
    assert verify_trail(store.database).broken_entry_id == number
    tamper(store, change, value=before, number=number)
    assert verify_trail(store.database).holds


def test_the_head_is_one_row(store):
    write(store, 3)
    with store.database.read() as connection:
        (head,) = connection.execute(select(audit_head)).all()
    assert (head.entry_id, head.sha256) == (3, list_entries(store.database)[0].sha256)
