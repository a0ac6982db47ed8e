"""The narrow door of the node's HTTP side, opened on a resolver: JSON, pages, tunnel, metrics.

A resolver holds no records, so nothing is listed, registered or proved here. Not for HTTP itself
(see node.http).
"""

from collections.abc import Callable, Iterator
from typing import NoReturn, cast

from lingnan.sources.identifier.node.errors import NotSupported, Refusal
from lingnan.sources.identifier.node.http.passing import Siblings
from lingnan.sources.identifier.node.http.port import Page
from lingnan.sources.identifier.node.model import Peer, Proven, Reply, Settings
from lingnan.sources.identifier.proof.key import PublicKey
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.resolver.service import ResolverService
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.reference import Reference


class NoRecords:
    """Reads like records.reader.RecordReader where there are none."""

    def renew(self) -> None:
        """Do nothing."""

    def answer(self, folded: bytes) -> None:
        """Answer that no handle is held here."""

    def entry(self, handle: str) -> None:
        """Answer that no handle is held here."""

    def prefixes(self) -> Iterator[str]:
        """Answer no prefix."""
        return iter(())


class ResolverPort:
    """The resolver, as `node.http.port.NodePort`."""

    def __init__(self, service: ResolverService, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._reader = cast("RecordReader", NoRecords())
        self.forget: Callable[[int], None] = service.forget
        self.siblings: Siblings | None = None

    @property
    def settings(self) -> Settings:
        """Answer what the resolver is: a node without prefixes."""
        return self._settings

    @property
    def reader(self) -> RecordReader:
        """Answer a reader that finds nothing."""
        return self._reader

    def find(self, folded: bytes) -> memoryview | None:
        """Answer that no handle is held here."""
        del folded
        return None

    def now(self) -> float:
        """Answer UNIX seconds."""
        return self._service.recursion.clock()

    async def perform(
        self,
        operation: int,
        body: Body,
        flags: int,
        peer: Peer,  # noqa: ARG002
        proven: Proven | None,  # noqa: ARG002
    ) -> Reply:
        """Do one operation; refusals are replies."""
        return await self._service.perform(operation, body, flags)

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
        """List nothing."""
        del handle, peer, proven, skipped, count, after
        return self._service.refused(NotSupported(operation=Operation.LIST_HANDLES.value))

    async def prove_answer(
        self, user: Reference, kind: str, nonce: bytes, digest: bytes, proof: bytes
    ) -> Proven:
        """Prove nobody. Raises: NotSupported."""
        del user, kind, nonce, digest, proof
        _prove_nobody()

    async def prove_key(self, user: Reference, key: PublicKey) -> Proven:
        """Prove nobody. Raises: NotSupported."""
        del user, key
        _prove_nobody()

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer a binary message."""
        return await self._service.answer(envelope, octets, peer)


def _prove_nobody() -> NoReturn:
    refusal: Refusal = NotSupported(operation=Operation.CHALLENGE_ANSWER.value)
    raise refusal
