"""Readers of the console: `python -m benchmarks.console_load PLAN.json`; prints one JSON line.

A process of its own, so that it takes no time of the console's. Each reader has a connection and a
session, opens a page, reads it for some seconds (exponentially spread), opens the next. A page is
timed from the first octet sent to the last received. Not for starting the console (console).
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

HEAD_END = b"\r\n\r\n"


class Reader:
    """One reader's connection."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = (
            f"Host: 127.0.0.1:{port}\r\nCookie: lingnan_session={token}\r\n"
            "Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\nAccept-Language: zh\r\n\r\n"
        )
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, is_piece: bool = False) -> tuple[int, int, float]:
        """Status, octets of the body as they came, seconds."""
        start = time.perf_counter()
        for is_last in (False, True):
            try:
                status, octets = await self._get(path, is_piece)
            except (OSError, asyncio.IncompleteReadError):
                self._streams = None
                if is_last:
                    raise
            else:
                return status, octets, time.perf_counter() - start
        raise AssertionError

    async def _get(self, path: str, is_piece: bool) -> tuple[int, int]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        reader, writer = self._streams
        piece = "HX-Request: true\r\n" if is_piece else ""
        writer.write(f"GET {path} HTTP/1.1\r\n{piece}{self._head}".encode())
        await writer.drain()
        head = (await reader.readuntil(HEAD_END)).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "content-length:" in head:
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            await reader.readexactly(length)
            return status, length
        if "transfer-encoding: chunked" not in head:
            raise SystemExit(f"{path}: {head}")
        total = 0
        while True:
            size = int((await reader.readuntil(b"\r\n")).strip() or b"0", 16)
            await reader.readexactly(size + 2)
            total += size
            if not size:
                return status, total


async def _reader(plan: dict[str, Any], number: int, found: dict[str, list[Any]]) -> None:
    chance = random.Random(f"{plan['seed']}-{number}")  # noqa: S311
    reader = Reader(plan["port"], plan["tokens"][number % len(plan["tokens"])])
    kinds = list(plan["pages"])
    weights = [plan["pages"][kind]["weight"] for kind in kinds]
    end = time.monotonic() + plan["seconds"]
    await asyncio.sleep(chance.uniform(0, plan["think"]))
    while time.monotonic() < end:
        kind = chance.choices(kinds, weights)[0]
        page = plan["pages"][kind]
        path = chance.choice(page["paths"])
        found[kind].append(await reader.get(path, is_piece=page.get("is_piece", False)))
        await asyncio.sleep(chance.expovariate(1 / plan["think"]))


async def load(plan: dict[str, Any]) -> dict[str, Any]:
    """Let all readers loose; answers by kind of page the times and weights."""
    found: dict[str, list[Any]] = defaultdict(list)
    await asyncio.gather(*(_reader(plan, number, found) for number in range(plan["users"])))
    return {kind: _told(rows) for kind, rows in found.items()} | {
        "all": _told([row for rows in found.values() for row in rows])
    }


async def warm(plan: dict[str, Any]) -> None:
    """Open every page some times, on several connections, so that every worker has seen it."""
    readers = [Reader(plan["port"], plan["tokens"][0]) for _ in range(plan["warm"])]
    for page in plan["pages"].values():
        for path in page["paths"][: plan["warm_paths"]]:
            await asyncio.gather(*(reader.get(path) for reader in readers))


def _told(rows: list[Any]) -> dict[str, Any]:
    times = sorted(seconds for _status, _octets, seconds in rows)
    wrong = sorted({status for status, _octets, _seconds in rows if status != 200})

    def at(share: float) -> float:
        return round(1000 * float(times[min(len(times) - 1, int(share * len(times)))]), 1)

    return {
        "count": len(rows),
        "median_ms": at(0.5),
        "p95_ms": at(0.95),
        "worst_ms": at(1.0),
        "octets": max((octets for _status, octets, _seconds in rows), default=0),
        "wrong": wrong,
    }


def main() -> None:
    """Read the plan, warm up or load, print."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(warm(plan) if plan["is_warming"] else load(plan))))


if __name__ == "__main__":
    main()
