"""The narrow door of `port`, opened on the node's own operations.

The binary side performs the same functions with the same host. Not for what they do.
"""

from collections.abc import Callable
from itertools import islice

from lingnan.sources.identifier.node.authorise import Authority
from lingnan.sources.identifier.node.errors import ListTooLong, ProofFailed
from lingnan.sources.identifier.node.http.passing import Siblings
from lingnan.sources.identifier.node.http.port import Page
from lingnan.sources.identifier.node.model import Asker, Peer, Proven, Reply, Settings
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.dispatch import perform
from lingnan.sources.identifier.node.operation.listing import prefix_of
from lingnan.sources.identifier.node.operation.prove import prove_answer, prove_key
from lingnan.sources.identifier.node.referral import require_here
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.node.sibling import SharedService
from lingnan.sources.identifier.proof.errors import BadKey
from lingnan.sources.identifier.proof.key import PublicKey
from lingnan.sources.identifier.proof.key_record import decode_key
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import AdminRight
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.typed import HS_PUBKEY


class ServicePort:
    """The node of one worker, as `port.NodePort`."""

    def __init__(self, service: NodeService) -> None:
        self._host = service.host
        self._answer = service.answer
        self.forget: Callable[[int], None] = service.forget
        self.siblings: Siblings | None = None
        if isinstance(service, SharedService) and service.count > 1:
            self.siblings = service

    @property
    def settings(self) -> Settings:
        """Answer what the node is."""
        return self._host.settings

    @property
    def reader(self) -> RecordReader:
        """Answer the reader of this worker's records."""
        return self._host.reader

    def find(self, folded: bytes) -> memoryview | None:
        """Answer what anybody may see of a handle (see `RecordReader.answer`), in the newest state.

        None also while its prefix is suspended or revoked.
        """
        reader = self._host.reader
        reader.renew()
        return reader.answer(folded) if self._host.is_shown(folded) else None

    def now(self) -> float:
        """Answer UNIX seconds."""
        return self._host.clock()

    async def perform(
        self, operation: int, body: Body, flags: int, peer: Peer, proven: Proven | None
    ) -> Reply:
        """Do one operation; refusals are replies."""
        return await perform(self._host, operation, body, Asker(peer, proven, flags=flags))

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
        """Answer part of the handles under a prefix, to who may list them all.

        Raises: Refusal; ListTooLong: to skip so many would take too long.
        """
        host = self._host
        asker = Asker(peer, proven)
        prefix = prefix_of(handle)
        basis = Basis(host)
        referral = require_here(basis, f"{prefix}/-", asker)
        if referral is not None:
            return referral
        record = basis.record(handle)
        await Authority(basis, asker).require(record, handle, AdminRight.LIST_HANDLES.value)
        limit = host.settings.limits.list_count
        if skipped > limit or count > limit:
            raise ListTooLong(limit=limit)
        host.reader.renew()
        names = islice(host.reader.handles(prefix, after=after), skipped, skipped + count)
        return Page(host.reader.count(prefix), tuple(names))

    async def prove_answer(
        self, user: Reference, kind: str, nonce: bytes, digest: bytes, proof: bytes
    ) -> Proven:
        """Answer who has signed nonce and digest. Raises: Refusal."""
        return await prove_answer(self._host, ChallengeAnswer(kind, user, proof), nonce, digest)

    async def prove_key(self, user: Reference, key: PublicKey) -> Proven:
        """Answer who holds a key that TLS has proved; without index, by any HS_PUBKEY of the user.

        Raises: Refusal.
        """
        if user.index:
            return await prove_key(self._host, user, key)
        record = Basis(self._host).record(user.handle)
        for value in () if record is None else record.values:
            if fold_text(value.type) != HS_PUBKEY:
                continue
            try:
                held = decode_key(value.data)
            except BadKey:
                continue
            if held == key:
                return Proven((Reference(user.handle, value.index),), "TLS")
        raise ProofFailed

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer a binary message."""
        return await self._answer(envelope, octets, peer)
