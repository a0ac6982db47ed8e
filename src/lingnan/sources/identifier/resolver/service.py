"""One request in, its answers out: the door of the resolver for every transport.

The same shape as node.service, so that the transports of the node serve it. It resolves and tells
its site; it has no sessions and asks nobody for proof. Not for following referrals (see recursion).

Source: RFC 3652 §2–3, Handle protocol facts §1.2–1.5.
"""

import logging
import traceback
from dataclasses import replace
from typing import Final

from lingnan.kernel import Lang
from lingnan.sources.identifier.node.certified import Certifier
from lingnan.sources.identifier.node.errors import (
    Compressed,
    NotResponsible,
    NotSupported,
    Refusal,
    SessionGone,
    Unforeseen,
)
from lingnan.sources.identifier.node.model import Peer, Reply
from lingnan.sources.identifier.node.response import Manner, write
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.resolver.question import Found, Question
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.wire.body.catalogue import decode_body
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import check, split
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.version import CURRENT, answer_version

_LOG = logging.getLogger(__name__)
_UNREAD: Final = Message(operation=0)
_SIGNATURES: Final = 4_096
_REFERRALS: Final = (Response.SERVICE_REFERRAL.value, Response.PREFIX_REFERRAL.value)
_OFFERED: Final = frozenset((Operation.RESOLVE.value, Operation.GET_SITE_INFO.value))
#: Indexes and types of one request; more would fill the cache with keys.
_MOST_CHOSEN: Final = 256


class ResolverService:
    """Answers requests; one for each process, in one event loop.

    Attributes:
        recursion: what resolves. site: as get-site-info tells it.
        unforeseen_count: requests that met a fault of ours.
    """

    def __init__(
        self,
        recursion: Recursion,
        site: SiteInfo,
        *,
        key: PrivateKey | None = None,
        language: Lang = "zh",
    ) -> None:
        self.recursion = recursion
        self.site = site
        self.unforeseen_count = 0
        self._language = language
        self._certifier = Certifier(key, _SIGNATURES)

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:  # noqa: ARG002
        """Answer one whole request; never raises for what an outsider sends.

        Shapes: as node.service.NodeService.answer. Source: RFC 3652 §3.
        """
        manner = Manner(envelope.request_id, envelope.session_id, _UNREAD, CURRENT)
        try:
            manner = replace(manner, version=answer_version(envelope.version))
            if envelope.is_compressed:
                raise Compressed
            if envelope.is_encrypted:
                raise SessionGone
            message = Message.decode(octets)
            if message.response != Response.NONE:
                return []
            manner = replace(manner, request=message)
            reply = await self._answered(message, manner)
        except (Refusal, WireError) as refusal:
            reply = self.refused(refusal)
        except Exception as fault:  # noqa: BLE001  an outsider must not end the process
            reply = self._faulty(fault)
        return self._write(reply, manner)

    def forget(self, connection: int) -> None:
        """Forget a connection that was closed; nothing belongs to one."""

    async def perform(self, operation: int, body: Body, flags: int, recursion: int = 0) -> Reply:
        """Answer one decoded request, as the HTTP side has it; refusals are replies."""
        try:
            return await self._performed(operation, body, flags, recursion)
        except (Refusal, WireError) as refusal:
            return self.refused(refusal)
        except Exception as fault:  # noqa: BLE001
            return self._faulty(fault)

    async def _answered(self, message: Message, manner: Manner) -> Reply:
        if message.operation not in _OFFERED:
            raise NotSupported(operation=message.operation)
        body = decode_body(message, manner.version).body
        return await self._performed(message.operation, body, message.flags, message.recursion)

    async def _performed(self, operation: int, body: Body, flags: int, recursion: int) -> Reply:
        if operation not in _OFFERED:
            raise NotSupported(operation=operation)
        if not isinstance(body, ResolveRequest):
            return Reply(Response.SUCCESS, SiteResponse(self.site), is_authoritative=False)
        check(body.handle)
        if len(body.indexes) + len(body.types) > _MOST_CHOSEN:
            raise NotSupported(operation=operation)
        question = Question(body.handle, body.indexes, body.types, flags, recursion)
        return self._reply(question, await self.recursion.resolve(question))

    def _reply(self, question: Question, found: Found) -> Reply:
        """Answer what was found; a referral only to who has not forbidden it."""
        if found.response in _REFERRALS and question.has(Flag.NO_REFERRAL):
            raise NotResponsible(prefix=split(question.handle)[0])
        try:
            response = Response(found.response)
        except ValueError:
            response = Response.ERROR
        return Reply(response, found.body, is_authoritative=False)

    def refused(self, refusal: Refusal | WireError) -> Reply:
        """Answer the reply that a refusal becomes."""
        return Reply(refusal.response, ErrorResponse(refusal.render(self._language)))

    def _faulty(self, fault: Exception) -> Reply:
        """Answer a fault of ours, and log where it was, without what it was about."""
        self.unforeseen_count += 1
        place = traceback.extract_tb(fault.__traceback__)[-1]
        _LOG.error("%s at %s:%s", type(fault).__name__, place.filename, place.lineno)
        return self.refused(Unforeseen())

    def _write(self, reply: Reply, manner: Manner) -> list[bytes]:
        try:
            return write(reply, manner, self.site, self._certifier)
        except (Refusal, WireError, ProofError) as refusal:
            plain = replace(manner, request=_UNREAD)
            return write(self._faulty(refusal), plain, self.site, self._certifier)
