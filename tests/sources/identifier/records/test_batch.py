"""Batches: per row or all or nothing, and once only."""

import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.records.change import Batch, Create, Delete
from lingnan.sources.identifier.records.errors import BatchReused, BatchUnequal
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.codes import Response
from sources.identifier.records.sample import secret, stored, url


def batch(count=2000, **fields):
    names = [f"88.900.{1 + row % 3}/sn-{row:06d}" for row in range(count)]
    values = [stored(url(f"https://example.com/{row}")) for row in range(count)]
    return Batch(**{"handles": names, "values": values} | fields)


def count_records(database):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(identifier_record))


def test_three_bad_rows_of_2000_leave_1997(any_database, folder):
    told = batch(values=[stored(url(), secret())] * 2000)
    told.handles[5] = "no-slash"
    told.handles[7] = told.handles[6].upper()
    with RecordWriter(any_database, folder) as writer, RecordReader(folder) as reader:
        writer.apply([Create(told.handles[1999], stored())])
        (outcome,) = writer.apply([told])
        assert outcome.response == Response.SUCCESS
        assert outcome.failures == {5: 102, 7: 101, 1999: 101}
        assert outcome.registered_count == 1997
        assert count_records(any_database) == 1998
        reader.renew()
        assert sum(reader.count(f"88.900.{number}") for number in (1, 2, 3)) == 1998
        assert verify(reader, writer.truth).is_equal


def test_an_atomic_batch_with_a_bad_row_leaves_nothing(writer, database, folder):
    writer.apply([Create("88.900.1/sn-000000", stored()), Create("88.900.9/a", stored())])
    told = batch(is_atomic=True, overwrite=True)
    told.handles[900] = told.handles[899]
    told.handles[1000] = "no-slash"
    with RecordReader(folder) as reader:
        before = reader.entry("88.900.1/sn-000000")
        answers = writer.apply(
            [Create("88.900.8/a", stored()), told, Create("88.900.8/b", stored())]
        )
        assert [answer.response for answer in answers] == [1, 102, 1]
        assert answers[1].failures == {1000: 102}
        assert answers[1].registered_count == 0
        reader.renew()
        assert reader.entry("88.900.1/sn-000000") == before
        assert reader.records_count() == count_records(database) == 4
        assert reader.prefixes() == {"88.900.1": 1, "88.900.8": 2, "88.900.9": 1}
        assert verify(reader, writer.truth).is_equal


def test_a_batch_may_overwrite(writer, folder):
    writer.apply([batch(10)])
    again = batch(12, values=[stored(url("new"))] * 12, overwrite=True)
    (outcome,) = writer.apply([again])
    assert outcome.failures == {}
    with RecordReader(folder) as reader:
        assert reader.records_count() == 12
        assert reader.entry("88.900.1/sn-000003").revision == 2
        assert verify(reader, writer.truth).is_equal


def test_the_same_call_again_is_answered_from_memory(database, folder):
    told = batch(50, owner="a", idempotency_key="k1")
    told.handles[3] = "no-slash"
    with RecordWriter(database, folder) as writer:
        first, again = writer.apply([told, told])
        assert (first.is_repeated, again.is_repeated) == (False, True)
        assert again.failures == first.failures == {3: 102}
        writer.apply([Delete(told.handles[0])])
    with RecordWriter(database, folder) as writer:
        (later,) = writer.apply([told])
        assert (later.is_repeated, later.registered_count) == (True, 49)
        (other,) = writer.apply([batch(50, owner="b", idempotency_key="k1")])
        assert other.is_repeated is False
    assert count_records(database) == 49 - 1 + 1 + 1  # the other owner adds rows 0 and 3


def test_an_atomic_refusal_is_remembered_too(writer):
    told = batch(5, owner="a", idempotency_key="k", is_atomic=True)
    told.handles[4] = "no-slash"
    first, again = writer.apply([told, told])
    assert (first.response, again.response) == (102, 102)
    assert again.registered_count == 0


def test_a_key_with_another_content_is_refused_and_harms_no_neighbour(writer, database):
    told = batch(5, owner="a", idempotency_key="k")
    other = batch(5, owner="a", idempotency_key="k", values=[stored(url("x"))] * 5)
    answers = writer.apply([told, other, Create("88.900.8/a", stored())])
    assert isinstance(answers[1], BatchReused)
    assert answers[2].is_done
    assert count_records(database) == 6


@pytest.mark.parametrize("told", [Batch([], []), Batch(["88.900.1/a"], [])])
def test_a_batch_without_sense_is_refused(writer, told):
    (answer,) = writer.apply([told])
    assert isinstance(answer, BatchUnequal)
