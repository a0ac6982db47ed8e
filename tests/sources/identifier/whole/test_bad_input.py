"""What an outsider may send wrong, over the real ports: the right code, and nothing half-written.

Source: Handle protocol facts §1.5, §1.10, §1.11, §1.15.
"""

import asyncio
import socket
from dataclasses import replace

import pytest

from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation, Response
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.value import HandleValue

from .conftest import PREFIX
from .served import url
from .test_workers import TRIES, ask


def packet(operation, body, number=7, **envelope):
    message = Message(operation, flags=PLAIN_FLAGS.value, body=body).encode()
    return Envelope(2, 11, number, len(message), **envelope).encode() + message


RESOLVE = packet(Operation.RESOLVE, ResolveRequest(f"{PREFIX}/ADMIN", (), ()).encode())


def over_tcp(node, octets):
    """Send octets and answer the response code of the first answer; None when there is none."""
    with socket.create_connection(("127.0.0.1", node.port), 20) as one:
        one.sendall(octets)
        one.shutdown(socket.SHUT_WR)
        found = b""
        while part := one.recv(65_536):
            found += part
    return int.from_bytes(found[24:28], "big") if found else None


def over_udp(node, octets):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.settimeout(20)
        one.sendto(octets, ("127.0.0.1", node.port))
        return int.from_bytes(one.recv(65_536)[24:28], "big")


async def over_http(node, octets):
    reader, writer = await asyncio.open_connection("127.0.0.1", node.http_port)
    head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    head += f"Content-Type: application/x-hdl-message\r\nContent-Length: {len(octets)}\r\n\r\n"
    writer.write(head.encode() + octets)
    found = await reader.read()
    writer.close()
    top, _, body = found.partition(b"\r\n\r\n")
    return int(top.split()[1]), int.from_bytes(body[24:28], "big")


def cut_body(octets, *, by):
    """Shorten a message with an envelope and a header that fit, so that its body breaks off."""
    message = Message.decode(octets[ENVELOPE_LENGTH:])
    body = message.body[:-by]
    return packet(message.operation, body)


MALFORMED = {
    "body cut": cut_body(RESOLVE, by=5),
    "longer than it says": packet(Operation.RESOLVE, RESOLVE[44:-4] + b"xx"),
    "string beyond its end": packet(Operation.RESOLVE, b"\x00\x00\xff\xff" + b"a" * 20),
    "list of four thousand million": packet(
        Operation.RESOLVE, b"\x00\x00\x00\x01a" + b"\xff\xff\xff\xff" + bytes(8)
    ),
    "not UTF-8": packet(Operation.RESOLVE, b"\x00\x00\x00\x05a/\xff\xfe\xfd" + bytes(8)),
    "empty": packet(Operation.RESOLVE, b""),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_messages(node, kind):
    octets = MALFORMED[kind]
    assert over_tcp(node, octets) in (Response.PROTOCOL_ERROR, Response.INVALID_HANDLE)
    assert over_udp(node, octets) in (Response.PROTOCOL_ERROR, Response.INVALID_HANDLE)
    status, code = asyncio.run(over_http(node, octets))
    assert (status, code) in ((200, Response.PROTOCOL_ERROR), (200, Response.INVALID_HANDLE))
    assert over_tcp(node, RESOLVE) == Response.SUCCESS


def test_an_envelope_that_is_none_ends_the_connection(node):
    assert over_tcp(node, b"GET / HTTP/1.0\r\n\r\n") in (None, Response.PROTOCOL_ERROR)
    huge = replace(Envelope.decode(RESOLVE), length=1 << 31).encode() + RESOLVE[20:]
    assert over_tcp(node, huge) in (None, Response.PROTOCOL_ERROR)
    assert over_tcp(node, RESOLVE[:30]) is None


@pytest.mark.parametrize("operation", [0, 3, 999, 2_002, 0xFFFFFFFF])
def test_unknown_operations(node, operation):
    octets = packet(operation, HandleRequest("a/b").encode())
    assert over_tcp(node, octets) == Response.OPERATION_NOT_SUPPORTED
    assert over_udp(node, octets) == Response.OPERATION_NOT_SUPPORTED
    expected = (200, Response.OPERATION_NOT_SUPPORTED)
    assert asyncio.run(over_http(node, octets)) == expected


def test_an_answer_to_no_challenge(node):
    body = ChallengeAnswer("HS_SECKEY", node.admin, b"\x13" + bytes(32)).encode()
    for number in (0, 5, 0x7FFFFFFF):
        octets = packet(Operation.CHALLENGE_ANSWER, body, session_id=number)
        assert over_tcp(node, octets) == Response.AUTHENTICATION_TIMEOUT
        assert over_udp(node, octets) == Response.AUTHENTICATION_TIMEOUT


def one(data, **more):
    return {"index": 1, "type": "URL", "data": {"format": "string", "value": data}} | more


#: What is wrong, the values, the code of the protocol, the HTTP status.
VALUES = {
    "index twice": ([url(), url("b")], [one("a"), one("b")]),
    "index 0": ([url(index=0)], [one("a", index=0)]),
    "too long": ([url("x" * 300_000)], [one("x" * 300_000)]),
    "too many": ([url(index=each) for each in range(1, 2_060)], None),
    "no value": ([], []),
    "broken HS_ADMIN": ([HandleValue(1, "HS_ADMIN", b"\x00")], None),
    "secret in public": ([HandleValue(1, "HS_SECKEY", b"open", permissions=0x0E)], None),
}


@pytest.mark.parametrize("kind", VALUES)
def test_values_that_cannot_be_kept(node, kind):
    wire, told = VALUES[kind]
    name = f"{PREFIX}/unkept"

    async def flow():
        async with node.client(identity=node.identity) as client:
            with pytest.raises((Refused, Exception)) as met:
                await client.create(name, wire)
            if isinstance(met.value, Refused):
                assert met.value.response in (Response.INVALID_VALUE, Response.PROTOCOL_ERROR)
            if told is not None:
                status, answer = await put(node, name, told)
                assert (status, answer["responseCode"]) in ((400, 202), (400, 4), (413, 4)), answer
                assert "NOD-" in str(answer)
            with pytest.raises(Refused) as missing:
                await client.resolve(name)
            assert missing.value.response == Response.HANDLE_NOT_FOUND

    asyncio.run(flow())


async def put(node, name, values):
    import json
    from base64 import b64encode

    user = f"301%3A{PREFIX}/ADMIN:{node.secret}".encode()
    body = json.dumps({"values": values}).encode()
    header = f"Basic {b64encode(user).decode()}"
    return await ask(node, "PUT", f"/api/handles/{name}", header=header, body=body)


def test_a_foreign_prefix(node):
    async def flow():
        async with node.client(identity=node.identity) as client:
            with pytest.raises(Refused) as met:
                await client.create("10.1000/1", [url()])
            assert met.value.response == Response.NOT_RESPONSIBLE
        status, answer = await put(node, "10.1000/1", [one("a")])
        assert (status, answer["responseCode"]) == (400, 301)
        assert answer["message"].startswith("NOD-")

    asyncio.run(flow())


def test_wrong_secrets_over_http_and_no_secret_in_the_clear(node):
    async def flow():
        wrong = replace(node, secret=node.secret[::-1])
        status, answer = await put(wrong, f"{PREFIX}/x", [one("a")])
        assert (status, answer["responseCode"]) == (401, 403)
        status, answer = await ask(node, "PUT", f"/api/handles/{PREFIX}/x", body=b'{"values":[]}')
        assert (status, answer["responseCode"]) == (401, 402)

    asyncio.run(flow())


def test_a_message_of_a_session_that_is_sent_again(node):
    """Sent again over new connections, so also to the worker that does not hold the session."""

    async def flow():
        async with node.client("tcp", node.identity) as client:
            session = await client.set_up_session()
            await client.create(f"{PREFIX}/once", [url()])
            body = HandleRequest(f"{PREFIX}/once").encode()
            message = Message(Operation.DELETE_HANDLE, body=body)
            envelope, octets = session.close_up(Envelope(2, 11, 9, 0), message)
            sent = replace(envelope, length=len(octets)).encode() + octets
            codes = []
            for _ in range(TRIES):
                reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
                writer.write(sent)
                head = Envelope.decode(await reader.readexactly(ENVELOPE_LENGTH))
                answered = await reader.readexactly(head.length)
                writer.close()
                opened = session.open_up(head, answered) if head.is_encrypted else answered
                codes.append(Message.decode(opened).response)
            assert codes == [Response.SUCCESS] + [Response.DUPLICATE_SESSION_MESSAGE] * (TRIES - 1)

    asyncio.run(flow())


@pytest.mark.slow
def test_an_answer_after_the_minute(node):
    async def flow():
        async with node.client("tcp", node.identity) as client:
            caller = client._caller
            kept = caller._send_reply

            async def late(*arguments, **more):
                await asyncio.sleep(61.0)
                return await kept(*arguments, **more)

            caller._send_reply = late
            caller.options = replace(caller.options, timeout=120.0)
            with pytest.raises(Refused) as met:
                await client.create(f"{PREFIX}/late", [url()])
            assert met.value.response == Response.AUTHENTICATION_TIMEOUT

    asyncio.run(flow())
