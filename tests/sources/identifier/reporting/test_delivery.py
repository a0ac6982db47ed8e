"""Parcels are kept, tried until taken or refused, never queued twice, and proven."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.reporting.delivery import (
    LONGEST_WAIT,
    Round,
    drop_contents,
    is_newest,
    made_periods,
    queue,
    read_deliveries,
    read_receipt_octets,
    retry,
    send_due,
    wait_after,
)
from lingnan.sources.identifier.reporting.errors import (
    ReceiptWrong,
    TopLevelBusy,
    TopLevelRefused,
    TopLevelUnreachable,
)
from lingnan.sources.identifier.reporting.receipt import read_receipt, write_receipt
from lingnan.sources.identifier.reporting.report import Parcel
from lingnan.sources.identifier.reporting.table import delivery

from .conftest import AT


@dataclass
class Fake:
    """A top-level node that fails as it is told, then takes what it gets."""

    key: object
    failures: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    place: str = "fake"

    def submit(self, parcel):
        if self.failures:
            failure = self.failures.pop(0)
            if failure is not None:
                raise failure(place="fake", reason="told")
        self.taken.append(parcel.period)
        octets = write_receipt(self.key, "R1", parcel.delivery_id, parcel.content_sha256, AT)
        return read_receipt(
            octets,
            place="fake",
            delivery_id=parcel.delivery_id,
            content_sha256=parcel.content_sha256,
            key=public_key_of(self.key),
        )


@pytest.fixture
def fake(sm2_key):
    return Fake(sm2_key)


def parcel(period, content=b"{}", report="T3"):
    return Parcel(report, "88.900", period, 1, content)


def put(node, *parcels):
    with node.database.begin() as connection:
        return queue(connection, parcels, at=AT)


def listed(node):
    with node.database.read() as connection:
        return {each.period: each for each in read_deliveries(connection)}


def send(node, fake, at=AT):
    return send_due(node.database, fake, clock=lambda: at)


def test_waits_double_up_to_an_hour():
    minutes = [wait_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 6, 7, 8, 1000)]
    assert minutes == [1, 2, 4, 32, 60, 60, 60]
    assert wait_after(10_000) == LONGEST_WAIT


def test_the_same_content_is_queued_once(node):
    assert len(put(node, parcel("1"), parcel("1"), parcel("2"))) == 2
    assert put(node, parcel("1")) == []
    assert len(put(node, parcel("1", b"{1}"))) == 1
    with node.database.read() as connection:
        assert made_periods(connection, "88.900") == {"T3": "2"}


def test_a_temporary_failure_waits_and_a_permanent_one_stops(node, fake):
    put(node, parcel("1"), parcel("2"), parcel("3"))
    fake.failures = [TopLevelRefused, TopLevelUnreachable]
    assert send(node, fake) == Round(delivered=0, waiting=2, refused=1)
    # The round ended with the second; the third was not tried.
    told = listed(node)
    assert [told[period].state for period in "123"] == ["refused", "waiting", "waiting"]
    assert [told[period].tries_count for period in "123"] == [1, 1, 0]
    assert told["2"].next_try_at == AT + timedelta(minutes=1)
    assert told["1"].reason == "NOD-703: The node fake refused it: told."
    assert send(node, fake) == Round(delivered=1, waiting=1, refused=0)
    assert send(node, fake, AT + timedelta(seconds=59)).delivered == 0
    assert send(node, fake, AT + timedelta(minutes=1)).delivered == 1
    assert fake.taken == ["3", "2"]
    with node.database.begin() as connection:
        assert retry(connection, at=AT) == 1
    assert send(node, fake).delivered == 1
    assert send(node, fake, AT + timedelta(days=9)) == Round()


def test_failures_without_end_keep_an_hour_apart(node, fake):
    put(node, parcel("1"))
    at = AT
    for _ in range(9):
        fake.failures = [TopLevelBusy]
        send(node, fake, at)
        before, at = at, listed(node)["1"].next_try_at
    assert at - before == timedelta(hours=1)
    assert listed(node)["1"].tries_count == 9


def test_the_proof_stays_when_the_content_goes(node, fake, sm2_key):
    put(node, parcel("1"), parcel("2"))
    fake.failures = [None, TopLevelRefused]
    send(node, fake)
    with node.database.begin() as connection:
        assert drop_contents(connection, AT) == 0
        assert drop_contents(connection, AT + timedelta(days=1)) == 1
        contents = dict(connection.execute(select(delivery.c.period, delivery.c.content)).all())
        octets = read_receipt_octets(connection, parcel("1").delivery_id)
    assert contents == {"1": None, "2": b"{}"}
    told = {"delivery_id": parcel("1").delivery_id, "place": ""}
    key = public_key_of(sm2_key)
    receipt = read_receipt(octets, content_sha256=parcel("1").content_sha256, key=key, **told)
    assert receipt.received_at == AT
    assert listed(node)["1"].receipt_sha256 == receipt.sha256


def test_a_receipt_of_other_content_or_another_signer_is_none(sm2_key):
    one = parcel("1")
    octets = write_receipt(sm2_key, "R1", one.delivery_id, one.content_sha256, AT)
    told = {"place": "", "delivery_id": one.delivery_id, "content_sha256": one.content_sha256}
    assert read_receipt(octets, key=None, **told).receipt_no == "R1"
    stranger = public_key_of(make_private_key("SM2"))
    wrong = [
        (octets, told, stranger),
        (octets, told | {"content_sha256": "0" * 64}, None),
        (octets, told | {"delivery_id": "0" * 64}, None),
        (octets.replace(b'"R1"', b'"R2"'), told, public_key_of(sm2_key)),
        (b"{}", told, None),
        (b"\xff", told, None),
    ]
    for content, asked, key in wrong:
        with pytest.raises(ReceiptWrong):
            read_receipt(content, key=key, **asked)


def test_what_is_sent_on_change_knows_the_newest_content(node):
    put(node, parcel("2026-03-02T04:00:00Z", b"a", "T1"))
    with node.database.begin() as connection:
        assert is_newest(connection, parcel("", b"a", "T1"))
        assert not is_newest(connection, parcel("", b"b", "T1"))
        queue(
            connection,
            [parcel("2026-03-02T05:00:00Z", b"b", "T1")],
            at=AT + timedelta(hours=1),
        )
        # Back to what it was before: that is news again.
        assert not is_newest(connection, parcel("", b"a", "T1"))
