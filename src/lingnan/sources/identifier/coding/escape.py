"""Writing any text so that it survives as part of a handle: reversible, and safe against folding.

Handles are compared without regard to ASCII case, but serial numbers and BIDs are not: ``a1`` and
``A1`` are two objects. So the case is written down:

* digits, letters, hyphen and dot stand for themselves;
* ``__`` changes between capitals and small letters; a text begins with capitals;
* ``_`` and two hexadecimal digits is one octet of UTF-8: ``_2F`` a slash, ``_5F`` an underscore.

``aB-1/2`` becomes ``__a__B-1_2F2``. Only letters, digits, ``_ - .`` are used, so that the result
also fits the narrow name profiles in use (see handle_name.RESOLVER_PROFILE).
"""

from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding.errors import BadHandleName

_PLAIN: Final = frozenset("0123456789-.")
_HEX: Final = frozenset("0123456789ABCDEFabcdef")


def escape(text: str, *, dots: bool = True) -> str:
    """Write a text escaped; with ``dots=False`` dots are escaped too, so that they can separate.

    Raises: UnicodeEncodeError for lone surrogates.
    """
    written = []
    is_small = False
    for character in text:
        if character.isascii() and character.isalpha():
            if character.islower() != is_small:
                written.append("__")
                is_small = not is_small
            written.append(character)
        elif character in _PLAIN and (dots or character != "."):
            written.append(character)
        else:
            written.extend(f"_{octet:02X}" for octet in character.encode())
    return "".join(written)


def unescape(text: str) -> str:
    """Read an escaped text; the case of the letters given does not matter, only the marks do.

    Raises: BadHandleName when it was not made by `escape`.
    """
    octets = bytearray()
    is_small = False
    place = 0
    while place < len(text):
        character = text[place]
        if character == "_":
            mark = text[place + 1 : place + 3]
            if mark[:1] == "_":
                is_small = not is_small
                place += 2
                continue
            if len(mark) != 2 or not _HEX.issuperset(mark):
                raise _broken(text)
            octets.append(int(mark, 16))
            place += 3
        elif character in _PLAIN or (character.isascii() and character.isalpha()):
            octets += (character.lower() if is_small else character.upper()).encode()
            place += 1
        else:
            raise _broken(text)
    try:
        return octets.decode()
    except UnicodeDecodeError as failure:
        raise _broken(text) from failure


def _broken(text: str) -> BadHandleName:
    reason = Text("转义写法有误", "its escapes are broken")
    return BadHandleName(text=text, reason=reason)
