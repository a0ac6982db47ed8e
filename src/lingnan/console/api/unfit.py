"""What a validator found, in words: where, which value, and what is wrong, in both languages.

Not for deciding what is wrong (shape.*).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from lingnan.console.api.errors import Place
from lingnan.kernel import Text

_SHOWN: Final = 80
_MOST: Final = 50
_WORDS: Final[Mapping[str, Text]] = {
    "missing": Text("缺少此项", "is missing"),
    "extra_forbidden": Text("没有此项", "is not known here"),
    "whole": Text("应为整数", "is a whole number"),
    "int_type": Text("应为整数", "is a whole number"),
    "int_parsing": Text("应为整数", "is a whole number"),
    "int_from_float": Text("应为整数", "is a whole number"),
    "float_type": Text("应为数字", "is a number"),
    "finite_number": Text("应为有限的数字", "is a finite number"),
    "string_type": Text("应为文本", "is a text"),
    "bool_type": Text("应为 true 或 false", "is true or false"),
    "list_type": Text("应为列表", "is a list"),
    "dict_type": Text("应为对象", "is an object"),
    "model_type": Text("应为对象", "is an object"),
    "date_type": Text("应为日期，如 2025-06-30", "is a day, such as 2025-06-30"),
    "date_parsing": Text("应为日期，如 2025-06-30", "is a day, such as 2025-06-30"),
    "date_from_datetime_parsing": Text("应为日期，如 2025-06-30", "is a day, such as 2025-06-30"),
    "literal_error": Text("应为 {expected}", "is one of {expected}"),
    "from_pack": Text("不在内容包的清单中（{list}）", "is not in the pack's list ({list})"),
    "string_too_short": Text("至少 {min_length} 个字符", "has at least {min_length} characters"),
    "string_too_long": Text("至多 {max_length} 个字符", "has at most {max_length} characters"),
    "string_pattern_mismatch": Text("应符合 {pattern}", "matches {pattern}"),
    "too_short": Text("至少 {min_length} 项", "has at least {min_length} items"),
    "too_long": Text("至多 {max_length} 项", "has at most {max_length} items"),
    "greater_than_equal": Text("不小于 {ge}", "is at least {ge}"),
    "less_than_equal": Text("不大于 {le}", "is at most {le}"),
    "repeated": Text("出现多次", "stands more than once"),
}
_OTHER: Final = Text("不符合接口定义", "does not follow the schema")


def places_of(problem: ValidationError, part: str) -> list[Place]:
    """Answer what is wrong at which place of a part of the request; the first fifty."""
    return [_place(each, part) for each in problem.errors(include_url=False)[:_MOST]]


def _place(error: Mapping[str, Any], part: str) -> Place:
    way = ".".join([part, *(str(step) for step in error["loc"])])
    told = _WORDS.get(error["type"], _OTHER).format(**error.get("ctx", {}))
    return Place(way[:200], _shown(error), told)


def _shown(error: Mapping[str, Any]) -> str | None:
    value = error.get("input")
    if error["type"] == "missing" or value is None or isinstance(value, Mapping | Sequence):
        return value[:_SHOWN] if isinstance(value, str) else None
    return str(value)[:_SHOWN]
