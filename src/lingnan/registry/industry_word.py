"""Read typed industries: a code with or without section letter, perhaps with its name."""

import re

from lingnan.kernel import half_width, industry

_LEADING_CODE = re.compile(r"([A-Ta-t]?\d{2,4})(?!\d)")
_SEPARATORS = re.compile(r"[;；,，、|/\s]+")


def read_industry(text: str) -> str:
    """Read ``3911``, ``C3911`` or ``3911 计算机整机制造`` as ``C3911``.

    Raises: ValueError when it begins with no code of GB/T 4754.
    """
    plain = half_width(text).removesuffix(".0")
    match = _LEADING_CODE.match(plain)
    return industry.normalise(plain if match is None else match[1])


def read_industries(text: str) -> str:
    """Read several codes as ``C3911;C3921``, each once, in the order typed.

    Raises: ValueError when one of them is no code.
    """
    codes = [read_industry(each) for each in _SEPARATORS.split(text.strip()) if each]
    return ";".join(dict.fromkeys(codes))
