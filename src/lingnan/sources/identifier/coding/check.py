"""Check digits and check character pairs: computing and verifying them.

Not for the unified social credit code (kernel.uscc has its own).
"""

from typing import Final

from lingnan.sources.identifier.coding import charset
from lingnan.sources.identifier.coding.errors import BadLength, WrongCheck

#: The first primes, enough for 97 data characters before a pair.
_PRIMES: Final = tuple(
    number for number in range(2, 510) if all(number % lower for lower in range(2, number))
)


def mod10(digits: str) -> str:
    """Answer the check digit that belongs behind the digits.

    Formula: from the right, weights 3, 1, 3, 1 …; c = −Σ mod 10.
    Raises: BadCharacter.
    Source: GS1 General Specifications 7.9.1.
    """
    charset.require(digits, charset.DIGITS)
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


def require_mod10(number: str) -> None:
    """Check the last digit of a number.

    Raises: BadCharacter, BadLength (fewer than two digits), WrongCheck.
    """
    if len(number) < 2:
        raise BadLength(field="GS1", text=number, found=len(number), expected="≥ 2")
    expected = mod10(number[:-1])
    if number[-1] != expected:
        raise WrongCheck(text=number, found=number[-1], expected=expected)


def pair(text: str) -> str:
    """Answer the check character pair that belongs behind a text of CSET 82.

    Formula: from the right, the character values times the primes 2, 3, 5 …; Σ mod 1021, written as
    two digits of base 32.
    Raises: BadCharacter; BadLength beyond 97 characters.
    Source: GS1 General Specifications 7.9.5.
    """
    if len(text) > len(_PRIMES):
        raise BadLength(field="GMN", text=text, found=len(text), expected=f"≤ {len(_PRIMES)}")
    charset.require(text, charset.CSET82)
    total = sum(
        charset.CSET82.index(character) * prime
        for character, prime in zip(reversed(text), _PRIMES, strict=False)
    )
    high, low = divmod(total % 1021, 32)
    return charset.CSET32[high] + charset.CSET32[low]


def require_pair(text: str) -> None:
    """Check the last two characters of a text.

    Raises: BadLength, BadCharacter, WrongCheck.
    """
    if len(text) < 2:
        raise BadLength(field="GMN", text=text, found=len(text), expected="≥ 2")
    charset.require(text[-2:], charset.CSET32)
    expected = pair(text[:-2])
    if text[-2:] != expected:
        raise WrongCheck(text=text, found=text[-2:], expected=expected)
