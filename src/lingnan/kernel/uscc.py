"""The unified social credit code 统一社会信用代码 that names an enterprise.

18 characters: registering department, category, six region digits, nine characters of organisation
code, one check character. Not for asking whether an enterprise exists: only the register knows.

Source: GB 32100-2015 with amendment 1; check character after GB/T 17710 (ISO 7064);
organisation code after GB 11714.
"""

from typing import Final

from lingnan.kernel.text import half_width

#: The digits and the capital letters without I, O, S, V, Z; a character's value is its index.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Weight of position i (1 to 17): 3^(i-1) mod 31.
WEIGHTS: Final = tuple(pow(3, index, 31) for index in range(17))
#: Position 1: who registers. 9 is the market regulator, which registers enterprises.
DEPARTMENTS: Final = "123456789ANY"

#: GB 11714: weights of the eight characters that the organisation code's own check covers.
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_DIGITS: Final = frozenset("0123456789")
_LETTERS_AND_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def normalise(code: str) -> str:
    """Bring a typed code to its written form: half-width, upper case, no surrounding space.

    Limits: repairs nothing else; a letter O in place of a zero stays an error.
    """
    return half_width(code).upper()


def check_character(first17: str) -> str:
    """Answer the 18th character that belongs to the first 17.

    Formula: c = (31 - sum(value_i * 3^(i-1)) mod 31) mod 31, written in `ALPHABET`.
    Raises: ValueError unless given 17 characters of `ALPHABET`.
    Source: GB 32100-2015, check character.
    """
    if len(first17) != 17 or any(character not in _VALUES for character in first17):
        raise ValueError(f"{first17!r} is not 17 characters of the code's alphabet")
    total = sum(
        _VALUES[character] * weight for character, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def problem(code: str) -> str | None:
    """Answer what is wrong with a normalised code, or None.

    Returns one of ``length``; ``alphabet`` (a letter that the code never uses, or a region position
    3 to 8 that is no digit); ``check`` (mistyped: the check character does not fit); ``department``
    (position 1 names no registering department). The first that applies, in this order.
    Limits: judges neither the category (position 2), nor whether the region exists (codes keep the
        region of first registration, even an abolished one), nor the embedded organisation code.
    """
    if len(code) != 18:
        return "length"
    if any(character not in _VALUES for character in code) or not _DIGITS.issuperset(code[2:8]):
        return "alphabet"
    if check_character(code[:17]) != code[17]:
        return "check"
    if code[0] not in DEPARTMENTS:
        return "department"
    return None


def is_valid(code: str) -> bool:
    """Answer whether a normalised code is well formed."""
    return problem(code) is None


def organisation_check_character(first8: str) -> str:
    """Answer the ninth character of an organisation code 组织机构代码.

    Formula: c = 11 - sum(value_i * weight_i) mod 11, with 10 written X and 11 written 0.
    Raises: ValueError unless given eight digits or capital letters (A = 10 to Z = 35).
    Source: GB 11714.
    """
    if len(first8) != 8 or any(character not in _LETTERS_AND_DIGITS for character in first8):
        raise ValueError(f"{first8!r} is not eight digits or capital letters")
    total = sum(
        _LETTERS_AND_DIGITS.index(character) * weight
        for character, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def organisation_code_problem(code: str) -> str | None:
    """Answer ``organisation`` when positions 9 to 17 fail their own check, or None.

    Limits: a hint, not a verdict: enough real codes of self-employed traders fail it, so that it is
        no part of `problem`. Expects a code on which `problem` finds nothing.
    """
    if organisation_check_character(code[8:16]) != code[16]:
        return "organisation"
    return None
