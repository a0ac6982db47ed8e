"""Handle names: their two parts, the national prefix grammar, and narrower profiles of products.

Not for folding or hashing names (wire does), and never a limit of the protocol itself: a profile
is what a registrar chooses to allow.
Source: RFC 3651 section 2; Handle protocol facts §1.17, §4.2.
"""

import re
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding.errors import BadHandleName, BadPrefix
from lingnan.sources.identifier.coding.model import Code, System

#: Octets of UTF-8 that the reference implementation accepts. Source: protocol facts §1.1.
OCTET_LIMIT: Final = 2048
#: The handle of a prefix lives under this prefix. Source: RFC 3651 section 3.
PREFIX_AUTHORITY: Final = "0.NA"
_PREFIX: Final = re.compile(r"(\d{2})\.(\d{3,5})(?:\.(\d{1,128}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Profile:
    """A narrower rule for names.

    Shapes:
        characters_most: Unicode characters of the whole name.
        slashes_most: slashes in the whole name.
        specials: characters allowed in the suffix besides letters and digits of any script.
    """

    name: Text
    characters_most: int
    slashes_most: int
    specials: str


#: What one commercial Chinese resolver accepts, with the dot that prefixes and industry coding
#: standards use. Source: protocol facts §1.17.
RESOLVER_PROFILE: Final = Profile(Text("解析产品限制", "Resolver product limits"), 128, 1, "_-.")


@dataclass(frozen=True, slots=True)
class NationalPrefix:
    """A prefix of the national grammar: issuer 2 digits, second-level node 3–5, enterprise 1–128.

    The digits are kept as text: 88.101.0042 and 88.101.42 are two prefixes.
    """

    issuer: str
    node: str
    enterprise: str | None

    def __str__(self) -> str:
        """Write the prefix."""
        pieces = (self.issuer, self.node, self.enterprise)
        return ".".join(piece for piece in pieces if piece is not None)

    @property
    def parent(self) -> str:
        """Answer the prefix of the second-level node."""
        return f"{self.issuer}.{self.node}"


def read_prefix(text: str) -> NationalPrefix:
    """Read a prefix of a second-level node (``88.900``) or an enterprise (``88.900.1``).

    Raises: BadPrefix.
    """
    match = _PREFIX.fullmatch(text)
    if match is None:
        raise BadPrefix(text=text)
    return NationalPrefix(match[1], match[2], match[3])


def prefix_handle(text: str) -> Code:
    """Answer the handle of a prefix: ``88.900.1`` → ``0.NA/88.900.1``.

    Raises: BadPrefix.
    Source: Handle protocol facts §1.17: a name without slash belongs to 0.NA.
    """
    return read_handle(f"{PREFIX_AUTHORITY}/{read_prefix(text)}")


def read_handle(text: str, profile: Profile | None = None) -> Code:
    """Read a handle name.

    Shapes: parts: prefix, suffix; canonical: as written, since case is shown and folded only in
        comparing.
    Raises: BadHandleName.
    """
    prefix, slash, suffix = text.partition("/")
    if not (prefix and slash and suffix):
        raise BadHandleName(text=text, reason=Text("缺少前缀或后缀", "prefix or suffix is missing"))
    if not text.isprintable():
        reason = Text("含有不可见字符", "it holds invisible characters")
        raise BadHandleName(text=text, reason=reason)
    if len(text.encode("utf-8", "surrogatepass")) > OCTET_LIMIT:
        reason = Text("超过 {n} 字节", "it has more than {n} octets").format(n=OCTET_LIMIT)
        raise BadHandleName(text=text[:40] + "…", reason=reason)
    if "" in prefix.split("."):
        reason = Text("前缀中有空段", "the prefix has an empty segment")
        raise BadHandleName(text=text, reason=reason)
    if profile is not None:
        _require_profile(text, suffix, profile)
    return Code(System.HANDLE, "handle", (("prefix", prefix), ("suffix", suffix)), text)


def _require_profile(text: str, suffix: str, profile: Profile) -> None:
    if len(text) > profile.characters_most:
        reason = Text("超过 {n} 个字符", "it has more than {n} characters")
        raise BadHandleName(text=text, reason=reason.format(n=profile.characters_most))
    if text.count("/") > profile.slashes_most:
        reason = Text("“/”超过 {n} 个", "it has more than {n} slashes")
        raise BadHandleName(text=text, reason=reason.format(n=profile.slashes_most))
    for character in suffix:
        if not character.isalnum() and character not in profile.specials:
            reason = Text("字符“{c}”不允许", "the character “{c}” is not allowed")
            raise BadHandleName(text=text, reason=reason.format(c=character))
