"""What every body can do: be written and be read. Not a body itself."""

from abc import ABC, abstractmethod
from typing import Self

from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.version import CURRENT, Version


class Body(ABC):
    """The body of a message without the digest that may stand before it (RFC 3652 §2.2.3)."""

    __slots__ = ()

    def encode(self, version: Version = CURRENT) -> bytes:  # noqa: ARG002  some bodies need it
        """Write the body as a version of the protocol has it.

        Raises:
            WireError: a field cannot be written.
        """
        return self.write()

    @classmethod
    def decode(cls, octets: bytes, version: Version = CURRENT) -> Self:  # noqa: ARG003
        """Read a body that fills the octets.

        Raises:
            WireError: the octets are no such body; nothing else is raised.
        """
        reader = Reader(octets)
        body = cls.read(reader)
        reader.finish()
        return body

    @abstractmethod
    def write(self) -> bytes:
        """Write the fields."""

    @classmethod
    @abstractmethod
    def read(cls, reader: Reader) -> Self:
        """Read the fields where the reader stands."""
