"""A request as it came: decrypted, decoded, and whether its session vouches for it.

Not for what is asked (see service). Source: RFC 3652 §2.2, Handle protocol facts §1.10–1.11.
"""

from collections.abc import Container
from dataclasses import dataclass, replace

from lingnan.sources.identifier.node.errors import (
    Compressed,
    CredentialRefused,
    Replayed,
    SessionBroken,
    SessionGone,
)
from lingnan.sources.identifier.node.model import Peer
from lingnan.sources.identifier.node.response import Manner
from lingnan.sources.identifier.node.session import Session, Sessions
from lingnan.sources.identifier.proof.credential import Credential, is_sealed
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import Version, has_hmac


@dataclass(frozen=True, slots=True)
class Call:
    """One request, opened.

    Attributes:
        session: whose key has opened or sealed it; None when it stands outside of sessions.
        counter: of a MAC that holds. version: of the answer.
    """

    envelope: Envelope
    message: Message
    peer: Peer
    version: Version
    session: Session | None = None
    counter: int | None = None

    @property
    def number(self) -> int:
        """Answer the session id of the envelope."""
        return self.envelope.session_id

    @property
    def manner(self) -> Manner:
        """Answer how it is answered."""
        return Manner(
            request_id=self.envelope.request_id,
            number=self.envelope.session_id,
            request=self.message,
            version=self.version,
            key=None if self.session is None else self.session.key,
            is_encrypted=self.envelope.is_encrypted and self.session is not None,
            counter=self.counter,
        )


def open_call(
    sessions: Sessions, envelope: Envelope, octets: bytes, peer: Peer, version: Version
) -> Call:
    """Decrypt and decode a request.

    Raises: Compressed, SessionGone, SessionBroken, WireError.
    """
    if envelope.is_compressed:
        raise Compressed
    session = sessions.find(envelope.session_id) if envelope.session_id else None
    if envelope.is_encrypted:
        if session is None or session.key is None:
            raise SessionGone
        try:
            octets = session.key.decrypt(octets, envelope.version)
        except ProofError:
            raise SessionBroken from None
    return Call(envelope, Message.decode(octets), peer, version, session)


def check_call(call: Call, sessions: Sessions, challenges: Container[int]) -> Call:
    """Answer the call with its session only if that protects it, and with the counter of its MAC.

    Raises: SessionGone for a MAC of no session; CredentialRefused, Replayed.
    """
    session, credential = call.session, call.message.credential
    if session is None:
        if credential and call.number and call.number not in challenges:
            raise SessionGone
        return call
    if credential and session.key is not None:
        counter = _checked_counter(call, session, session.key.octets)
        sessions.touch(session)
        return replace(call, counter=counter)
    if session.is_sealed:
        raise CredentialRefused
    is_opening = session.key is None and call.message.operation == Operation.SESSION_KEY_EXCHANGE
    if call.envelope.is_encrypted or is_opening:
        sessions.touch(session)
        return call
    return replace(call, session=None)


def _checked_counter(call: Call, session: Session, key: bytes) -> int:
    if not has_hmac(call.envelope.version):
        # Before 2.7 the MAC leaves the counter out, so that anybody could repeat a message.
        raise CredentialRefused
    try:
        credential = Credential.decode(call.message.credential)
        holds = is_sealed(call.envelope, call.message.signed_part, credential, key)
    except ProofError:
        holds = False
    if not holds:
        raise CredentialRefused
    if not session.window.accept(credential.counter):
        raise Replayed
    session.is_sealed = True
    return credential.counter
