"""How fast the console answers: `python -m benchmarks.console [--enterprises 100000]`.

Builds a sample province of that size (or takes a store that was run), makes its shelf, starts
`lingnan serve` and lets readers of another process loose on it: 50 at once, each opening a page
every five seconds on average. Beside it the same questions to plain SQL tables. Prints Markdown.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.console_pages import pages_of
from benchmarks.console_plain import ask, fill
from benchmarks.table import apart, measured
from lingnan.access import Access, Grant, Role, Scope, create_account, invite, redeem
from lingnan.access.session import put_session
from lingnan.console.shelf import Shelf, make_shelf
from lingnan.console.shelf.place import shelf_path
from lingnan.packs import load_pack
from lingnan.store import Store
from lingnan.store.runs import last_run

ROWS_AN_ENTERPRISE = 35
#: What must hold, in milliseconds at the 95th percentile.
AIMS = {"overview": 300.0, "search": 150.0, "slider": 150.0}
AIM = 200.0
LIGHT = 500_000


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console")
    parser.add_argument("--enterprises", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, help="A store that was run; else one is built.")
    parser.add_argument("--keep", type=Path, help="Build in this folder and keep it.")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, default=5.0, help="Seconds between two pages.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    place = asked.keep or Path(tempfile.mkdtemp(prefix="lingnan-console-"))
    try:
        root = asked.store or build(place, asked.enterprises)
        report(root, place, asked)
    finally:
        if asked.keep is None:
            shutil.rmtree(place, ignore_errors=True)


def build(folder: Path, nominal: int) -> Path:
    """A store of that many enterprises and 40 evidence rows each, imported and run."""
    size = nominal * 40 // ROWS_AN_ENTERPRISE
    for name, *more in (("province", str(size)), ("register", "parquet"), ("ledger",), ("run",)):
        told = apart("benchmarks.measure", name, str(folder), *more)
        print(f"  {name:10} {told}", flush=True)
    return folder / "store-parquet"


def report(root: Path, place: Path, asked: argparse.Namespace) -> None:
    """Measure one store and print its rows."""
    place.mkdir(parents=True, exist_ok=True)
    store = Store.open(root)
    pack, run = load_pack(store.manifest.pack), last_run(store.database)
    if run is None:
        raise SystemExit("the store was never run")
    shelf_path(store, run.run_id).unlink(missing_ok=True)
    loop = loop_seconds()
    seconds, peak, path = measured(lambda: make_shelf(store, pack, run))
    size = Path(str(path)).stat().st_size
    shelf = Shelf(Path(str(path)), run, store)
    count = shelf.columns.count
    pages = pages_of(pack, shelf)
    plain_path = place / "plain.sqlite"
    fill(store, run, plain_path)
    plain = ask(plain_path, pack, run, text=pages["search"]["told"], city=pack.cities[0].code)
    plain_path.unlink()
    tokens = sessions(store, asked.users)
    with served(root, asked.workers) as (port, process):
        plan = {
            "port": port,
            "tokens": tokens,
            "pages": pages,
            "users": asked.users,
            "think": asked.think,
            "seconds": asked.seconds,
            "seed": 7,
            "warm": 4 * asked.workers,
            "warm_paths": 21,
        }
        told, busy = loaded(plan, place, process)
        weight = first_weight(port, tokens[0])
    print_rows(count, seconds, peak, size, told, plain, weight, busy, loop, asked)


def sessions(store: Store, count: int) -> list[str]:
    """Sessions of an office, one a reader."""
    access, at = Access.of(store), datetime.now(UTC)
    office = Grant(
        Role.PROGRAMME_OFFICE, Scope.parse(f"province:{load_pack(store.manifest.pack).region_code}")
    )
    name = f"bench-{time.time_ns()}"
    account = create_account(access, name, grants=[office], actor="bench", at=at)
    link = invite(access, name, actor="bench", at=at)
    redeem(access, link.reveal(), secrets.token_urlsafe(24), at=at)
    tokens = []
    for _ in range(count):
        with access.database.begin() as connection:
            opened = put_session(
                connection,
                access,
                account.account_id,
                at=at,
                origin=None,
                is_complete=True,
                has_second_factor=True,
            )
        tokens.append(opened.token.reveal())
    return tokens


class served:  # noqa: N801  reads as a word: with served(…)
    """`lingnan serve` while the block runs; answers its port and process."""

    def __init__(self, root: Path, workers: int) -> None:
        with socket.socket() as some:
            some.bind(("127.0.0.1", 0))
            self._port = some.getsockname()[1]
        arguments = ["--store", str(root), "serve", "--port", str(self._port)]
        command = [str(Path(sys.executable).with_name("lingnan")), *arguments]
        self._process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> tuple[int, psutil.Process]:
        end = time.monotonic() + 300
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self._port), 1):
                    return self._port, psutil.Process(self._process.pid)
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the console did not start")

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(30)


def loaded(
    plan: dict[str, Any], place: Path, process: psutil.Process
) -> tuple[dict[str, Any], float]:
    """What the readers found, and the seconds of processors that the console used."""
    path = place / "plan.json"
    path.write_text(json.dumps({**plan, "is_warming": True}))
    apart("benchmarks.console_load", str(path))
    path.write_text(json.dumps({**plan, "is_warming": False}))
    before = cpu_seconds(process)
    told: dict[str, Any] = apart("benchmarks.console_load", str(path))
    return told, cpu_seconds(process) - before


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of the console and its workers."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system
    return total


def first_weight(port: int, token: str) -> int:
    """Octets of the overview with all that it loads, as they are sent."""
    import http.client
    import re
    import zlib

    link = http.client.HTTPConnection("127.0.0.1", port)
    headers = {
        "Cookie": f"lingnan_session={token}",
        "Accept-Encoding": "gzip",
        "Sec-Fetch-Site": "none",
    }

    def get(path: str) -> bytes:
        link.request("GET", path, headers=headers)
        return link.getresponse().read()

    page = get("/overview")
    text = zlib.decompress(page, 16 + zlib.MAX_WBITS).decode()
    return len(page) + sum(len(get(path)) for path in set(re.findall(r'"(/assets/[^"]+)"', text)))


def loop_seconds() -> float:
    """A fixed piece of work of one processor: tells a busy machine from a quiet one."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        total = 0
        for number in range(2_000_000):
            total += number & 7
        best = min(best, time.perf_counter() - start)
    return best


def print_rows(
    count: int,
    seconds: float,
    peak: float,
    size: int,
    told: dict[str, Any],
    plain: dict[str, float],
    weight: int,
    busy: float,
    loop: float,
    asked: argparse.Namespace,
) -> None:
    """Print the table."""
    print(
        f"{count:,} enterprises; {asked.users} readers, a page each {asked.think:g} s; "
        f"{asked.workers} workers take {1000 * busy / told['all']['count']:.0f} ms of a processor "
        f"a page, {busy / asked.seconds:.2f} processors in all; loop {loop * 1000:.0f} ms, "
        f"load {os.getloadavg()[0]:.1f}\n"
    )
    print("| what | must | p95 | median | worst | octets sent | plain SQL tables |")
    print("|" + "---|" * 7)
    for kind, row in told.items():
        aim = AIMS.get(kind, AIM)
        beside = f"{plain[kind] * 1000:,.0f} ms" if kind in plain else ""
        wrong = f" wrong: {row['wrong']}" if row["wrong"] else ""
        missed = "" if row["p95_ms"] <= aim else " *not reached*"
        print(
            f"| {kind} ({row['count']}) | ≤ {aim:g} ms | {row['p95_ms']:g} ms{missed}{wrong} | "
            f"{row['median_ms']:g} ms | {row['worst_ms']:g} ms | {row['octets']:,} | {beside} |"
        )
    print(f"| first page with all it loads | ≤ {LIGHT:,} | | | | {weight:,} | |")
    print(f"| shelf made | ≤ 60 s | {seconds:.1f} s | | | {size / 1e6:.0f} MB, {peak:.1f} GiB | |")


if __name__ == "__main__":
    main()
