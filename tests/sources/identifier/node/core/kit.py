"""A node in the process of the test: records in a temporary folder, requests as octets.

Prefixes are synthetic: 88.900 is a second-level node, 88.900.1 … are enterprises.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lingnan.sources.identifier.node.model import AuditEntry, Limits, Peer, Settings, Transport
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.proof.challenge import answer_key
from lingnan.sources.identifier.proof.credential import seal
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.proof.nonce import make_number
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret
from lingnan.sources.identifier.proof.session_key import SessionKey
from lingnan.sources.identifier.records.change import Change, Create, Outcome
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.table import (
    identifier_batch,
    identifier_outbox,
    identifier_record,
)
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.body.catalogue import DecodedBody, decode_body
from lingnan.sources.identifier.wire.body.challenge import Challenge, ChallengeAnswer
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.audit import audit_entry, audit_head
from lingnan.store.database import Database, metadata

NOW = 1_770_000_000.0
SECRET = b"synthetic secret"
TABLES = [identifier_record, identifier_outbox, identifier_batch, audit_entry, audit_head]
UDP = Peer("192.0.2.1", Transport.UDP)
TCP = Peer("192.0.2.1", Transport.TCP, 7)
ADMIN = Reference("88.900/ADMIN", 300)
ALL = 0x1FFF


def site(port: int = 2641, *, servers: int = 1, serial: int = 3, **more: object) -> SiteInfo:
    ways = (Interface(3, 0, port), Interface(3, 1, port))
    made = tuple(
        Server(number, pack_address("192.0.2.9"), b"", ways) for number in range(1, servers + 1)
    )
    return SiteInfo(serial, made, **more)  # type: ignore[arg-type]


def url(index: int = 1, text: str = "https://example.com/p/1", **more: object) -> HandleValue:
    return HandleValue(index, "URL", text.encode(), **more)  # type: ignore[arg-type]


def admin(rights: int = ALL, user: Reference = ADMIN, index: int = 100) -> HandleValue:
    return HandleValue(index, "HS_ADMIN", AdminRecord(rights, user.handle, user.index).encode())


def secret(index: int = 300, data: bytes = SECRET) -> HandleValue:
    return HandleValue(index, "HS_SECKEY", data, permissions=0x0C)


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


class Link:
    """Applies at once; `between` runs before, as another worker might."""

    def __init__(self, writer: RecordWriter) -> None:
        self.writer = writer
        self.between: list[Change] = []
        self.applied: list[Change] = []
        self.fault: Exception | None = None

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
        if self.between:
            self.writer.apply([self.between.pop(0)])
        self.applied += changes
        return self.writer.apply(list(changes))


@dataclass(frozen=True)
class Got:
    """One answer, taken apart."""

    envelope: Envelope
    message: Message
    decoded: DecodedBody

    @property
    def code(self) -> int:
        return self.message.response

    @property
    def body(self) -> Body:
        return self.decoded.body


@dataclass
class User:
    """Somebody with a key; `code` says how a secret is used."""

    reference: Reference
    secret: bytes = SECRET
    key: PrivateKey | None = None
    code: MacCode = MacCode.HMAC_SHA256
    iterations: int = 100

    def prove(self, nonce: bytes, digest: bytes) -> ChallengeAnswer:
        if self.key is None:
            proof = answer_secret(self.secret, nonce, digest, self.code, iterations=self.iterations)
            return ChallengeAnswer("HS_SECKEY", self.reference, proof)
        proof = answer_key(self.key, nonce, digest, user=self.reference.handle)
        return ChallengeAnswer("HS_PUBKEY", self.reference, proof)


@dataclass
class Node:
    """A node and what it is made of."""

    service: NodeService
    writer: RecordWriter
    link: Link
    clock: Clock
    audit: list[AuditEntry]

    def put(self, handle: str, *values: HandleValue) -> None:
        self.put_all({handle: values})

    def put_all(self, records: dict[str, tuple[HandleValue, ...]]) -> None:
        """Register records, or replace them, as one group."""
        changes = [
            Create(handle, prepare(encode_values(values)), overwrite=True)
            for handle, values in records.items()
        ]
        assert all(outcome.is_done for outcome in self.writer.apply(changes))

    def apply(self, change: Change) -> None:
        (outcome,) = self.writer.apply([change])
        assert outcome.is_done, outcome

    def values(self, handle: str) -> dict[int, HandleValue]:
        record = Basis(self.service.host).record(handle)
        return {} if record is None else {value.index: value for value in record.values}

    async def send(
        self, message: Message, peer: Peer = UDP, *, version: tuple[int, int] = (2, 11),
        session: "InSession | None" = None, number: int = 0, request_id: int = 0,
    ) -> list[Got]:  # fmt: skip
        envelope = Envelope(*version, request_id or make_number(), 0, number)
        octets = message.encode()
        if session is not None:
            envelope, octets = session.close_up(envelope, message)
        envelope = replace(envelope, length=len(octets))
        raw = await self.service.answer(envelope, octets, peer)
        return [self.read(each, session, envelope) for each in raw]

    def read(self, raw: bytes, session: "InSession | None", asked: Envelope) -> Got:
        envelope, octets = Envelope.decode(raw), raw[ENVELOPE_LENGTH:]
        assert envelope.length == len(octets)
        assert envelope.request_id == asked.request_id
        if envelope.is_encrypted:
            assert session is not None
            octets = session.key.decrypt(octets, envelope.version)
        message = Message.decode(octets)
        return Got(envelope, message, decode_body(message, envelope.version))

    async def ask(
        self, operation: int, body: Body, *, flags: int = 0, user: User | None = None,
        peer: Peer = UDP, version: tuple[int, int] = (2, 11), session: "InSession | None" = None,
        number: int = 0, recursion: int = 0, serial: int = 0xFFFF,
    ) -> Got:  # fmt: skip
        """Ask, and answer the challenge as the user if there is one."""
        message = Message(
            operation, 0, flags, serial, recursion, int(NOW) + 43_200, body.encode(version)
        )
        first = (await self.send(message, peer, version=version, session=session, number=number))[0]
        if first.code != Response.AUTHENTICATION_NEEDED or user is None:
            return first
        return await self.reply(first, message, user, peer, version=version, session=session)

    async def send_plain(self, operation: int, body: Body, version: tuple[int, int]) -> int:
        """Ask and answer the bare code, which old clients may misread."""
        octets = Message(operation, body=body.encode(version)).encode()
        envelope = Envelope(*version, 1, len(octets))
        (raw,) = await self.service.answer(envelope, octets, UDP)
        return Message.decode(raw[ENVELOPE_LENGTH:]).response

    async def reply(
        self, challenge: Got, original: Message, user: User, peer: Peer = UDP, *,
        version: tuple[int, int] = (2, 11), session: "InSession | None" = None,
    ) -> Got:  # fmt: skip
        assert isinstance(challenge.body, Challenge)
        digest = digest_request(original.signed_part, version)
        assert challenge.decoded.digest == digest
        answer = user.prove(challenge.body.nonce, digest.octets)
        message = Message(Operation.CHALLENGE_ANSWER, body=answer.encode(version))
        number = challenge.envelope.session_id
        sent = await self.send(message, peer, version=version, session=session, number=number)
        return sent[0]


@dataclass
class InSession:
    """The client's side of a session."""

    number: int
    key: SessionKey
    is_encrypted: bool = True
    is_sealed: bool = True
    counter: int = 0

    def close_up(self, envelope: Envelope, message: Message) -> tuple[Envelope, bytes]:
        envelope = replace(envelope, session_id=self.number)
        if self.is_sealed:
            self.counter += 1
            credential = seal(envelope, message.signed_part, self.key.octets, self.counter)
            message = replace(message, credential=credential)
        octets = message.encode()
        if self.is_encrypted:
            return replace(envelope, is_encrypted=True), self.key.encrypt(octets, envelope.version)
        return envelope, octets


def settings(**more: object) -> Settings:
    given: dict[str, object] = {
        "prefixes": ("88.900",),
        "site": site(),
        "server_admins": (Reference("0.NA/88.900", 300),),
        "limits": Limits(),
    }
    return Settings(**(given | more))  # type: ignore[arg-type]


def make_node(folder, number: int = 0, *, elsewhere=None, reserve: int = 0, **more) -> Node:
    """Make a node with the prefix 88.900, its administrators and one enterprise."""
    place = folder / f"node{number}"
    place.mkdir()
    database = Database(f"sqlite:///{place / 'node.sqlite'}")
    metadata.create_all(database.engine, tables=TABLES)
    clock = Clock()
    mints = iter(f"m{each}" for each in range(1_000))
    writer = RecordWriter(
        database, place / "records", map_size=32 << 20, mint=lambda: next(mints), reserve=reserve
    )
    reader = RecordReader(place / "records", map_size=32 << 20)
    link, audit = Link(writer), []
    service = NodeService(
        settings(**more), reader, link, clock, audit=audit.append, elsewhere=elsewhere
    )
    return Node(service, writer, link, clock, audit)


def close(node: Node) -> None:
    node.service.host.reader.close()
    node.writer.close()


def furnish(node: Node) -> None:
    """Register the prefix handles and the administrators that most tests use."""
    mine = admin(ALL, Reference("88.900.1/ADMIN", 300))
    node.put_all(
        {
            "0.NA/88.900": (admin(), secret(300, b"root secret")),
            "88.900/ADMIN": (secret(), admin()),
            "0.NA/88.900.1": (mine,),
            "88.900.1/ADMIN": (secret(), mine),
        }
    )


ROOT = User(Reference("0.NA/88.900", 300), b"root secret")
SECOND = User(ADMIN)
ENTERPRISE = User(Reference("88.900.1/ADMIN", 300))
