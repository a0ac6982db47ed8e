"""Industry codes of the national classification: how they are written and what they belong to.

A code is a section letter with two (division 大类), three (group 中类) or four digits (class 小类):
``C39``, ``C391``, ``C3911``. Not for clusters, which are sets of codes in a content pack.

Source: GB/T 4754-2017 国民经济行业分类, with amendment 1 (2019).
"""

from string import ascii_letters
from typing import Final

from lingnan.kernel.industry_division import DIVISIONS, SECTIONS
from lingnan.kernel.industry_group import GROUPS
from lingnan.kernel.text import Text, half_width

__all__ = [
    "DIVISIONS",
    "GROUPS",
    "INDUSTRIAL_SECTIONS",
    "SECTIONS",
    "division",
    "is_industrial",
    "is_manufacturing",
    "name",
    "normalise",
    "problem",
    "section",
]

#: Sections that official statistics call industry 工业.
INDUSTRIAL_SECTIONS: Final = ("B", "C", "D")

_DIGITS: Final = frozenset("0123456789")


def problem(code: str) -> str | None:
    """Answer what is wrong with a code, its section letter written or not, or None.

    Returns ``shape`` (not two to four digits after at most one letter A to T), ``division`` (no
    such first two digits) or ``section`` (the letter is not that of the division).
    Limits: three- and four-digit codes are not looked up; `GROUPS` holds only a part of them.
    """
    written = half_width(code).upper()
    letter, digits = (written[0], written[1:]) if written[:1].isalpha() else ("", written)
    if letter and letter not in SECTIONS:
        return "shape"
    if not 2 <= len(digits) <= 4 or not _DIGITS.issuperset(digits):
        return "shape"
    if digits[:2] not in DIVISIONS:
        return "division"
    if letter and letter != DIVISIONS[digits[:2]][0]:
        return "section"
    return None


def normalise(code: str) -> str:
    """Write a code with its section letter: ``3911``, ``c3911`` and ``C3911`` become ``C3911``.

    Raises: ValueError when `problem` finds something.
    Limits: a leading zero that a spreadsheet has eaten (``111`` for ``0111``) cannot be restored.
    """
    found = problem(code)
    if found is not None:
        raise ValueError(f"industry code {code!r} is not valid: {found}")
    digits = half_width(code).lstrip(ascii_letters)
    return DIVISIONS[digits[:2]][0] + digits


def section(code: str) -> str:
    """Answer the section letter. Raises: ValueError as `normalise`."""
    return normalise(code)[0]


def division(code: str) -> str:
    """Answer the two digits of the division. Raises: ValueError as `normalise`."""
    return normalise(code)[1:3]


def name(code: str) -> Text:
    """Answer the most exact name known: of the class, else the group, else the division.

    Raises: ValueError as `normalise`.
    """
    written = normalise(code)
    for length in (5, 4):
        if len(written) >= length and written[:length] in GROUPS:
            return GROUPS[written[:length]]
    return DIVISIONS[written[1:3]][1]


def is_industrial(code: str) -> bool:
    """Answer whether the code lies in industry 工业: mining, manufacturing, or utilities.

    Raises: ValueError as `normalise`.
    """
    return section(code) in INDUSTRIAL_SECTIONS


def is_manufacturing(code: str) -> bool:
    """Answer whether the code lies in manufacturing 制造业. Raises: ValueError as `normalise`."""
    return section(code) == "C"
