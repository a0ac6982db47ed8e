"""How a worker reaches the one writer: over a Unix socket, or inside the same process.

Wishes of one turn of the event loop travel together, and whatever has reached the writer becomes
one group with one fsync. Not for the writer's side (see writer).
"""

import asyncio
import json
import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from lingnan.sources.identifier.node.failure import NotRunning, WriterGone
from lingnan.sources.identifier.node.frame import (
    Frames,
    Kind,
    decode_answer,
    encode_wish,
    pack_frame,
)
from lingnan.sources.identifier.records.change import Batch, BatchOutcome, Change, Outcome
from lingnan.sources.identifier.records.errors import RecordsError

if TYPE_CHECKING:
    from lingnan.sources.identifier.node.ledger import Ledger
    from lingnan.sources.identifier.records.writer import RecordWriter

SOCKET_NAME: Final = "writer.sock"
_RETRY_SECONDS: Final = 0.05
#: Longest time that a wish waits for a writer that is being started again.
_PATIENCE_SECONDS: Final = 10.0
_MAX_PENDING: Final = 65_536


class WriterLink(Protocol):
    """Takes wishes to the writer; a `model.Link` that takes batches too."""

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        """Answer how each change ended, once durable and shown to readers that renew.

        Raises:
            RecordsError: the writer refused the group; nothing of it was done.
            WriterGone: the writer ended; whether the changes were made is not known.
        """
        ...

    async def register(self, batch: Batch, /) -> BatchOutcome:
        """Answer how a batch ended. Raises: as `apply`; BatchReused, BatchUnequal."""
        ...

    async def counters(self) -> dict[str, Any]:
        """Answer the counters of all workers, added up (see metrics)."""
        ...


class LocalLink:
    """A writer in the same process: wishes of one turn of the loop are one group."""

    def __init__(self, writer: "RecordWriter", ledger: "Ledger | None" = None) -> None:
        self._writer = writer
        self._ledger = ledger
        self._waiting: list[tuple[Change | Batch, asyncio.Future[Any]]] = []

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        """Answer how each change ended. Raises: RecordsError."""
        return [await future for future in [self._wish(change) for change in changes]]

    async def register(self, batch: Batch, /) -> BatchOutcome:
        """Answer how a batch ended. Raises: RecordsError."""
        found: BatchOutcome = await self._wish(batch)
        return found

    async def counters(self) -> dict[str, Any]:
        """Answer nothing: there is no other process."""
        return {}

    def tell(self, kind: int, content: bytes) -> bool:
        """Give one frame that is not answered to the ledger, if there is one."""
        if self._ledger is not None:
            self._ledger.take(kind, content)
        return True

    def _wish(self, wish: Change | Batch) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._flush)
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((wish, future))
        return future

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            answers = self._writer.apply([wish for wish, _ in waiting])
        except RecordsError as problem:
            for _, future in waiting:
                if not future.done():
                    future.set_exception(problem)
            return
        for (_, future), answer in zip(waiting, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, RecordsError):
                future.set_exception(answer)
            else:
                future.set_result(answer)


class SocketLink:
    """The writer's socket; opened when first needed and again when the writer was restarted."""

    def __init__(
        self, folder: Path, name: str = SOCKET_NAME, *, patience: float = _PATIENCE_SECONDS
    ) -> None:
        """Name the socket; `patience` is how many seconds a wish waits for it."""
        self._folder = folder
        self._name = name
        self._patience = patience
        self._number = 0
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._outgoing: list[bytes] = []
        self._frames = Frames()
        self._transport: asyncio.WriteTransport | None = None
        self._opening: asyncio.Task[None] | None = None
        self._is_closed = False

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        """Answer how each change ended. Raises: RecordsError, WriterGone."""
        if self._transport is None:
            await self._open()
        if len(changes) == 1:
            answered: Any = decode_answer(*await self._ask(*encode_wish(changes[0])))
            return [answered]
        asked = [self._ask(*encode_wish(change)) for change in changes]
        # All are sent before the first is waited for, and so are of one group.
        told: list[Any] = [decode_answer(*answer) for answer in await asyncio.gather(*asked)]
        return told

    async def register(self, batch: Batch, /) -> BatchOutcome:
        """Answer how a batch ended. Raises: RecordsError, WriterGone."""
        if self._transport is None:
            await self._open()
        if batch.idempotency_key is not None and batch.content_digest is None:
            from lingnan.sources.identifier.records.group_batch import batch_digest

            batch = replace(batch, content_digest=batch_digest(batch))
        answered: Any = decode_answer(*await self._ask(*encode_wish(batch)))
        found: BatchOutcome = answered
        return found

    async def counters(self) -> dict[str, Any]:
        """Answer the counters of all workers, added up. Raises: WriterGone."""
        if self._transport is None:
            await self._open()
        _, content = await self._ask(Kind.ASK_COUNTERS, b"")
        found: dict[str, Any] = json.loads(content)
        return found

    async def ask(self, kind: int, content: bytes) -> tuple[int, bytes]:
        """Send one frame and answer kind and content of its answer. Raises: WriterGone."""
        if self._transport is None:
            await self._open()
        return await self._ask(kind, content)

    def report(self, counters: Mapping[str, Any]) -> None:
        """Tell the writer this worker's counters; lost without harm when it is away."""
        self.tell(Kind.COUNTERS, json.dumps(counters).encode())

    def tell(self, kind: int, content: bytes) -> bool:
        """Send one frame that is not answered; False when the writer is away."""
        if self._transport is None:
            return False
        self._send(pack_frame(kind, 0, content))
        return True

    async def open(self) -> None:
        """Connect. Raises: WriterGone when no writer answers in time."""
        await self._open()

    def close(self) -> None:
        """End; wishes on their way fail with `WriterGone`."""
        self._is_closed = True
        if self._transport is not None:
            self._transport.close()
        self._lost()

    async def _ask(self, kind: int, content: bytes) -> tuple[int, bytes]:
        if self._transport is None or len(self._pending) >= _MAX_PENDING:
            raise WriterGone
        number = self._number = (self._number + 1) & 0xFFFFFFFF
        future: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
        self._pending[number] = future
        self._send(pack_frame(kind, number, content))
        try:
            return await future
        finally:
            self._pending.pop(number, None)

    def _send(self, frame: bytes) -> None:
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing.append(frame)

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        if self._transport is not None:
            self._transport.write(b"".join(outgoing))

    async def _open(self) -> None:
        if self._is_closed:
            raise WriterGone
        if self._opening is None:
            self._opening = asyncio.create_task(self._connect())
            self._opening.add_done_callback(self._opened)
        await asyncio.shield(self._opening)

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._opening = None
        if not task.cancelled():
            task.exception()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while not self._is_closed:
            with suppress(OSError), socket_place(self._folder, self._name) as place:
                transport, _ = await loop.create_unix_connection(lambda: _Receiver(self), place)
                self._frames = Frames()
                self._transport = transport
                return
            if loop.time() >= until:
                break
            await asyncio.sleep(_RETRY_SECONDS)
        raise WriterGone

    def _received(self, octets: bytes) -> None:
        pending = self._pending
        for kind, number, content in self._frames.feed(octets):
            future = pending.get(number)
            if future is not None and not future.done():
                future.set_result((kind, content))

    def _lost(self) -> None:
        self._transport = None
        for future in self._pending.values():
            if not future.done():
                future.set_exception(WriterGone())


class _Receiver(asyncio.Protocol):
    """Passes what arrives to its link."""

    def __init__(self, link: SocketLink) -> None:
        self._link = link

    def data_received(self, data: bytes) -> None:
        self._link._received(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._link._lost()


class socket_place:  # noqa: N801  used like a function
    """A path to the socket that is short enough for the system, however deep the folder lies.

    Unix sockets take paths of some 100 octets; through the folder's descriptor any depth will do.
    """

    def __init__(self, folder: Path, name: str = SOCKET_NAME) -> None:
        self._name = name
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def __enter__(self) -> str:
        return f"/proc/self/fd/{self._descriptor}/{self._name}"

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def ask_counters(folder: Path, seconds: float = 5.0) -> dict[str, Any]:
    """Answer the counters of a running node, from outside of it. Raises: NotRunning."""
    frames = Frames()
    try:
        with socket_place(folder) as place, socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(seconds)
            connection.connect(place)
            connection.sendall(pack_frame(Kind.ASK_COUNTERS, 1, b""))
            while octets := connection.recv(1 << 16):
                for kind, _, content in frames.feed(octets):
                    if kind == Kind.ALL_COUNTERS:
                        found: dict[str, Any] = json.loads(content)
                        return found
    except OSError:
        pass
    raise NotRunning(path=folder)
