"""The writer process: gathers wishes of all workers, does them as groups, answers.

While one group waits for the disk the next one gathers in the sockets; so the more is asked for,
the more share one fsync. It also keeps the counters of all workers. Not for what a change does
(see records.writer).
"""

import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.failure import FrameBroken
from lingnan.sources.identifier.node.frame import (
    Frames,
    Kind,
    decode_wish,
    encode_answer,
    pack_frame,
)
from lingnan.sources.identifier.node.initial import renew_site
from lingnan.sources.identifier.node.ledger import KINDS, Ledger, open_ledger
from lingnan.sources.identifier.node.link import SOCKET_NAME, socket_place
from lingnan.sources.identifier.node.metrics import add, without_gauges
from lingnan.sources.identifier.node.retention import Retention
from lingnan.sources.identifier.records.change import Batch, Change
from lingnan.sources.identifier.records.errors import RecordsError, RecordsWriteFailed
from lingnan.sources.identifier.records.writer import Answer, RecordWriter

_READ: Final = 1 << 20
#: Wishes in one group; a batch counts as its rows.
_MAX_GROUP: Final = 20_000
_TICK_SECONDS: Final = 1.0


class Writing(Protocol):
    """Does groups of wishes: `RecordWriter`, or what stands for it in a replica."""

    @property
    def folder(self) -> Path:
        """Answer where the resolution file lies."""

    @property
    def head(self) -> Any:
        """Answer the newest change, with its `sequence`."""

    def apply(self, wishes: Sequence[Change | Batch]) -> Sequence[Answer]:
        """Do one group and answer each. Raises: RecordsError."""

    def sync(self) -> None:
        """Wait until the file is on the disk."""


class _Peer:
    """One worker at the other end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.frames = Frames()
        self.outgoing = bytearray()
        self.counters: dict[str, Any] = {}


class WriterServer:
    """Serves one `RecordWriter` at the socket of a node's folder."""

    def __init__(
        self,
        writer: Writing,
        folder: Path,
        *,
        owner: int | None = None,
        ledger: Ledger | None = None,
        retention: Retention | None = None,
    ) -> None:
        """Listen; `owner` is a descriptor that becomes readable when the supervisor is gone."""
        self._writer = writer
        self._ledger = ledger
        self._retention = retention
        self._selector = selectors.DefaultSelector()
        self._wishes: list[tuple[_Peer, int, Change | Batch]] = []
        self._peers: set[_Peer] = set()
        self._gone: dict[str, Any] = add([])
        self._before = 0
        self._tick_at = time.monotonic()
        self._peak = 0.0
        self._rate = 0.0
        self._is_ending = False
        self._is_dirty = False
        self._listener = _listen(folder)
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, None)
        self._owner = owner
        if owner is not None:
            self._selector.register(owner, selectors.EVENT_READ, None)

    def stop(self) -> None:
        """End after the group at hand; may be called from a signal handler or another thread."""
        self._is_ending = True
        with suppress(OSError):
            self._wake_out.send(b"\0")

    def run(self) -> None:
        """Serve until `stop`."""
        try:
            while not self._is_ending:
                self._turn(_TICK_SECONDS)
            # What has arrived already is still done and answered.
            self._turn(0)
            for peer in list(self._peers):
                self._flush_last(peer)
            if self._ledger is not None:
                self._ledger.close()
        finally:
            for peer in list(self._peers):
                self._end(peer)
            self._listener.close()
            self._wake_in.close()
            self._wake_out.close()
            self._selector.close()

    def counters(self) -> dict[str, Any]:
        """Answer the counters of all workers, present and past, with the writer's own."""
        total = add([self._gone, *[peer.counters for peer in self._peers if peer.counters]])
        total["gauges"] |= {
            "requests_per_second": round(self._rate, 1),
            "requests_per_second_peak": round(self._peak, 1),
            "last_change": self._writer.head.sequence,
        }
        return total

    def _turn(self, seconds: float) -> None:
        ready = self._selector.select(seconds)
        for key, events in ready:
            if key.fileobj is self._listener:
                self._accept()
            elif key.fileobj == self._owner:
                self._is_ending = True
            elif key.fileobj is self._wake_in:
                with suppress(BlockingIOError):
                    self._wake_in.recv(64)
            else:
                peer: _Peer = key.data
                if events & selectors.EVENT_WRITE:
                    self._flush(peer)
                if events & selectors.EVENT_READ:
                    self._receive(peer)
        if self._wishes:
            self._work()
        elif not ready and self._is_dirty:
            self._writer.sync()
            self._is_dirty = False
        self._tick()

    def _accept(self) -> None:
        with suppress(OSError):
            connection, _ = self._listener.accept()
            connection.setblocking(False)
            peer = _Peer(connection)
            self._peers.add(peer)
            self._selector.register(connection, selectors.EVENT_READ, peer)

    def _receive(self, peer: _Peer) -> None:
        try:
            octets = peer.connection.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not octets:
            self._end(peer)
            return
        try:
            for kind, number, content in peer.frames.feed(octets):
                self._take(peer, kind, number, content)
        except FrameBroken:
            self._end(peer)

    def _take(self, peer: _Peer, kind: int, number: int, content: bytes) -> None:
        if kind == Kind.COUNTERS:
            peer.counters = json.loads(content)
        elif kind == Kind.ASK_COUNTERS:
            told = json.dumps(self.counters()).encode()
            peer.outgoing += pack_frame(Kind.ALL_COUNTERS, number, told)
            self._flush(peer)
        elif kind in KINDS:
            if self._ledger is not None:
                self._ledger.take(kind, content)
        else:
            self._wishes.append((peer, number, decode_wish(kind, content)))

    def _work(self) -> None:
        wishes, self._wishes = self._wishes, []
        for group in _groups(wishes):
            answers = self._apply([wish for _, _, wish in group])
            peers = set()
            for (peer, number, _), answer in zip(group, answers, strict=True):
                kind, content = encode_answer(answer)
                peer.outgoing += pack_frame(kind, number, content)
                peers.add(peer)
            for peer in peers:
                if peer in self._peers:
                    self._flush(peer)
        self._is_dirty = True

    def _apply(self, wishes: list[Change | Batch]) -> Sequence[Answer]:
        try:
            return self._writer.apply(wishes)
        except RecordsError as problem:
            return [problem] * len(wishes)
        except Exception as problem:  # noqa: BLE001  one wish must not end the writer of all
            if len(wishes) == 1:
                sys.stderr.write(f"NOD-202: {type(problem).__name__}: {problem}\n")
                place = self._writer.folder
                return [RecordsWriteFailed(path=place, reason=type(problem).__name__)]
            return [self._apply([wish])[0] for wish in wishes]

    def _flush(self, peer: _Peer) -> None:
        try:
            while peer.outgoing:
                sent = peer.connection.send(peer.outgoing)
                del peer.outgoing[:sent]
        except BlockingIOError:
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            self._selector.modify(peer.connection, both, peer)
            return
        except OSError:
            self._end(peer)
            return
        if self._selector.get_key(peer.connection).events & selectors.EVENT_WRITE:
            self._selector.modify(peer.connection, selectors.EVENT_READ, peer)

    def _flush_last(self, peer: _Peer) -> None:
        peer.connection.settimeout(1.0)
        with suppress(OSError):
            peer.connection.sendall(peer.outgoing)

    def _end(self, peer: _Peer) -> None:
        if peer in self._peers:
            self._peers.discard(peer)
            if peer.counters:
                self._gone = add([self._gone, without_gauges(peer.counters)])
            self._selector.unregister(peer.connection)
            peer.connection.close()

    def _tick(self) -> None:
        now = time.monotonic()
        passed = now - self._tick_at
        if passed < _TICK_SECONDS:
            return
        answered = sum(self.counters()["requests"].values())
        self._rate = max(0, answered - self._before) / passed
        self._peak = max(self._peak, self._rate)
        self._before, self._tick_at = answered, now
        if self._ledger is not None:
            self._ledger.tick()
        if self._retention is not None:
            self._retention.tick()


def _groups(
    wishes: list[tuple[_Peer, int, Change | Batch]],
) -> list[list[tuple[_Peer, int, Change | Batch]]]:
    """Cut what has arrived into groups that stay small enough for others to wait."""
    groups: list[list[tuple[_Peer, int, Change | Batch]]] = [[]]
    size = 0
    for each in wishes:
        weight = len(each[2].handles) if isinstance(each[2], Batch) else 1
        if groups[-1] and size + weight > _MAX_GROUP:
            groups.append([])
            size = 0
        groups[-1].append(each)
        size += weight
    return groups


def _listen(folder: Path) -> socket.socket:
    """Listen where only the owner of the folder may connect."""
    with suppress(FileNotFoundError):
        (folder / SOCKET_NAME).unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        with socket_place(folder) as place:
            listener.bind(place)
    finally:
        os.umask(mask)
    listener.listen(128)
    listener.setblocking(False)
    return listener


def main(arguments: list[str]) -> int:
    """Run the writer of a node's folder until it is told to stop; answer the exit status.

    Arguments: folder, port, HTTP port.
    """
    folder = Path(arguments[0])
    try:
        configuration = read_configuration(folder).with_ports(*map(int, arguments[1:3]))
        database = configuration.open_database()
        with RecordWriter(database, configuration.records_folder) as writer:
            renew_site(writer, configuration, at=datetime.now(UTC))
            ledger = open_ledger(configuration, database)
            server = WriterServer(
                writer,
                folder,
                owner=sys.stdin.fileno(),
                ledger=ledger,
                retention=Retention(configuration, database, writer),
            )
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: server.stop())
            gc.freeze()
            server.run()
            # Lets go of everything before the end; what is still held then is told as a leak.
            gc.unfreeze()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
        database.engine.dispose()
    except LingnanError as failure:
        sys.stderr.write(f"{failure.render('zh')}\n{failure.render('en')}\n")
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
