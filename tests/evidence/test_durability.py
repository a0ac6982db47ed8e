"""Two writers at once, kill -9 at any moment, a disk that fills: nothing lost, nothing twice."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from evidence.facts import AT, fact
from lingnan.evidence import Ledger, proposals
from lingnan.kernel import LingnanError
from lingnan.store import Store

WRITER = Path(__file__).parent / "writer.py"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(WRITER.parent.parent)}


def start(store, name, rounds):
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(store.root), name, str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def documents(store):
    with store.engine() as engine:
        return Counter(engine.arrow(Ledger(store).rows(engine))["document"].to_pylist())


def test_two_writers_at_once(store):
    writers = [start(store, name, 10) for name in ("left", "right")]
    acknowledged = [word for each in writers for word in each.communicate()[0].split()]
    assert [each.returncode for each in writers] == [0, 0]
    kept = documents(store)
    assert set(acknowledged) == set(kept)
    assert set(kept.values()) == {1}
    assert len(kept) == 2 * (10 * 2 + 2)
    Ledger(store).seal()
    assert documents(store) == kept
    assert Ledger(store).verify().holds


@pytest.mark.parametrize("seed", range(3))
def test_kill_at_a_random_moment(store, seed):
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for life in range(3):
        writer = start(store, f"life{life}", 1000)
        acknowledged += writer.stdout.readline().split()
        time.sleep(chance.uniform(0.05, 0.8))
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
        writer.wait()
    kept = documents(store)
    assert set(acknowledged) <= set(kept)
    assert set(kept.values()) == {1}
    Ledger(store).seal()
    assert documents(store) == kept
    assert Ledger(store).verify().holds


def test_a_full_disk_loses_nothing_acknowledged(store):
    ledger = Ledger(store)
    ledger.append([fact(document="first")], actor="t", at=AT)
    ledger.seal()
    ledger.append([fact(document="second")], actor="t", at=AT)
    with SmallFiles(20_000):
        big = proposals([fact(document=os.urandom(64).hex(), number=str(n)) for n in range(5000)])
        with pytest.raises(LingnanError) as caught:
            ledger.append_bulk([big], batch_id="big", at=AT)
    assert caught.value.exit_code == 3
    assert set(documents(store)) == {"first", "second"}
    assert ledger.verify().holds
    receipt = ledger.append_bulk([big], batch_id="big", at=AT)
    assert receipt.added == 5000
    assert sum(documents(store).values()) == 5002


class SmallFiles:
    """Refuse files above a size, as a full disk would; SQLite's own files stay below it."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.signal = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_):
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.signal)


def test_store_is_reopened_after_all_that(store):
    assert Store.open(store.root).manifest == store.manifest
