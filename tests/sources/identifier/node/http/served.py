"""A whole HTTP side in one process: writer, records, operations, listener; its loop in a thread."""

import asyncio
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from lingnan.sources.identifier.node.http.door import HttpDoor
from lingnan.sources.identifier.node.http.limit import HttpLimit
from lingnan.sources.identifier.node.http.listener import listening_socket
from lingnan.sources.identifier.node.http.node_port import ServicePort
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.tls import server_context
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.node.model import Settings
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.table import (
    identifier_batch,
    identifier_outbox,
    identifier_record,
)
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import InterfaceType, Protocol, SiteFlag
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.audit import audit_entry, audit_head
from lingnan.store.database import Database, metadata

AT = 1_700_000_000
SECRET = b"correct horse battery"
ADMIN = "0.NA/88.900.1"
ALL = 0xFFF
PRODUCT = "88.900.1/sn-0001"
GTIN_HANDLE = "88.900.1/gs1-01.06901234567892.21.A1"

ADMINISTRATOR = {
    "index": 100,
    "type": "HS_ADMIN",
    "data": {
        "format": "admin",
        "value": {"handle": ADMIN, "index": 300, "permissions": "111111111111"},
    },
}


def value(index, kind, data, permissions=0x0E):
    octets = data if isinstance(data, bytes) else data.encode()
    return HandleValue(index, kind, octets, timestamp=AT, permissions=permissions)


def admin_value(index=100, handle=ADMIN, key=300, rights=ALL):
    return value(index, "HS_ADMIN", AdminRecord(rights, handle, key).encode())


def site(address="127.0.0.1"):
    interface = Interface(InterfaceType.ADMIN | InterfaceType.QUERY, Protocol.TCP.value, 2641)
    server = Server(1, pack_address(address), b"", (interface,))
    return SiteInfo(serial=1, flags=SiteFlag.PRIMARY.value, servers=(server,))


class Certificates:
    """A certificate of the server and one of a user, both self-signed."""

    def __init__(self, folder):
        self.server = folder / "server.pem"
        self.key = folder / "server.key"
        self.client = folder / "client.pem"
        self.client_key = folder / "client.key"
        self.stranger = folder / "stranger.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        _write(self.server, self.key, key, "localhost")
        self.user_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = f"301:{ADMIN}"
        _write(self.client, self.client_key, self.user_key, "user", uid=name)
        self.stranger_key = folder / "stranger.key"
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        _write(self.stranger, self.stranger_key, other, "user", uid=name)

    def context(self, known):
        return server_context(self.server, self.key, client_certificates=known)

    def client_context(self, **client):
        made = ssl.create_default_context(cafile=self.server)
        if client:
            made.load_cert_chain(**client)
        return made


def _write(place, key_place, key, common, *, uid=None):
    name = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if uid is not None:
        name.append(x509.NameAttribute(NameOID.USER_ID, uid))
    subject = x509.Name(name)
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_place.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    key_place.chmod(0o600)


def records(user_key):
    """Handles that every test finds; each test changes handles of its own only."""
    own = [
        admin_value(),
        value(300, "HS_SECKEY", SECRET, 0x0C),
        value(301, "HS_PUBKEY", encode_key(user_key)),
        value(200, "HS_VLIST", encode_references((Reference(ADMIN, 300), Reference(ADMIN, 301)))),
    ]
    return {
        "0.NA/88.900": [admin_value(handle="0.NA/88.900"), value(300, "HS_SECKEY", b"top", 0x0C)],
        ADMIN: own,
        "0.NA/88.900.7": [value(1, "HS_SITE", site("192.0.2.7").encode())],
        PRODUCT: [
            value(1, "URL", "https://example.com/p/1"),
            value(2, "DESC", "数控机床主轴"),
            value(3, "内部", "只给管理员", 0x0C),
            value(2000, "PRODUCT", "spindle <2000> & more"),
            admin_value(key=200),
        ],
        "88.900.1/for-certificate": [value(1, "URL", "https://example.com/"), admin_value(key=200)],
        GTIN_HANDLE: [
            value(1, "URL", "https://example.com/p/gtin?a=1"),
            value(2, "gs1:certificationInfo", "https://example.com/certificate"),
        ],
        "88.900.1/gs1-01.06901234567892": [value(2, "DESC", "A spindle")],
    }


class Served:
    """Runs the server in a thread until it is closed."""

    def __init__(
        self, folder, certificates, *, limit=None, settings=None, secure=True, known=None, **more
    ):
        self.folder = folder
        self.certificates = certificates
        self.settings = settings or HttpSettings(limit=limit or HttpLimit())
        self._secure = secure
        self._more = more
        self._known = known or certificates.client
        self._ready = threading.Event()
        self._ending = None
        self.loop = None
        self.error = None
        self.audited = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        if self.error is not None:
            raise self.error

    @property
    def plain(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def secure(self):
        return f"https://localhost:{self.port}"

    def close(self):
        self.loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def connect(self, timeout=5):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def exchange(self, octets, timeout=5):
        """Send octets and answer all that comes until the server closes."""
        with self.connect(timeout) as made:
            made.sendall(octets)
            made.shutdown(socket.SHUT_WR)
            return read_all(made)

    def _run(self):
        uvloop.run(self._serve())

    async def _serve(self):
        try:
            self.loop = asyncio.get_running_loop()
            self._ending = asyncio.Event()
            database = Database(f"sqlite:///{self.folder / 'node.sqlite'}")
            tables = [
                identifier_record,
                identifier_outbox,
                identifier_batch,
                audit_entry,
                audit_head,
            ]
            metadata.create_all(database.engine, tables=tables)
            with RecordWriter(database, self.folder / "records") as writer:
                stored = records(public_key_of(self.certificates.user_key))
                writer.apply(
                    [Create(name, prepare(encode_values(held))) for name, held in stored.items()]
                )
                with RecordReader(self.folder / "records") as reader:
                    await self._open(writer, reader)
        except BaseException as error:
            self.error = error
            self._ready.set()
            raise

    async def _open(self, writer, reader):
        settings = Settings(
            prefixes=("88.900", "88.900.1"),
            site=site(),
            key=SERVER_KEY,
            server_admins=(Reference("0.NA/88.900", 300),),
        )
        link = LocalLink(writer)
        service = NodeService(settings, reader, link, lambda: AT + 60.0, audit=self.audited.append)
        port = ServicePort(service)
        self.door = HttpDoor(
            port,
            self.settings,
            tls=self.certificates.context(self._known) if self._secure else None,
            metrics=self._metrics,
            **self._more,
        )
        listening = listening_socket("127.0.0.1", 0)
        self.port = listening.getsockname()[1]
        self.door.start([listening])
        self._ready.set()
        await self._ending.wait()
        await self.door.stop(0.5)

    async def _metrics(self):
        return "lingnan_node_up 1\n"


SERVER_KEY = make_private_key("RSA")


def read_all(made):
    parts = []
    try:
        while part := made.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)
