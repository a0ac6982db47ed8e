"""The 20 octets before every packet: version, flags, session, request, place in the message.

Never encrypted. Source: RFC 3652 §2.2.1, DO-IRP 3.0, Handle protocol facts §1.2. Not for cutting
messages into packets (see fragment).
"""

from dataclasses import dataclass
from struct import Struct
from typing import Final

from lingnan.sources.identifier.wire.errors import OutOfRange, TooLong, Truncated, UnknownVersion
from lingnan.sources.identifier.wire.limit import MAX_MESSAGE
from lingnan.sources.identifier.wire.octets import pack_fields

ENVELOPE_LENGTH: Final = 20
_SHAPE: Final = Struct(">BBBBIIII")
_COMPRESSED: Final = 0x80
_ENCRYPTED: Final = 0x40
_TRUNCATED: Final = 0x20
_SUGGESTED_MAJOR: Final = 0x1F
_MAJORS: Final = (2, 3)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One envelope.

    Attributes:
        major, minor: version the packet is written in.
        suggested_major, suggested_minor: version the sender could speak; major 0 says nothing.
        session_id: 0 without a session; also the challenge between a 402 and its answer.
        request_id: chosen by the client, echoed by the server.
        sequence: number of the packet in its message, from 0.
        length: octets of the whole message without envelopes, the same in every packet.

    Source: RFC 3652 §2.2.1.
    """

    major: int
    minor: int
    request_id: int
    length: int
    session_id: int = 0
    sequence: int = 0
    suggested_major: int = 2
    suggested_minor: int = 11
    is_compressed: bool = False
    is_encrypted: bool = False
    is_truncated: bool = False

    @property
    def version(self) -> tuple[int, int]:
        """Answer the version the packet is written in."""
        return self.major, self.minor

    @property
    def suggested(self) -> tuple[int, int]:
        """Answer the version the sender could speak (Handle protocol facts §1.2)."""
        if self.suggested_major == 0:
            return self.major, self.minor
        return self.suggested_major, self.suggested_minor

    def encode(self) -> bytes:
        """Write the 20 octets.

        Raises:
            OutOfRange: a number does not fit its field.

        Source: RFC 3652 §2.2.1.
        """
        if not 0 <= self.suggested_major <= _SUGGESTED_MAJOR:
            raise OutOfRange(field="suggestedMajor", value=self.suggested_major, width=1)
        flags = (
            (_COMPRESSED if self.is_compressed else 0)
            | (_ENCRYPTED if self.is_encrypted else 0)
            | (_TRUNCATED if self.is_truncated else 0)
            | self.suggested_major
        )
        return pack_fields(
            _SHAPE,
            "envelope",
            self.major,
            self.minor,
            flags,
            self.suggested_minor,
            self.session_id,
            self.request_id,
            self.sequence,
            self.length,
        )

    @classmethod
    def decode(cls, octets: bytes) -> "Envelope":
        """Read the first 20 octets of a packet; what follows them is not looked at.

        Raises:
            Truncated: fewer than 20 octets. UnknownVersion: major version neither 2 nor 3.
            TooLong: the message is announced longer than one may be.

        Source: RFC 3652 §2.2.1.
        """
        if len(octets) < ENVELOPE_LENGTH:
            raise Truncated(offset=len(octets), need=ENVELOPE_LENGTH - len(octets), have=0)
        major, minor, flags, suggested_minor, session_id, request_id, sequence, length = (
            _SHAPE.unpack_from(octets)
        )
        if major not in _MAJORS:
            raise UnknownVersion(major=major, minor=minor)
        if length > MAX_MESSAGE:
            raise TooLong(field="messageLength", value=length, limit=MAX_MESSAGE)
        return cls(
            major=major,
            minor=minor,
            request_id=request_id,
            length=length,
            session_id=session_id,
            sequence=sequence,
            suggested_major=flags & _SUGGESTED_MAJOR,
            suggested_minor=suggested_minor,
            is_compressed=bool(flags & _COMPRESSED),
            is_encrypted=bool(flags & _ENCRYPTED),
            is_truncated=bool(flags & _TRUNCATED),
        )
