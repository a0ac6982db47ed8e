"""kill -9 at random points: every acknowledged registration is there, none twice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from sources.identifier.records.crash_writer import ROWS, batch

PROGRAM = "sources.identifier.records.crash_writer"
TESTS = Path(__file__).parents[3]


def kill_one(tmp_path, folder, turn, seconds):
    """Let a writer run, kill it, and answer which turns it sent and which it acknowledged."""
    program = subprocess.Popen(
        [sys.executable, "-m", PROGRAM, str(tmp_path / "node.sqlite"), str(folder), str(turn)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
    )
    assert program.stdout.readline() == "ready\n"
    time.sleep(seconds)
    program.send_signal(signal.SIGKILL)
    lines = program.stdout.read().splitlines()
    program.wait()
    whole = [line.split() for line in lines if len(line.split()) == 2]
    return (
        [turn for word, turn in whole if word == "sent"],
        [turn for word, turn in whole if word == "done"],
    )


def assert_kept(writer, folder, database, sent, done):
    with RecordReader(folder) as reader:
        assert verify(reader, writer.truth).is_equal
        for turn in done:
            assert reader.entry(f"88.900.1/{turn}").revision == 2
            assert reader.entry(f"88.900.2/{turn}-{ROWS - 1}") is not None
        for turn in set(sent) - set(done):
            # A group that was not acknowledged is there whole or not at all.
            shown = [reader.entry(f"88.900.2/{turn}-{row}") for row in range(ROWS)]
            first = reader.entry(f"88.900.1/{turn}")
            assert {entry is None for entry in [*shown, first]} == {first is None}
    table = identifier_record.c.handle
    twice = select(table).group_by(table).having(func.count() > 1)
    with database.read() as connection:
        assert connection.execute(twice).all() == []


def run_rounds(rounds, tmp_path, folder, database, seed):
    chance = random.Random(seed)
    acknowledged = 0
    for turn in range(rounds):
        sent, done = kill_one(tmp_path, folder, turn, chance.uniform(0.0, 0.3))
        acknowledged += len(done)
        with RecordWriter(database, folder) as writer:
            assert_kept(writer, folder, database, sent, done)
            for last in set(sent) - set(done):
                # The caller who heard nothing sends the same call again.
                (outcome,) = writer.apply([batch(last)])
                assert outcome.registered_count == ROWS
            assert_kept(writer, folder, database, done, done)
    assert acknowledged > 0


def test_killed_a_few_times(tmp_path, folder, database):
    run_rounds(2, tmp_path, folder, database, seed=1)


@pytest.mark.slow
def test_killed_many_times(tmp_path, folder, database):
    run_rounds(60, tmp_path, folder, database, seed=2)
