"""Object identifiers: the dot, ASN.1, URN and IRI notations, and the name to ask DNS for.

Not for asking DNS (the resolver does), nor for who registered an arc beyond the few named here.
Source: ITU-T X.660 | ISO/IEC 9834-1 (arcs), X.680 clause 32 (ASN.1 notation), RFC 3061 (URN),
X.672 | ISO/IEC 29168-1 clause 7.3 (DNS name).
"""

import re
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding.errors import BadOid
from lingnan.sources.identifier.coding.model import Code, System

#: Names that may stand without their number. Source: X.660 annex A; X.680 clause 32.7.
_NAMES: Final[dict[tuple[int, ...], dict[str, int]]] = {
    (): {
        "itu-t": 0, "ccitt": 0, "iso": 1, "joint-iso-itu-t": 2, "joint-iso-ccitt": 2,
    },
    (0,): {"recommendation": 0, "question": 1, "administration": 2, "network-operator": 3,
           "identified-organization": 4},
    (1,): {"standard": 0, "registration-authority": 1, "member-body": 2,
           "identified-organization": 3},
}  # fmt: skip
#: Arcs that are shown with their name.
KNOWN: Final = {
    "1.2.156": Text("中国国家成员体", "Member body of China"),
    "1.2.156.3001": Text("中国 OID 国家节点 3001", "Chinese national arc 3001"),
    "1.3.6.1.4.1": Text("IANA 企业号", "IANA private enterprise numbers"),
}
#: The information kinds of the OID resolution system. Source: X.672 annexes A to E; RMTR: Handle
#: protocol facts §4.7. Limits: the ITU names further ones (UINF, LINF).
ORS_SERVICES: Final = ("COID", "CINF", "RINF", "MINF", "RMTR")
ORS_ROOT: Final = "oid-res.org"
_NUMBER: Final = re.compile(r"0|[1-9][0-9]*")
_ASN1_ITEM: Final = re.compile(
    r"(?:(?P<name>[a-z][A-Za-z0-9-]*)?\((?P<in>\d+)\))|(?P<only>[^\s()]+)"
)
#: Longer than any real identifier; keeps a hostile text cheap.
_TEXT_LIMIT: Final = 1024


def read_oid(text: str) -> Code:
    """Read an object identifier of any notation.

    Shapes: parts: ("arc", number) for each arc; canonical: the dot notation.
    Raises: BadOid.
    Limits: in IRI notation only number labels are read, since Unicode labels need a register.
    """
    arcs = _read_arcs(text.strip())
    _require_arcs(arcs, text)
    return Code(
        system=System.OID,
        kind="oid",
        parts=tuple(("arc", str(arc)) for arc in arcs),
        canonical=".".join(map(str, arcs)),
    )


def _read_arcs(text: str) -> tuple[int, ...]:
    if len(text) > _TEXT_LIMIT:
        raise BadOid(text=text[:40] + "…", reason=Text("太长", "it is too long"))
    if text.startswith("{") and text.endswith("}"):
        return _read_asn1(text)
    if text[:8].lower() == "urn:oid:":
        pieces = text[8:].split(".")
    elif text.startswith("/"):
        pieces = text[1:].split("/")
    else:
        pieces = text.split(".")
    for piece in pieces:
        if not _NUMBER.fullmatch(piece):
            reason = Text("“{piece}”不是弧的编号", "“{piece}” is no number of an arc")
            raise BadOid(text=text, reason=reason.format(piece=piece))
    return tuple(map(int, pieces))


def _read_asn1(text: str) -> tuple[int, ...]:
    arcs: tuple[int, ...] = ()
    body = text[1:-1].strip()
    place = 0
    while place < len(body):
        match = _ASN1_ITEM.match(body, place)
        if match is None:
            reason = Text("花括号内的写法有误", "the notation inside the braces is wrong")
            raise BadOid(text=text, reason=reason)
        arcs = (*arcs, _asn1_arc(match, arcs, text))
        place = match.end()
        while body[place : place + 1].isspace():
            place += 1
    return arcs


def _asn1_arc(match: re.Match[str], before: tuple[int, ...], text: str) -> int:
    known = _NAMES.get(before, {})
    number, name = match["in"] or match["only"], match["name"]
    if _NUMBER.fullmatch(number):
        if name in known and known[name] != int(number):
            reason = Text("“{name}”的编号不是 {number}", "the number of “{name}” is not {number}")
            raise BadOid(text=text, reason=reason.format(name=name, number=number))
        return int(number)
    if number not in known:
        reason = Text("名称“{name}”缺少编号", "the name “{name}” needs its number in brackets")
        raise BadOid(text=text, reason=reason.format(name=number))
    return known[number]


def _require_arcs(arcs: tuple[int, ...], text: str) -> None:
    if len(arcs) < 2:
        raise BadOid(text=text, reason=Text("至少需要两个弧", "it needs two arcs at least"))
    if arcs[0] > 2 or (arcs[0] < 2 and arcs[1] > 39):
        reason = Text(
            "第一弧为 0–2，且 0、1 之下的第二弧为 0–39",
            "the first arc is 0 to 2, and the second 0 to 39 below 0 and 1",
        )
        raise BadOid(text=text, reason=reason)


def asn1(code: Code) -> str:
    """Write an object identifier in ASN.1 notation, with the names that X.660 gives arcs.

    ``1.2.156`` becomes ``{iso(1) member-body(2) 156}``.
    """
    items = []
    before: tuple[int, ...] = ()
    for _, arc in code.parts:
        name = next((n for n, number in _NAMES.get(before, {}).items() if str(number) == arc), None)
        items.append(f"{name}({arc})" if name else arc)
        before = (*before, int(arc))
    return "{" + " ".join(items) + "}"


def ors_name(code: Code) -> str:
    """Answer the DNS name whose NAPTR records tell about an object identifier.

    ``1.2.156.3001`` → ``3001.156.2.1.oid-res.org``; each service of `ORS_SERVICES` has a record.
    Source: X.672 7.3.
    """
    return ".".join([*(arc for _, arc in reversed(code.parts)), ORS_ROOT])


def is_within(code: Code, root: str) -> bool:
    """Answer whether an identifier is the arc ``root`` (dot notation) or lies below it."""
    return f"{code.canonical}.".startswith(f"{root}.")
