"""How the simulated node fails when it is told to: busy, refusing, wrong, slow.

Not for faults of its own.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """none; busy: 503; refuse: 422; denied: 403; wrong: a receipt of another content; slow."""

    NONE = "none"
    BUSY = "busy"
    REFUSE = "refuse"
    DENIED = "denied"
    WRONG = "wrong"
    SLOW = "slow"


@dataclass(slots=True)
class Trouble:
    """What goes wrong, and how often yet; without a count until told otherwise."""

    kind: Kind = Kind.NONE
    count: int | None = None
    seconds: float = 2.0

    def take(self) -> Kind:
        """Answer what goes wrong with the next request."""
        if self.kind is Kind.NONE or self.count == 0:
            return Kind.NONE
        if self.count is not None:
            self.count -= 1
        return self.kind
