"""What a worker gathers between two reports to the writer: acts for the audit trail, and counts.

Both are bounded: an outsider who makes us note more than fits is told of in one entry. Not for
writing them down (see ledger).
"""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from lingnan.sources.identifier.counting.batch import MAX_PAIRS, Tally
from lingnan.sources.identifier.node.frame import Kind
from lingnan.sources.identifier.node.model import AuditEntry, actor_of, audit_action
from lingnan.sources.identifier.wire.codes import Response

#: Entries of one worker and second; more are told of in one.
MAX_ACTS: Final = 1_000
#: What stands for a prefix, or an address, that has no place of its own any more.
_OTHER: Final = ""
_SHOWN: Final = 512


class Tells(Protocol):
    """The way of frames that are not answered; `link.SocketLink` is one."""

    def tell(self, kind: int, content: bytes, /) -> bool:
        """Send one frame; False when it could not be sent now."""


def _now() -> datetime:
    return datetime.now(UTC)


def note_use(uses: dict[tuple[bytes, str], int], mark: bytes, address: str, count: int) -> None:
    """Count quick answers about one prefix to one address; `mark` is the prefix and its slash."""
    use = mark[:-1], address
    uses[use] = uses.get(use, 0) + count


class Sink:
    """The acts and counts of one worker.

    Attributes:
        tally: resolutions and durations. uses: (prefix as it was asked, address) → quick answers,
            for transports to add to without a call.
    """

    def __init__(self, place: int, *, clock: Callable[[], datetime] = _now) -> None:
        self.tally = Tally(f"{place}-{secrets.token_hex(8)}")
        self.uses: dict[tuple[bytes, str], int] = {}
        self._acts: list[list[Any]] = []
        self._more = 0
        self._clock = clock

    def audit(self, entry: AuditEntry) -> None:
        """Take one act, unless its change has brought it into the trail already."""
        if entry.is_written:
            return
        if len(self._acts) >= MAX_ACTS:
            self._more += 1
            return
        is_done = entry.response == Response.SUCCESS
        self._acts.append(
            [
                self._clock().isoformat(),
                actor_of(entry.user)[:_SHOWN],
                audit_action(entry.action),
                f"handle:{entry.handle}"[:_SHOWN],
                None if is_done else f"code {int(entry.response)}",
                entry.address,
                is_done,
            ]
        )

    def settle(self) -> None:
        """Bring what the quick ways have counted to the tally."""
        uses, self.uses = self.uses, {}
        note = self.tally.note_resolutions
        for number, ((prefix, address), count) in enumerate(uses.items()):
            if number < MAX_PAIRS:
                note(prefix.upper(), address, count, count)
            else:
                note(prefix.upper(), _OTHER, count, count)

    def report(self, link: Tells) -> None:
        """Tell the writer; what cannot be sent now stays for the next time."""
        acts = self._acts
        if self._more:
            now = self._clock().isoformat()
            told = f"{self._more} more"
            acts = [*acts, [now, "handle:-", "identifier:refused", "handle:-", told, None, False]]
        if acts and link.tell(Kind.ACTS, json.dumps(acts).encode()):
            self._acts, self._more = [], 0
        self.settle()
        batch = self.tally.peek(self._clock())
        if batch is not None and link.tell(Kind.COUNTS, json.dumps(batch.as_json()).encode()):
            self.tally.begin()
