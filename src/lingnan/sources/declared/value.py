"""A typed value of any indicator of the pack, read with its unit.

Not for tables: decode and judge do the same for millions of rows.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.packs.content import Indicator
from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.sources.declared.answer import parse_answer
from lingnan.sources.word import parse_number, parse_share, unit_factor

SHARE_UNITS: Final = ("share", "pct")
_EXACT: Final = Decimal("0.000001")
_LIMIT: Final = Decimal(10) ** 12
#: What is wrong with a value, by `Value.problem`.
PROBLEM_WORDS: Final = {
    "option": Text("没有此选项", "there is no such option"),
    "exclusive": Text("排他选项不能与其他选项同选", "an option that excludes all others"),
    "several": Text("只能选一项", "it takes one option"),
    "ambiguous": Text("可能是比例也可能是百分数，请写明单位", "share or percentage? name the unit"),
    "range": Text("超出范围", "out of range"),
    "number": Text("不是数值", "no number"),
    "unit": Text("单位不符", "the unit does not fit"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value of an indicator: options or number, or why it is none."""

    code: str | None = None
    number: Decimal | None = None
    problem: str | None = None
    doubt: str | None = None


def read_value(pack: Pack, indicator: Indicator, text: str, unit: str | None) -> Value:
    """Answer what a typed value of an indicator means, in the indicator's unit."""
    if indicator.value_kind == "option":
        if indicator.code not in (items := model_items(pack)):
            return Value(code=text.strip())
        answer = parse_answer(*items[indicator.code], text, unit)
        return Value(answer.code, None, answer.problem, answer.doubt)
    if indicator.unit in SHARE_UNITS:
        share = parse_share(text, unit)
        factor = 100 if indicator.unit == "pct" else 1
        number = None if share.value is None else _exact(share.value * factor)
        return Value(None, number, share.problem, share.doubt)
    number, factor_to = parse_number(text), unit_factor(unit, indicator.unit)
    if factor_to is None:
        return Value(problem="unit")
    if number is None or abs(number * factor_to) >= _LIMIT:
        return Value(problem="number")
    return Value(number=_exact(number * factor_to))


def model_items(pack: Pack) -> dict[str, tuple[ModelContent, ItemContent]]:
    """Answer the items of all models by the indicator that holds their answers."""
    return {
        model.indicator_code(item.id): (model, item)
        for model in pack.models
        for item in model.items
    }


def option_codes(pack: Pack, indicator_code: str) -> str:
    """Answer the option codes of a model item as people read them; empty for other indicators."""
    if indicator_code not in (items := model_items(pack)):
        return ""
    model, item = items[indicator_code]
    return ", ".join(option.code for option in model.options_of(item))


def _exact(number: Decimal) -> Decimal:
    return number.quantize(_EXACT, ROUND_HALF_UP)
