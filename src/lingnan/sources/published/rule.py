"""What can be wrong or remarkable in a series of published figures."""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

NOT_REPORTED: Final = Rule(
    "PUB-001",
    Severity.INFO,
    Text(
        "{file} 第 {row} 行是计划或目标（{value}），不是公布的进度，未导入。",
        "Row {row} of {file} is a plan or goal ({value}), not reported progress; it was left out.",
    ),
    Text("目标属于内容包。", "Goals belong into the content pack."),
)
TWO_DATES: Final = Rule(
    "PUB-002",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行的日期 {value} 有两种说法，取较早的 {day}。",
        "Row {row} of {file} gives two dates, {value}; the earlier, {day}, was taken.",
    ),
    Text("请核对原始出处。", "Check the original source."),
)
YEAR_ONLY: Final = Rule(
    "PUB-003",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行只有年份 {value}，按年末 {day} 计。",
        "Row {row} of {file} names only the year {value}; it was dated {day}.",
    ),
    Text("如知道月份，请补上。", "Add the month if it is known."),
)
BAD_DATE: Final = Rule(
    "PUB-004",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：日期 {value} 无法识别或晚于今天。",
        "Row {row} of {file}: the date {value} is unreadable or in the future.",
    ),
    Text("请写作 2023-09 或 2023-09-30。", "Write it as 2023-09 or 2023-09-30."),
)
UNKNOWN_REGION: Final = Rule(
    "PUB-005",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：内容包中没有地区 {value}。",
        "Row {row} of {file}: the pack has no region {value}.",
    ),
    Text("请用省、市名称或六位代码。", "Use the name or six-digit code of the region or a city."),
)
UNKNOWN_TARGET: Final = Rule(
    "PUB-006",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：“{value}”不是内容包中的目标，未导入。",
        "Row {row} of {file}: “{value}” is no target of the pack; it was left out.",
    ),
    Text("如属某一目标，请改用目标代码。", "If it means a target, write the target's id."),
)
STARTED_ONLY: Final = Rule(
    "PUB-007",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行的“{value}”统计的是启动数，已计入目标“{target}”。",
        "Row {row} of {file}, “{value}”, counts what was started; it was taken for “{target}”.",
    ),
    Text("与其他口径比较时请注意。", "Mind this when comparing it with other counts."),
)
BAD_VALUE: Final = Rule(
    "PUB-008",
    Severity.ERROR,
    Text("{file} 第 {row} 行：{value} 不是计数。", "Row {row} of {file}: {value} is no count."),
    Text(
        "请填非负整数，可写 62.5万。", "Give a whole number of at least zero; 62.5万 is fine too."
    ),
)
UNIT_DIFFERS: Final = Rule(
    "PUB-009",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：单位 {value} 与目标的单位 {unit} 不符。",
        "Row {row} of {file}: the unit {value} is not the target's, {unit}.",
    ),
    Text("请核对该数所指。", "Check what the figure means."),
)
REPEATED: Final = Rule(
    "PUB-010",
    Severity.INFO,
    Text(
        "{file} 第 {row} 行与前面的行相同，只记一次。",
        "Row {row} of {file} repeats an earlier row and is kept once.",
    ),
    Text("无须处理。", "Nothing to do."),
)
CONFLICT: Final = Rule(
    "PUB-011",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：同一地区、目标和日期另有不同的公布数 {other}；两者都已保存。",
        "Row {row} of {file}: another figure, {other}, is published for the same region, target "
        "and date; both were kept.",
    ),
    Text("请核对原始出处，撤回错误的一条。", "Check the originals and withdraw the wrong one."),
)
NO_SOURCE: Final = Rule(
    "PUB-012",
    Severity.WARNING,
    Text("{file} 第 {row} 行没有出处。", "Row {row} of {file} names no source."),
    Text("请补上网址或文件。", "Add the address or document."),
)
UNCONFIRMED_POINT: Final = Rule(
    "PUB-013",
    Severity.INFO,
    Text(
        "内容包中 {subject} {value} 的公布数未核实：{note}。",
        "The pack's figure for {subject}, {value}, is unconfirmed: {note}.",
    ),
    Text("引用时请说明。", "Say so when quoting it."),
)
