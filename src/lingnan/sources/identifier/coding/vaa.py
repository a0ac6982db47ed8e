"""Unique identifiers after ISO/IEC 15459: an issuing agency code, then what the agency issued.

VAA is the issuing agency code of the China Academy of Information and Communications Technology
中国信息通信研究院. Not for the inner structure of VAA codes: no text of it was at hand, so the rest
stays one piece; nor for GS1 codes, whose agency codes 0 to 9 are read as GS1.
Source: ISO/IEC 15459-2 (agency codes), 15459-3 (characters and length).
"""

import re
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding.errors import BadVaa
from lingnan.sources.identifier.coding.model import Code, System


@dataclass(frozen=True, slots=True)
class Agency:
    """One issuing agency of the register; `is_confirmed` where a source of it was read."""

    code: str
    name: Text
    is_confirmed: bool = False


#: The agencies known here; the register (kept by AIM Global for ISO) holds more. Source: for VAA
#: Handle protocol facts §4.7; the others as commonly listed, not checked against the register.
AGENCIES: Final = {
    agency.code: agency
    for agency in (
        Agency("VAA", Text("中国信息通信研究院", "CAICT"), is_confirmed=True),
        Agency("UN", Text("邓白氏", "Dun & Bradstreet")),
        Agency("LB", Text("ATIS（ANSI T1.220）", "ATIS (ANSI T1.220)")),
        Agency("LD", Text("美国国防部活动地址码", "US DoD activity address code")),
        Agency("LH", Text("欧洲健康产业商业通信理事会", "EHIBCC")),
        Agency("D", Text("北约 CAGE/NCAGE", "NATO CAGE/NCAGE")),
    )
}
#: ISO/IEC 15459-3: a unique identifier has at most 50 characters.
LENGTH_LIMIT: Final = 50
_CHARACTERS: Final = re.compile(r"[A-Z0-9]+")


def read_vaa(text: str) -> Code:
    """Read a unique identifier that begins with a known agency code.

    Shapes: kind: the agency code in small letters; parts: agency, identifier.
    Raises: BadVaa.
    Limits: small letters are taken as capitals; hyphens and dots are refused.
    """
    written = text.strip().upper()
    if not _CHARACTERS.fullmatch(written):
        reason = Text("含有大写字母和数字以外的字符", "it holds other than capitals and digits")
        raise BadVaa(text=text, reason=reason)
    if len(written) > LENGTH_LIMIT:
        reason = Text("超过 {n} 个字符", "it has more than {n} characters").format(n=LENGTH_LIMIT)
        raise BadVaa(text=text, reason=reason)
    # Codes are prefix-free in the register, the longest fit is the only one.
    agency = next((written[:size] for size in (3, 2, 1) if written[:size] in AGENCIES), None)
    if agency is None or len(written) == len(agency):
        reason = Text("发码机构代码未知或其后无内容", "the agency is unknown or nothing follows it")
        raise BadVaa(text=text, reason=reason)
    return Code(
        system=System.VAA,
        kind=agency.lower(),
        parts=(("agency", agency), ("identifier", written[len(agency) :])),
        canonical=written,
    )
