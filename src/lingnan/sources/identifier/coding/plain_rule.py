"""Four plain coding rules, one for each kind of object, for enterprises without an industry rule.

Not an industry standard: their structure is this program's own proposal, except that the parts are
separated by dots as the national industry coding standards do it.
"""

from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import charset
from lingnan.sources.identifier.coding.coding_rule import (
    CodingRule,
    ObjectKind,
    PartKind,
    RulePart,
)

_LETTERS: Final = charset.DIGITS + charset.CAPITALS
_CLASS: Final = RulePart(
    "category", Text("分类代码", "category"), PartKind.FREE, 2, 6, charset.DIGITS
)
_MODEL: Final = RulePart("model", Text("型号代码", "model"), PartKind.FREE, 1, 20, _LETTERS + "-")
_DAY: Final = RulePart(
    "date", Text("生产日期", "date"), PartKind.DATE, 8, 8, date_format="YYYYMMDD"
)


def _serial(length: int) -> RulePart:
    return RulePart("serial", Text("顺序号", "serial number"), PartKind.SERIAL, length, length)


#: Category . model . date . serial: the order of the electronics industry's coding standard.
PRODUCT: Final = CodingRule(
    "plain-product", 1, ObjectKind.PRODUCT, Text("产品通用规则", "Plain product rule"),
    (_CLASS, _MODEL, _DAY, _serial(6)),
)  # fmt: skip
DEVICE: Final = CodingRule(
    "plain-device", 1, ObjectKind.DEVICE, Text("设备通用规则", "Plain device rule"),
    (
        RulePart("type", Text("设备标志", "device mark"), PartKind.FIXED, 1, 1, choices=("D",)),
        _CLASS,
        _MODEL,
        _serial(8),
    ),
)  # fmt: skip
BATCH: Final = CodingRule(
    "plain-batch", 1, ObjectKind.BATCH, Text("批次通用规则", "Plain batch rule"),
    (
        RulePart("type", Text("批次标志", "batch mark"), PartKind.FIXED, 1, 1, choices=("B",)),
        _MODEL,
        _DAY,
        _serial(4),
    ),
)  # fmt: skip
CARRIER: Final = CodingRule(
    "plain-carrier", 1, ObjectKind.CARRIER, Text("载体通用规则", "Plain carrier rule"),
    (
        RulePart(
            "type", Text("载体类型", "carrier type"), PartKind.CHOICE, 4, 4,
            choices=("UICC", "CHIP", "MODU", "TERM"),
        ),
        _serial(12),
    ),
)  # fmt: skip
PLAIN_RULES: Final = (PRODUCT, DEVICE, BATCH, CARRIER)
