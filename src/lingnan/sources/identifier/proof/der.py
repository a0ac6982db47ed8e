"""The few shapes of DER that keys and signatures of SM2 need, read strictly.

Not a general ASN.1 library: `cryptography` reads everything else. A second encoding of the same
value is refused, so that a signature has one form only.

Source: ITU-T X.690 (DER), §8 and §10.
"""

from typing import Final

from lingnan.sources.identifier.proof.errors import MalformedProof

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OBJECT: Final = 0x06
SEQUENCE: Final = 0x30


def pack(tag: int, *content: bytes) -> bytes:
    """Write one element."""
    body = b"".join(content)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def pack_integer(value: int) -> bytes:
    """Write a non-negative integer in the fewest octets of two's complement."""
    return pack(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


class DerReader:
    """Reads elements one after the other.

    Raises:
        MalformedProof: any method, when the octets are no DER or not of the tag asked for.
    """

    __slots__ = ("at", "octets", "part")

    def __init__(self, octets: bytes, part: str) -> None:
        self.octets = octets
        self.at = 0
        self.part = part

    def _fail(self) -> MalformedProof:
        return MalformedProof(part=self.part)

    @property
    def tag(self) -> int | None:
        """Answer the tag of the next element; None at the end."""
        return self.octets[self.at] if self.at < len(self.octets) else None

    def take(self, tag: int) -> bytes:
        """Read the content of one element of this tag."""
        if self.tag != tag or self.at + 2 > len(self.octets):
            raise self._fail()
        length = self.octets[self.at + 1]
        start = self.at + 2
        if length >= 0x80:
            width = length & 0x7F
            size = self.octets[start : start + width]
            if not 0 < width <= 4 or len(size) != width or not size[0]:
                raise self._fail()
            length = int.from_bytes(size, "big")
            if length < 0x80:
                raise self._fail()
            start += width
        stop = start + length
        if stop > len(self.octets):
            raise self._fail()
        self.at = stop
        return self.octets[start:stop]

    def enter(self, tag: int = SEQUENCE) -> "DerReader":
        """Read one element and answer a reader of its content."""
        return DerReader(self.take(tag), self.part)

    def integer(self) -> int:
        """Read a non-negative integer in its shortest form."""
        content = self.take(INTEGER)
        if (
            not content
            or content[0] & 0x80
            or (content[0] == 0 and content[1:2] < b"\x80" and len(content) > 1)
        ):
            raise self._fail()
        return int.from_bytes(content, "big")

    def finish(self) -> None:
        """Refuse octets after the last element."""
        if self.at != len(self.octets):
            raise self._fail()
