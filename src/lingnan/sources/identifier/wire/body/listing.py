"""Body of answers that list handles; long lists take several messages (RFC 3652 §3.7).

All but the last message carry `Flag.CONTINUED`. Not for finding the handles (see node).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.limit import LIST_PART
from lingnan.sources.identifier.wire.octets import Reader, pack_texts


@dataclass(frozen=True, slots=True)
class ListResponse(Body):
    """Tells some handles: those under a prefix, derived prefixes, or homed prefixes.

    Source: RFC 3652 §3.7.
    """

    handles: tuple[str, ...]

    def write(self) -> bytes:
        """Write the handles (Handle protocol facts §1.9)."""
        return pack_texts(self.handles)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the handles (Handle protocol facts §1.9)."""
        return cls(reader.texts())


def list_parts(handles: Iterable[str]) -> Iterator[tuple[ListResponse, bool]]:
    """Answer bodies of at most 50 handles, each with whether another follows it.

    An empty list gives one empty body. Source: Handle protocol facts §1.9.
    """
    part: list[str] = []
    for handle in handles:
        if len(part) == LIST_PART:
            yield ListResponse(tuple(part)), True
            part = []
        part.append(handle)
    yield ListResponse(tuple(part)), False
