"""Body of every answer that is neither success, referral nor challenge (RFC 3652 §3.3)."""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader, pack_int4s, pack_text


@dataclass(frozen=True, slots=True)
class ErrorResponse(Body):
    """Tells what went wrong, and the indexes of the values to blame if there are any.

    Source: RFC 3652 §3.3.
    """

    message: str = ""
    indexes: tuple[int, ...] = ()

    def write(self) -> bytes:
        """Write the message, and the indexes unless there are none (Handle protocol facts §1.9)."""
        text = pack_text(self.message)
        return text + pack_int4s(self.indexes) if self.indexes else text

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read message and indexes; old servers leave out both (Handle protocol facts §1.9)."""
        message = reader.text() if reader.left else ""
        return cls(message, reader.int4s() if reader.left else ())
