"""A disk that fills: a coded error, and nothing half-written on either side."""

import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.records.change import Batch, Create
from lingnan.sources.identifier.records.errors import RecordsFull
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from sources.identifier.records.sample import stored

SIZE = 200


def fill(writer):
    """Register batches until no more fit; answer how many did."""
    for number in range(1000):
        names = [f"88.900.1/{number}-{row}" for row in range(SIZE)]
        try:
            writer.apply([Batch(names, [stored()] * SIZE, "a", f"{number}")])
        except RecordsFull:
            return number
    raise AssertionError("it never filled")


def assert_whole(database, folder, writer, count):
    with RecordReader(folder) as reader:
        found = verify(reader, writer.truth)
    assert found.is_equal
    assert found.records_count == count
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(identifier_record)) == count


def test_a_full_map_takes_the_group_back(database, folder):
    with RecordWriter(database, folder, map_size=1 << 20) as writer:
        count = fill(writer)
        assert count > 2
        assert_whole(database, folder, writer, count * SIZE)
    with RecordWriter(database, folder) as writer:
        # The batch that failed was not remembered, so that it can be sent again.
        names = [f"88.900.1/{count}-{row}" for row in range(SIZE)]
        (outcome,) = writer.apply([Batch(names, [stored()] * SIZE, "a", f"{count}")])
        assert (outcome.is_repeated, outcome.registered_count) == (False, SIZE)
        assert_whole(database, folder, writer, (count + 1) * SIZE)


def test_a_full_database_takes_the_group_back(database, folder):
    with RecordWriter(database, folder) as writer:
        writer.truth._connection.execute("PRAGMA max_page_count=100")
        count = fill(writer)
        assert count > 2
        assert_whole(database, folder, writer, count * SIZE)
        writer.truth._connection.execute("PRAGMA max_page_count=100000")
        assert writer.apply([Create("88.900.1/after", stored())])[0].is_done
        assert_whole(database, folder, writer, count * SIZE + 1)


def test_the_last_of_the_disk_is_left_alone(database, folder):
    with RecordWriter(database, folder, reserve=1 << 60) as writer:
        with pytest.raises(RecordsFull):
            writer.apply([Create("88.900.1/a", stored())])
        assert_whole(database, folder, writer, 0)
