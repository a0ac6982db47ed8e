"""The binary protocol through HTTP: one message posted, its answers as the body.

Source: Handle.Net Technical Manual ch. 14, Handle protocol facts §1.12. Not for the operations.
"""

from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.errors import BadBody
from lingnan.sources.identifier.node.http.identity import peer_of
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError

MEDIA_TYPE: Final = "application/x-hdl-message"
_LENGTH: Final = Text("长度与信封不符", "its length is not that of its envelope")
_FRAGMENT: Final = Text("报文被分片", "the message is cut into packets")


def is_tunnel(request: Request) -> bool:
    """Answer whether a request carries a binary message."""
    kind = (request.header("content-type") or "").partition(";")[0].strip().lower()
    return request.method == "POST" and kind == MEDIA_TYPE


async def post_message(request: Request, port: NodePort) -> Answer:
    """Answer one message; several answers of a long list follow one another in the body.

    Raises: BadBody.
    """
    try:
        envelope = Envelope.decode(request.body)
    except WireError as problem:
        raise BadBody(reason=problem.message) from problem
    octets = request.body[ENVELOPE_LENGTH:]
    if len(octets) != envelope.length:
        raise BadBody(reason=_LENGTH)
    if envelope.sequence:
        raise BadBody(reason=_FRAGMENT)
    answers = await port.answer(envelope, octets, peer_of(request))
    return Answer(200, b"".join(answers), MEDIA_TYPE, (("Cache-Control", "no-store"),))
