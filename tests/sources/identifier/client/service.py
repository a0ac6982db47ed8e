"""A scripted Handle service for the tests of the client: real sockets, a handful of handles.

It is no node: it decides nothing about rights and keeps everything in a dict.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from lingnan.sources.identifier.proof.challenge import check_key
from lingnan.sources.identifier.proof.credential import Credential, is_sealed, seal, sign_message
from lingnan.sources.identifier.proof.exchange import answer_exchange, unwrap_key, wrap_key
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key
from lingnan.sources.identifier.proof.nonce import make_nonce, make_number
from lingnan.sources.identifier.proof.seckey import check_secret
from lingnan.sources.identifier.proof.session_key import SessionKey
from lingnan.sources.identifier.wire.body.catalogue import decode_body, encode_body
from lingnan.sources.identifier.wire.body.challenge import (
    Challenge,
    ChallengeAnswer,
    VerifyRequest,
    VerifyResponse,
)
from lingnan.sources.identifier.wire.body.change import (
    CreateResponse,
    RemoveRequest,
    ValuesRequest,
)
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.listing import list_parts
from lingnan.sources.identifier.wire.body.name import HandleRequest, Nothing
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.body.session import (
    KeyExchangeRequest,
    SessionSetupRequest,
    SessionSetupResponse,
)
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import (
    Flag,
    InterfaceType,
    KeyExchange,
    Operation,
    Protocol,
    Response,
)
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.fragment import Assembly, split
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue

SECRET = b"synthetic secret"
Reply = tuple[Response, Body]


def url(text: str, index: int = 1, kind: str = "URL") -> HandleValue:
    return HandleValue(index, kind, text.encode())


@dataclass
class Service:
    """What the service holds and how it misbehaves.

    Attributes: drops: UDP packets thrown away first. loses: answers to proofs lost over UDP.
        closes: TCP closes after each answer. forge: spoils octets on their way back.
        guarded: operations that need proof. refer: answers a referral for a handle.
    """

    records: dict[bytes, tuple[HandleValue, ...]] = field(default_factory=dict)
    key: PrivateKey | None = None
    user_keys: dict[str, PublicKey] = field(default_factory=dict)
    guarded: set[int] = field(default_factory=set)
    refer: Callable[[str], tuple[Response, Referral] | None] = lambda _: None
    site: SiteInfo | None = None
    drops: int = 0
    loses: int = 0
    delay: float = 0.0
    closes: bool = False
    forge: Callable[[Envelope, bytes], tuple[Envelope, bytes]] = lambda *sent: sent
    mangle: Callable[[Message], Message] = lambda message: message
    seen: list[tuple[str, Envelope, Message]] = field(default_factory=list)
    sessions: dict[int, SessionKey | None] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    challenges: dict[int, tuple[Message, bytes]] = field(default_factory=dict)
    homed: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    http_port: int = 0

    def put(self, handle: str, *values: HandleValue) -> None:
        self.records[fold(handle)] = values

    def operations(self) -> list[int]:
        return [message.operation for _, _, message in self.seen]

    # -- what is answered

    def answer(self, way: str, envelope: Envelope, octets: bytes) -> list[tuple[Envelope, bytes]]:
        key = self.sessions.get(envelope.session_id)
        if envelope.is_encrypted and key is None:
            unread = Message(Operation.RESOLVE)
            return [self._pack(envelope, unread, Response.SESSION_TIMEOUT, ErrorResponse("gone"))]
        message = Message.decode(key.decrypt(octets) if key and envelope.is_encrypted else octets)
        self.seen.append((way, envelope, message))
        if key is not None and message.operation != Operation.SESSION_KEY_EXCHANGE:
            sealed = message.credential and is_sealed(
                envelope, message.signed_part, Credential.decode(message.credential), key.octets
            )
            if message.credential and not sealed:
                return [self._pack(envelope, message, Response.INVALID_CREDENTIAL, ErrorResponse())]
        if envelope.session_id and message.operation not in (
            Operation.CHALLENGE_ANSWER, Operation.LOGIN,
        ) and envelope.session_id not in self.sessions:  # fmt: skip
            return [self._pack(envelope, message, Response.SESSION_TIMEOUT, ErrorResponse("gone"))]
        if message.operation == Operation.CHALLENGE_ANSWER:
            return self._answered(envelope, message)
        is_proven = envelope.session_id in self.proven and envelope.session_id in self.sessions
        if message.operation in self.guarded and not is_proven:
            return [self._challenge(envelope, message)]
        return self._carry_out(envelope, message)

    def _challenge(self, envelope: Envelope, message: Message) -> tuple[Envelope, bytes]:
        inside = envelope.session_id in self.sessions or message.operation == Operation.LOGIN
        number = envelope.session_id if inside else make_number()
        nonce = make_nonce()
        self.challenges[number] = (message, nonce)
        return self._pack(
            replace(envelope, session_id=number), message, Response.AUTHENTICATION_NEEDED,
            Challenge(nonce), digests=True,
        )  # fmt: skip

    def _answered(self, envelope: Envelope, message: Message) -> list[tuple[Envelope, bytes]]:
        found = self.challenges.pop(envelope.session_id, None)
        if found is None:
            return [self._pack(envelope, message, Response.AUTHENTICATION_TIMEOUT, ErrorResponse())]
        original, nonce = found
        proof = decode_body(message).body
        assert isinstance(proof, ChallengeAnswer)
        digest = digest_request(original.signed_part, envelope.version).octets
        if proof.method == "HS_SECKEY":
            holds = check_secret(proof.proof, SECRET, nonce, digest)
        else:
            key = self.user_keys[proof.user.handle]
            holds = check_key(proof.proof, key, nonce, digest, user=proof.user.handle)
        if not holds:
            return [self._pack(envelope, original, Response.AUTHENTICATION_FAILED, ErrorResponse())]
        self.proven.add(envelope.session_id)
        if original.operation == Operation.LOGIN:
            self.sessions[envelope.session_id] = None
        return self._carry_out(envelope, original)

    def _carry_out(self, envelope: Envelope, message: Message) -> list[tuple[Envelope, bytes]]:
        body = decode_body(message, envelope.version).body
        if message.operation in (Operation.LIST_HANDLES, Operation.LIST_HOMED_PREFIXES):
            names = self.homed or [key.decode() for key in sorted(self.records)]
            return [
                self._pack(envelope, message, Response.SUCCESS, part, follows=follows)
                for part, follows in list_parts(names)
            ]
        if message.operation == Operation.SESSION_SETUP:
            assert isinstance(body, SessionSetupRequest)
            return [self._set_up(envelope, message, body)]
        return [self._pack(envelope, message, *self._reply(envelope, message, body))]

    def _reply(self, envelope: Envelope, message: Message, body: Body) -> Reply:
        if isinstance(body, ResolveRequest):
            referral = self.refer(body.handle)
            if referral is not None:
                return referral
            values = self.records.get(fold(body.handle))
            if values is None:
                return Response.HANDLE_NOT_FOUND, ErrorResponse()
            chosen = body.select(values)
            if not chosen:
                return Response.VALUES_NOT_FOUND, ErrorResponse()
            return Response.SUCCESS, ResolveResponse(body.handle, chosen)
        if message.operation == Operation.GET_SITE_INFO:
            assert self.site is not None
            return Response.SUCCESS, SiteResponse(self.site)
        if isinstance(body, VerifyRequest):
            return Response.SUCCESS, VerifyResponse(
                check_secret(body.proof, SECRET, body.nonce, body.digest)
            )
        if isinstance(body, KeyExchangeRequest):
            assert self.key is not None
            self.sessions[envelope.session_id] = unwrap_key(body.encrypted_key, self.key)
            return Response.SUCCESS, Nothing()
        return self._change(message, body)

    def _change(self, message: Message, body: Body) -> Reply:
        if message.operation == Operation.CREATE_HANDLE:
            assert isinstance(body, ValuesRequest)
            name = body.handle + ("minted" if message.flags & Flag.MINT_SUFFIX else "")
            if fold(name) in self.records and not message.flags & Flag.OVERWRITE:
                return Response.HANDLE_EXISTS, ErrorResponse("there", (1,))
            self.put(name, *body.values)
            return Response.SUCCESS, CreateResponse(name)
        if isinstance(body, HandleRequest):
            if message.operation == Operation.DELETE_HANDLE:
                self.records.pop(fold(body.handle), None)
            elif message.operation == Operation.HOME_PREFIX:
                self.homed.append(body.handle)
            elif message.operation == Operation.UNHOME_PREFIX:
                self.homed.remove(body.handle)
            return Response.SUCCESS, Nothing()
        if isinstance(body, RemoveRequest):
            kept = (v for v in self.records[fold(body.handle)] if v.index not in body.indexes)
            self.put(body.handle, *kept)
        elif isinstance(body, ValuesRequest):
            new = {value.index for value in body.values}
            old = (v for v in self.records[fold(body.handle)] if v.index not in new)
            self.put(body.handle, *old, *body.values)
        return Response.SUCCESS, Nothing()

    def _set_up(
        self, envelope: Envelope, message: Message, body: SessionSetupRequest
    ) -> tuple[Envelope, bytes]:
        number = make_number()
        key: SessionKey | None = SessionKey.generate()
        assert key is not None
        if body.mode == KeyExchange.DIFFIE_HELLMAN:
            key, data = answer_exchange(body.public_key)
        elif body.mode == KeyExchange.CLIENT_KEY:
            data = wrap_key(key, decode_key(body.public_key))
        elif body.mode == KeyExchange.HANDLE_KEY:
            assert body.key_reference is not None
            data = wrap_key(key, self.user_keys[body.key_reference.handle])
        else:
            assert self.key is not None
            key, data = None, encode_key(public_key_of(self.key))
        packed = self._pack(
            replace(envelope, session_id=number), message, Response.SUCCESS,
            SessionSetupResponse(body.mode, data),
        )  # fmt: skip
        self.sessions[number] = key
        return packed

    def _pack(
        self,
        envelope: Envelope,
        message: Message,
        response: Response,
        body: Body,
        *,
        digests: bool = False,
        follows: bool = False,
    ) -> tuple[Envelope, bytes]:
        flags = message.flags | (Flag.REQUEST_DIGEST if digests else 0)
        flags |= Flag.CONTINUED if follows else 0
        digest = None
        if flags & Flag.REQUEST_DIGEST:
            digest = digest_request(message.signed_part, envelope.version)
        answer = self.mangle(
            Message(message.operation, response, flags, body=encode_body(body, (2, 11), digest))
        )
        key = self.sessions.get(envelope.session_id)
        envelope = replace(envelope, is_encrypted=False)
        if flags & Flag.CERTIFIED and self.key is not None and response == Response.SUCCESS:
            proof = sign_message(envelope, answer.signed_part, self.key)
            answer = replace(answer, credential=proof)
        elif key is not None:
            proof = seal(envelope, answer.signed_part, key.octets, make_number())
            answer = replace(answer, credential=proof)
        octets = answer.encode()
        if key is not None:
            octets = key.encrypt(octets)
            envelope = replace(envelope, is_encrypted=True)
        envelope, octets = self.forge(envelope, octets)
        return replace(envelope, length=len(octets)), octets

    # -- how it is reached

    def make_site(self, **more: object) -> SiteInfo:
        public = b"" if self.key is None else encode_key(public_key_of(self.key))
        both = InterfaceType.ADMIN.value | InterfaceType.QUERY.value
        server = Server(
            1,
            pack_address("127.0.0.1"),
            public,
            (
                Interface(both, Protocol.UDP.value, self.port),
                Interface(both, Protocol.TCP.value, self.port),
                Interface(both, Protocol.HTTP.value, self.http_port),
            ),
        )
        return SiteInfo(serial=1, servers=(server,), **more)  # type: ignore[arg-type]

    async def take_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        tasks = []
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                envelope = Envelope.decode(await reader.readexactly(ENVELOPE_LENGTH))
                octets = await reader.readexactly(envelope.length)
                tasks.append(asyncio.create_task(self._write(writer, envelope, octets)))
                if self.closes:
                    await tasks[0]
                    break
        await asyncio.gather(*tasks)
        writer.close()

    async def _write(self, writer: asyncio.StreamWriter, envelope: Envelope, octets: bytes) -> None:
        answers = self.answer("tcp", envelope, octets)
        if self.delay:
            # The first of several waits longest, so that answers come in the reverse order.
            await asyncio.sleep(self.delay / len(self.seen))
        for back, message in answers:
            writer.write(back.encode() + message)
        await writer.drain()

    async def take_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert "Content-Type: application/x-hdl-message" in head
        envelope = Envelope.decode(await reader.readexactly(ENVELOPE_LENGTH))
        octets = await reader.readexactly(envelope.length)
        kind = "application/x-hdl-message"
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n".encode())
        answers = self.answer("http", envelope, octets)
        if len(answers) == 1:
            body = answers[0][0].encode() + answers[0][1]
            writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        else:
            writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
            for back, message in answers:
                body = back.encode() + message
                writer.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, service: Service) -> None:
        self.service = service
        self.assembly = Assembly()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.service.drops:
            self.service.drops -= 1
            return
        whole = self.assembly.add(addr, data, 0.0)
        if whole is not None:
            answers = self.service.answer("udp", whole.envelope, whole.message)
            is_proof = self.service.seen[-1][2].operation == Operation.CHALLENGE_ANSWER
            if self.service.loses and is_proof:
                self.service.loses -= 1
                return
            for back, message in answers:
                for packet in reversed(split(back, message)):
                    self.transport.sendto(packet, addr)


class Running:
    """Runs services on ports of the loopback while a test lasts."""

    def __init__(self, *services: Service) -> None:
        self.services = services
        self.closing: list[Callable[[], None]] = []

    async def __aenter__(self) -> Service:
        loop = asyncio.get_running_loop()
        for service in self.services:
            tcp = await asyncio.start_server(service.take_tcp, "127.0.0.1", 0)
            service.port = tcp.sockets[0].getsockname()[1]
            http = await asyncio.start_server(service.take_http, "127.0.0.1", 0)
            service.http_port = http.sockets[0].getsockname()[1]
            udp, _ = await loop.create_datagram_endpoint(
                lambda service=service: Datagrams(service),  # type: ignore[misc]
                local_addr=("127.0.0.1", service.port),
            )
            self.closing += [tcp.close, http.close, udp.close]
            if service.site is None:
                service.site = service.make_site()
        return self.services[0]

    async def __aexit__(self, *_: object) -> None:
        for close in self.closing:
            close()
