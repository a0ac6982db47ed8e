"""What is asked of the resolver, and what was found: the frozen values between its parts.

Not for octets of messages (see service).
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lingnan.sources.identifier.resolver.lifetime import folded_types
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.handle import fold, is_prefix_handle, split
from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.value import HandleValue

#: After what failures of certified questions are remembered by; no handle holds it.
CERTIFIED_MARK: Final = b"\0CERT"


class Key(NamedTuple):
    """By what answers are kept: the folded handle, indexes and folded types, in order."""

    handle: bytes
    indexes: tuple[int, ...] = ()
    types: tuple[bytes, ...] = ()

    @property
    def octets(self) -> int:
        """Answer about how many octets the key takes."""
        return len(self.handle) + 4 * len(self.indexes) + sum(map(len, self.types))

    @property
    def is_whole(self) -> bool:
        """Answer whether all values are asked for."""
        return not self.indexes and not self.types


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `recursion` is how many servers it has passed before us.

    Attributes:
        flags: opFlags of the request. key: see `Key`.
    """

    handle: str
    indexes: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    flags: int = Flag.RECURSIVE.value | Flag.PUBLIC_ONLY.value
    recursion: int = 0
    key: Key = field(init=False, compare=False)

    def __post_init__(self) -> None:
        indexes = tuple(sorted(set(self.indexes)))
        key = Key(fold(self.handle), indexes, folded_types(self.types))
        object.__setattr__(self, "key", key)

    def has(self, flag: Flag) -> bool:
        """Answer whether the request carries a flag."""
        return bool(self.flags & flag.value)

    @property
    def bypasses(self) -> bool:
        """Answer whether no kept answer may be given: authoritative, or not public values only.

        Source: Handle protocol facts §1.19.
        """
        return self.has(Flag.AUTHORITATIVE) or not self.has(Flag.PUBLIC_ONLY)

    @property
    def authority(self) -> bytes:
        """Answer what bounds are counted by: the prefix, folded.

        A prefix handle stands for itself, since it lives above the prefix that it tells about.
        """
        return self.key.handle if is_prefix_handle(self.handle) else fold(split(self.handle)[0])

    @property
    def trouble(self) -> bytes:
        """Answer what failures are remembered by: certified questions have theirs alone.

        Else who asks an authority without a key for certified answers would block it for others.
        """
        return self.authority + (CERTIFIED_MARK if self.has(Flag.CERTIFIED) else b"")

    @property
    def prefix(self) -> str:
        """Answer the prefix whose service is responsible: that of the handle, or the one it tells.

        ``88.900.1/a`` and ``0.NA/88.900.1`` both give ``88.900.1``.
        """
        prefix, suffix = split(self.handle)
        return suffix if is_prefix_handle(self.handle) else prefix


@dataclass(frozen=True, slots=True)
class Found:
    """What a server answered at the end of the way.

    Attributes:
        body: of the answer: of success, of an error, or a referral. values: of success.
        lifetime: seconds it may be kept by its values; 0 when not at all.
    """

    response: int
    body: Body
    values: tuple[HandleValue, ...] = ()
    lifetime: float = 0.0

    @property
    def is_success(self) -> bool:
        """Answer whether values were found."""
        return self.response == Response.SUCCESS


@dataclass(frozen=True, slots=True)
class Written(Body):
    """A body that is written already; it stands in an answer as it is."""

    octets: bytes

    def write(self) -> bytes:
        """Write the octets."""
        return self.octets

    @classmethod
    def read(cls, reader: Reader) -> "Written":
        """Take all octets that are left."""
        return cls(reader.rest())
