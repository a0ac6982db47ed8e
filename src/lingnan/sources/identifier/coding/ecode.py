"""Ecode, the Chinese entity code of the Internet of things: V, NSI and MD.

GB/T 31866 divides a code into a version V, an identifier of the numbering scheme NSI and the master
data code MD. How long NSI and MD are in each version is said by a table of the standard that this
program has not seen confirmed, so it holds no such table: a `Structure` is given by who has the
standard, and without one a code that is written in one piece is refused. A code whose three pieces
are given apart needs none.
Source: GB/T 31866-2023 (V, NSI, MD; V0 serves GS1 codes); resolution GB/T 36605.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import charset
from lingnan.sources.identifier.coding.errors import BadEcode, EcodeStructureUnknown
from lingnan.sources.identifier.coding.model import Code, System

SCHEME: Final = "ecode:"


@dataclass(frozen=True, slots=True)
class Structure:
    """How one version of Ecode divides.

    Shapes:
        nsi_length: digits of NSI. md_most: greatest number of characters of MD, None when open.
        md_charset: allowed characters of MD, None for any printable one.
        source: the clause this was taken from.
    """

    nsi_length: int
    md_most: int | None
    md_charset: str | None
    source: str


def read_ecode(text: str, structures: Mapping[int, Structure] | None = None) -> Code:
    """Read ``ecode:`` and a code: three pieces ``V.NSI.MD``, or one when V's structure is given.

    Shapes: parts: V, NSI, MD; canonical: ``ecode:V.NSI.MD``.
    Raises: BadEcode; EcodeStructureUnknown for one piece without structure.
    Limits: the written form with dots is this program's, so that no table is needed to read it.
    """
    body = text.strip()
    body = body[len(SCHEME) :] if body[: len(SCHEME)].lower() == SCHEME else body
    if not charset.is_digits(body[:1]):
        raise BadEcode(text=text, reason=Text("开头不是版本号", "it does not begin with a version"))
    version = int(body[0])
    structure = (structures or {}).get(version)
    pieces = body.split(".", 2)
    if len(pieces) == 3 and len(pieces[0]) == 1:
        return make_ecode(version, pieces[1], pieces[2], structure)
    if structure is None:
        raise EcodeStructureUnknown(version=version)
    split = 1 + structure.nsi_length
    return make_ecode(version, body[1:split], body[split:], structure)


def make_ecode(version: int, nsi: str, md: str, structure: Structure | None = None) -> Code:
    """Make a code of its three pieces, checked as far as the structure is known.

    Raises: BadEcode.
    """
    text = f"{version}.{nsi}.{md}"
    if not 0 <= version <= 9:
        raise BadEcode(text=text, reason=Text("版本应为一位数字", "the version is one digit"))
    if not charset.is_digits(nsi):
        raise BadEcode(text=text, reason=Text("NSI 应为数字", "NSI consists of digits"))
    if not md or not md.isprintable() or " " in md:
        raise BadEcode(text=text, reason=Text("MD 为空或含空白", "MD is empty or holds blanks"))
    if structure is not None:
        _require_structure(text, nsi, md, structure)
    return Code(
        system=System.ECODE,
        kind=f"v{version}",
        parts=(("V", str(version)), ("NSI", nsi), ("MD", md)),
        canonical=f"{SCHEME}{version}.{nsi}.{md}",
    )


def _require_structure(text: str, nsi: str, md: str, structure: Structure) -> None:
    if len(nsi) != structure.nsi_length:
        reason = Text("NSI 应为 {n} 位", "NSI has {n} digits").format(n=structure.nsi_length)
        raise BadEcode(text=text, reason=reason)
    if structure.md_most is not None and len(md) > structure.md_most:
        reason = Text("MD 最多 {n} 位", "MD has {n} characters at most")
        raise BadEcode(text=text, reason=reason.format(n=structure.md_most))
    if structure.md_charset is not None and not set(md) <= set(structure.md_charset):
        reason = Text("MD 含有不允许的字符", "MD holds characters that are not allowed")
        raise BadEcode(text=text, reason=reason)


def one_piece(code: Code) -> str:
    """Write V, NSI and MD in one piece, as in a bar code."""
    return "".join(value for _, value in code.parts)
