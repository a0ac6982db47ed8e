"""What an answer to one item means: its canonical code, its points, its level.

Not for putting items together (score) nor for whole answer sheets (sheet).
"""

from decimal import Decimal
from fractions import Fraction

from lingnan.diagnosis.model import Item, Option
from lingnan.kernel import half_width
from lingnan.packs.content.model_answer import in_order, problem_of


def split_codes(text: str) -> list[str]:
    """The option codes in a text: separated by comma, semicolon, 、 or space; any width or case."""
    plain = half_width(text).upper()
    for sign in ";、/ ":
        plain = plain.replace(sign, ",")
    return [code for code in plain.split(",") if code]


def read_codes(item: Item, text: str) -> str | None:
    """The canonical code of an answer given as option codes; None if it cannot answer the item."""
    codes = split_codes(text)
    if problem_of(codes, item.options, is_multi=item.kind == "multi") is not None:
        return None
    return in_order(codes, item.options)


def read_number(item: Item, number: Decimal) -> str | None:
    """The code of an answer given as a number: a share 0-1 for a ratio, a level for a graded item.

    None if the number cannot answer the item.
    """
    if item.kind == "ratio":
        return band_of(item, Fraction(number))
    if item.kind == "graded" and number == int(number):
        return read_codes(item, str(int(number)))
    return None


def read_value(item: Item, value_code: str | None, value_number: Decimal | None) -> str | None:
    """The canonical code of a piece of evidence; None if it cannot answer the item."""
    if value_code is not None:
        return read_codes(item, value_code)
    return None if value_number is None else read_number(item, value_number)


def band_of(item: Item, share: Fraction) -> str | None:
    """The band of a share; upper bounds are inclusive. None outside 0 to 1.

    Source: miit-sme-2024 Q02, Q03, Q11.
    """
    if share < 0:
        return None
    for option in item.options:
        if option.upper_share is not None and share <= option.upper_share:
            return option.code
    return None


def chosen(item: Item, code: str) -> list[Option]:
    """The options of a canonical answer."""
    codes = set(code.split(","))
    return [option for option in item.options if option.code in codes]


def points(item: Item, code: str | None) -> int:
    """Millipoints of a canonical answer, capped at the full mark; an absent answer earns none."""
    if code is None:
        return 0
    return min(sum(option.millipoints for option in chosen(item, code)), item.max_millipoints)


def level_of(item: Item, code: str | None) -> int:
    """Level of a graded item; 0 without an answer."""
    return 0 if code is None or item.kind != "graded" else int(code)


def proof_kinds(item: Item, code: str | None) -> tuple[str, ...]:
    """Kinds of evidence that would prove an answer: those of its options, else of the item."""
    options = chosen(item, code) if code is not None else list(item.options)
    kinds = [kind for option in options for kind in option.evidence_kinds]
    return tuple(dict.fromkeys(kinds)) or item.evidence_kinds
