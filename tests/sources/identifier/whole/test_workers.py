"""Two workers, and clients whose next message arrives at the other one."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl

from lingnan.sources.identifier.client import Options
from lingnan.sources.identifier.client.client import HandleClient
from lingnan.sources.identifier.client.session import Session

from .conftest import PREFIX
from .served import trusting, url

#: So many new connections all go to one of two workers once in 2**23 runs.
TRIES = 24


def test_challenge_and_answer_over_two_connections(node):
    async def flow():
        for way in ("tcp", "http"):
            async with node.client(way, node.identity, is_shared=False) as client:
                for number in range(TRIES):
                    await client.create(f"{PREFIX}/apart-{way}-{number}", [url()])

    asyncio.run(flow())


def test_challenge_and_answer_over_two_udp_sockets(node):
    async def flow():
        for number in range(TRIES):
            async with node.client("udp", node.identity) as client:
                caller = client._caller
                kept = caller._send_reply

                async def elsewhere(endpoint, *more, _kept=kept, _caller=caller, **told):
                    await _caller._channels.pop(endpoint).close()
                    return await _kept(endpoint, *more, **told)

                caller._send_reply = elsewhere
                await client.create(f"{PREFIX}/two-{number}", [url()])

    asyncio.run(flow())


def test_a_session_is_known_to_every_worker(node):
    async def flow():
        async with node.client("tcp", node.identity) as client:
            session = await client.set_up_session()
            for way in ("tcp", "http", "udp"):
                options = Options(timeout=20.0, tls=trusting(node.folder), is_shared=False)
                other = HandleClient(node.address(way), identity=node.identity, options=options)
                async with other:
                    key = other._start[0].key
                    other._sessions[key] = session
                    for number in range(TRIES):
                        await other.create(f"{PREFIX}/known-{way}-{number}", [url()])
            assert isinstance(session, Session)
            assert session.user == node.admin

    asyncio.run(flow())


async def ask(node, method, path, *, header=None, body=b""):
    """Ask over a TLS connection of its own; answer status and JSON."""
    context = trusting(node.folder)
    assert context is not None
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", node.http_port, ssl=context, server_hostname="127.0.0.1"
    )
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    head += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    head += [f"Authorization: {header}"] if header else []
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    octets = await reader.read()
    writer.close()
    top, _, rest = octets.partition(b"\r\n\r\n")
    return int(top.split()[1]), json.loads(rest) if rest else None


def signed(node, told):
    """Answer the Authorization header that proves the administrator in a session (facts §1.15)."""
    cnonce = bytes(range(16))
    data = base64.b64decode(told["nonce"]) + cnonce
    mac = hmac.new(node.secret.encode(), data, hashlib.sha256).digest()
    fields = {
        "sessionId": told["sessionId"],
        "id": f"301:{PREFIX}/ADMIN",
        "type": "HS_SECKEY",
        "cnonce": base64.b64encode(cnonce).decode(),
        "alg": "HMAC-SHA256",
        "signature": base64.b64encode(mac).decode(),
    }
    return "Handle " + ", ".join(f'{name}="{value}"' for name, value in fields.items())


def test_a_session_of_the_json_interface_is_known_to_every_worker(node):
    async def flow():
        status, told = await ask(node, "POST", "/api/sessions")
        assert status == 201
        status, proven = await ask(node, "PUT", "/api/sessions/this", header=signed(node, told))
        assert (status, proven["authenticated"]) == (200, True), proven
        carried = f'Handle sessionId="{told["sessionId"]}"'
        value = {"index": 1, "type": "URL", "data": {"format": "string", "value": "urn:a:1"}}
        body = json.dumps({"values": [value]}).encode()
        for number in range(TRIES):
            status, answer = await ask(
                node, "PUT", f"/api/handles/{PREFIX}/json-{number}", header=carried, body=body
            )
            assert status == 201, answer
        for _ in range(TRIES):
            status, told_again = await ask(node, "GET", "/api/sessions/this", header=carried)
            assert (status, told_again["authenticated"]) == (200, True)
        status, _ = await ask(node, "DELETE", "/api/sessions/this", header=carried)
        assert status == 204
        for _ in range(TRIES):
            status, _ = await ask(node, "GET", "/api/sessions/this", header=carried)
            assert status == 403

    asyncio.run(flow())


def test_a_certificate_that_is_not_ours_is_not_trusted(node):
    async def flow():
        try:
            await asyncio.open_connection(
                "127.0.0.1", node.http_port, ssl=ssl.create_default_context()
            )
        except ssl.SSLCertVerificationError:
            return True
        return False

    assert asyncio.run(flow())
