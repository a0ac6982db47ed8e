"""Names: folding of case, prefix and suffix, the handle of a prefix, the server of a site.

Case is ignored for the 26 ASCII letters only: no Unicode folding, no normalisation (RFC 3651 §2,
Handle protocol facts §1.16–1.17). Not for rules of one node about names (see business).
"""

from hashlib import md5
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.codes import HashOption
from lingnan.sources.identifier.wire.errors import BadField, InvalidHandle, NotText
from lingnan.sources.identifier.wire.limit import MAX_HANDLE

#: Begin of the handle of every prefix, and the authority of all of them.
PREFIX_AUTHORITY: Final = "0.NA/"
ROOT_AUTHORITY: Final = "0.NA/0.NA"
_UPPER: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_ROOT_PREFIX: Final = "0.NA"
_NOT_WHOLE: Final = Text("缺少前缀、斜线或后缀", "prefix, slash or suffix is missing")
_CONTROL: Final = Text("含有控制字符", "it has a control character")
_TOO_LONG: Final = Text(f"超过 {MAX_HANDLE} 字节", f"it is longer than {MAX_HANDLE} octets")


def fold(handle: str | bytes) -> bytes:
    """Answer the octets under which a handle is stored and compared: a–z made A–Z.

    Raises:
        NotText: the text cannot be written in UTF-8.

    Source: Handle protocol facts §1.17.
    """
    if isinstance(handle, bytes):
        return handle.upper()
    try:
        return handle.encode().upper()
    except UnicodeEncodeError as failure:
        raise NotText(offset=failure.start) from None


def fold_text(handle: str) -> str:
    """Answer a handle with a–z made A–Z, all else untouched (Handle protocol facts §1.17)."""
    return handle.translate(_UPPER)


def is_same(one: str, other: str) -> bool:
    """Answer whether two names are the same handle (Handle protocol facts §1.17)."""
    return fold(one) == fold(other)


def split(handle: str) -> tuple[str, str]:
    """Answer prefix and suffix; a name without slash is a prefix of ``0.NA`` (RFC 3651 §2).

    Shapes: ``88.900.1/a/b`` gives ``88.900.1`` and ``a/b``; ``88.900.1`` gives ``0.NA`` and
        ``88.900.1``.
    """
    prefix, slash, suffix = handle.partition("/")
    return (prefix, suffix) if slash else (_ROOT_PREFIX, handle)


def is_prefix_handle(handle: str) -> bool:
    """Answer whether a handle describes a prefix: it begins with ``0.NA/``.

    Source: Handle protocol facts §1.17.
    """
    return fold_text(handle[:5]) == PREFIX_AUTHORITY


def prefix_handle(prefix: str) -> str:
    """Answer the handle that describes a prefix: ``88.900.1`` gives ``0.NA/88.900.1``.

    Source: Handle protocol facts §1.17.
    """
    return PREFIX_AUTHORITY + prefix


def authority(handle: str) -> str:
    """Answer the prefix handle that is responsible for a handle, in upper case.

    ``88.900.1/a`` belongs to ``0.NA/88.900.1``; prefix handles and names without a slash belong to
    ``0.NA/0.NA`` (Handle protocol facts §1.17).
    """
    prefix, _ = split(handle)
    return fold_text(PREFIX_AUTHORITY + prefix)


def parent_prefix(prefix: str) -> str | None:
    """Answer the prefix from which a prefix is derived; None at the top (RFC 3650 §3.1)."""
    parent, dot, _ = prefix.rpartition(".")
    return parent if dot and parent else None


def check(handle: str) -> str:
    """Answer the handle itself if it can be one.

    Raises:
        InvalidHandle: no slash, empty prefix, empty suffix, control character, or too long.

    Source: RFC 3651 §2, Handle protocol facts §1.1.
    """
    prefix, slash, suffix = handle.partition("/")
    if not slash or not prefix or not suffix:
        raise InvalidHandle(handle=handle[:80], reason=_NOT_WHOLE)
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in handle):
        raise InvalidHandle(handle=ascii(handle[:80]), reason=_CONTROL)
    if len(fold(handle)) > MAX_HANDLE:
        raise InvalidHandle(handle=handle[:80] + "…", reason=_TOO_LONG)
    return handle


def hash_number(handle: str | bytes, option: int) -> int:
    """Answer the number that chooses a server: last four octets of an MD5, signed, made positive.

    The part hashed is folded: prefix, suffix or the whole. −2³¹, which has no positive partner in
    four octets, counts as 0. Source: RFC 3651 §3.2.2, RFC 3652 §3.1.3, Handle protocol facts §1.16.

    Raises:
        BadField: the option is none of `HashOption`.
    """
    folded = fold(handle)
    prefix, slash, suffix = folded.partition(b"/")
    if not slash:
        prefix, suffix = b"0.NA", folded
    if option == HashOption.PREFIX:
        part = prefix
    elif option == HashOption.SUFFIX:
        part = suffix
    elif option == HashOption.HANDLE:
        part = folded
    else:
        raise BadField(field="hashOption", value=option, allowed="0, 1, 2")
    return positive(md5(part, usedforsecurity=False).digest()[-4:])


def positive(tail: bytes) -> int:
    """Answer four octets as a signed integer made positive; −2³¹ counts as 0.

    Source: Handle protocol facts §1.16.
    """
    number = abs(int.from_bytes(tail, "big", signed=True))
    return 0 if number == 1 << 31 else number


def server_number(handle: str | bytes, option: int, count: int) -> int:
    """Answer the place, from 0, of the responsible server among the `count` servers of a site.

    Raises:
        BadField: the option is unknown, or there is no server.

    Source: RFC 3652 §3.1.3, Handle protocol facts §1.16.
    """
    if count < 1:
        raise BadField(field="servers", value=count, allowed="≥ 1")
    return hash_number(handle, option) % count
