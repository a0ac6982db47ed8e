"""Base58 as bitcoin and BID write it: letters and digits without 0, O, I, l.

Source: draft-msporny-base58-03.
"""

from typing import Final

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}


def decode(text: str) -> bytes:
    """Answer the octets of a text. Raises: ValueError at a character outside the alphabet."""
    number = 0
    for character in text:
        if character not in _VALUES:
            raise ValueError(f"{character!r} is not in the Base58 alphabet")
        number = number * 58 + _VALUES[character]
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(octets: bytes) -> str:
    """Answer the text of octets."""
    number = int.from_bytes(octets, "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "1" * (len(octets) - len(octets.lstrip(b"\0"))) + digits
