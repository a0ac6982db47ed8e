"""What the HTTP side asks of the node: operations, proofs, site information, records.

A narrow door, so that routes can be read without the node; `node_port` opens it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lingnan.sources.identifier.node.http.passing import Siblings
from lingnan.sources.identifier.node.model import Peer, Proven, Reply, Settings
from lingnan.sources.identifier.proof.key import PublicKey
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.reference import Reference


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list; `total_count` is that of the whole."""

    total_count: int
    handles: tuple[str, ...]


class NodePort(Protocol):
    """The node, as the routes see it.

    Attributes:
        forget: forgets what belongs to a connection that was closed, by its number.
        siblings: the other workers of the node; None when there is one only.
    """

    forget: Callable[[int], None]
    siblings: Siblings | None

    @property
    def settings(self) -> Settings:
        """Answer what the node is."""

    @property
    def reader(self) -> RecordReader:
        """Answer the reader of this worker's records; renew it before reading."""

    def find(self, folded: bytes) -> memoryview | None:
        """Answer what anybody may see of a handle, in the newest state; None if it is not shown."""

    def now(self) -> float:
        """Answer UNIX seconds."""

    async def perform(
        self, operation: int, body: Body, flags: int, peer: Peer, proven: Proven | None
    ) -> Reply:
        """Do one operation for somebody whose identity is proven, or for nobody in particular."""

    async def page(
        self,
        handle: str,
        peer: Peer,
        proven: Proven | None,
        *,
        skipped: int,
        count: int,
        after: str | None,
    ) -> Page | Reply:
        """Answer part of the handles under a prefix handle. Raises: Refusal."""

    async def prove_answer(
        self, user: Reference, kind: str, nonce: bytes, digest: bytes, proof: bytes
    ) -> Proven:
        """Answer who has signed nonce and digest. Raises: Refusal."""

    async def prove_key(self, user: Reference, key: PublicKey) -> Proven:
        """Answer who holds a key that TLS has proved. Raises: Refusal."""

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer a binary message (see NodeService.answer)."""
