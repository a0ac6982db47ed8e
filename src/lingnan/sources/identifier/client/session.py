"""A session with one server: its key and counter, and setting it up in all four modes.

Also the login of Chinese software, which is a session without a key. Source: RFC 3652 §3.6, Handle
protocol facts §1.11, §1.13. Not for sending (see call).
"""

from dataclasses import dataclass, field, replace
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.client.errors import UntrustedAnswer
from lingnan.sources.identifier.proof.credential import Credential, is_sealed, seal
from lingnan.sources.identifier.proof.errors import DecryptionFailed, MalformedProof
from lingnan.sources.identifier.proof.session_key import SessionKey
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.version import Version

_CLEAR: Final = Text("会话内的应答未加密", "the answer in the session came in the clear")


@dataclass(slots=True)
class Session:
    """What both sides know of each other.

    Attributes:
        server: key of the server (see endpoint.ServerView). id: as in envelopes.
        key: None for a login, which proves the connection only.
        is_encrypted, is_authenticated: what requests of the session are.
        is_opening: the server does not have the key yet; the answer may use it already.
        user: whom the server knows us as, once a challenge was answered.
    """

    server: str
    id: int
    version: Version
    key: SessionKey | None = field(default=None, repr=False)
    is_encrypted: bool = True
    is_authenticated: bool = True
    is_opening: bool = False
    user: Reference | None = None
    counter: int = 0

    def close_up(self, envelope: Envelope, message: Message) -> tuple[Envelope, bytes]:
        """Put a request into the session: credential, then encryption.

        Shapes: answers the envelope, its length still to be filled in, and what follows it.
        """
        envelope = replace(envelope, session_id=self.id)
        if self.key is None or self.is_opening:
            return envelope, message.encode()
        if self.is_authenticated:
            self.counter += 1
            proof = seal(envelope, message.signed_part, self.key.octets, self.counter)
            message = replace(message, credential=proof)
        octets = message.encode()
        if self.is_encrypted:
            envelope = replace(envelope, is_encrypted=True)
            octets = self.key.encrypt(octets, envelope.version)
        return envelope, octets

    def open_up(self, envelope: Envelope, octets: bytes) -> bytes:
        """Decrypt what follows the envelope of an answer.

        Raises: UntrustedAnswer when it does not open, or came in the clear though we encrypt.
        """
        if self.key is None or not (envelope.is_encrypted or self.is_encrypted):
            return octets
        if not envelope.is_encrypted:
            if self.is_opening:
                return octets
            raise UntrustedAnswer(server=self.server, reason=_CLEAR)
        try:
            return self.key.decrypt(octets, envelope.version)
        except DecryptionFailed as failure:
            raise UntrustedAnswer(server=self.server, reason=failure.code) from None

    def check(self, envelope: Envelope, message: Message) -> None:
        """Check the MAC of an answer.

        Raises: UntrustedAnswer.
        """
        if self.key is None or not self.is_authenticated or self.is_opening:
            return
        try:
            credential = Credential.decode(message.credential)
        except MalformedProof as failure:
            raise UntrustedAnswer(server=self.server, reason=failure.code) from None
        if not is_sealed(envelope, message.signed_part, credential, self.key.octets):
            raise UntrustedAnswer(server=self.server, reason="HS_MAC")
