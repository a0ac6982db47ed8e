"""What typed cells mean: days, months, numbers, shares, units.

Pure functions over text; not for tables (each importer decodes the distinct words of a column and
joins them back) and not for codes (kernel).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from lingnan.kernel import Period, half_width, month_end

#: The ledger dates facts from this day on.
FIRST_DAY: Final = date(2000, 1, 1)
NULL_WORDS: Final = frozenset({"", "null", "none", "nan", "n/a", "#n/a", "-", "--", "—", "/"})
UnitKind = Literal["share", "pct"]

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_QUARTER = re.compile(r"(\d{4})[-/年]?(?:Q|第)([1-4一二三四])(?:季度)?", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})年?")
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
_SHARE_UNITS: Final = frozenset({"share", "比例", "0-1", "0–1", "0~1", "小数"})
_PCT_UNITS: Final = frozenset({"%", "pct", "percent", "百分比", "百分数", "百分率"})
#: Unit words by the unit they are counted in, with the factor to it.
_UNITS: Final[Mapping[str, tuple[str, Decimal]]] = {
    "元": ("cny", Decimal(1)),
    "人民币元": ("cny", Decimal(1)),
    "人民币": ("cny", Decimal(1)),
    "rmb": ("cny", Decimal(1)),
    "yuan": ("cny", Decimal(1)),
    "千元": ("cny", Decimal(1_000)),
    "万元": ("cny", Decimal(10_000)),
    "亿元": ("cny", Decimal(100_000_000)),
    "度": ("kwh", Decimal(1)),
    "千瓦时": ("kwh", Decimal(1)),
    "万千瓦时": ("kwh", Decimal(10_000)),
    "个月": ("month", Decimal(1)),
    "月": ("month", Decimal(1)),
    "months": ("month", Decimal(1)),
    "天": ("day", Decimal(1)),
    "日": ("day", Decimal(1)),
    "days": ("day", Decimal(1)),
}
_COUNT_WORDS: Final = frozenset({"个", "台", "家", "套", "项", "人", "次", "count", "1", "service"})


@dataclass(frozen=True, slots=True)
class Share:
    """What a typed share means: a value 0 to 1, or why it means none.

    `doubt` names a reading that is accepted but should be looked at.
    """

    value: Decimal | None
    problem: Literal["range", "ambiguous", "number"] | None = None
    doubt: Literal["percent_assumed", "below_one_percent"] | None = None


def is_null(text: str | None) -> bool:
    """Whether a cell says that it holds nothing."""
    return text is None or text.strip().casefold() in NULL_WORDS


def parse_day(text: str) -> date | None:
    """Read a day: 2023-09-30, 2023/9/30, 2023年9月30日, 20230930, with or without a time of day."""
    written = half_width(text)
    match = _DAY.fullmatch(written) or _COMPACT_DAY.fullmatch(written)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_period(text: str) -> Period | None:
    """Read a day, a month (2023-09), a quarter (2023Q3) or a year as a period."""
    written = half_width(text)
    day = parse_day(written)
    if day is not None:
        return Period.day(day)
    if (match := _MONTH.fullmatch(written)) is not None:
        month = int(match[2])
        return Period.month(date(int(match[1]), month, 1)) if 1 <= month <= 12 else None
    if (match := _QUARTER.fullmatch(written.replace(" ", ""))) is not None:
        quarter = _QUARTERS.get(match[2]) or int(match[2])
        start = date(int(match[1]), quarter * 3 - 2, 1)
        last = month_end(date(int(match[1]), quarter * 3, 1))
        return Period(start, last + timedelta(days=1))
    if (match := _YEAR.fullmatch(written)) is not None and int(match[1]) > 0:
        return Period.year(int(match[1]))
    return None


def parse_number(text: str) -> Decimal | None:
    """Read a plain number: 1,234.5 and 1.2E+3 too; null when it is none."""
    written = half_width(text).replace(",", "").replace("_", "x")
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def unit_kind(unit: str | None) -> UnitKind | None:
    """Whether a unit word says share (0 to 1) or percent; null when it says neither."""
    written = half_width(unit or "").casefold()
    if written in _SHARE_UNITS:
        return "share"
    return "pct" if written in _PCT_UNITS else None


def parse_share(text: str, unit: str | None) -> Share:
    """Read a share by its percent sign or unit: `60%`, 60 in percent and 0.6 in shares are one.

    Without either, 0 is 0 and a number above 1 can only be a percentage; a number in (0, 1] may be
    a share or a small percentage, so it is refused instead of guessed.
    Units: returns 0 to 1.
    """
    written = half_width(text)
    has_sign = written.endswith("%")
    number = parse_number(written.removesuffix("%"))
    if number is None:
        return Share(None, "number")
    kind = "pct" if has_sign else unit_kind(unit)
    if kind == "share":
        return Share(number) if 0 <= number <= 1 else Share(None, "range")
    if not 0 <= number <= 100:
        return Share(None, "range")
    if kind == "pct":
        is_small = 0 < number < 1 and not has_sign
        return Share(number / 100, doubt="below_one_percent" if is_small else None)
    if 0 < number <= 1:
        return Share(None, "ambiguous")
    return Share(number / 100, doubt="percent_assumed" if number else None)


def unit_factor(given: str | None, wanted: str) -> Decimal | None:
    """By what a number in unit `given` is multiplied to be in unit `wanted`; null if it cannot be.

    An empty unit means the wanted one.
    """
    written, target = half_width(given or "").casefold(), half_width(wanted).casefold()
    if not written or written == target:
        return Decimal(1)
    written_base, factor = _UNITS.get(written, (written, Decimal(1)))
    target_base, divisor = _UNITS.get(target, (target, Decimal(1)))
    if written_base == target_base:
        return factor / divisor
    return Decimal(1) if written in _COUNT_WORDS and target in _COUNT_WORDS else None
