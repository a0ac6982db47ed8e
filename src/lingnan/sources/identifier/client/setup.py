"""Setting up a session in one of the four modes, and the login of Chinese software.

Source: RFC 3652 §3.6, Handle protocol facts §1.9, §1.11, §1.13.
"""

from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from lingnan.sources.identifier.client.call import Caller
from lingnan.sources.identifier.client.endpoint import ServerView
from lingnan.sources.identifier.client.errors import UntrustedAnswer, refusal
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.request import Answer, Request
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.exchange import (
    finish_exchange,
    start_exchange,
    unwrap_key,
    wrap_key,
)
from lingnan.sources.identifier.proof.key import PrivateKey, public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key
from lingnan.sources.identifier.proof.nonce import make_number
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.wire.body.challenge import LoginRequest
from lingnan.sources.identifier.wire.body.session import (
    NOBODY,
    KeyExchangeRequest,
    SessionSetupRequest,
    SessionSetupResponse,
)
from lingnan.sources.identifier.wire.codes import Flag, KeyExchange, Operation, Response
from lingnan.sources.identifier.wire.reference import Reference

_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class SessionWish:
    """What session is wanted.

    Attributes:
        mode: 4 unless another is chosen. timeout: seconds.
        key: private key, in modes 1 and 3. key_reference: its HS_PUBKEY value, in mode 3.
        is_certified: the server must sign its part, against somebody in between; needs its public
            key, and is done by itself when that is known.
    """

    mode: KeyExchange = KeyExchange.DIFFIE_HELLMAN
    timeout: int = _DAY
    identity: Reference = NOBODY
    key: PrivateKey | None = field(default=None, repr=False)
    key_reference: Reference | None = None
    is_encrypted: bool = True
    is_authenticated: bool = True
    is_certified: bool | None = None
    algorithm: KeyAlgorithm = KeyAlgorithm.AES


async def set_up(caller: Caller, server: ServerView, wish: SessionWish) -> Session:
    """Set up a session with a server.

    Raises: Refused; UntrustedAnswer when the server's part does not fit; BadSessionSetup as 504.
    """
    exchange = start_exchange() if wish.mode is KeyExchange.DIFFIE_HELLMAN else None
    body = SessionSetupRequest(
        mode=wish.mode,
        timeout=wish.timeout,
        identity=wish.identity,
        public_key=exchange[1] if exchange else _own_public(wish),
        key_reference=wish.key_reference,
    )
    certifies = bool(server.public_key) if wish.is_certified is None else wish.is_certified
    flags = Flag.CERTIFIED.value if certifies else 0
    answer = await _ask(caller, server, Request(Operation.SESSION_SETUP, "/", body, flags, True))
    response = answer.body
    if not isinstance(response, SessionSetupResponse) or not answer.envelope.session_id:
        raise UntrustedAnswer(server=server.key, reason="session setup")
    version = answer.envelope.version
    session = Session(
        server=server.key,
        id=answer.envelope.session_id,
        version=version,
        is_encrypted=wish.is_encrypted,
        is_authenticated=wish.is_authenticated,
    )
    try:
        if exchange is not None:
            key = finish_exchange(exchange[0], response.data, version)
        elif wish.mode is KeyExchange.SERVER_KEY:
            return await _give_key(caller, server, wish, response.data, session)
        elif wish.key is not None:
            key = unwrap_key(response.data, wish.key)
        else:
            raise refusal(Response.BAD_SESSION_SETUP, "/", "key")
    except ProofError as failure:
        raise UntrustedAnswer(server=server.key, reason=failure.code) from failure
    return replace(session, key=key)


def _own_public(wish: SessionWish) -> bytes:
    if wish.mode is not KeyExchange.CLIENT_KEY:
        return b""
    if wish.key is None:
        raise refusal(Response.BAD_SESSION_SETUP, "/", "key")
    return encode_key(public_key_of(wish.key))


async def _give_key(
    caller: Caller, server: ServerView, wish: SessionWish, record: bytes, session: Session
) -> Session:
    """Finish mode 2: make the key and send it under the server's public key (RFC 3652 §3.6.2)."""
    if server.public_key and record and record != server.public_key:
        raise UntrustedAnswer(server=server.key, reason="publicKey")
    key = SessionKey.generate(wish.algorithm)
    body = KeyExchangeRequest(wrap_key(key, decode_key(record or server.public_key)))
    request = Request(Operation.SESSION_KEY_EXCHANGE, "/", body, is_change=True)
    await _ask(caller, server, request, session=replace(session, key=key, is_opening=True))
    return replace(session, key=key)


async def login(caller: Caller, server: ServerView, identity: Identity | None) -> Session:
    """Log in under a number that we choose; later requests carry it.

    Raises: IdentityNeeded without identity; Refused.
    Source: Handle protocol facts §1.13.
    """
    if identity is None:
        raise refusal(Response.AUTHENTICATION_NEEDED, "/")
    user = identity.user
    session = Session(server.key, make_number(), server.version, user=user)
    body = LoginRequest(user.handle, user.index)
    flags = Flag.REQUEST_DIGEST.value
    request = Request(Operation.LOGIN, user.handle, body, flags, is_change=True)
    await _ask(caller, server, request, session=session, identity=identity)
    return session


async def _ask(
    caller: Caller,
    server: ServerView,
    request: Request,
    *,
    session: Session | None = None,
    identity: Identity | None = None,
) -> Answer:
    async with aclosing(
        caller.answers(server, request, session=session, identity=identity)
    ) as answers:
        async for answer in answers:
            return answer
    raise UntrustedAnswer(server=server.key, reason="-")
