"""Coding rules for the suffixes that enterprises give products, devices, batches and carriers.

A rule is data: parts in order, each with its length and characters, perhaps a check digit behind.
Not for making or judging suffixes (see suffix). Rules of industry standards are content: a caller
builds `CodingRule` values; only four plain ones are given here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lingnan.kernel import Text, industry
from lingnan.sources.identifier.coding import charset
from lingnan.sources.identifier.coding.errors import BadCodingRule


class ObjectKind(StrEnum):
    """What a suffix names 产品、设备、批次、载体."""

    PRODUCT = "product"
    DEVICE = "device"
    BATCH = "batch"
    CARRIER = "carrier"


class PartKind(StrEnum):
    """How the text of a part comes about."""

    FIXED = "fixed"
    CHOICE = "choice"
    FREE = "free"
    DATE = "date"
    SERIAL = "serial"


class CheckKind(StrEnum):
    """Which check stands at the end of a suffix."""

    MOD10 = "mod10"
    PAIR = "pair"


#: Date formats of a part: characters and strptime pattern.
DATE_PATTERNS: Final = {"YYMMDD": "%y%m%d", "YYYYMMDD": "%Y%m%d", "YYYYMM": "%Y%m", "YYMM": "%y%m"}


@dataclass(frozen=True, slots=True)
class RulePart:
    """One part of a suffix.

    Shapes:
        key: its name in values and messages, unique in the rule.
        least, most: characters. A serial number has zeros ahead up to `least`.
        characters: allowed ones; for a serial number also its digits in order of value.
        choices: the allowed texts of a fixed (one) or chosen part.
        date_format: a key of `DATE_PATTERNS`.
    """

    key: str
    name: Text
    kind: PartKind
    least: int
    most: int
    characters: str = charset.DIGITS
    choices: tuple[str, ...] = ()
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class CodingRule:
    """How the suffixes of one kind of object are written.

    Shapes:
        code: its name. version: from 1, never reused.
        industry_code: GB/T 4754 code of any level for which it is meant, None for every industry.
        separator: between parts, may be empty.
        check: what stands behind the last part, after no separator, over the parts without
            separators.
    Raises: BadCodingRule on construction when parts contradict themselves or could not be told
        apart again.
    """

    code: str
    version: int
    kind: ObjectKind
    name: Text
    parts: tuple[RulePart, ...]
    separator: str = "."
    check: CheckKind | None = None
    industry_code: str | None = None

    def __post_init__(self) -> None:
        keys = [part.key for part in self.parts]
        if not keys or len(set(keys)) < len(keys):
            raise self._bad(Text("部分为空或重名", "it has no parts, or two of one name"))
        if sum(part.kind is PartKind.SERIAL for part in self.parts) > 1:
            raise self._bad(Text("顺序号不止一个", "it has more than one serial number"))
        for part in self.parts:
            self._require_part(part)
        if not self.separator and any(part.least != part.most for part in self.parts):
            raise self._bad(
                Text("无分隔符时各部分须定长", "without separator every part needs a fixed length")
            )
        if self.check is CheckKind.MOD10 and not all(map(_is_numeric, self.parts)):
            raise self._bad(Text("模 10 校验只用于数字", "a mod-10 check needs digits only"))
        if self.industry_code is not None and industry.problem(self.industry_code) is not None:
            raise self._bad(Text("行业代码无效", "the industry code is not valid"))

    def _require_part(self, part: RulePart) -> None:
        if not 1 <= part.least <= part.most <= 128:
            raise self._bad(Text("长度超出 1–128", "a length lies outside 1 to 128"), part)
        if len(set(part.characters)) < len(part.characters) or not part.characters:
            raise self._bad(Text("字符集为空或重复", "a character set is empty or repeats"), part)
        if self.separator and any(
            self.separator in text for text in (*part.characters, *part.choices)
        ):
            raise self._bad(Text("允许的字符含分隔符", "a part may hold the separator"), part)
        needs_choices = part.kind in {PartKind.FIXED, PartKind.CHOICE}
        if needs_choices and (
            not part.choices or any(not part.least <= len(one) <= part.most for one in part.choices)
        ):
            raise self._bad(Text("取值为空或长度不符", "its texts are missing or misfit"), part)
        if part.kind is PartKind.FIXED and len(part.choices) != 1:
            raise self._bad(Text("固定部分须只有一个取值", "a fixed part has one text"), part)
        if part.kind is PartKind.SERIAL and len(part.characters) < 2:
            raise self._bad(Text("顺序号至少两种字符", "a serial number needs two digits"), part)
        if part.kind is PartKind.DATE:
            length = len(part.date_format or "")
            if part.date_format not in DATE_PATTERNS or (part.least, part.most) != (length, length):
                raise self._bad(Text("日期格式或长度不符", "its date format misfits"), part)

    def _bad(self, reason: Text, part: RulePart | None = None) -> BadCodingRule:
        return BadCodingRule(
            rule=self.code if part is None else f"{self.code}.{part.key}", reason=reason
        )

    @property
    def serial(self) -> RulePart | None:
        """Answer the part that counts, or None."""
        return next((part for part in self.parts if part.kind is PartKind.SERIAL), None)


def _is_numeric(part: RulePart) -> bool:
    if part.kind in {PartKind.FIXED, PartKind.CHOICE}:
        return all(charset.is_digits(text) for text in part.choices)
    return part.kind is PartKind.DATE or set(part.characters) <= set(charset.DIGITS)


def choose_rule(
    rules: Iterable[CodingRule], kind: ObjectKind, industry_code: str | None = None
) -> CodingRule | None:
    """Answer the rule meant for an object of an industry: the most exact, then the latest.

    A rule for C3911 goes before one for C391, C39 and one for every industry.
    Raises: ValueError when the industry code is not valid.
    """
    wanted = None if industry_code is None else industry.normalise(industry_code)
    fitting = []
    for rule in rules:
        meant = None if rule.industry_code is None else industry.normalise(rule.industry_code)
        if rule.kind is kind and (meant is None or (wanted or "").startswith(meant)):
            fitting.append((len(meant or ""), rule.version, rule))
    return max(fitting, key=lambda found: found[:2])[2] if fitting else None
