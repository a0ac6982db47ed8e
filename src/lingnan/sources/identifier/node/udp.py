"""UDP: many packets at each wake-up, quick answers at once, fragments in and out.

All that has arrived is read first, then the newest state of the records is taken up, then answers
go out: so an answer shows every change that was acknowledged before its request was sent.

Source: RFC 3652 §2.3, Handle protocol facts §1.12.
"""

import asyncio
import socket
from typing import Any, Final

from lingnan.sources.identifier.node.intake import Intake
from lingnan.sources.identifier.node.limits import Source
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.plain import fragments
from lingnan.sources.identifier.node.post import (
    LENGTH_AT,
    LENGTH_STEP,
    LONGEST,
    NAME,
    SIZE_AT,
    SIZE_STEP,
    TARGET_AT,
    TARGET_STEP,
    Post,
)
from lingnan.sources.identifier.node.sink import note_use
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Assembly, Whole
from lingnan.sources.identifier.wire.limit import MAX_PACKET

_TRUNCATED: Final = 0x20
#: Batches at one wake-up; then others of the loop have their turn.
_ROUNDS: Final = 8
#: Octets the system keeps of what has arrived and not been read.
_RECEIVE_BUFFER: Final = 8 << 20


class UdpPort:
    """Serves one bound UDP socket in the running event loop."""

    def __init__(self, bound: socket.socket, intake: Intake) -> None:
        bound.setblocking(False)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _RECEIVE_BUFFER)
        self._socket = bound
        self._intake = intake
        self._post = Post(bound)
        self._assembly = Assembly()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(bound.fileno(), self._wake)

    def close(self) -> None:
        """Take nothing in any more; answers under way can still go out until `end`."""
        self._loop.remove_reader(self._socket.fileno())

    def end(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _wake(self) -> None:
        """Read and answer, and look whether more has come meanwhile before going back to sleep."""
        receive = self._post.receive
        for _ in range(_ROUNDS):
            count = receive()
            if not count:
                return
            self._answer(count)

    def _answer(self, arrived: int) -> None:
        """Answer a batch; written out, since each call in the loop costs a tenth of an answer."""
        intake, post = self._intake, self._post
        sources, metrics, plain = intake.sources, intake.metrics, intake.plain.answer
        of, met, texts = sources.of, sources.hosts, post.texts
        incoming, names, begin, end = post.incoming, post.names, post.host_at, post.host_end
        first_name = post.first_name
        outgoing, sizes, targets = post.outgoing, post.sizes, post.targets
        large = min(sources.limits.large_answer_octets, MAX_PACKET + 1)
        now = intake.clock()
        uses = None if intake.sink is None else intake.sink.uses
        count = octets_in = octets_out = at = name = answers = same = 0
        mark, last = b"", ""
        intake.plain.renew()
        try:
            lengths = post.lengths[LENGTH_AT : arrived * LENGTH_STEP : LENGTH_STEP]
            for length in lengths.tolist():
                packet = bytes(incoming[at : at + length])
                key = bytes(names[name + begin : name + end])
                host = texts.get(key) or post.text(key)
                at += LONGEST
                name += NAME
                source = met.get(host)
                if source is None or source.at != now:
                    source = of(host, now)
                if source.tokens >= 1.0 and source.is_allowed:
                    source.tokens -= 1.0
                elif not sources.take(source):
                    metrics.drop("limited" if source.is_allowed else "denied")
                    continue
                answer = plain(packet)
                if answer is None:
                    self._general(packet, post.address(name // NAME - 1), source, now)
                    continue
                if host is not last or not packet.startswith(mark, 48):
                    if uses is not None and same:
                        note_use(uses, mark, last, same)
                    mark, last, same = packet[48 : packet.find(b"/", 48) + 1], host, 0
                same += 1
                size = len(answer)
                count += 1
                octets_in += length
                octets_out += size
                if size < large:
                    place = answers * LONGEST
                    outgoing[place : place + size] = answer
                    sizes[answers * SIZE_STEP + SIZE_AT] = size
                    targets[answers * TARGET_STEP + TARGET_AT] = first_name + name - NAME
                    answers += 1
                else:
                    self._send(answer, post.address(name // NAME - 1), source, now)
        finally:
            intake.plain.rest()
        if uses is not None and same:
            note_use(uses, mark, last, same)
        if answers:
            refused = post.send(answers)
            if refused:
                metrics.drop("undeliverable", refused)
        if count:
            intake.count_plain("udp", count, octets_in, octets_out, intake.clock() - now)

    def _general(self, packet: bytes, address: Any, source: Source, now: float) -> None:
        intake = self._intake
        if len(packet) == LONGEST:
            intake.metrics.drop("malformed")
            return
        try:
            whole = self._assembly.add(address, packet, now)
        except WireError:
            intake.metrics.drop("malformed")
            return
        if whole is None:
            return
        if intake.is_full:
            intake.metrics.drop("full")
            return
        changes = intake.changes
        if changes is not None:
            peer = Peer(address[0], Transport.UDP)
            if changes.take(_whole(packet, whole), peer, self._deliver, (address, source)):
                return
        intake.begin(self._work(whole, address, source))

    def _deliver(self, place: tuple[Any, Source], answers: list[bytes]) -> None:
        address, source = place
        now = self._intake.clock()
        for answer in answers:
            self._send(answer, address, source, now)

    async def _work(self, whole: Whole, address: Any, source: Source) -> None:
        peer = Peer(address[0], Transport.UDP)
        answers = await self._intake.answer(whole.envelope, whole.message, peer)
        self._deliver((address, source), answers)

    def _send(self, answer: bytes, address: Any, source: Source, now: float) -> None:
        """Send an answer in as many packets as it takes, unless it is too much for its source."""
        if not self._intake.sources.may_receive(source, len(answer), now):
            self._intake.metrics.drop("amplification")
            return
        try:
            for packet in fragments(answer):
                self._socket.sendto(packet, address)
        except OSError:
            self._intake.metrics.drop("undeliverable")


def _whole(packet: bytes, whole: Whole) -> bytes:
    """Answer a request as one packet, however many it came in."""
    if not whole.envelope.is_truncated:
        return packet
    flags = packet[2] & ~_TRUNCATED
    return packet[:2] + bytes((flags,)) + packet[3:12] + bytes(4) + packet[16:20] + whole.message
