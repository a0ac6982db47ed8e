"""Servers that answer nonsense: always a coded error, never a hang."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.client import HandleClient, Options, errors
from lingnan.sources.identifier.client.errors import ClientError, refusal
from lingnan.sources.identifier.wire.codes import Protocol, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from sources.identifier.client.service import Running, Service, url

HANDLE = "88.900.1/a"
GOOD_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-hdl-message\r\n"


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


async def ask_one_that_says(reply: Callable[[bytes], bytes], scheme: str = "tcp") -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(await reader.read(4096)))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    options = Options(timeout=1.0, is_shared=False)
    async with server, HandleClient(f"{scheme}://127.0.0.1:{port}", options=options) as client:
        await client.resolve(HANDLE)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80))
def test_any_body_is_a_coded_error(octets: bytes) -> None:
    def reply(request: bytes) -> bytes:
        number = Envelope.decode(request).request_id
        return Envelope(2, 11, number, len(octets)).encode() + octets

    with pytest.raises(ClientError):
        asyncio.run(ask_one_that_says(reply))


@pytest.mark.parametrize(
    "octets", [b"", b"x", b"HTTP/1.1 400 Bad\r\n\r\n", bytes(20), b"\xff" * 99]
)
def test_no_protocol_at_all(octets: bytes) -> None:
    with pytest.raises(errors.ConnectionLost):
        asyncio.run(ask_one_that_says(lambda _: octets))


@pytest.mark.parametrize(
    ("octets", "error"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", errors.TunnelFailed),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", errors.TunnelFailed),
        (b"nonsense\r\n\r\n", errors.TunnelFailed),
        (b"", errors.ConnectionLost),
        (GOOD_HEAD + b"Content-Length: 3\r\n\r\nabc", errors.ConnectionLost),
        (GOOD_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", errors.TunnelFailed),
        (GOOD_HEAD + b"\r\n" + b"\xff" * 20, errors.TunnelFailed),
        (b"HTTP/1.1 200 OK\r\n" + b"a" * 70_000, errors.ConnectionLost),
    ],
)
def test_bad_tunnels(octets: bytes, error: type[ClientError]) -> None:
    with pytest.raises(error):
        asyncio.run(ask_one_that_says(lambda _: octets, "http"))


@pytest.mark.parametrize("response", [*Response, 999])
def test_every_response_code_has_words(response: int) -> None:
    failure = refusal(response, HANDLE)
    assert failure.response == response
    for text in (failure.message, failure.advice):
        assert "{" not in text.zh + text.en


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(
        cadata=made.public_bytes(serialization.Encoding.PEM).decode()
    )


def test_tunnel_over_tls(tmp_path: Path) -> None:
    server_side, client_side = make_certificate(tmp_path)

    async def work() -> None:
        service = Service()
        service.put(HANDLE, url("u"))
        async with Running(service):
            https = await asyncio.start_server(service.take_http, "127.0.0.1", 0, ssl=server_side)
            port = https.sockets[0].getsockname()[1]
            options = Options(tls=client_side, protocols=frozenset({Protocol.HTTPS}))
            async with HandleClient(f"https://localhost:{port}", options=options) as client:
                assert (await client.resolve(HANDLE)).values[0].data == b"u"
            async with HandleClient(f"https://localhost:{port}") as client:
                with pytest.raises(errors.ServerUnreachable):
                    await client.resolve(HANDLE)
            https.close()

    run(work)
