"""Bodies that are one handle, and the body that is nothing (RFC 3652 §3.6.5, §3.7, §3.8.4)."""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader, pack_handle


@dataclass(frozen=True, slots=True)
class HandleRequest(Body):
    """Names the handle of an operation; where an operation needs none, it is ``/`` and ignored.

    Used to delete, list, home, unhome, get site information, end a session. An empty body is read
    as the empty name. Source: RFC 3652 §3.6.5, §3.7, §3.8.4, Handle protocol facts §1.9.
    """

    handle: str

    def write(self) -> bytes:
        """Write the handle (Handle protocol facts §1.9)."""
        return pack_handle(self.handle)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the handle (Handle protocol facts §1.9)."""
        return cls(reader.handle() if reader.left else "")


@dataclass(frozen=True, slots=True)
class Nothing(Body):
    """The body of a success that has nothing to tell (RFC 3652 §2.2.3)."""

    def write(self) -> bytes:
        """Write nothing (RFC 3652 §2.2.3)."""
        return b""

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read past whatever stands there: Chinese servers answer a login with octets of theirs.

        Source: Handle protocol facts §1.13.
        """
        reader.rest()
        return cls()
