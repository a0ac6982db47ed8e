"""The quick way of registering: creates in an authenticated session, many of them as one batch.

The octets of a create are taken as they are: the MAC is checked over them, the values are checked
and stamped in one pass, the right to register is one that the general way has found before and the
writer checks again by its preconditions. All creates of one turn of the loop go to the writer as
one batch. Whatever is not good at a glance, and whatever the writer does not do, takes the general
way, which finds the reason; a test holds both equal. Not for the octets (see lane).

Source: RFC 3652 §2.2.4, §3.6.1, §3.8, Handle protocol facts §1.9–1.11.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.errors import WriteFailed
from lingnan.sources.identifier.node.lane import Lane, Taken, open_lane
from lingnan.sources.identifier.node.link import WriterLink
from lingnan.sources.identifier.node.metrics import Metrics
from lingnan.sources.identifier.node.model import Peer, actor_of, audit_action
from lingnan.sources.identifier.node.right import Right
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.node.session import Session
from lingnan.sources.identifier.node.stamped import Stamper
from lingnan.sources.identifier.records.change import Act, Batch
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH

#: Longest time that what a lane was made of is not looked at again: the site, above all.
_FRESH_SECONDS: Final = 1.0
#: Of one session: versions and flags that a client writes.
_MAX_LANES: Final = 8
_SHORTEST: Final = ENVELOPE_LENGTH + 24
_NO_SESSION: Final = bytes(4)
_ACTION: Final = audit_action(Operation.CREATE_HANDLE.name.lower())
#: Takes the answers to a request that came from some place.
Deliver = Callable[[Any, list[bytes]], None]
_Row = tuple[Taken, Peer, Deliver, Any]


class QuickCreate:
    """Takes creates of one worker.

    Attributes:
        pending: creates that are not answered yet.
    """

    def __init__(
        self, service: NodeService, link: WriterLink, metrics: Metrics | None = None
    ) -> None:
        """Take creates; `metrics` counts them, unless whoever passed them on does."""
        self._service = service
        self._link = link
        self._metrics = metrics
        self._clock = service.host.clock
        limits = service.settings.limits
        self._stamper = Stamper(limits.record_octets)
        self._sessions = service.sessions
        self._waiting: dict[tuple[Right, str], list[_Row]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.pending = 0
        # Counting registrations against a limit needs the general way.
        self._is_open = not (
            service.settings.is_read_only
            or limits.records is not None
            or limits.daily is not None
            or limits.by_prefix
        )

    def take(self, packet: bytes, peer: Peer, deliver: Deliver, place: Any) -> bool:
        """Take a request if it is a create that is good at a glance; answer whether it was taken.

        Args: deliver: called with `place` and the answers, once the registration is durable.
        """
        if packet[4:8] == _NO_SESSION or len(packet) < _SHORTEST or not self._is_open:
            return False
        now = self._clock()
        session = self._sessions.find(int.from_bytes(packet[4:8], "big"))
        if session is None:
            return False
        lane: Lane | None = session.lanes.get(packet[:4])
        if lane is None or lane.until <= now:
            lane = self._open(session, packet, now)
            if lane is None:
                return False
        taken = lane.take(packet, now, self._stamper)
        if taken is None:
            return False
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.setdefault((taken.right, peer.address), []).append(
            (taken, peer, deliver, place)
        )
        self.pending += 1
        return True

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long."""
        if self._waiting:
            await asyncio.sleep(0)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _open(self, session: Session, packet: bytes, now: float) -> Lane | None:
        if len(session.lanes) >= _MAX_LANES:
            session.lanes.clear()
        lane = open_lane(self._service, session, packet)
        if lane is not None:
            lane.until = now + _FRESH_SECONDS
            session.lanes[packet[:4]] = lane
        return lane

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        loop = asyncio.get_running_loop()
        for (right, address), rows in waiting.items():
            task = loop.create_task(self._register(right, address, rows))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _register(self, right: Right, address: str, rows: list[_Row]) -> None:
        begun = self._clock()
        first = rows[0][0]
        batch = Batch(
            [row[0].handle for row in rows],
            [row[0].stored for row in rows],
            given=right.givens,
            act=Act(actor_of(first.lane.proven.user), _ACTION, address),
        )
        try:
            outcome = await self._link.register(batch)
        except (LingnanError, OSError, TimeoutError) as problem:
            code = problem.code if isinstance(problem, LingnanError) else type(problem).__name__
            for taken, peer, deliver, place in rows:
                refusal = WriteFailed(reason=code)
                refused = self._service.answer_refused(taken.call(peer), taken.handle, refusal)
                self._tell(taken, peer, deliver, place, refused, begun)
            return
        if outcome.response == Response.SUCCESS and not outcome.failures:
            self._tell_done(rows, begun)
            return
        if outcome.response == Response.SUCCESS:
            done = [row for number, row in enumerate(rows) if number not in outcome.failures]
            self._tell_done(done, begun)
            rows = [rows[number] for number in outcome.failures]
        else:
            # What the right rests on has changed: it is found anew, or no more.
            right.is_gone = True
        await asyncio.gather(*[self._again(*row, begun) for row in rows])

    def _tell_done(self, rows: list[_Row], begun: float) -> None:
        told: dict[tuple[str, bool], list[int]] = {}
        for taken, peer, deliver, place in rows:
            answer = taken.answer()
            deliver(place, [answer])
            counts = told.setdefault((peer.transport.value, taken.lane.is_encrypted), [0, 0, 0])
            counts[0] += 1
            counts[1] += len(taken.packet)
            counts[2] += len(answer)
        self.pending -= len(rows)
        seconds = self._clock() - begun
        tally = self._service.host.counts
        if tally is not None:
            tally.note_duration("register", int(seconds * 1e6), len(rows))
        if self._metrics is None:
            return
        for (transport, is_encrypted), counts in told.items():
            kind = ("sealed", "sealed") if is_encrypted else _KIND
            count, taken_in, told_out = counts
            self._metrics.count_plain(transport, count, taken_in, told_out, seconds, kind)

    async def _again(
        self, taken: Taken, peer: Peer, deliver: Deliver, place: Any, begun: float
    ) -> None:
        """Let the general way judge what the writer has not done, and say why."""
        answers = await self._service.answer_vouched(taken.call(peer))
        self._tell(taken, peer, deliver, place, answers, begun)

    def _tell(
        self,
        taken: Taken,
        peer: Peer,
        deliver: Deliver,
        place: Any,
        answers: list[bytes],
        begun: float,
    ) -> None:
        self.pending -= 1
        deliver(place, answers)
        if self._metrics is None:
            return
        seconds = self._clock() - begun
        self._metrics.count_answer(peer.transport.value, len(taken.packet), answers, seconds)


_KIND: Final = str(Operation.CREATE_HANDLE.value), str(Response.SUCCESS.value)
