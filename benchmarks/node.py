"""How fast a node is: `python -m benchmarks.node [--identifiers 200000] [WHAT …]`.

Makes a node of synthetic identifiers, starts it as `lingnan node serve` does, and lets a load of
another process loose on it. Each row is the best of several rounds; CPU is that of the workers and
the writer, per request. Beside each run a plain loop and the disk are timed, because a machine
that is shared gives different figures each time; a figure "at the fastest loop" is the CPU times
the fastest loop met over the loop beside it, an estimate and marked as one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import yaml

from benchmarks.node_table import ROWS, Row, table
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.initial import NodeMade, NodeWish, make_node
from lingnan.sources.identifier.node.supervisor import Supervisor
from lingnan.sources.identifier.records.change import Batch
from lingnan.sources.identifier.records.stored import Stored, prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

PREFIX = "88.900"  # synthetic
#: The fastest `loop_seconds` met on the machine of docs/benchmarks/node.md.
QUIET_LOOP = 0.155
NAME = PREFIX + "/SN-{:07d}"
BATCH_ROWS = 10_000
#: Limits stay on, but a load from one address must not meet them.
LIMITS = {
    "requests_per_second": 10_000_000,
    "requests_burst": 10_000_000,
    "unproven_octets_per_second": 1e12,
    "unproven_octets_burst": 1e12,
    "max_connections_per_source": 4_096,
}
ACCESS = {"allowed": ["127.0.0.0/8"], "denied": ["127.1.0.0/16"]}


def values_of(number: int) -> Stored:
    """Four values as a product has them: address, e-mail, description, batch."""
    values = (
        HandleValue(1, "URL", b"https://example.com/p/%07d" % number, timestamp=1_700_000_000),
        HandleValue(2, "EMAIL", b"service@example.com", timestamp=1_700_000_000),
        HandleValue(3, "DESC", "示例产品 %07d".encode() % number, timestamp=1_700_000_000),
        HandleValue(2000, "BATCH", b"B%05d" % (number % 10_000), timestamp=1_700_000_000),
    )
    return prepare(encode_values(values))


def make(folder: Path, identifiers: int) -> NodeMade:
    """Make the node and register its identifiers."""
    made = make_node(folder, NodeWish(PREFIX, port=0, http_port=0), at=datetime.now(UTC))
    (folder / "secret").write_text(made.secret)
    path = folder / "node.yaml"
    content = yaml.safe_load(path.read_text())
    content |= {"limits": LIMITS, "access": ACCESS}
    path.write_text(yaml.safe_dump(content))
    configuration = read_configuration(folder)
    with RecordWriter(configuration.open_database(), configuration.records_folder) as writer:
        for first in range(0, identifiers, BATCH_ROWS):
            numbers = range(first, min(first + BATCH_ROWS, identifiers))
            handles = [NAME.format(number) for number in numbers]
            writer.apply([Batch(handles, [values_of(number) for number in numbers])])
    return made


@contextmanager
def running(folder: Path) -> Iterator[Supervisor]:
    """Run the node's processes."""
    supervisor = Supervisor(folder, port=0, http_port=0)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    supervisor.wait_ready()
    time.sleep(0.5)
    try:
        yield supervisor
    finally:
        supervisor.stop()
        thread.join()


def cpu_seconds(supervisor: Supervisor) -> dict[str, float]:
    """CPU that each process has used so far."""
    found = {}
    for name, number in supervisor.processes.items():
        times = psutil.Process(number).cpu_times()
        found[name] = times.user + times.system
    return found


def loop_seconds() -> float:
    """CPU of three million additions now."""
    begun = time.process_time()
    total = 0
    for number in range(3_000_000):
        total += number
    return time.process_time() - begun


def disk_ms(folder: Path, times: int = 30) -> float:
    """Median time of forcing 4 KiB to the disk now."""
    path = folder / "probe"
    taken = []
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        for number in range(times):
            begun = time.perf_counter()
            os.pwrite(descriptor, bytes(4_096), number * 4_096)
            os.fdatasync(descriptor)
            taken.append(time.perf_counter() - begun)
    finally:
        os.close(descriptor)
        path.unlink()
    return sorted(taken)[times // 2] * 1_000


def load(supervisor: Supervisor, what: str, told: dict[str, Any]) -> dict[str, Any]:
    """Let one load loose; answer what it found, with the CPU of the node's processes."""
    before = cpu_seconds(supervisor)
    told = {"port": supervisor.port, "name": NAME, "prefix": PREFIX} | told
    told |= {"http_port": supervisor.http_port, "folder": str(supervisor.folder)}
    told["secret"] = (supervisor.folder / "secret").read_text()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.node_load", what, json.dumps(told)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout)
    after = cpu_seconds(supervisor)
    used = {name: after[name] - before.get(name, 0.0) for name in after}
    result["server_us"] = round(sum(used.values()) / max(result["count"], 1) * 1e6, 2)
    result["writer_us"] = round(used.get("writer", 0.0) / max(result["count"], 1) * 1e6, 2)
    return result


def measure(supervisor: Supervisor, row: Row, wanted: argparse.Namespace) -> dict[str, Any]:
    """The best round of one row, by CPU, and the highest rate."""
    requests = max(int(row.told["requests"] * wanted.scale), 64)
    told = row.told | {"identifiers": wanted.identifiers, "requests": requests}
    rounds = []
    for _ in range(wanted.rounds):
        before = loop_seconds()
        disk = disk_ms(supervisor.folder)
        found = load(supervisor, row.load, told)
        beside = (before + loop_seconds()) / 2
        found |= {"loop_s": round(beside, 3), "disk_ms": round(disk, 2)}
        found["quiet_us"] = round(found["server_us"] * QUIET_LOOP / beside, 1)
        rounds.append(found)
    best = min(rounds, key=lambda each: each["server_us"])
    best["quiet_us"] = min(each["quiet_us"] for each in rounds)
    best["rate"] = max(each["rate"] for each in rounds)
    best["worker_mb"] = round(
        max(
            psutil.Process(number).memory_info().rss
            for name, number in supervisor.processes.items()
            if name.startswith("worker")
        )
        / 1e6
    )
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=list(ROWS))
    parser.add_argument("--identifiers", type=int, default=200_000)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = wanted.folder or Path(place) / "node"
        if not folder.exists():
            make(folder, wanted.identifiers)
        found = {}
        with running(folder) as supervisor:
            for what in wanted.what:
                found[what] = measure(supervisor, ROWS[what], wanted)
                print(what, json.dumps(found[what]), file=sys.stderr, flush=True)
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
