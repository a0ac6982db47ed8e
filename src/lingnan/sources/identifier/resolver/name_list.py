"""Lists of identifiers: single ones, and prefixes with everything under them.

Used for what is not resolved, and to choose whom to ask. Source: Handle protocol facts §1.17.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from lingnan.sources.identifier.wire.handle import fold, is_prefix_handle, parent_prefix, split

_T = TypeVar("_T")


class NameList:
    """Handles by themselves (``88.900.1/a``), or prefixes with what is below them (``88.900.7``).

    A prefix covers its handles, its prefix handle, and the prefixes derived from it.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        given = list(names)
        self._handles = frozenset(fold(each) for each in given if "/" in each)
        self._prefixes = frozenset(fold(each) for each in given if "/" not in each)

    def __bool__(self) -> bool:
        return bool(self._handles or self._prefixes)

    def __contains__(self, handle: str) -> bool:
        if fold(handle) in self._handles:
            return True
        return bool(self._prefixes) and any(
            fold(each) in self._prefixes for each in lineage(prefix_of(handle))
        )


class NearestPrefix(Generic[_T]):
    """Things by prefix; the one of the nearest prefix at or above a name is chosen."""

    def __init__(self, things: Mapping[str, _T], otherwise: _T) -> None:
        self._things = {fold(prefix): thing for prefix, thing in things.items()}
        self._otherwise = otherwise

    def find(self, handle: str) -> _T:
        """Answer the thing of the nearest prefix, or what stands for all others."""
        for each in lineage(prefix_of(handle)):
            thing = self._things.get(fold(each))
            if thing is not None:
                return thing
        return self._otherwise


def prefix_of(handle: str) -> str:
    """Answer the prefix a handle belongs to, or the one that it describes."""
    prefix, suffix = split(handle)
    return suffix if is_prefix_handle(handle) else prefix


def lineage(prefix: str) -> Iterator[str]:
    """Answer a prefix and those it is derived from, the nearest first (RFC 3650 §3.1)."""
    above: str | None = prefix
    while above is not None:
        yield above
        above = parent_prefix(above)
