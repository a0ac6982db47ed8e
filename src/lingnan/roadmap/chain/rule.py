"""What can be doubtful about a chain's data, and what an edited plan can break.

Not for failures of a whole computation (see errors).
"""

from typing import Final

from lingnan.kernel import Rule, Severity, Text


def _error(number: int, what: Text, remedy: Text) -> Rule:
    return Rule(f"CHA-{number}", Severity.ERROR, what, remedy)


def _warning(number: int, what: Text, remedy: Text) -> Rule:
    return Rule(f"CHA-{number}", Severity.WARNING, what, remedy)


SELF_SUPPLY: Final = _error(
    101,
    Text("企业 {value} 向自己供货，该行未计。", "{value} supplies itself; the link is left out."),
    Text("企业内部流转不是供应关系。", "Transfers inside one enterprise are no supply."),
)
SPEND_NOT_POSITIVE: Final = _error(
    102,
    Text(
        "{subject} 对 {buyer} 的采购额为 {value}，该行未计。",
        "{subject} sells {buyer} for {value} yuan; the link is left out.",
    ),
    Text("采购额须大于 0。", "Spend must be more than 0."),
)
SUPPLIER_UNREACHABLE: Final = _warning(
    103,
    Text(
        "供应商 {subject} 与链主之间没有供应路径，不计入占比。",
        "No supply leads from {subject} to the leader; it takes no part in the share.",
    ),
    Text("请核对其采购方，或补充中间环节。", "Check its buyers, or add the link between."),
)
LEADER_SELLS: Final = _warning(
    104,
    Text(
        "链主向 {value} 供货，该关系不计入占比（只追溯链主采购）。",
        "The leader supplies {value}; the link is left out, since only what it buys is followed.",
    ),
    Text("无需处理。", "Nothing to do."),
)
FIGURE_IMPOSSIBLE: Final = _error(
    105,
    Text(
        "{subject} 对 {buyer} 的{field}为 {value}，按未知处理。",
        "{subject} sells {buyer} with {field} {value}, which is taken as unknown.",
    ),
    Text("订单数不小于 0，质量数据比例在 0 与 1 之间。", "Orders from 0 on; a share from 0 to 1."),
)
UPGRADE_UNKNOWN: Final = _warning(
    106,
    Text(
        "供应商 {subject} 没有诊断或升级路线，按未达标且不可升级处理。",
        "{subject} has no diagnosis or upgrade; it counts as below and cannot be upgraded.",
    ),
    Text("请先诊断该企业。", "Diagnose it first."),
)

SUPPLIER_UNKNOWN: Final = _error(
    111,
    Text("第 {wave} 批的企业 {subject} 不在供应网络中。", "Wave {wave}: {subject} is no supplier."),
    Text("请从名单中删去。", "Take it off the list."),
)
TWICE: Final = _error(
    112,
    Text(
        "企业 {subject} 列入多个批次（又见第 {wave} 批）。", "{subject} comes again in wave {wave}."
    ),
    Text("只保留一处。", "Keep one."),
)
ALREADY_ABOVE: Final = _error(
    113,
    Text("企业 {subject} 已达标，无需升级。", "{subject} is above the level already."),
    Text("请从名单中删去。", "Take it off the list."),
)
CANNOT_REACH: Final = _error(
    114,
    Text("企业 {subject} 没有可行的升级路线。", "{subject} has no upgrade that reaches the level."),
    Text("请从名单中删去，或先改其企业路线图。", "Take it off, or change its own roadmap first."),
)
TOO_EARLY: Final = _error(
    115,
    Text(
        "企业 {subject} 最早第 {value} 期达标，晚于第 {wave} 批（第 {period} 期）。",
        "{subject} reaches the level in period {value} at the earliest, after wave {wave} "
        "(period {period}).",
    ),
    Text("请移到更晚的批次。", "Move it to a later wave."),
)
BUDGET_BROKEN: Final = _error(
    116,
    Text(
        "到第 {wave} 批累计费用 {value} 元，超过累计预算 {limit} 元。",
        "Up to wave {wave} the cost is {value} yuan, more than the budget so far, {limit} yuan.",
    ),
    Text("请删去或后移企业，或增加预算。", "Take enterprises off or later, or add money."),
)
CAPACITY_BROKEN: Final = _error(
    117,
    Text(
        "第 {wave} 批有 {value} 家，超过容量 {limit} 家。",
        "Wave {wave} has {value} upgrades, more than its capacity of {limit}.",
    ),
    Text("请移到其他批次。", "Move some to other waves."),
)
STATED_WRONG: Final = _warning(
    118,
    Text(
        "{field} 写为 {value}，重新计算为 {computed}。",
        "{field} is stated as {value} and comes out as {computed}.",
    ),
    Text("名单改动后请采用重新计算的数。", "After an edit take the number that comes out."),
)
BOUND_BELOW: Final = _error(
    119,
    Text(
        "上界 {value} 低于方案本身的占比 {computed}，上界有误。",
        "The bound {value} lies below the plan's own share, {computed}, and must be wrong.",
    ),
    Text("请重新计算路线图。", "Compute the roadmap again."),
)
