"""What a six-digit GS1 date means: its century, and a day 00.

Not for checking the form (see gs1_component).
"""

from calendar import monthrange
from datetime import date

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import charset
from lingnan.sources.identifier.coding.errors import BadComponent, BadLength


def days_of_month(year: int, month: int) -> int:
    """Answer how many days the month has."""
    return monthrange(year, month)[1] if year > 0 else 29


def full_year(two_digits: int, today: date) -> int:
    """Answer the year meant by two digits.

    Formula: with d = YY − last two digits of this year: d ≥ 51 is the last century, d ≤ −50 the
    next one, else this one.
    Source: GS1 General Specifications 7.12.
    """
    century, year = divmod(today.year, 100)
    difference = two_digits - year
    if difference >= 51:
        century -= 1
    elif difference <= -50:
        century += 1
    return century * 100 + two_digits


def read_date(text: str, today: date) -> date:
    """Answer the date of YYMMDD; day 00 is the last day of the month.

    Raises: BadLength, BadCharacter, BadComponent.
    Source: GS1 General Specifications 3.4 (day 00), 7.12 (century).
    """
    if len(text) != 6:
        raise BadLength(field="YYMMDD", text=text, found=len(text), expected="6")
    charset.require(text, charset.DIGITS)
    year, month, day = full_year(int(text[:2]), today), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12 or day > days_of_month(year, month):
        raise BadComponent(text=text, component=text, rule=Text("日期", "date"))
    return date(year, month, day or days_of_month(year, month))
