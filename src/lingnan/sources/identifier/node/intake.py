"""What UDP and TCP share of taking requests in: the service, sources, counters, work under way.

The service may be that of a node or of a resolver. Not for sockets (see udp, tcp).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from lingnan.kernel import Text
from lingnan.sources.identifier.node.limits import Sources
from lingnan.sources.identifier.node.metrics import Metrics
from lingnan.sources.identifier.node.model import Peer
from lingnan.sources.identifier.node.sink import Sink
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.message import Header, Message
from lingnan.sources.identifier.wire.version import CURRENT, answer_version

_BUSY: Final = Text("请求过于频繁，请稍后再试。", "Too many requests; try again in a moment.")


#: Takes the answers to a request that came from some place.
Deliver = Callable[[Any, list[bytes]], None]


class Service(Protocol):
    """Answers whole requests; `service.NodeService` is one."""

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer one request; never raises for what an outsider sends."""

    def forget(self, connection: int) -> None:
        """Forget what belongs to a connection that was closed."""


class Quick(Protocol):
    """Answers some requests from their octets; `plain.PlainWay` is one."""

    def renew(self) -> None:
        """See the newest state from now on."""

    def rest(self) -> None:
        """Hold nothing until `renew`."""

    def answer(self, packet: bytes) -> bytes | None:
        """Answer a request; None when it takes the general way."""


class Changes(Protocol):
    """Takes some changes from their octets; `quick_create.QuickCreate` is one.

    Attributes:
        pending: changes that are not answered yet.
    """

    pending: int

    def take(self, packet: bytes, peer: Peer, deliver: Deliver, place: Any) -> bool:
        """Take a request; False when it takes the general way.

        Args: deliver: called later with `place` and the answers.
        """

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long."""


@dataclass(slots=True)
class Intake:
    """The middle of one worker.

    Attributes:
        changes: the quick way of changes; None where all take the general way.
        sink: takes what is counted; None where nothing is.
        tasks: requests of the general way that are being worked on; never more than `max_pending`.
    """

    service: Service
    plain: Quick
    sources: Sources
    metrics: Metrics
    clock: Callable[[], float] = time.monotonic
    changes: Changes | None = None
    sink: Sink | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Answer whether no further request but quick answers is taken now."""
        count = len(self.tasks)
        if self.changes is not None:
            count += self.changes.pending
        return count >= self.sources.limits.max_pending

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Work on a request of the general way."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def count_plain(
        self, transport: str, count: int, octets_in: int, octets_out: int, seconds: float
    ) -> None:
        """Count a batch of resolutions of the quick way; see `Metrics.count_plain`."""
        self.metrics.count_plain(transport, count, octets_in, octets_out, seconds)
        if self.sink is not None:
            self.sink.tally.note_duration("resolve", int(seconds * 1e6), count)

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer one request the general way, and count it."""
        begun = self.clock()
        answers = await self.service.answer(envelope, octets, peer)
        if answers:
            self.metrics.count_answer(
                peer.transport.value, len(octets) + 20, answers, self.clock() - begun
            )
        else:
            self.metrics.drop("unanswerable")
        return answers

    async def finish(self, seconds: float) -> None:
        """Wait for the requests under way, at most so long."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=seconds)
        if self.changes is not None:
            await self.changes.finish(seconds)


def busy(packet: bytes, language: str) -> bytes | None:
    """Answer a request that is over its limit with code 3; None when it cannot be answered.

    Source: RFC 3652 §2.2.2.2.
    """
    try:
        envelope = Envelope.decode(packet)
        if envelope.is_encrypted:
            return None
        header = Header.decode(packet[20:44])
        version = answer_version(envelope.version)
    except WireError:
        return None
    if header.response:
        return None
    body = ErrorResponse(_BUSY.zh if language == "zh" else _BUSY.en).encode(version)
    message = Message(header.operation, Response.BUSY.value, 0, body=body).encode()
    return (
        Envelope(
            version[0],
            version[1],
            envelope.request_id,
            len(message),
            suggested_major=CURRENT[0],
            suggested_minor=CURRENT[1],
        ).encode()
        + message
    )
