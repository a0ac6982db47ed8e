"""Reads XML of others: no document type, no entities of their own, bounded depth.

Not for what elements mean (see epp, escrow).
"""

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

_MAX_DEPTH: Final = 64


class XmlRefused(ValueError):
    """The octets are no XML, or XML of a kind that is not read."""


class _Refusing:
    """Answers to a document type by refusing it: entities are defined there."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise XmlRefused("DOCTYPE")


class _Tree(_Refusing, TreeBuilder):
    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise XmlRefused("depth")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


class _Events(_Refusing):
    def __init__(
        self,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str, str], None],
    ) -> None:
        self._start = start
        self._end = end
        self._text: list[str] = []
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise XmlRefused("depth")
        self._text = []
        self._start(tag, attrs)

    def data(self, data: str, /) -> None:
        self._text.append(data)

    def end(self, tag: str, /) -> None:
        self._depth -= 1
        self._end(tag, "".join(self._text))
        self._text = []

    def close(self) -> None:
        return


class EventReader:
    """Reads XML piece by piece: calls `start(tag, attributes)` and `end(tag, text)`.

    Tags are `{namespace}name`. Raises: XmlRefused, and what the callbacks raise.
    """

    def __init__(
        self,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str, str], None],
    ) -> None:
        self._parser = XMLParser(target=_Events(start, end))  # noqa: S314  (no DOCTYPE passes)

    def feed(self, octets: bytes) -> None:
        """Read a piece."""
        try:
            self._parser.feed(octets)
        except ParseError as problem:
            raise XmlRefused(str(problem)) from problem

    def close(self) -> None:
        """Say that there is no more."""
        try:
            self._parser.close()
        except ParseError as problem:
            raise XmlRefused(str(problem)) from problem


def read_tree(octets: bytes) -> Element:
    """Read a small document as a tree. Raises: XmlRefused."""
    parser = XMLParser(target=_Tree())  # noqa: S314  (no DOCTYPE passes)
    try:
        parser.feed(octets)
        root: Element = parser.close()
    except ParseError as problem:
        raise XmlRefused(str(problem)) from problem
    return root
