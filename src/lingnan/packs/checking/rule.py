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
BAD_ANSWER: Final = Rule(
    "PAK-117",
    Severity.ERROR,
    Text(
        "{field} 的“{value}”不能作为 {item} 的答案：{problem}",
        "{field}: '{value}' cannot answer {item}: {problem}",
    ),
    Text("可用的选项：{known}。", "Options: {known}."),
)
NO_EFFECT: Final = Rule(
    "PAK-118",
    Severity.ERROR,
    Text(
        "{field} 的“{value}”是 {item} 的最低答案，等于没有",
        "{field}: '{value}' is the lowest answer of {item} and says nothing",
    ),
    Text("改为更高的答案，或删去。", "Name a higher answer, or leave it out."),
)
SIZE_TWICE: Final = Rule(
    "PAK-119",
    Severity.ERROR,
    Text("{subject} 为“{value}”给出了两档价格", "{subject} has two price bands for '{value}'"),
    Text("每个企业规模只留一档。", "Keep one band for each size class."),
)
CYCLE: Final = Rule(
    "PAK-120",
    Severity.ERROR,
    Text("前置项目互相等待：{value}", "measures wait for each other: {value}"),
    Text("去掉圈中的一项前置。", "Take one requirement out of the circle."),
)
OUT_OF_REACH: Final = Rule(
    "PAK-121",
    Severity.WARNING,
    Text(
        "{subject} 对{size}企业无法启动：前置“{value}”都不提供给该规模",
        "{subject} cannot start in {size} enterprises: none of '{value}' is offered to them",
    ),
    Text(
        "补上前置项目的价格，或去掉该规模的价格。",
        "Price what it requires for that size, or leave the size out.",
    ),
)
NEED_UNMET: Final = Rule(
    "PAK-122",
    Severity.ERROR,
    Text(
        "{field} 要求 {item} 达到“{value}”，但没有项目能以 {least} 的把握做到",
        "{field} needs {item} at '{value}', which no measure raises with likelihood {least}",
    ),
    Text("补上能达到的项目，或降低要求。", "Add a measure that does, or lower the need."),
)
WEAK_AUDIT: Final = Rule(
    "PAK-123",
    Severity.ERROR,
    Text(
        "{subject} 标为能证实申报，自身的佐证却只是自行申报",
        "{subject} is to prove claims, yet leaves declared evidence only",
    ),
    Text("proof_grade 应为 2 或 3。", "Its proof_grade must be 2 or 3."),
)
SCENARIO_UNFIT: Final = Rule(
    "PAK-140",
    Severity.ERROR,
    Text("情景中“{value}”无法应用：{problem}", "the scenario's {value} does not apply: {problem}"),
    Text("修正该情景，或删除这一项。", "Correct the scenario, or take this out of it."),
)
