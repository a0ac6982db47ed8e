"""Which registered handle a path or a code means.

A code of another system is looked for under the prefix that the path names, else under every prefix
of this node; without its serial number, then without its batch, when the whole is not registered.
Source: GS1-Conformant Resolver 1.2 (walking up the tree). Not for resolving (see node.operation).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lingnan.sources.identifier.coding import Code, System, to_handle
from lingnan.sources.identifier.coding.digital_link import DigitalLink
from lingnan.sources.identifier.coding.errors import CodingError
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold, is_prefix_handle

#: Prefixes that one code is looked for under.
_MOST_PREFIXES: Final = 5_000
#: Seconds that the list of prefixes is kept.
_KEPT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Found:
    """A registered handle; `is_above` when parts of the code had to be left out."""

    handle: str
    is_above: bool = False


class Finding:
    """Looks for handles in the records of this node."""

    def __init__(self, port: NodePort) -> None:
        self._port = port
        self._prefixes: tuple[str, ...] = ()
        self._listed_at = float("-inf")

    def is_registered(self, handle: str) -> bool:
        """Answer whether anybody may see the handle here."""
        try:
            folded = fold(handle)
        except WireError:
            return False
        return self._port.find(folded) is not None

    def of_link(self, link: DigitalLink, code: Code) -> Found | None:
        """Answer the handle of a Digital Link; a prefix at the end of its base is taken first."""
        stem = link.base.rstrip("/").rpartition("/")[2]
        return self.of_code(code, (stem,) if self._is_prefix(stem) else ())

    def of_code(self, code: Code, under: tuple[str, ...] = ()) -> Found | None:
        """Answer the handle of a code."""
        for part in _upwards(code):
            for prefix in under or self._every_prefix():
                try:
                    handle = to_handle(part, prefix)
                except CodingError:
                    continue
                if self.is_registered(handle):
                    return Found(handle, is_above=part is not code)
        return None

    def _is_prefix(self, text: str) -> bool:
        return text.upper() in self._every_prefix()

    def _every_prefix(self) -> tuple[str, ...]:
        now = self._port.now()
        if not 0 <= now - self._listed_at < _KEPT_S:
            self._port.reader.renew()
            found = self._port.reader.prefixes()
            self._prefixes = tuple(
                prefix for prefix in found if not is_prefix_handle(prefix + "/")
            )[:_MOST_PREFIXES]
            self._listed_at = now
        return self._prefixes


def _upwards(code: Code) -> Iterator[Code]:
    yield code
    if code.system is System.GS1:
        for count in range(len(code.parts) - 1, 0, -1):
            yield replace(code, parts=code.parts[:count])
