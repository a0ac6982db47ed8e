"""Whether an answer may be believed: its number, digest, MAC and signature. Pure.

Source: RFC 3652 §2.2.3–2.2.4, Handle protocol facts §1.9, §1.11.
"""

from collections.abc import Iterable
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.client.endpoint import Endpoint, ServerView
from lingnan.sources.identifier.client.errors import UntrustedAnswer, refusal
from lingnan.sources.identifier.client.request import Answer, Request
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.proof.credential import HS_SIGNED, Credential, is_signed
from lingnan.sources.identifier.proof.errors import BadKey, ProofError
from lingnan.sources.identifier.proof.key_record import decode_key
from lingnan.sources.identifier.wire.body.catalogue import decode_body
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Whole
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import incoming_response

#: What a server says that knows nothing of a session; it can only say so in the clear.
_SESSION_GONE = frozenset(
    (
        Response.SESSION_TIMEOUT.value,
        Response.SESSION_FAILED.value,
        Response.BAD_SESSION_KEY.value,
        Response.LOGIN_AGAIN.value,
        Response.LOGIN_FIRST.value,
    )
)

_DIGEST: Final = Text("摘要不是本请求的", "the digest is not of this request")
_NO_KEY: Final = Text("未知服务器公钥", "the public key of the server is not known")


def open_answer(
    whole: Whole,
    request: Request,
    sent: Iterable[bytes],
    *,
    server: ServerView,
    endpoint: Endpoint,
    session: Session | None,
) -> Answer:
    """Read an answer and check everything that can be checked.

    Args: sent: header and body of what we sent for this request, the last one first; a digest in
        the answer must be of one of them.
    Raises: UntrustedAnswer; SessionEnded when the server has forgotten the session.
    """
    envelope = whole.envelope
    try:
        message = _read_message(whole, request, session)
        decoded = decode_body(message, envelope.version)
    except WireError as failure:
        raise UntrustedAnswer(server=endpoint, reason=failure.code) from failure
    response = incoming_response(message.response, envelope.version)
    if response == Response.SUCCESS and message.operation != request.operation:
        raise UntrustedAnswer(server=endpoint, reason=f"opCode {message.operation}")
    if decoded.digest is not None and not any(decoded.digest.is_of(one) for one in sent):
        raise UntrustedAnswer(server=endpoint, reason=_DIGEST)
    is_plain_success = response == Response.SUCCESS and request.is_certified
    if is_plain_success or _is_signed_type(message):
        _check_signature(envelope, message, server, endpoint, is_wanted=is_plain_success)
    elif session is not None and response not in _SESSION_GONE:
        session.check(envelope, message)
    return Answer(endpoint, envelope, message, decoded.body)


def _read_message(whole: Whole, request: Request, session: Session | None) -> Message:
    if session is None or session.key is None:
        return Message.decode(whole.message)
    if session.is_encrypted and not whole.envelope.is_encrypted:
        message = Message.decode(whole.message)
        if message.response in _SESSION_GONE:
            raise refusal(message.response, request.handle)
    return Message.decode(session.open_up(whole.envelope, whole.message))


def _is_signed_type(message: Message) -> bool:
    try:
        return bool(message.credential) and Credential.decode(message.credential).type == HS_SIGNED
    except ProofError:
        return False


def _check_signature(
    envelope: Envelope, message: Message, server: ServerView, endpoint: Endpoint, *, is_wanted: bool
) -> None:
    if not server.public_key:
        if is_wanted:
            raise UntrustedAnswer(server=endpoint, reason=_NO_KEY)
        return
    try:
        key = decode_key(server.public_key)
        credential = Credential.decode(message.credential)
        if is_signed(envelope, message.signed_part, credential, key):
            return
    except BadKey as failure:
        raise UntrustedAnswer(server=endpoint, reason=failure.code) from None
    except ProofError:
        pass
    raise UntrustedAnswer(server=endpoint, reason=HS_SIGNED)
