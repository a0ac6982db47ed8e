"""``/api/sessions`` and ``/api/verifications``: prove an identity once, and check proofs of others.

Source: Handle protocol facts §1.15, Handle.Net Technical Manual ch. 14. Not for the header itself
(see authorisation).
"""

from base64 import b64decode, b64encode
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.errors import Refusal
from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.api_handle import read_json
from lingnan.sources.identifier.node.http.authorisation import (
    Claim,
    read_authorisation,
    read_fields,
    read_user,
)
from lingnan.sources.identifier.node.http.errors import (
    BadBody,
    BadParameter,
    HttpError,
)
from lingnan.sources.identifier.node.http.identity import peer_of, prove_claim, require_secure
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.reply_json import api_answer, reply_json
from lingnan.sources.identifier.node.http.request import Request, decode_path
from lingnan.sources.identifier.node.http.session import Session, Sessions
from lingnan.sources.identifier.node.http.status import status_of
from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.http_answer import join_secret_answer
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.signature import default_hash, sign
from lingnan.sources.identifier.wire.body.challenge import VerifyRequest
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.json_key import JsonObject
from lingnan.sources.identifier.wire.reference import Reference

_VERSION: Final = (2, 11)
_NOT_FIELDS: Final = Text("应为由字符串组成的对象", "it must be an object of strings")
_LONGEST_CNONCE: Final = 1_024


async def post_session(request: Request, port: NodePort, sessions: Sessions) -> Answer:
    """Open a session; an identity may be claimed at once, but for a proof there is no nonce yet.

    Raises: HttpError.
    """
    require_secure(request)
    claim = _claim(request)
    if claim.session is not None:
        raise BadParameter(name="sessionId", value=claim.session[:12])
    session = sessions.begin(request.address, port.now())
    try:
        await prove_claim(request, claim, session, port)
    except (HttpError, Refusal):
        sessions.end(session)
        raise
    return _told(request, 201, session, claim, port, (("Location", "/api/sessions/this"),))


async def on_session(request: Request, port: NodePort, sessions: Sessions) -> Answer:
    """Answer the state of a session (GET), prove an identity in it (PUT, POST), end it (DELETE).

    Raises: HttpError.
    """
    require_secure(request)
    claim = _claim(request)
    session = sessions.find(claim.session, port.now())
    if request.method == "DELETE":
        sessions.end(session)
        return Answer(204)
    await prove_claim(request, claim, session, port)
    return _told(request, 200, session, claim, port)


async def get_verification(
    request: Request, path: str, port: NodePort, proven: Proven | None
) -> Answer:
    """Answer whether a proof made with a secret key that lives here is right (operation 201).

    Raises: HttpError.
    """
    require_secure(request)
    user = _verified(request, decode_path(path))
    octets = {name: _octets(request, name) for name in ("nonce", "cnonce", "signature")}
    try:
        answer = join_secret_answer(
            request.first("alg") or "",
            octets["signature"],
            salt=_octets(request, "salt") if request.first("salt") else b"",
            iterations=request.number("iterations", 0),
            key_bits=request.number("length", 0),
        )
    except ProofError as problem:
        raise BadParameter(name="alg", value=(request.first("alg") or "")[:40]) from problem
    body = VerifyRequest(user, octets["nonce"], octets["cnonce"], answer)
    operation = Operation.VERIFY_CHALLENGE
    reply = await port.perform(operation, body, 0, peer_of(request), proven)
    status = status_of(operation, reply.response)
    return api_answer(request, status, reply_json(reply, user.handle), is_private=True)


def _claim(request: Request) -> Claim:
    """Read the claim from the header, or from the fields of a JSON body."""
    header = request.header("authorization")
    if header is not None or not request.body.strip():
        return read_authorisation(header)
    told = read_json(request)
    if not isinstance(told, dict):
        raise BadBody(reason=_NOT_FIELDS)
    fields: dict[str, str] = {}
    for name, value in told.items():
        if isinstance(value, bool):
            fields[name] = "true" if value else "false"
        elif isinstance(value, str | int):
            fields[name] = str(value)
        elif value is not None:
            raise BadBody(reason=_NOT_FIELDS)
    return read_fields(fields)


def _told(
    request: Request,
    status: int,
    session: Session,
    claim: Claim,
    port: NodePort,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    told: JsonObject = {
        "sessionId": session.id,
        "nonce": b64encode(session.nonce).decode(),
        "authenticated": session.proven is not None,
    }
    if session.proven is not None:
        user = session.proven.user
        told["id"] = f"{user.index}:{user.handle}"
    key = port.settings.key
    if claim.cnonce is not None and len(claim.cnonce) <= _LONGEST_CNONCE and key is not None:
        name = default_hash(public_key_of(key), _VERSION)
        signature = sign(key, session.nonce + claim.cnonce, name)
        told["serverAlg"] = name.value
        told["serverSignature"] = b64encode(signature).decode()
    return api_answer(request, status, told, is_private=True, headers=headers)


def _verified(request: Request, name: str) -> Reference:
    user = read_user(name)
    indexes = request.indexes()
    if not user.index and len(indexes) == 1:
        return Reference(user.handle, indexes[0])
    if indexes or not user.index:
        raise BadParameter(name="index", value=",".join(map(str, indexes))[:40])
    return user


def _octets(request: Request, name: str) -> bytes:
    value = request.first(name)
    if value is None:
        raise BadParameter(name=name, value="")
    try:
        # A plus sign that was not percent-encoded arrives as a space.
        return b64decode(value.replace(" ", "+"), validate=True)
    except ValueError:
        raise BadParameter(name=name, value=value[:40]) from None
