"""The character sets of GS1 data, and the check that a text keeps to one.

Source: GS1 General Specifications, figures 7.11-1 (CSET 82), 7.11-2 (CSET 39), 7.11-3 (CSET 64);
CSET 32, the characters of the check pair, section 7.9.5.
"""

from typing import Final

from lingnan.sources.identifier.coding.errors import BadCharacter

DIGITS: Final = "0123456789"
CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL: Final = "abcdefghijklmnopqrstuvwxyz"
#: In the order of their values 0 to 81, which the check character pair uses.
CSET82: Final = "!\"%&'()*+,-./" + DIGITS + ":;<=>?" + CAPITALS + "_" + SMALL
CSET39: Final = "#-/" + DIGITS + CAPITALS
CSET64: Final = DIGITS + CAPITALS + SMALL + "-_="
#: In the order of their values 0 to 31: no 0, 1, I, O.
CSET32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

#: By the letter that a field format is written with: N6, X..20, Y..30, Z..90.
BY_LETTER: Final = {"N": DIGITS, "X": CSET82, "Y": CSET39, "Z": CSET64}


def require(text: str, charset: str) -> None:
    """Check that every character belongs to the set.

    Raises: BadCharacter with the 1-based position of the first that does not.
    """
    for position, character in enumerate(text, 1):
        if character not in charset:
            raise BadCharacter(text=text, position=position, character=character, charset=charset)


def is_digits(text: str) -> bool:
    """Answer whether the text is one or more ASCII digits (`str.isdigit` also takes others)."""
    return text.isascii() and text.isdigit()
