"""GS1 Digital Link addresses: read, written, and brought to the canonical form.

Not for compressed addresses: they are recognised and refused. Not for answering a link type (that
is the node's landing page): the query's wish is only read.
Source: GS1 Digital Link standard, URI syntax 1.3 and later; GS1-Conformant Resolver 1.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from lingnan.sources.identifier.coding.errors import (
    CodingError,
    CompressedLink,
    NotDigitalLink,
    RepeatedElement,
)
from lingnan.sources.identifier.coding.gs1_element import Element, element
from lingnan.sources.identifier.coding.gs1_key import QUALIFIERS, code
from lingnan.sources.identifier.coding.gs1_table import TABLE
from lingnan.sources.identifier.coding.model import Code

#: Where canonical addresses point. Source: URI syntax, section on canonical URIs.
CANONICAL_BASE: Final = "https://id.gs1.org"
_QUERY_SPLIT: Final = re.compile("[&;]")
_COMPRESSED: Final = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """One address, taken apart.

    Shapes:
        base: scheme, host and any path ahead of the key.
        path: the key and its qualifiers, in order.
        attributes: further application identifiers from the query.
        link_type: the kind of link asked for (``gs1:pip``, ``linkset``), None when not asked.
        extra: other query parameters, as they came.
    """

    base: str
    path: tuple[Element, ...]
    attributes: tuple[Element, ...] = ()
    link_type: str | None = None
    extra: tuple[tuple[str, str], ...] = field(default=())

    @property
    def code(self) -> Code:
        """Answer what the address names. Raises: as gs1_key.code."""
        return code((*self.path, *self.attributes))


def read_link(uri: str) -> DigitalLink:
    """Read a GS1 Digital Link address.

    GTINs of 8, 12 and 13 digits are taken with zeros ahead. The key is the rightmost one from
    which the rest of the path reads well, so that a path ahead of it may hold anything.
    Raises: NotDigitalLink, CompressedLink, RepeatedElement; what gs1_element.element raises when
        there is a key but a value is wrong.
    """
    try:
        split = urlsplit(uri)
        segments = split.path.split("/")[1:]
    except ValueError as failure:
        raise NotDigitalLink(text=uri) from failure
    if split.scheme.lower() not in {"http", "https"} or not split.netloc:
        raise NotDigitalLink(text=uri)
    if segments and not segments[-1]:
        segments.pop()
    place = _key_place(segments)
    if place is None:
        if segments and _COMPRESSED.fullmatch(segments[-1]):
            raise CompressedLink(text=uri)
        raise NotDigitalLink(text=uri)
    path = tuple(
        _element(segments[index], unquote(segments[index + 1], errors="strict"))
        for index in range(place, len(segments), 2)
    )
    stem = "".join(f"/{segment}" for segment in segments[:place])
    attributes, link_type, extra = _read_query(split.query, {item.ai: item for item in path})
    base = f"{split.scheme.lower()}://{split.netloc.lower()}{stem}"
    return DigitalLink(base, path, attributes, link_type, extra)


def _key_place(segments: list[str]) -> int | None:
    for place in range(len(segments) - 2, -1, -2):
        if segments[place] not in QUALIFIERS:
            continue
        qualifiers = segments[place + 2 :: 2]
        if any(_is_ordered(qualifiers, row) for row in QUALIFIERS[segments[place]]):
            return place
    return None


def _is_ordered(found: list[str], row: tuple[str, ...]) -> bool:
    places = [row.index(ai) if ai in row else -1 for ai in found]
    return -1 not in places and places == sorted(set(places))


def _element(ai: str, data: str) -> Element:
    if ai in {"01", "02"} and len(data) in {8, 12, 13}:
        data = data.zfill(14)
    return element(ai, data)


def _read_query(
    query: str, seen: dict[str, Element]
) -> tuple[tuple[Element, ...], str | None, tuple[tuple[str, str], ...]]:
    attributes: list[Element] = []
    extra: list[tuple[str, str]] = []
    link_type = None
    for pair in filter(None, _QUERY_SPLIT.split(query)):
        name, _, raw = pair.partition("=")
        value = unquote(raw)
        if name in TABLE:
            item = _element(name, value)
            if seen.setdefault(name, item) != item:
                raise RepeatedElement(ai=name)
            if item not in attributes:
                attributes.append(item)
        elif name == "linkType":
            link_type = value
        else:
            extra.append((name, value))
    return tuple(attributes), link_type, tuple(extra)


def write_link(
    elements: Iterable[Element], base: str = CANONICAL_BASE, link_type: str | None = None
) -> str:
    """Write the address of elements: key and qualifiers in the path, the others in the query.

    Attributes are in order of their identifiers. With the default base and no link type this is
    the canonical address.
    Raises: NoKey, PairingRefused.
    """
    named = code(elements)
    path = "".join(f"/{ai}/{quote(data, safe='')}" for ai, data in named.parts)
    query = [f"{ai}={quote(data, safe='')}" for ai, data in sorted(named.attributes)]
    if link_type is not None:
        query.append(f"linkType={quote(link_type, safe=':')}")
    return base.rstrip("/") + path + ("?" + "&".join(query) if query else "")


def canonical_link(uri: str) -> str:
    """Answer the canonical address of an address: at id.gs1.org, nothing in it but GS1 data.

    Raises: as `read_link` and `write_link`.
    """
    link = read_link(uri)
    return write_link((*link.path, *link.attributes))


def is_link(text: str) -> bool:
    """Answer whether the text reads as a GS1 Digital Link with correct data."""
    try:
        read_link(text)
    except (CodingError, UnicodeDecodeError):
        return False
    return True
