"""The file follows the database: after a crash between the commits, a loss, a restored past."""

import os

import pytest

from lingnan.sources.identifier.records import environment as opening
from lingnan.sources.identifier.records import replay
from lingnan.sources.identifier.records.change import (
    Batch,
    Create,
    Delete,
    ModifyValues,
    SetStatus,
)
from lingnan.sources.identifier.records.errors import (
    RecordsDiverged,
    RecordsWriteFailed,
    StreamBroken,
    WriterRunning,
)
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.replica import Replica
from lingnan.sources.identifier.records.stream import decode_stream, encode_stream, read_stream
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from sources.identifier.records.sample import secret, stored, url

LIFE = [
    Create("88.900.1/a", stored(url(), secret())),
    Create("88.900.1/b", stored()),
    Create("88.900.2/c", stored()),
    Delete("88.900.1/b"),
    Create("88.900.1/B", stored(url("again"))),
    ModifyValues("88.900.1/a", stored(url("changed"))),
    SetStatus("88.900.2/c", -2),
    Batch([f"88.900.3/{row}" for row in range(300)], [stored()] * 300),
    Delete("88.900.3/7"),
]


def assert_equal(folder, writer):
    with RecordReader(folder) as reader:
        found = verify(reader, writer.truth)
    assert found.is_equal, found
    assert found.records_count == 3 + 299


class Killed(Exception):
    pass


def test_a_crash_between_the_commits_is_healed_at_the_next_start(any_database, folder, monkeypatch):
    writer = RecordWriter(any_database, folder)
    writer.apply(LIFE[:2])
    write = writer.truth.write

    def die(rows, at):
        write(rows, at)
        raise Killed

    monkeypatch.setattr(writer.truth, "write", die)
    with pytest.raises(Killed):
        writer.apply(LIFE[2:])
    with RecordReader(folder) as reader:
        assert reader.records_count() == 2
    writer.close()
    with RecordWriter(any_database, folder) as after:
        assert_equal(folder, after)


def test_a_writer_that_lives_on_asks_the_database_first(database, folder, monkeypatch):
    with RecordWriter(database, folder) as writer:
        writer.apply(LIFE[:2])
        write = writer.truth.write

        def fail_late(rows, at):
            write(rows, at)
            raise RecordsWriteFailed(path="x", reason="lost connection at commit")

        monkeypatch.setattr(writer.truth, "write", fail_late)
        with pytest.raises(RecordsWriteFailed):
            writer.apply(LIFE[2:])
        monkeypatch.undo()
        # The lost group had landed, so its names exist now.
        assert [a.response for a in writer.apply([Create("88.900.3/8", stored())])] == [101]
        assert_equal(folder, writer)


def test_each_single_change_can_be_replayed_alone(database, folder, tmp_path):
    with RecordWriter(database, folder) as writer:
        for wish in LIFE:
            writer.apply([wish])
        other = opening.Environment(tmp_path / "o", is_writer=True)
        for row, states in writer.truth.changes(0):
            replay.apply_changes(other, [(row, states)])
            replay.apply_changes(other, [(row, states)])
        other.close()
        assert_equal(tmp_path / "o", writer)


@pytest.mark.parametrize("loss", ["no file", "fallen machine", "no guard"])
def test_a_file_that_is_lost_or_not_to_be_trusted_is_rebuilt(database, folder, loss):
    with RecordWriter(database, folder) as writer:
        writer.apply(LIFE)
        writer.trim_outbox({})
    if loss == "no file":
        (folder / "data.mdb").unlink()
    elif loss == "no guard":
        (folder / "guard").unlink()
    else:
        (folder / "guard").write_text("another boot")
        with (folder / "data.mdb").open("r+b") as file:
            file.truncate(8192)
            file.write(os.urandom(8192))
    with RecordWriter(database, folder) as writer:
        assert_equal(folder, writer)


def test_a_file_of_another_history_is_rebuilt(database, folder, tmp_path):
    with RecordWriter(database, folder) as writer:
        writer.apply(LIFE)
    other = tmp_path / "other"
    from sources.identifier.records.conftest import _sqlite

    (tmp_path / "d").mkdir()
    with RecordWriter(_sqlite(tmp_path / "d"), other) as writer:
        for wish in LIFE:
            writer.apply([wish])
        writer.apply([Create("88.900.9/foreign", stored())])
    (other / "data.mdb").replace(folder / "data.mdb")
    with RecordWriter(database, folder) as writer:
        assert_equal(folder, writer)


def test_one_writer_only(writer, database, folder):
    with pytest.raises(WriterRunning):
        RecordWriter(database, folder)


def test_verification_names_what_differs(writer, folder):
    writer.apply(LIFE)
    with writer.environment.handle.begin(write=True, db=writer.environment.records) as inside:
        inside.delete(b"88.900.1/A")
        inside.put(b"88.900.3/1", inside.get(b"88.900.3/2"))
    with RecordReader(folder) as reader:
        found = verify(reader, writer.truth)
    assert not found.is_equal
    assert found.different == ("88.900.1/a", "88.900.3/1")
    assert (found.records_count, found.shown_count, found.different_count) == (302, 301, 2)


# Replicas


def feed(replica, truth, records=100):
    while replica.apply(read_stream(truth, *replica.position(), records=records)):
        pass


def test_a_replica_follows_in_pieces(any_database, folder, tmp_path):
    with RecordWriter(any_database, folder) as writer, Replica(tmp_path / "r") as replica:
        for wish in LIFE:
            writer.apply([wish])
            feed(replica, writer.truth)
        assert replica.position() == writer.head[:2]
        assert_equal(tmp_path / "r", writer)


def test_the_outbox_is_kept_as_far_as_the_last_replica(writer, tmp_path):
    with Replica(tmp_path / "r") as replica:
        writer.apply(LIFE[:3])
        feed(replica, writer.truth)
        held = replica.position()
        for wish in LIFE[3:]:
            writer.apply([wish])
        writer.trim_outbox({"r": held[0]})
        assert writer.truth.oldest() == held[0]
        feed(replica, writer.truth)
        assert_equal(tmp_path / "r", writer)
        assert writer.trim_outbox({"r": replica.position()[0]}) > 0
        assert writer.truth.oldest() == writer.head.sequence


def test_a_replica_too_far_back_is_told_to_copy_anew(writer, tmp_path):
    writer.apply(LIFE)
    writer.trim_outbox({})
    with Replica(tmp_path / "r") as replica, pytest.raises(RecordsDiverged):
        feed(replica, writer.truth)
    (tmp_path / "c").mkdir()
    opening.copy_file(writer.environment, tmp_path / "c")
    with Replica(tmp_path / "c") as replica:
        writer.apply([Create("88.900.1/n", stored()), Delete("88.900.3/8")])
        feed(replica, writer.truth)
        assert_equal(tmp_path / "c", writer)


def test_a_stream_for_another_position_is_refused(writer, tmp_path):
    writer.apply(LIFE)
    octets = read_stream(writer.truth, 0, 0)
    with Replica(tmp_path / "r") as replica:
        replica.apply(octets)
        with pytest.raises(RecordsDiverged):
            replica.apply(octets)


def test_a_stream_is_read_as_it_was_written_and_broken_ones_are_refused(writer):
    writer.apply(LIFE[:7])
    octets = read_stream(writer.truth, 0, 0)
    assert encode_stream(decode_stream(octets)) == octets
    for end in range(len(octets)):
        with pytest.raises(StreamBroken):
            decode_stream(octets[:end])
    for broken in (b"XXXX" + octets[4:], octets + b"\0"):
        with pytest.raises(StreamBroken):
            decode_stream(broken)
