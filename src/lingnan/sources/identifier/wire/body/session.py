"""Bodies that set up a session and its key (RFC 3652 §3.8, Handle protocol facts §1.9, §1.11).

Not for the keys themselves (see proof.session_key).
"""

from dataclasses import dataclass
from typing import Final, Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import KeyExchange
from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.octets import (
    Reader,
    pack_int2,
    pack_int4,
    pack_octets,
)
from lingnan.sources.identifier.wire.reference import Reference

NOBODY: Final = Reference("", 0)
# The body length counts the mode as four octets though two are written: two more follow the body.
_PAD: Final = b"\0\0"
_WITH_KEY: Final = (KeyExchange.CLIENT_KEY.value, KeyExchange.DIFFIE_HELLMAN.value)


@dataclass(frozen=True, slots=True)
class SessionSetupRequest(Body):
    """Asks for a session.

    Attributes:
        mode: of `KeyExchange`. timeout: seconds. identity: who asks; `NOBODY` when not told.
        public_key: of the client, in modes 1 and 4. key_reference: HS_PUBKEY value, in mode 3.

    Source: RFC 3652 §3.8.1.
    """

    mode: int
    timeout: int
    identity: Reference = NOBODY
    public_key: bytes = b""
    key_reference: Reference | None = None

    def write(self) -> bytes:
        """Write the request with its padding (Handle protocol facts §1.9).

        Raises:
            BadField: the mode is unknown, or mode 3 without a reference.
        """
        mode = _mode(self.mode)
        key = b""
        if mode in _WITH_KEY:
            key = pack_octets(self.public_key)
        elif mode == KeyExchange.HANDLE_KEY:
            if self.key_reference is None:
                raise BadField(field="exchangeKeyHandle", value=None, allowed="handle, index")
            key = self.key_reference.encode()
        timeout = pack_int4(self.timeout, "timeout")
        return b"".join((pack_int2(mode), timeout, self.identity.encode(), key, _PAD))

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the request with or without its padding (Handle protocol facts §1.9)."""
        mode, timeout = _mode(reader.int2()), reader.int4()
        identity = Reference.read(reader)
        public_key, key_reference = b"", None
        if mode in _WITH_KEY:
            public_key = reader.octets()
        elif mode == KeyExchange.HANDLE_KEY:
            key_reference = Reference.read(reader)
        _skip_pad(reader)
        return cls(mode, timeout, identity, public_key, key_reference)


@dataclass(frozen=True, slots=True)
class SessionSetupResponse(Body):
    """Gives the encrypted session key, or the public key of the server (modes 2 and 4).

    Source: RFC 3652 §3.8.2.
    """

    mode: int
    data: bytes

    def write(self) -> bytes:
        """Write mode and data with the padding (Handle protocol facts §1.9)."""
        return pack_int2(_mode(self.mode)) + pack_octets(self.data) + _PAD

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read mode and data with or without the padding (Handle protocol facts §1.9)."""
        mode, data = _mode(reader.int2()), reader.octets()
        _skip_pad(reader)
        return cls(mode, data)


@dataclass(frozen=True, slots=True)
class KeyExchangeRequest(Body):
    """Gives the session key, encrypted with the server's public key (RFC 3652 §3.8.3, mode 2)."""

    encrypted_key: bytes

    def write(self) -> bytes:
        """Write the encrypted key (RFC 3652 §3.8.3)."""
        return pack_octets(self.encrypted_key)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the encrypted key (RFC 3652 §3.8.3)."""
        return cls(reader.octets())


def _mode(mode: int) -> int:
    if mode not in KeyExchange.__members__.values():
        raise BadField(field="keyExchangeMode", value=mode, allowed="1, 2, 3, 4")
    return mode


def _skip_pad(reader: Reader) -> None:
    if reader.left == len(_PAD):
        reader.raw(len(_PAD))
