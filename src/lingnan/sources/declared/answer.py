"""What one typed answer to one item of an assessment model means.

Pure functions; not for tables (see questionnaire) and not for what an answer is worth (diagnosis).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from lingnan.kernel import half_width
from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.sources.word import parse_number, parse_share, unit_kind

_SEPARATORS = re.compile(r"[,;、|/+\s]+")
_LEVEL = re.compile(r"(?:第|L|LEVEL|等级)?([0-9零一二三四五])(?:\.0+)?(?:级|分)?", re.IGNORECASE)
_CHINESE_DIGITS: Final = {word: str(place) for place, word in enumerate("零一二三四五")}
_LEADING_CODE = re.compile(r"([A-Z0-9]{1,4})\s*[.．:：)）]\s*\D.*")
Problem = Literal["option", "exclusive", "several", "ambiguous", "range"]
Doubt = Literal["percent_assumed", "below_one_percent"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A typed answer read: its `value_code`, or why it is none; a doubt does not reject it."""

    code: str | None
    problem: Problem | None = None
    doubt: Doubt | None = None


def parse_answer(model: ModelContent, item: ItemContent, text: str, unit: str | None) -> Answer:
    """Read what somebody typed in answer to an item.

    Takes option codes in any spelling (`b`, `B,C`, `B、C`, `BC`, full width), an option's text,
    `3级` or `三级` for a graded item, 0, 0.5, 0.8, 1 for a clause whose options have these values,
    and a percentage or share for a ratio item, which is put into its band.
    Shapes: `unit` is the unit in the column's header, which decides between share and percent.
    """
    written = half_width(text).upper()
    options = {option.code: option for option in model.options_of(item)}
    named = [
        option.code
        for option in options.values()
        if text.strip().casefold() in (option.text.zh.casefold(), option.text.en.casefold())
    ]
    codes = named or _split(written, list(options), is_multi=item.kind == "multi")
    problem = model.answer_problem(item.id, codes)
    if problem is None:
        return Answer(model.canonical(item.id, codes))
    if problem in ("exclusive", "several"):
        return Answer(None, "exclusive" if problem == "exclusive" else "several")
    if item.kind == "ratio":
        return _band(model, item, written, unit)
    if item.kind == "clause":
        return _satisfaction(model, item, written)
    if item.kind == "graded" and (level := _LEVEL.fullmatch(written)) is not None:
        code = _CHINESE_DIGITS.get(level[1], level[1])
        return Answer(code) if code in options else Answer(None, "option")
    return Answer(None, "option")


def _split(written: str, known: list[str], *, is_multi: bool) -> list[str]:
    parts = [part for part in _SEPARATORS.split(written) if part]
    if len(parts) == 1 and parts[0] not in known:
        if all(len(code) == 1 for code in known) and set(parts[0]) <= set(known):
            return list(parts[0])
        leading = _LEADING_CODE.fullmatch(written)
        if leading is not None and leading[1] in known:
            return [leading[1]]
    if not is_multi and any(part not in known for part in parts):
        leading = _LEADING_CODE.fullmatch(written)
        return [leading[1]] if leading is not None else parts
    return parts


def _band(model: ModelContent, item: ItemContent, written: str, unit: str | None) -> Answer:
    share = parse_share(written, unit if unit_kind(unit) else None)
    if share.value is None:
        return Answer(None, "option" if share.problem == "number" else share.problem)
    for option in model.options_of(item):
        if option.upper_share is None or share.value <= option.upper_share:
            return Answer(option.code, doubt=share.doubt)
    return Answer(None, "range")


def _satisfaction(model: ModelContent, item: ItemContent, written: str) -> Answer:
    number = parse_number(written)
    if number is not None:
        for option in model.options_of(item):
            if Decimal(option.millipoints) == number * 1000:
                return Answer(option.code)
    return Answer(None, "option")
