"""One request in, its answers out: the door of the node for every transport.

Reads the message, finds its session and who speaks, asks for proof where it is needed. Not for
packets (see udp, tcp, http) and not for what an operation does (see operation). Source: RFC 3652
§2–3, Handle protocol facts §1.2–1.5, §1.10–1.13.
"""

import logging
import time
import traceback
from collections.abc import Callable, Container
from dataclasses import replace

from lingnan.sources.identifier.node.certified import Certifier
from lingnan.sources.identifier.node.challenge import Challenges, Pending, Place
from lingnan.sources.identifier.node.errors import (
    ChallengeGone,
    CredentialRefused,
    NotSupported,
    ProofFailed,
    Refusal,
    SessionGone,
    Unforeseen,
)
from lingnan.sources.identifier.node.incoming import Call, check_call, open_call
from lingnan.sources.identifier.node.login import Logins
from lingnan.sources.identifier.node.model import (
    Asker,
    Audit,
    AuditEntry,
    Counts,
    Elsewhere,
    Link,
    Peer,
    Proven,
    Reply,
    Settings,
    Transport,
)
from lingnan.sources.identifier.node.operation.dispatch import FUNCTIONS, perform, refused
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.prove import prove_answer
from lingnan.sources.identifier.node.operation.setup import agree, take_key
from lingnan.sources.identifier.node.response import Manner, request_digest, write
from lingnan.sources.identifier.node.session import Sessions
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.body.catalogue import decode_body
from lingnan.sources.identifier.wire.body.challenge import (
    Challenge,
    ChallengeAnswer,
    LoginRequest,
)
from lingnan.sources.identifier.wire.body.session import KeyExchangeRequest, SessionSetupRequest
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import (
    CURRENT,
    answer_version,
)

_LOG = logging.getLogger(__name__)
#: What stands for the request in an answer to octets that could not be read.
_UNREAD = Message(operation=0)
#: Beside the functions of dispatch: what this file does itself.
_OFFERED = frozenset(
    (
        *FUNCTIONS,
        Operation.CHALLENGE_ANSWER,
        Operation.LOGIN,
        Operation.SESSION_SETUP,
        Operation.SESSION_KEY_EXCHANGE,
        Operation.SESSION_TERMINATE,
    )
)


def _unheard(_: AuditEntry) -> None:
    return


class _Either(Container[int]):
    """What is in one of two."""

    def __init__(self, one: Container[int], other: Container[int]) -> None:
        self._both = one, other

    def __contains__(self, number: object) -> bool:
        return any(number in each for each in self._both)


_Answered = tuple[Reply, Manner]


class NodeService:
    """Answers requests; one for each worker process, in one event loop.

    The reader is renewed by the service whenever it reads; a transport may let it rest in between.

    Attributes:
        host: what operations work with; the HTTP side performs them with it too.
        unforeseen_count: requests that met a fault of ours.
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
        counts: Counts | None = None,
        foreign: Container[int] = (),
    ) -> None:
        """Make the service; `foreign` holds the numbers that other workers give (see sibling)."""
        self.settings = settings
        self.foreign = foreign
        self.host = Host(settings, reader, link, clock, audit, elsewhere, counts)
        self.challenges = Challenges(settings.limits, clock)
        self.sessions = Sessions(settings.limits, clock)
        self.logins = Logins(settings.limits, clock)
        self.certifier = Certifier(settings.key, settings.limits.signatures)
        self.unforeseen_count = 0

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        """Answer one whole request; never raises for what an outsider sends.

        Args: octets: what follows the envelope, put together, perhaps encrypted.
        Shapes: whole messages with their envelopes, in order, not yet cut into packets; empty when
            nothing may be answered, as to a message that is itself an answer.
        Source: RFC 3652 §3.
        """
        manner = Manner(envelope.request_id, envelope.session_id, _UNREAD, CURRENT)
        try:
            manner = replace(manner, version=answer_version(envelope.version))
            call = open_call(self.sessions, envelope, octets, peer, manner.version)
        except (Refusal, WireError) as refusal:
            return self._write(refused(self.host, refusal), manner)
        except Exception as fault:  # noqa: BLE001  an outsider must not end the worker
            return self._write(self._faulty(fault), manner)
        if call.message.response != Response.NONE:
            return []
        try:
            reply, manner = await self._answered(call)
        except (Refusal, WireError) as refusal:
            reply, manner = refused(self.host, refusal), call.manner
        except Exception as fault:  # noqa: BLE001
            reply, manner = self._faulty(fault), call.manner
        return self._write(reply, manner)

    async def answer_vouched(self, call: Call) -> list[bytes]:
        """Answer a request whose session has vouched for it: its MAC holds and its counter was new.

        Shapes: as `answer`.
        """
        try:
            body = decode_body(call.message, call.version).body
            reply, manner = await self._perform(call, body)
        except (Refusal, WireError) as refusal:
            reply, manner = refused(self.host, refusal), call.manner
        except Exception as fault:  # noqa: BLE001
            reply, manner = self._faulty(fault), call.manner
        return self._write(reply, manner)

    def answer_refused(self, call: Call, handle: str, refusal: Refusal) -> list[bytes]:
        """Answer that a change was refused, and note it. Shapes: as `answer`."""
        reply = refused(self.host, refusal)
        proven = self._proven(call)
        action = Operation(call.message.operation).name.lower()
        user = None if proven is None else proven.user
        self.host.note(action, handle, user, call.peer.address, reply.response)
        return self._write(reply, call.manner)

    def forget(self, connection: int) -> None:
        """Forget what belongs to a connection that was closed: its logins."""
        self.logins.forget(connection)

    # -- answering

    async def _answered(self, opened: Call) -> _Answered:
        call = check_call(opened, self.sessions, self.challenges)
        try:
            if call.message.operation not in _OFFERED:
                raise NotSupported(operation=call.message.operation)
            body = decode_body(call.message, call.version).body
            if isinstance(body, ChallengeAnswer):
                return await self._prove(call, body)
            if isinstance(body, LoginRequest):
                return self._challenge_login(call)
            if isinstance(body, SessionSetupRequest):
                return await self._set_up(call, body)
            if isinstance(body, KeyExchangeRequest):
                return await self._take_key(call, body)
            if call.message.operation == Operation.SESSION_TERMINATE:
                return self._terminate(call)
            return await self._perform(call, body)
        except (Refusal, WireError) as refusal:
            return refused(self.host, refusal), call.manner

    async def _perform(self, call: Call, body: Body) -> _Answered:
        reply = await perform(
            self.host, call.message.operation, body, self._asker(call, self._proven(call))
        )
        if reply.response != Response.AUTHENTICATION_NEEDED:
            return reply, call.manner
        if call.number and call.session is None and call.peer.connection:
            # A number that is neither session nor login: Chinese software is told to log in.
            raise self.logins.missing(call.peer, call.number)
        place = None if call.session is None else Place(call.session.number)
        return self._challenge(call, place)

    def _proven(self, call: Call) -> Proven | None:
        """Answer who speaks: by the session if its MAC holds, or by the login of a connection."""
        if call.session is not None:
            return call.session.proven if call.counter is not None else None
        return self.logins.find(call.peer, call.number)

    def _challenge(self, call: Call, place: Place | None) -> _Answered:
        pending = self.challenges.make(
            replace(call.message, credential=b""),
            call.version,
            request_digest(call.message, call.version),
            call.peer,
            place=place,
            taken=_Either(self.sessions, self.foreign),
        )
        reply = Reply(Response.AUTHENTICATION_NEEDED, Challenge(pending.nonce))
        return reply, replace(call.manner, number=pending.place.number)

    def _challenge_login(self, call: Call) -> _Answered:
        """Challenge a login; it is bound to the connection, so there must be one (facts §1.13)."""
        if call.peer.transport is not Transport.TCP or not call.peer.connection:
            raise NotSupported(operation=call.message.operation)
        if call.session is not None or call.number in self.sessions:
            raise NotSupported(operation=call.message.operation)
        return self._challenge(call, Place(call.number, call.peer.connection))

    async def _prove(self, call: Call, answer: ChallengeAnswer) -> _Answered:
        """Check an answer and carry out what was asked in the first place (facts §1.10)."""
        self.host.failures.require_few(call.peer.address, answer.user, self.host.clock())
        waiting = self._waiting(call)
        failure: Refusal = ProofFailed()
        for pending in waiting:
            try:
                proven = await prove_answer(self.host, answer, pending.nonce, pending.digest.octets)
            except Refusal as refusal:
                failure = refusal
                continue
            return await self._proved(call, pending, proven)
        first = waiting[0]
        reply = refused(self.host, failure)
        self.host.failures.add(call.peer.address, answer.user, self.host.clock())
        self.host.note("prove", answer.user.handle, answer.user, call.peer.address, reply.response)
        return reply, _of_original(call, first)

    def _waiting(self, call: Call) -> list[Pending]:
        """Answer the challenges that an answer may be meant for. Raises: ChallengeGone."""
        if call.session is not None:
            return self.challenges.take(Place(call.session.number), call.peer)
        try:
            login = Place(call.number, call.peer.connection)
            waiting = self.challenges.take(login, call.peer)
        except ChallengeGone:
            waiting = self.challenges.take(Place(call.number), call.peer)
        if any(pending.is_in_session for pending in waiting):
            # Answered outside of the session it was made in: nobody else could, so it is lost.
            raise CredentialRefused
        return waiting

    async def _proved(self, call: Call, pending: Pending, proven: Proven) -> _Answered:
        manner = _of_original(call, pending)
        if call.session is not None and call.counter is not None:
            call.session.attach(proven)
        body = decode_body(pending.message, pending.version).body
        if isinstance(body, LoginRequest):
            return self._log_in(call, pending, body, proven), manner
        asker = self._asker(replace(call, message=pending.message), proven)
        return await perform(self.host, pending.message.operation, body, asker), manner

    def _log_in(self, call: Call, pending: Pending, body: LoginRequest, proven: Proven) -> Reply:
        """Log in who was announced and nobody else."""
        reply = Reply(Response.SUCCESS)
        if body.user in proven.references:
            self.logins.add(call.peer, pending.place.number, proven)
        else:
            reply = refused(self.host, ProofFailed())
        self.host.note("login", body.handle, proven.user, call.peer.address, reply.response)
        return reply

    async def _set_up(self, call: Call, request: SessionSetupRequest) -> _Answered:
        self.sessions.require_room(call.peer)
        key, reply = await agree(self.host, request, self._asker(call, None))
        session = self.sessions.open(
            key, request.timeout, call.peer, taken=_Either(self.challenges, self.foreign)
        )
        return reply, replace(call.manner, number=session.number)

    async def _take_key(self, call: Call, request: KeyExchangeRequest) -> _Answered:
        if call.session is None or call.session.key is not None:
            raise SessionGone
        manner = call.manner
        try:
            return await take_key(self.host, call.session, request), manner
        except Refusal:
            self.sessions.close(call.session)
            raise

    def _terminate(self, call: Call) -> _Answered:
        """End a session; only what its key protects can (RFC 3652 §3.8.4)."""
        if call.session is None:
            raise SessionGone
        self.sessions.close(call.session)
        return Reply(Response.SUCCESS), call.manner

    def _asker(self, call: Call, proven: Proven | None) -> Asker:
        return Asker(
            peer=call.peer,
            proven=proven,
            version=call.version,
            flags=call.message.flags,
            recursion=call.message.recursion,
            site_serial=call.message.site_serial,
        )

    # -- writing

    def _write(self, reply: Reply, manner: Manner) -> list[bytes]:
        try:
            return write(reply, manner, self.host.site, self.certifier)
        except (Refusal, WireError, ProofError) as refusal:
            fault: Exception = refusal
        except Exception as unforeseen:  # noqa: BLE001
            fault = unforeseen
        plain = replace(manner, key=None, is_encrypted=False, counter=None, request=_UNREAD)
        return write(self._faulty(fault), plain, self.settings.site, self.certifier)

    def _faulty(self, fault: Exception) -> Reply:
        """Answer a fault of ours, and log where it was, without what it was about."""
        self.unforeseen_count += 1
        place = traceback.extract_tb(fault.__traceback__)[-1]
        _LOG.error("%s at %s:%s", type(fault).__name__, place.filename, place.lineno)
        return refused(self.host, Unforeseen())


def _of_original(call: Call, pending: Pending) -> Manner:
    """Answer how the original request is answered: on the number of the answer (facts §1.10)."""
    return replace(call.manner, request=pending.message)
