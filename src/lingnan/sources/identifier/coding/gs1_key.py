"""GS1 identification keys: which object a set of elements names, and keys written without an
application identifier.

Not for descriptions (weights, dates): they go along as attributes of the code.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lingnan.sources.identifier.coding import charset, check
from lingnan.sources.identifier.coding.errors import BadLength, NoKey, PairingRefused
from lingnan.sources.identifier.coding.gs1_element import Element, bracketed, element, require_pairs
from lingnan.sources.identifier.coding.model import Code, System

#: Key → alternative rows of qualifiers, each in the order they must be written in.
#: Source: GS1 Barcode Syntax Dictionary (dlpkey).
QUALIFIERS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "00": ((),),
    "01": (("22", "10", "21"), ("235",)),
    "253": ((),),
    "255": ((),),
    "401": ((),),
    "402": ((),),
    "414": (("254",), ("7040",)),
    "415": (("8020",),),
    "417": (("7040",),),
    "8003": ((),),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8013": ((),),
    "8017": (("8019",),),
    "8018": (("8019",),),
}
_KINDS: Final = {
    "00": "sscc", "01": "gtin", "253": "gdti", "255": "gcn", "401": "ginc", "402": "gsin",
    "414": "gln", "415": "gln-pay-to", "417": "gln-party", "8003": "grai", "8004": "giai",
    "8006": "itip", "8010": "cpid", "8013": "gmn", "8017": "gsrn-provider", "8018": "gsrn",
}  # fmt: skip
#: Numbers without identifier, by length: the keys they may be, the likeliest first.
_BARE: Final = {
    8: ("01",), 12: ("01",), 13: ("01", "414", "417"), 14: ("01",), 17: ("402",),
    18: ("00", "8018", "8017"),
}  # fmt: skip


def kind(ai: str, qualifiers: Iterable[str]) -> str:
    """Answer the short name of a key with its qualifiers: ``sgtin``, ``lgtin``, ``sscc`` …

    Serialised GTIN is SGTIN, GTIN with batch or lot LGTIN, GLN with extension SGLN, as in the EPC
    Tag Data Standard.
    """
    present = set(qualifiers)
    if ai == "01" and present & {"21", "235"}:
        return "sgtin"
    if ai == "01" and "10" in present:
        return "lgtin"
    if ai == "414" and "254" in present:
        return "sgln"
    return _KINDS[ai]


def code(elements: Iterable[Element], text: str = "") -> Code:
    """Answer what the elements name: the key, its qualifiers in order, the rest as attributes.

    Raises: NoKey; PairingRefused when qualifiers of two alternatives meet, or as `require_pairs`.
    """
    items = {item.ai: item for item in elements}
    # 415 and 417 may stand beside another key: a place, not the thing; so they come last.
    order = sorted(QUALIFIERS, key=lambda ai: (ai in {"414", "415", "417"}, ai))
    key = next((ai for ai in order if ai in items), None)
    if key is None:
        raise NoKey(text=text or bracketed(items.values()))
    require_pairs(items.values())
    rows = [row for row in QUALIFIERS[key] if any(ai in items for ai in row)]
    if len(rows) > 1:
        clash = [ai for row in rows for ai in row if ai in items]
        raise PairingRefused(ai=clash[0], other=clash[-1])
    named = (key, *(ai for row in rows for ai in row if ai in items))
    return Code(
        system=System.GS1,
        kind=kind(key, named[1:]),
        parts=tuple((ai, items[ai].data) for ai in named),
        canonical=bracketed(items[ai] for ai in named),
        attributes=tuple((ai, item.data) for ai, item in items.items() if ai not in named),
    )


def bare(number: str) -> tuple[Code, ...]:
    """Answer what a number without application identifier may be, the likeliest first.

    GTIN-8, -12 and -13 are written as GTIN-14 with zeros ahead. 13 digits may also be a GLN, 18 an
    SSCC or a GSRN: only the place where they stand can tell.
    Raises: BadCharacter, BadLength, WrongCheck.
    Source: GS1 General Specifications 2.1 (GTIN), 7.9.1.
    """
    charset.require(number, charset.DIGITS)
    if len(number) not in _BARE:
        raise BadLength(field="GS1", text=number, found=len(number), expected="8, 12–14, 17, 18")
    check.require_mod10(number)
    return tuple(
        code((element(ai, number.zfill(14) if ai == "01" else number),))
        for ai in _BARE[len(number)]
    )


def complete(digits: str) -> str:
    """Answer a number with its check digit behind it. Raises: BadCharacter."""
    return digits + check.mod10(digits)


def short_gtin(gtin14: str) -> str:
    """Answer a GTIN-14 as GTIN-8, -12 or -13 when it is one with zeros ahead.

    Raises: BadLength, BadCharacter, WrongCheck.
    Source: GS1 General Specifications 2.1, 7.9.
    """
    if len(gtin14) != 14:
        raise BadLength(field="GTIN-14", text=gtin14, found=len(gtin14), expected="14")
    check.require_mod10(gtin14)
    for length in (8, 12, 13):
        if gtin14.startswith("0" * (14 - length)):
            return gtin14[14 - length :]
    return gtin14
