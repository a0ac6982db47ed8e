"""A whole message without its envelope: header, body, credential.

Decoding and encoding give the same octets back, so that digests and signatures can be taken of a
decoded message. Source: RFC 3652 §2.2.2–2.2.4, Handle protocol facts §1.3. Not for what is inside a
body (see body) or a credential (see proof).
"""

from dataclasses import dataclass
from struct import Struct
from typing import Final

from lingnan.sources.identifier.wire.errors import Surplus, TooLong, Truncated
from lingnan.sources.identifier.wire.limit import MAX_MESSAGE
from lingnan.sources.identifier.wire.octets import INT4, pack_fields

HEADER_LENGTH: Final = 24
#: siteInfoSerial of a client that holds no site information.
UNKNOWN_SERIAL: Final = 0xFFFF
_SHAPE: Final = Struct(">IIIHBBII")


@dataclass(frozen=True, slots=True)
class Header:
    """The 24 octets before the body.

    Attributes:
        operation, response: numbers of `Operation` and `Response`, which may be unknown ones.
        flags: mask of `Flag`. site_serial: site information the client holds.
        recursion: how many servers passed the request on. expires: UNIX seconds.
        body_length: octets of the body. reserved: 0, kept so that the octets stay the same.

    Source: RFC 3652 §2.2.2.
    """

    operation: int
    response: int
    flags: int
    site_serial: int
    recursion: int
    expires: int
    body_length: int
    reserved: int = 0

    def encode(self) -> bytes:
        """Write the 24 octets (RFC 3652 §2.2.2).

        Raises:
            OutOfRange: a number does not fit its field.
        """
        return pack_fields(
            _SHAPE,
            "header",
            self.operation,
            self.response,
            self.flags,
            self.site_serial,
            self.recursion,
            self.reserved,
            self.expires,
            self.body_length,
        )

    @classmethod
    def decode(cls, octets: bytes) -> "Header":
        """Read the first 24 octets of a message (RFC 3652 §2.2.2).

        Raises:
            Truncated: fewer than 24 octets.
        """
        if len(octets) < HEADER_LENGTH:
            raise Truncated(offset=len(octets), need=HEADER_LENGTH - len(octets), have=0)
        operation, response, flags, serial, recursion, reserved, expires, body_length = (
            _SHAPE.unpack_from(octets)
        )
        return cls(operation, response, flags, serial, recursion, expires, body_length, reserved)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; fields as in `Header`, whose body length follows from the body.

    Attributes:
        credential: octets after the body without their length; empty without a credential.

    Source: RFC 3652 §2.2.
    """

    operation: int
    response: int = 0
    flags: int = 0
    site_serial: int = UNKNOWN_SERIAL
    recursion: int = 0
    expires: int = 0
    body: bytes = b""
    credential: bytes = b""
    reserved: int = 0

    @property
    def header(self) -> Header:
        """Answer the header."""
        return Header(
            self.operation,
            self.response,
            self.flags,
            self.site_serial,
            self.recursion,
            self.expires,
            len(self.body),
            self.reserved,
        )

    @property
    def signed_part(self) -> bytes:
        """Answer header and body, of which digests and signatures are taken (RFC 3652 §2.2.4)."""
        return self.header.encode() + self.body

    def encode(self) -> bytes:
        """Write header, body and credential.

        Raises:
            OutOfRange: a number does not fit its field. TooLong: above `MAX_MESSAGE` octets.

        Source: RFC 3652 §2.2.
        """
        length = HEADER_LENGTH + len(self.body) + 4 + len(self.credential)
        if length > MAX_MESSAGE:
            raise TooLong(field="message", value=length, limit=MAX_MESSAGE)
        head = pack_fields(
            _SHAPE,
            "header",
            self.operation,
            self.response,
            self.flags,
            self.site_serial,
            self.recursion,
            self.reserved,
            self.expires,
            len(self.body),
        )
        return b"".join((head, self.body, INT4.pack(len(self.credential)), self.credential))

    @classmethod
    def decode(cls, octets: bytes) -> "Message":
        """Read a whole message, already decrypted and put together.

        A message that ends with its body is read as one without a credential, since some senders
        leave out the length of zero.

        Raises:
            Truncated: body or credential are shorter than announced. Surplus: octets follow.
            TooLong: above `MAX_MESSAGE` octets.

        Source: RFC 3652 §2.2.
        """
        length = len(octets)
        if length > MAX_MESSAGE:
            raise TooLong(field="message", value=length, limit=MAX_MESSAGE)
        if length < HEADER_LENGTH:
            raise Truncated(offset=length, need=HEADER_LENGTH - length, have=0)
        operation, response, flags, serial, recursion, reserved, expires, body_length = (
            _SHAPE.unpack_from(octets)
        )
        body_end = HEADER_LENGTH + body_length
        if body_end != length:
            _check_credential(octets, body_end)
        return cls(
            operation,
            response,
            flags,
            serial,
            recursion,
            expires,
            octets[HEADER_LENGTH:body_end],
            octets[body_end + 4 :],
            reserved,
        )


def _check_credential(octets: bytes, body_end: int) -> None:
    length = len(octets)
    if body_end + INT4.size > length:
        raise Truncated(
            offset=HEADER_LENGTH,
            need=body_end + INT4.size - HEADER_LENGTH,
            have=length - HEADER_LENGTH,
        )
    start = body_end + INT4.size
    (credential_length,) = INT4.unpack_from(octets, body_end)
    if start + credential_length > length:
        raise Truncated(offset=start, need=credential_length, have=length - start)
    if start + credential_length < length:
        raise Surplus(offset=start + credential_length, surplus=length - start - credential_length)
