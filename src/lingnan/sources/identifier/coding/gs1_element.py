"""GS1 element strings: application identifiers with their data, read from and written to text.

Two written forms: bracketed ``(01)06901234567892(21)A1`` and as scanned, with FNC1 (ASCII 29) as
separator. Not for what the elements name (see gs1_key), nor for web addresses (see digital_link).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.coding.errors import (
    BadElementString,
    PairingRefused,
    RepeatedElement,
    UnknownApplicationIdentifier,
)
from lingnan.sources.identifier.coding.gs1_component import require_data
from lingnan.sources.identifier.coding.gs1_rule import PREDEFINED_LENGTH, Rule
from lingnan.sources.identifier.coding.gs1_table import TABLE

#: FNC1 as a reader transmits it between elements.
SEPARATOR: Final = "\x1d"
#: What a reader may send ahead of GS1 data: GS1-128, GS1 DataMatrix, GS1 QR, DataBar, GS1 DotCode.
#: Source: ISO/IEC 15424.
SYMBOLOGIES: Final = ("]C1", "]d2", "]Q3", "]e0", "]J1")

_BRACKETED: Final = re.compile(r"\((\d{2,4})\)((?:[^(\\]|\\.)*)")
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier with its checked data."""

    ai: str
    data: str

    @property
    def rule(self) -> Rule:
        """Answer the rule of the application identifier."""
        return TABLE[self.ai]


def element(ai: str, data: str) -> Element:
    """Make one element, checked.

    Raises: UnknownApplicationIdentifier, and what `require_data` raises.
    """
    if ai not in TABLE:
        raise UnknownApplicationIdentifier(text=f"({ai})", found=ai)
    require_data(TABLE[ai], data)
    return Element(ai, data)


def read_elements(text: str) -> tuple[Element, ...]:
    """Read an element string of either form; checks every field, not the pairs.

    Raises: BadElementString, UnknownApplicationIdentifier, RepeatedElement, and what `require_data`
        raises.
    Source: GS1 General Specifications 7.8.
    """
    found = _read_bracketed(text) if text.startswith("(") else _read_scanned(text)
    seen: dict[str, str] = {}
    elements: list[Element] = []
    for ai, data in found:
        if seen.setdefault(ai, data) != data:
            raise RepeatedElement(ai=ai)
        if not any(kept.ai == ai for kept in elements):
            elements.append(element(ai, data))
    return tuple(elements)


def _read_bracketed(text: str) -> list[tuple[str, str]]:
    found = []
    place = 0
    while place < len(text):
        match = _BRACKETED.match(text, place)
        if match is None:
            raise BadElementString(text=text)
        found.append((match[1], _ESCAPED.sub(r"\1", match[2])))
        place = match.end()
    return found


def _read_scanned(text: str) -> list[tuple[str, str]]:
    body = text[3:] if text.startswith(SYMBOLOGIES) else text
    body = body.removeprefix(SEPARATOR)
    if not body:
        raise BadElementString(text=text)
    found = []
    while body:
        ai = next((body[:size] for size in (2, 3, 4) if body[:size] in TABLE), None)
        if ai is None:
            raise UnknownApplicationIdentifier(text=text, found=body[:4])
        if ai[:2] in PREDEFINED_LENGTH:
            end = PREDEFINED_LENGTH[ai[:2]]
            data, body = body[len(ai) : end], body[end:].removeprefix(SEPARATOR)
            if SEPARATOR in data:
                raise BadElementString(text=text)
        else:
            data, _, body = body[len(ai) :].partition(SEPARATOR)
        found.append((ai, data))
    return found


def bracketed(elements: Iterable[Element]) -> str:
    """Write elements for people: brackets around identifiers, no separators.

    An opening bracket inside data is written with a backslash before it; no data holds a backslash.
    """
    return "".join(f"({item.ai})" + item.data.replace("(", "\\(") for item in elements)


def scanned(elements: Iterable[Element]) -> str:
    """Write elements as a reader sends them: those of known length first, FNC1 between others.

    Source: GS1 General Specifications 7.8.5: predefined lengths should come first.
    """
    ordered = sorted(elements, key=lambda item: item.rule.needs_separator)
    text = ""
    for place, item in enumerate(ordered):
        is_last = place == len(ordered) - 1
        text += item.ai + item.data
        text += SEPARATOR if item.rule.needs_separator and not is_last else ""
    return text


def require_pairs(elements: Iterable[Element]) -> None:
    """Check that every element has the partners it demands and none that it excludes.

    Raises: PairingRefused.
    Source: GS1 General Specifications 4.14.1 (excluded) and 4.14.2 (demanded).
    Limits: the rules hold for everything marked on one object; a second bar code on the same
        object may bring the missing partner.
    """
    items = tuple(elements)
    present = {item.ai for item in items}
    for item in items:
        for pattern in item.rule.excludes:
            for other in present - {item.ai}:
                if _matches(pattern, other):
                    raise PairingRefused(ai=item.ai, other=other)
        for demand in item.rule.requires:
            if not any(
                all(any(_matches(one, other) for other in present) for one in choice.split("+"))
                for choice in demand
            ):
                raise PairingRefused(ai=item.ai, other=", ".join(demand))


def _matches(pattern: str, ai: str) -> bool:
    return len(pattern) == len(ai) and all(
        wanted in ("n", digit) for wanted, digit in zip(pattern, ai, strict=True)
    )
