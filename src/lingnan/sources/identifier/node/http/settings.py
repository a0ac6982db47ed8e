"""What the HTTP side of one node is told: names to show, what is synthetic, what is offered.

Not for prefixes and keys (see node.model.Settings) nor for ports (see node.configuration).
"""

from dataclasses import dataclass, field
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.limit import HttpLimit

#: Prefixes that no body has allotted: what they name is made up (decision 0005).
SYNTHETIC: Final = ("88.900",)


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """What the HTTP side is told.

    Attributes:
        name: of the node, as pages show it. synthetic_prefixes: these and all derived from them
            are shown as made up. has_metrics: `/metrics` is answered; off on the public side.
        base: scheme and host under which the node is reached, as ``https://id.example.org``; empty
            takes what each client wrote.
        contact: e-mail address or web address shown to who asks; empty for none.
        session_seconds, sessions, sessions_each: bounds of HTTP sessions.
    """

    name: Text = field(default=Text("工业互联网标识解析节点", "Identifier resolution node"))
    synthetic_prefixes: tuple[str, ...] = SYNTHETIC
    has_metrics: bool = False
    base: str = ""
    contact: str = ""
    session_seconds: float = 3_600.0
    sessions: int = 10_000
    sessions_each: int = 256
    limit: HttpLimit = field(default_factory=HttpLimit)

    def is_synthetic(self, handle: str) -> bool:
        """Answer whether a handle, or the prefix that a prefix handle describes, is made up."""
        name = handle[5:] if handle[:5].upper() == "0.NA/" else handle.partition("/")[0]
        return any(
            name == prefix or name.startswith(prefix + ".") for prefix in self.synthetic_prefixes
        )
