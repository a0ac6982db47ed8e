"""The units that pack values may be stated in, with the words for them."""

from collections.abc import Mapping
from typing import Final

from lingnan.kernel.text import Text

UNITS: Final[Mapping[str, Text]] = {
    "enterprise": Text("家", "enterprises"),
    "node": Text("个", "nodes"),
    "provider": Text("家", "providers"),
    "platform": Text("家", "platforms"),
    "project": Text("个", "projects"),
    "household": Text("户", "households"),
    "person": Text("人", "people"),
    "count": Text("个", "count"),
    "CNY": Text("元", "yuan"),
    "CNY/month": Text("元/月", "yuan a month"),
    "CNY/year": Text("元/年", "yuan a year"),
    "CNY/person": Text("元/人", "yuan per person"),
    "day": Text("天", "days"),
    "month": Text("个月", "months"),
    "half_year": Text("个半年", "half-years"),
    "year": Text("年", "years"),
    "fte": Text("人（全职）", "full-time persons"),
    "share": Text("比例（0—1）", "share (0–1)"),
    "share/year": Text("比例/年", "share a year"),
    "pct": Text("百分数", "per cent"),
    "ratio": Text("比值", "ratio"),
    "log": Text("自然对数", "natural logarithm"),
    "level": Text("级", "level"),
    "point": Text("分", "points"),
    "millipoint": Text("毫分", "millipoints"),
    "flag": Text("是否（1/0）", "flag (1/0)"),
    "option": Text("选项", "option"),
}
