"""One request in, its answers out: the door of the node for every transport.

Not for packets (see udp, tcp, http) and not for what an operation does (see operation).
"""

import time
from collections.abc import Callable

from lingnan.sources.identifier.node.model import Audit, AuditEntry, Elsewhere, Link, Peer, Settings
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.envelope import Envelope


def _unheard(_: AuditEntry) -> None:
    return


class NodeService:
    """Answers requests; one for each worker process, in one event loop.

    The reader is renewed by the service whenever it reads; a transport may let it rest in between.
    """

    def __init__(
        self,
        settings: Settings,
        reader: RecordReader,
        link: Link,
        clock: Callable[[], float] = time.time,
        *,
        audit: Audit = _unheard,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.settings = settings
        self.reader = reader
        self.link = link
        self.clock = clock
        self.audit = audit
        self.elsewhere = elsewhere

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer one whole request; never raises for what an outsider sends.

        Args: octets: what follows the envelope, put together, perhaps encrypted.
        Shapes: whole messages with their envelopes, in order, not yet cut into packets; empty when
            nothing may be answered, as to a message that is itself an answer.
        Source: RFC 3652 §3.
        """
        raise NotImplementedError

    def forget(self, connection: int) -> None:
        """Forget what belongs to a connection that was closed: its logins."""
        raise NotImplementedError
