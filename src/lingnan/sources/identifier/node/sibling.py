"""Workers of one node stand in for each other: a message goes to the worker that knows its number.

Sessions and challenges live in the worker that made them, but a client may send the next message
from another port or over another connection, which the system gives to any worker. So the numbers
a worker gives tell which one it is, and a message that arrives elsewhere is passed on. Not for
logins, whose numbers clients choose: they belong to one connection.

Source: Handle protocol facts §1.10–1.13 (challenge and answer are messages of their own).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Container
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Any, Final

from lingnan.sources.identifier.node.failure import FrameBroken, WriterGone
from lingnan.sources.identifier.node.frame import Frames, Kind, pack_frame
from lingnan.sources.identifier.node.intake import Changes, Deliver
from lingnan.sources.identifier.node.link import SocketLink, socket_place
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError

_PATIENCE_SECONDS: Final = 0.2
_LENGTH: Final = Struct(">I")
_LOGIN: Final = Operation.LOGIN.value.to_bytes(4, "big")
#: Connection numbers of one worker begin here times its place, so that none is used twice.
CONNECTIONS_EACH: Final = 1 << 40


class Foreign(Container[int]):
    """The numbers that other workers give."""

    def __init__(self, place: int, count: int) -> None:
        self.place = place
        self.count = count

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and number % self.count != self.place


class SharedService(NodeService):
    """A service that passes on what belongs to another worker of the same node."""

    def __init__(
        self, *args: Any, folder: Path, place: int = 0, count: int = 1, **more: Any
    ) -> None:
        """Make the service of worker `place` of `count`, counted from 0."""
        super().__init__(*args, foreign=Foreign(place, count), **more)
        self._folder = folder
        self.place = place
        self.count = count
        self.respond: Callable[[bytes], Awaitable[bytes]] | None = None
        #: The quick way of changes, for what is passed on; the worker that passed it on counts it.
        self.changes: Changes | None = None
        self._links: dict[int, SocketLink] = {}
        self._logins: set[int] = set()
        self._server: asyncio.Server | None = None

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer one whole request, here or by the worker it belongs to."""
        number = envelope.session_id
        if number and self.count > 1 and number % self.count != self.place:
            if not envelope.is_encrypted and octets.startswith(_LOGIN) and peer.connection:
                self._logins.add(peer.connection)
            if peer.connection not in self._logins and number not in self.sessions:
                with suppress(WriterGone, WireError):
                    return await self._pass_on(number % self.count, envelope, octets, peer)
        return await super().answer(envelope, octets, peer)

    def forget(self, connection: int) -> None:
        """Forget what belongs to a connection that was closed."""
        self._logins.discard(connection)
        super().forget(connection)

    async def listen(self) -> None:
        """Take what other workers pass on."""
        if self.count > 1:
            name = _name(self.place)
            (self._folder / name).unlink(missing_ok=True)
            with socket_place(self._folder, name) as path:
                loop = asyncio.get_running_loop()
                self._server = await loop.create_unix_server(lambda: _Taker(self), path)
            (self._folder / name).chmod(0o600)

    def close(self) -> None:
        """End."""
        for link in self._links.values():
            link.close()
        if self._server is not None:
            self._server.close()
            (self._folder / _name(self.place)).unlink(missing_ok=True)

    def take_passed(self, content: bytes, deliver: Deliver, place: Any) -> bool:
        """Take what another worker has passed on the quick way; False when it is not for that."""
        if self.changes is None:
            return False
        peer, message = _passed(content)
        return self.changes.take(message, peer, deliver, place)

    async def answer_passed(self, content: bytes) -> bytes:
        """Answer what another worker has passed on."""
        peer, message = _passed(content)
        envelope = Envelope.decode(message)
        # Never passed on again, so that nothing goes round.
        answers = await super().answer(envelope, message[ENVELOPE_LENGTH:], peer)
        return b"".join(answers)

    async def pass_request(self, place: int, content: bytes) -> bytes:
        """Let another worker answer a request of HTTP. Raises: WriterGone when it is away."""
        _, answered = await self._link(place).ask(Kind.REQUEST, content)
        if not answered:
            raise WriterGone
        return answered

    async def answer_request(self, content: bytes) -> bytes:
        """Answer a request of HTTP that another worker has passed on; empty: not served."""
        return b"" if self.respond is None else await self.respond(content)

    def _link(self, place: int) -> SocketLink:
        link = self._links.get(place)
        if link is None:
            link = SocketLink(self._folder, _name(place), patience=_PATIENCE_SECONDS)
            self._links[place] = link
        return link

    async def _pass_on(
        self, place: int, envelope: Envelope, octets: bytes, peer: Peer
    ) -> list[bytes]:
        told = (peer.address, peer.transport.value, peer.connection, peer.is_encrypted)
        named = json.dumps(told).encode()
        content = _LENGTH.pack(len(named)) + named + envelope.encode() + octets
        _, answered = await self._link(place).ask(Kind.PASSED, content)
        return list(_cut(answered))


class _Taker(asyncio.Protocol):
    """One other worker's connection."""

    def __init__(self, service: SharedService) -> None:
        self._service = service
        self._frames = Frames()
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        try:
            for kind, number, content in self._frames.feed(data):
                is_passed = kind == Kind.PASSED
                if is_passed and self._service.take_passed(content, self._tell, number):
                    continue
                task = asyncio.get_running_loop().create_task(self._answer(kind, number, content))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except FrameBroken:
            self._transport.close()

    def _tell(self, number: int, answers: list[bytes]) -> None:
        self._transport.write(pack_frame(Kind.PASSED, number, b"".join(answers)))

    async def _answer(self, kind: int, number: int, content: bytes) -> None:
        is_request = kind == Kind.REQUEST
        answer = self._service.answer_request if is_request else self._service.answer_passed
        self._transport.write(pack_frame(kind, number, await answer(content)))


def _passed(content: bytes) -> tuple[Peer, bytes]:
    """Answer who sent a request that was passed on, and the request with its envelope."""
    (length,) = _LENGTH.unpack_from(content)
    address, transport, connection, is_encrypted = json.loads(content[4 : 4 + length])
    return Peer(address, Transport(transport), connection, is_encrypted), content[4 + length :]


def _name(place: int) -> str:
    return f"worker-{place}.sock"


def _cut(octets: bytes) -> list[bytes]:
    """Cut messages that follow one another, by the lengths in their envelopes."""
    found = []
    at = 0
    while at < len(octets):
        stop = at + ENVELOPE_LENGTH + _LENGTH.unpack_from(octets, at + 16)[0]
        found.append(octets[at:stop])
        at = stop
    return found
