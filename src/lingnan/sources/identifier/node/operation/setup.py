"""Setting up a session in the four modes (op 400), the key of mode 2 (op 402), ending it (op 401).

Source: RFC 3652 §3.8, Handle protocol facts §1.9, §1.11, §1.13. Not for keeping sessions (see
session).
"""

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.node.errors import (
    Refusal,
    ServerKeyMissing,
    SessionKeyRefused,
    SetupRefused,
)
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.prove import public_key
from lingnan.sources.identifier.node.session import Session
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.exchange import answer_exchange, unwrap_key, wrap_key
from lingnan.sources.identifier.proof.key import PublicKey, public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.proof.sm2 import Sm2PublicKey
from lingnan.sources.identifier.wire.body.session import (
    KeyExchangeRequest,
    SessionSetupRequest,
    SessionSetupResponse,
)
from lingnan.sources.identifier.wire.codes import KeyExchange, Response

_UNUSABLE = Text("公钥不可用（{code}）", "the public key is unusable ({code})")
_OTHER = Text("密钥交换方式未知", "the mode is unknown")


async def agree(
    host: Host, request: SessionSetupRequest, asker: Asker
) -> tuple[SessionKey | None, Reply]:
    """Answer the key of a new session and what the client is told; mode 2 has no key yet.

    Raises: SetupRefused, ServerKeyMissing, ProofFailed and ElsewhereFailed in mode 3, Busy.
    """
    try:
        key, data = await _agreed(host, request, asker)
    except Refusal:
        raise
    except ProofError as problem:
        reason = _UNUSABLE.format(code=problem.code)
        raise SetupRefused(reason=reason) from problem
    body = SessionSetupResponse(request.mode, data)
    return key, Reply(Response.SUCCESS, body)


async def _agreed(
    host: Host, request: SessionSetupRequest, asker: Asker
) -> tuple[SessionKey | None, bytes]:
    if request.mode == KeyExchange.DIFFIE_HELLMAN:
        return await host.checks.run(
            answer_exchange, request.public_key, KeyAlgorithm.AES, asker.version
        )
    if request.mode == KeyExchange.SERVER_KEY:
        if host.settings.key is None:
            raise ServerKeyMissing
        return None, encode_key(public_key_of(host.settings.key))
    if request.mode == KeyExchange.CLIENT_KEY:
        return await _wrapped(host, decode_key(request.public_key))
    if request.mode == KeyExchange.HANDLE_KEY and request.key_reference is not None:
        return await _wrapped(host, await public_key(host, request.key_reference))
    raise SetupRefused(reason=_OTHER)


async def _wrapped(host: Host, key: PublicKey) -> tuple[SessionKey, bytes]:
    """Make a key and hide it under a public key; SM4 goes with SM2 (facts §1.13)."""
    is_sm2 = isinstance(key, Sm2PublicKey)
    session_key = SessionKey.generate(KeyAlgorithm.SM4 if is_sm2 else KeyAlgorithm.AES)
    if is_sm2:
        return session_key, await host.checks.run(wrap_key, session_key, key)
    return session_key, wrap_key(session_key, key)


async def take_key(host: Host, session: Session, request: KeyExchangeRequest) -> Reply:
    """Give a session of mode 2 the key that the client has made.

    Raises: SessionKeyRefused; the session is of no use then.
    """
    if session.key is not None or host.settings.key is None:
        raise SessionKeyRefused
    try:
        session.key = await host.checks.run(unwrap_key, request.encrypted_key, host.settings.key)
    except LingnanError:
        raise SessionKeyRefused from None
    return Reply(Response.SUCCESS)
