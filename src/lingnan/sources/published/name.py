"""What published series call targets, regions and dates. Pure functions over text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from lingnan.kernel import half_width, month_end
from lingnan.kernel.region import PROVINCES
from lingnan.packs import Pack
from lingnan.packs.content import Target
from lingnan.sources.word import parse_number, parse_period

Comparator = Literal["over", "at_least", "about", "reach", "none"]
_COMPARATORS: Final[Mapping[str, Comparator]] = {
    "超": "over",
    "超过": "over",
    "多": "over",
    "逾": "over",
    "over": "over",
    ">": "over",
    "以上": "at_least",
    "不少于": "at_least",
    "at_least": "at_least",
    ">=": "at_least",
    "≥": "at_least",
    "约": "about",
    "近": "about",
    "左右": "about",
    "about": "about",
    "~": "about",
    "达到": "reach",
    "reach": "reach",
    "": "none",
    "=": "none",
    "none": "none",
}
_KIND: Final = re.compile(r"(?P<kind>\w+?)\s*(?:\((?P<comparator>[^)]*)\))?")
_REPORTED: Final = frozenset({"reported", "公布", "报道", "进度", "累计"})
_FILLERS: Final = re.compile(
    r"累计|总数|总量|数量|工业|制造业|企业|用云|产业|家数|[\s“”\"()·、，,]"
)
_STARTED: Final = "启动"
_YEAR: Final = re.compile(r"\d{4}年?")
_COUNT_UNITS: Final = frozenset({"家", "个", "户"})


@dataclass(frozen=True, slots=True)
class Dated:
    """A day read from a series; `is_first_of_two` and `is_year` are doubts worth telling."""

    day: date
    is_first_of_two: bool = False
    is_year: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The target that a name means; `is_started` when the name counts started projects only."""

    target: Target
    is_started: bool = False


def read_date(text: str) -> Dated | None:
    """Read a date, month, quarter or year as the last day it means; of two dates the first."""
    first, _, second = half_width(text).partition("/")
    if second and parse_period(half_width(text)) is None:
        dated = read_date(first)
        return None if dated is None else Dated(dated.day, is_first_of_two=True)
    period = parse_period(text)
    if period is None:
        return None
    day = period.end - timedelta(days=1)
    is_year = _YEAR.fullmatch(half_width(text)) is not None
    return Dated(day if period.days_count == 1 else month_end(day), is_year=is_year)


def read_kind(text: str | None) -> tuple[bool, Comparator]:
    """Answer whether a kind such as `reported(超)` is reported progress, and its comparator."""
    if text is None:
        return True, "none"
    match = _KIND.fullmatch(half_width(text).casefold())
    if match is None:
        return False, "none"
    return match["kind"] in _REPORTED, read_comparator(match["comparator"]) or "none"


def read_comparator(text: str | None) -> Comparator | None:
    """Read how a figure is qualified (超过, 以上, 约); None when the word is unknown."""
    return _COMPARATORS.get(half_width(text or "").casefold())


def read_count(text: str) -> Decimal | None:
    """Read a whole number of at least zero; 62.5万 is 625,000."""
    written = half_width(text)
    number = parse_number(written.removesuffix("万"))
    if number is None:
        return None
    number *= 10_000 if written.endswith("万") else 1
    return number if number >= 0 and number == number.to_integral_value() else None


def find_region(pack: Pack, text: str) -> str | None:
    """Answer the code of the pack's region or of one of its cities by name or code."""
    wanted = half_width(text)
    province = PROVINCES[pack.region_code]
    names = {pack.region_code: pack.region_code}
    names |= {province.zh: pack.region_code, province.en.casefold(): pack.region_code}
    names[re.sub(r"(省|市|自治区)$", "", province.zh)] = pack.region_code
    for city in pack.cities:
        for name in (city.code, city.short_zh, city.name.zh, city.name.en.casefold()):
            names[name] = city.code
    return names.get(wanted) or names.get(wanted.casefold())


def find_target(pack: Pack, text: str) -> Named | None:
    """Answer which target a series names: by id, by name, or by the name without filler words.

    `规上` stands for `规模以上`; 累计, 工业, 企业 and the like play no part. A name that adds 启动
    means the target too, but counts what was started.
    """
    wanted = half_width(text)
    by_core: dict[str, Target] = {}
    for target in pack.targets:
        if wanted.casefold() in (target.id, target.name.zh, target.name.en.casefold()):
            return Named(target)
        by_core[_core(target.name.zh)] = target
    core = _core(text)
    if core in by_core:
        return Named(by_core[core])
    started = by_core.get(core.removesuffix(_STARTED)) if core.endswith(_STARTED) else None
    return None if started is None else Named(started, is_started=True)


def fits_unit(target: Target, unit: str | None) -> bool:
    """Whether a unit word can be the target's; counting words (家, 个) are one."""
    written = half_width(unit or "")
    own = target.unit.zh
    same = written in ("", own, target.unit_id, target.unit.en)
    return same or (written in _COUNT_UNITS and own in _COUNT_UNITS)


def _core(name: str) -> str:
    written = unicodedata.normalize("NFKC", name).replace("规上", "规模以上")
    return _FILLERS.sub("", written)
