"""One request to one server: ways tried in turn, challenge answered, answers checked.

Not for finding the server (see client, choice). Source: RFC 3652 §3.1, Handle protocol facts §1.10,
§1.12.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.client.channel import Channel, Conversation
from lingnan.sources.identifier.client.choice import CHANGE_ORDER, READ_ORDER, order_endpoints
from lingnan.sources.identifier.client.endpoint import Endpoint, ServerView
from lingnan.sources.identifier.client.errors import (
    AuthenticationFailed,
    ClientError,
    ConnectionLost,
    NoSite,
    ServerUnreachable,
    Unanswered,
    UntrustedAnswer,
)
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.latency import Latency
from lingnan.sources.identifier.client.request import Answer, Request, refused
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.client.tcp import TcpChannel
from lingnan.sources.identifier.client.tunnel import TunnelChannel
from lingnan.sources.identifier.client.udp import WAITS, UdpChannel
from lingnan.sources.identifier.client.verify_answer import open_answer
from lingnan.sources.identifier.proof.nonce import make_number
from lingnan.sources.identifier.wire.body.challenge import Challenge
from lingnan.sources.identifier.wire.codes import Flag, Operation, Protocol, Response
from lingnan.sources.identifier.wire.digest import RequestDigest, digest_request
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.version import CURRENT, Version, request_version

#: Seconds after which a server may forget a request (Handle protocol facts §1.3).
_EXPIRES: Final = 43_200
#: Channels kept open for later requests.
_CHANNELS: Final = 256
_NO_WAY: Final = Text("{server} 没有可用接口", "{server} has no usable interface")


def _always(_: Endpoint) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Options:
    """How the client behaves.

    Attributes:
        timeout: seconds for each message of an answer, by one way; connecting and a challenge
            count as one message with the answer.
        protocols: which may be used at all. is_shared: TCP connections are kept and shared.
        tls: for HTTPS. allows: says whether an interface may be spoken to, so that a referral
            cannot lead into a network it should not. version: the highest one to speak.
        hop_limit, alias_limit: referrals and services, and aliases, followed for one question.
    """

    timeout: float = 15.0
    protocols: frozenset[Protocol] = frozenset(Protocol)
    is_shared: bool = True
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    allows: Callable[[Endpoint], bool] = _always
    version: Version = CURRENT
    udp_waits: tuple[float, ...] = WAITS
    hop_limit: int = 40
    alias_limit: int = 10
    clock: Callable[[], float] = time.time


class Caller:
    """Holds the channels and asks servers; one per client, in one event loop."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.latency = Latency()
        self._channels: dict[Endpoint, Channel] = {}

    async def answers(
        self,
        server: ServerView,
        request: Request,
        *,
        identity: Identity | None = None,
        session: Session | None = None,
    ) -> AsyncGenerator[Answer, None]:
        """Ask one server and answer its messages: success and its continuations, or a referral.

        Raises: Refused when it says no; UntrustedAnswer; when no way works, the failure of the
            last. A change is not sent again once it may have arrived.
        """
        loop = asyncio.get_running_loop()
        order = CHANGE_ORDER if request.is_change or session is not None else READ_ORDER
        endpoints = order_endpoints(
            server,
            is_change=request.is_change,
            protocols=[each for each in order if each in self.options.protocols],
            allows=self.options.allows,
        )
        failure: ClientError = NoSite(
            handle=request.handle, reason=_NO_WAY.format(server=server.key)
        )
        for endpoint in endpoints:
            is_started = False
            asked_at = loop.time()
            try:
                talk = self._talk(endpoint, server, request, identity, session)
                async with aclosing(talk) as answers:
                    async for answer in answers:
                        if not is_started:
                            self.latency.measured(server.key, loop.time() - asked_at)
                        is_started = True
                        yield answer
            except ServerUnreachable as reason:
                failure = reason
            except AuthenticationFailed as reason:
                # A challenge counts once: where the answer to it was repeated because the packet
                # back was lost, the repetition finds no challenge any more.
                is_repeated = (
                    endpoint.protocol is Protocol.UDP
                    and reason.response == Response.AUTHENTICATION_TIMEOUT
                )
                if request.is_change or not is_repeated:
                    raise
                failure = reason
            except (Unanswered, ConnectionLost) as reason:
                if request.is_change or is_started:
                    self.latency.failed(server.key, loop.time())
                    raise
                failure = reason
            else:
                return
        self.latency.failed(server.key, loop.time())
        raise failure

    async def _talk(
        self,
        endpoint: Endpoint,
        server: ServerView,
        request: Request,
        identity: Identity | None,
        session: Session | None,
    ) -> AsyncGenerator[Answer, None]:
        deadline = asyncio.get_running_loop().time() + self.options.timeout
        message, version = self._message(server, request)
        sent = [message.signed_part]
        is_own = request.is_stream and (session is None or session.key is not None)
        talk = await self._send(endpoint, version, message, session, is_own=is_own)
        is_answered = False
        try:
            while True:
                whole = await talk.receive(_left(deadline, endpoint, self.options.timeout))
                answer = open_answer(
                    whole, request, sent, server=server, endpoint=endpoint, session=session
                )
                if answer.message.response == Response.AUTHENTICATION_NEEDED:
                    if identity is None or is_answered:
                        raise refused(answer, request.handle)
                    is_answered = True
                    reply = _reply(answer, message, identity)
                    sent.insert(0, reply.signed_part)
                    await talk.close()
                    talk = await self._send_reply(endpoint, answer, reply, session, is_own=is_own)
                    continue
                if answer.message.response != Response.SUCCESS and not answer.is_referral:
                    raise refused(answer, request.handle)
                if is_answered and session is not None and identity is not None:
                    session.user = identity.user
                yield answer
                if not answer.is_continued:
                    return
                deadline = asyncio.get_running_loop().time() + self.options.timeout
        finally:
            await talk.close()

    def _message(self, server: ServerView, request: Request) -> tuple[Message, Version]:
        version = min(request_version(server.version), self.options.version)
        message = Message(
            operation=request.operation,
            flags=request.flags,
            site_serial=server.serial,
            recursion=request.recursion,
            expires=int(self.options.clock()) + _EXPIRES,
            body=request.body.encode(version),
        )
        return message, version

    async def _send(
        self,
        endpoint: Endpoint,
        version: Version,
        message: Message,
        session: Session | None,
        *,
        is_own: bool,
    ) -> Conversation:
        envelope = _envelope(version)
        if session is None:
            octets = message.encode()
        else:
            envelope, octets = session.close_up(envelope, message)
        return await self._transmit(endpoint, envelope, octets, is_own=is_own)

    async def _send_reply(
        self,
        endpoint: Endpoint,
        challenge: Answer,
        reply: Message,
        session: Session | None,
        *,
        is_own: bool,
    ) -> Conversation:
        """Send the answer to a challenge under the number the challenge came with.

        Inside a session that is the session's own number; then the answer goes inside it too.
        """
        number = challenge.envelope.session_id
        version = challenge.envelope.version
        if session is not None and number == session.id:
            return await self._send(endpoint, version, reply, session, is_own=is_own)
        envelope = _envelope(version, number)
        return await self._transmit(endpoint, envelope, reply.encode(), is_own=is_own)

    async def _transmit(
        self, endpoint: Endpoint, envelope: Envelope, octets: bytes, *, is_own: bool
    ) -> Conversation:
        filled = replace(envelope, length=len(octets))
        channel = await self._channel(endpoint)
        return await channel.send(filled, octets, self.options.timeout, is_own=is_own)

    async def _channel(self, endpoint: Endpoint) -> Channel:
        channel = self._channels.pop(endpoint, None)
        if channel is None:
            await self._make_room()
            if endpoint.protocol is Protocol.UDP:
                channel = UdpChannel(endpoint, waits=self.options.udp_waits)
            elif endpoint.protocol is Protocol.TCP:
                channel = TcpChannel(endpoint, is_shared=self.options.is_shared)
            else:
                channel = TunnelChannel(endpoint, tls=self.options.tls)
        # The one used last stands last.
        self._channels[endpoint] = channel
        return channel

    async def _make_room(self) -> None:
        """Close the idle channel that was used longest ago when there are many."""
        if len(self._channels) < _CHANNELS:
            return
        idle = next((each for each, way in self._channels.items() if way.is_idle), None)
        if idle is not None:
            await self._channels.pop(idle).close()

    async def close(self) -> None:
        """Close all channels."""
        for channel in self._channels.values():
            await channel.close()
        self._channels.clear()


def _envelope(version: Version, session_id: int = 0) -> Envelope:
    major, minor = version
    suggested = CURRENT if major == CURRENT[0] else version
    return Envelope(
        major=major,
        minor=minor,
        request_id=make_number(),
        length=0,
        session_id=session_id,
        suggested_major=suggested[0],
        suggested_minor=suggested[1],
    )


def _left(deadline: float, endpoint: Endpoint, timeout: float) -> float:
    left = deadline - asyncio.get_running_loop().time()
    if left <= 0:
        raise Unanswered(server=endpoint, seconds=timeout)
    return left


def _reply(challenge: Answer, original: Message, identity: Identity) -> Message:
    """Make the answer to a challenge (RFC 3652 §3.5.2).

    The digest that is signed is the one in the challenge, which was checked to be of our request.
    """
    body, version = challenge.body, challenge.envelope.version
    if not isinstance(body, Challenge):
        raise UntrustedAnswer(
            server=challenge.endpoint, reason=Response.AUTHENTICATION_NEEDED.value
        )
    if challenge.message.flags & Flag.REQUEST_DIGEST.value:
        digest = RequestDigest.read(Reader(challenge.message.body), version)
    else:
        digest = digest_request(original.signed_part, version)
    answer = identity.answer(body.nonce, digest.octets, version)
    return Message(
        operation=Operation.CHALLENGE_ANSWER,
        flags=original.flags,
        site_serial=original.site_serial,
        expires=original.expires,
        body=answer.encode(version),
    )
