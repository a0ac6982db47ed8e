"""Requests that the tests of the transports share."""

from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message


def resolve(
    handle, number=7, *, flags=PLAIN_FLAGS.value, version=(2, 11), suggested=(2, 11), **header
):
    body = ResolveRequest(handle, header.pop("indexes", ()), header.pop("types", ())).encode()
    message = Message(Operation.RESOLVE.value, flags=flags, body=body, **header).encode()
    envelope = Envelope(
        *version,
        number,
        len(message),
        suggested_major=suggested[0],
        suggested_minor=suggested[1],
    )
    return envelope.encode() + message


def code(answer):
    return int.from_bytes(answer[24:28], "big")


def number(answer):
    return int.from_bytes(answer[8:12], "big")
