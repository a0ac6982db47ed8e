"""What can be wrong with a row of a supply network. Not for rules that other registers share."""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

_ERROR, _INFO = Severity.ERROR, Severity.INFO


def _rule(number: int, severity: Severity, what: Text, remedy: Text) -> Rule:
    return Rule(f"REG-{number:03d}", severity, what, remedy)


CHAIN_UNKNOWN: Final = _rule(
    40,
    _ERROR,
    Text("第 {row} 行的产业链“{value}”尚未登记。", "The chain “{value}” in row {row} is unknown."),
    Text(
        "请先导入产业链（--kind chain），再用其编码或名称。",
        "Import the chain first (--kind chain), then give its code or name.",
    ),
)
SELF_SUPPLY: Final = _rule(
    41,
    _ERROR,
    Text(
        "第 {row} 行的供应商与采购方是同一家企业：{value}。",
        "Supplier and buyer in row {row} are the same enterprise: {value}.",
    ),
    Text("企业内部流转不是供应关系；请核对。", "Transfers inside one enterprise are no supply."),
)
SPEND_UNREADABLE: Final = _rule(
    42,
    _ERROR,
    Text(
        "第 {row} 行的年采购额“{value}”不是金额。",
        "The spend “{value}” in row {row} is no amount of money.",
    ),
    Text(
        "请填写数字（元），或写明单位，例如 1.2万元。",
        "Give a number in yuan or with its unit, such as 1.2万元.",
    ),
)
SPEND_NOT_POSITIVE: Final = _rule(
    43,
    _ERROR,
    Text(
        "第 {row} 行的年采购额为 {value}，须大于 0。",
        "The spend in row {row} is {value}; it must be more than 0.",
    ),
    Text(
        "退货请与采购相抵后填报；已无采购的供应关系请填终止日期。",
        "Net returns against purchases; give a supply that ended its end.",
    ),
)
SPEND_TOO_LARGE: Final = _rule(
    44,
    _ERROR,
    Text(
        "第 {row} 行的年采购额“{value}”超过任何企业的规模。",
        "The spend “{value}” in row {row} exceeds that of any enterprise.",
    ),
    Text("请核对单位是否为元或万元。", "Check whether its unit is yuan or 万元 (10,000 yuan)."),
)
SPEND_CONVERTED: Final = _rule(
    45,
    _INFO,
    Text(
        "{file} 的年采购额以{unit}为单位（据{where}），已换算为元。",
        "The spend in {file} is in {unit} (says its {where}) and was converted to yuan.",
    ),
    Text("请抽查换算结果。", "Check a few of the results."),
)
ORDERS_UNREADABLE: Final = _rule(
    46,
    _ERROR,
    Text(
        "第 {row} 行的订单数“{value}”不是非负整数。",
        "The number of orders “{value}” in row {row} is no whole number.",
    ),
    Text("请填写整数；未知则留空。", "Give a whole number; leave it empty if unknown."),
)
SHARE_UNREADABLE: Final = _rule(
    47,
    _ERROR,
    Text(
        "第 {row} 行的质量数据共享比例“{value}”不在 0 到 1（0% 到 100%）之间。",
        "The quality data share “{value}” in row {row} is not between 0 and 1 (0 % and 100 %).",
    ),
    Text("请写作“60%”或 0.6；未知则留空。", "Write 60% or 0.6; leave it empty if unknown."),
)
SUPPLY_OVERLAPS: Final = _rule(
    48,
    _ERROR,
    Text(
        "第 {row} 行与同一供应关系（物料“{value}”）自 {other} 起的另一段时间重叠。",
        "Row {row} overlaps another period of the same supply of “{value}” (from {other}).",
    ),
    Text(
        "请先为前一段填写终止日期，再登记下一段。",
        "Give the earlier period an end before the next one begins.",
    ),
)
