"""The kinds of problems that a content pack can have."""

from typing import Final

from lingnan.kernel.finding import Rule, Severity
from lingnan.kernel.text import Text

_CORRECT: Final = Text("请修正该文件。", "Correct the file.")

UNREADABLE: Final = Rule(
    "PAK-101",
    Severity.ERROR,
    Text("{file} 无法读取：{reason}", "{file} cannot be read: {reason}"),
    Text("请修复或补上该文件。", "Repair or supply the file."),
)
SCHEMA: Final = Rule(
    "PAK-102",
    Severity.ERROR,
    Text("{field}：{problem}", "{field}: {problem}"),
    _CORRECT,
)
REPEATED_KEY: Final = Rule(
    "PAK-103",
    Severity.ERROR,
    Text("键“{field}”在同一处出现两次，后者会悄然生效", "key '{field}' stands twice in one place"),
    Text("只保留一个。", "Keep one; YAML would silently take the last."),
)
UNKNOWN_FILE: Final = Rule(
    "PAK-104",
    Severity.WARNING,
    Text("{file} 不属于内容包，不会被读取", "{file} belongs to no part of a pack and is not read"),
    Text("检查文件名；可用的有：{known}。", "Check its name; known are: {known}."),
)
DUPLICATE: Final = Rule(
    "PAK-105",
    Severity.ERROR,
    Text("“{value}”重复出现", "'{value}' occurs more than once"),
    Text("每个编号只能用一次。", "Use each id only once."),
)
DANGLING: Final = Rule(
    "PAK-106",
    Severity.ERROR,
    Text("{field} 引用了不存在的{kind}“{value}”", "{field} refers to the unknown {kind} '{value}'"),
    Text("改为已有的编号，或补上该记录。", "Use an existing id, or add the record."),
)
BAD_CODE: Final = Rule(
    "PAK-107",
    Severity.ERROR,
    Text(
        "{field} 的代码“{value}”无效（{problem}）", "{field} has the bad code '{value}': {problem}"
    ),
    Text("对照国家标准修正。", "Correct it by the national standard."),
)
TILE_TAKEN: Final = Rule(
    "PAK-108",
    Severity.ERROR,
    Text("{value} 与 {other} 占用同一格", "{value} stands on the same tile as {other}"),
    Text("为其中一个城市另选一格。", "Move one of the cities."),
)
SUM_DIFFERS: Final = Rule(
    "PAK-109",
    Severity.ERROR,
    Text(
        "{day} 各市合计 {found}，公布的总数为 {value}",
        "on {day} the cities add up to {found}, the published total is {value}",
    ),
    Text("核对两处数字的出处。", "Compare both with their sources."),
)
BAD_DATE: Final = Rule(
    "PAK-110",
    Severity.ERROR,
    Text("{field} 的日期 {value} 不合理：{problem}", "{field} has an odd date {value}: {problem}"),
    _CORRECT,
)
FALLS: Final = Rule(
    "PAK-111",
    Severity.WARNING,
    Text(
        "累计公布数由 {other} 降为 {value}",
        "a cumulative published count falls from {other} to {value}",
    ),
    Text("核对出处；口径变化应写入 note。", "Check the sources; note a change of definition."),
)
UNKNOWN_UNIT: Final = Rule(
    "PAK-112",
    Severity.WARNING,
    Text("{field} 的单位“{value}”不在单位表中", "{field} has the unlisted unit '{value}'"),
    Text("可用的单位：{known}。", "Listed units: {known}."),
)
UNIT_DIFFERS: Final = Rule(
    "PAK-113",
    Severity.ERROR,
    Text(
        "{field} 的单位是“{value}”，应为“{other}”", "{field} is in '{value}' instead of '{other}'"
    ),
    _CORRECT,
)
LEVEL_TOO_HIGH: Final = Rule(
    "PAK-114",
    Severity.ERROR,
    Text(
        "{field} 要求 {value} 级，模型 {model} 最高 {top} 级",
        "{field} asks for level {value}, {model} ends at {top}",
    ),
    _CORRECT,
)
INCOMPLETE: Final = Rule(
    "PAK-115",
    Severity.WARNING,
    Text("{subject} 缺少{missing}", "{subject} lacks {missing}"),
    Text("请补充，否则相关结果将为空。", "Add it, or the results that need it stay empty."),
)
NO_DATE: Final = Rule(
    "PAK-116",
    Severity.INFO,
    Text("{subject} 没有施行日期", "{subject} has no date in force"),
    Text("查到后填写 in_force。", "Fill in_force when it is known."),
)
