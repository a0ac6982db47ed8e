"""A request with a session goes to the worker that holds the session, wherever it arrived.

Sessions stay where they were made, and their ids begin with the place of that worker; so a browser
that opens several connections meets one session. Octets only, between processes of one node. Not
for messages of the binary protocol (see node.sibling).
"""

import json
import re
from collections.abc import Awaitable, Callable
from struct import Struct
from typing import Any, Final, Protocol

from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.request import Request, read_target

_LENGTH: Final = Struct(">II")
#: The place in ``sessionId="1.…"`` of a header, or ``"sessionId": "1.…"`` of a JSON body.
_PLACE: Final = re.compile(r'sessionId"?\s*[=:]\s*"?([0-9]{1,4})\.', re.ASCII)
_SESSIONS: Final = "/api/sessions"


class Siblings(Protocol):
    """The other workers of a node.

    Attributes:
        place: of this worker, from 0. count: of all workers. respond: answers a packed request that
            another worker passes on.
    """

    place: int
    count: int
    respond: Callable[[bytes], Awaitable[bytes]] | None

    async def pass_request(self, place: int, content: bytes) -> bytes:
        """Let another worker answer a packed request. Raises: WriterGone when it is away."""


def place_of(request: Request) -> int | None:
    """Answer which worker made the session that a request names; None without one."""
    text = request.header("authorization")
    if text is None and request.path.startswith(_SESSIONS):
        text = request.body.decode("latin-1")
    found = None if text is None else _PLACE.search(text)
    return None if found is None else int(found[1])


def pack_request(request: Request) -> bytes:
    """Write a request for another process."""
    told = {
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "is_secure": request.is_secure,
        "address": request.address,
        "connection": request.connection,
    }
    return _pack(told, request.certificate or b"", request.body)


def unpack_request(content: bytes) -> Request:
    """Read what `pack_request` wrote."""
    told, certificate, body = _unpack(content)
    path, parameters = read_target(told["target"])
    return Request(
        told["method"],
        told["target"],
        path,
        parameters,
        told["headers"],
        body,
        told["is_secure"],
        told["address"],
        told["connection"],
        certificate or None,
    )


def pack_answer(answer: Answer) -> bytes:
    """Write an answer for another process."""
    told = {
        "status": answer.status,
        "kind": answer.kind,
        "headers": answer.headers,
        "is_last": answer.is_last,
    }
    return _pack(told, b"", answer.body)


def unpack_answer(content: bytes) -> Answer:
    """Read what `pack_answer` wrote."""
    told, _, body = _unpack(content)
    headers = tuple((name, value) for name, value in told["headers"])
    return Answer(told["status"], body, told["kind"], headers, told["is_last"])


def _pack(told: dict[str, Any], middle: bytes, body: bytes) -> bytes:
    head = json.dumps(told).encode()
    return _LENGTH.pack(len(head), len(middle)) + head + middle + body


def _unpack(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    head, middle = _LENGTH.unpack_from(content)
    begin = _LENGTH.size
    told: dict[str, Any] = json.loads(content[begin : begin + head])
    begin += head
    return told, content[begin : begin + middle], content[begin + middle :]
