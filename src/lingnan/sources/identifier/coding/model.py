"""A code of some identification system, read and checked: what the rest of the node works with.

Frozen values only; no reading (see recognise) and no handles (see mapping).
"""

from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """The identification system that a code belongs to."""

    GS1 = "gs1"
    OID = "oid"
    ECODE = "ecode"
    DID = "did"
    VAA = "vaa"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Code:
    """One checked code.

    Shapes:
        kind: which key or method inside the system: ``sgtin``, ``sscc``, ``bid``, ``oid`` …
        parts: (name, value) in the order of the code; for GS1 the name is the application
            identifier. They name the object; what merely describes it is in `attributes`.
        canonical: the one written form; two codes of a system are the same when these are equal.
        attributes: (name, value) that came with the code, such as an expiry date.
    """

    system: System
    kind: str
    parts: tuple[tuple[str, str], ...]
    canonical: str
    attributes: tuple[tuple[str, str], ...] = ()

    def part(self, name: str) -> str | None:
        """Answer one part or attribute by its name, or None."""
        for found, value in (*self.parts, *self.attributes):
            if found == name:
                return value
        return None
