"""Anticipated failures of roadmaps, and what can be doubtful about a plan."""

from typing import Final

from lingnan.kernel import LingnanError, Rule, Severity, Text


class NoCatalogue(LingnanError):
    """The pack has no measures."""

    code = "ROA-001"
    what = Text("内容包 {pack} 没有转型项目目录。", "The pack {pack} has no catalogue of measures.")
    remedy = Text(
        "请在内容包的 measures 文件夹中补充目录。", "Add measures/*.yaml to the content pack."
    )


class CyclicRequirements(LingnanError):
    """Measures require one another in a circle."""

    code = "ROA-002"
    what = Text("转型项目互为前提：{cycle}。", "Measures require one another in a circle: {cycle}.")
    remedy = Text("请删去其中一项前提。", "Remove one of these requirements.")


class ModelNotPlannable(LingnanError):
    """The model's levels are no linear conditions over its answers."""

    code = "ROA-003"
    what = Text("模型 {model} 无法用于路线图：{why}。", "No roadmap on model {model}: {why}.")
    remedy = Text("请选择另一个模型。", "Choose another model.")


class LevelUnknown(LingnanError):
    """The model does not have that level."""

    code = "ROA-004"
    what = Text("模型 {model} 没有 {level} 级。", "Model {model} has no level {level}.")
    remedy = Text("可选：{allowed}。", "Possible: {allowed}.")


class DeadlinePast(LingnanError):
    """The deadline lies before the first period ends."""

    code = "ROA-005"
    what = Text(
        "期限 {by} 之前没有完整的半年（首期自 {start} 起）。",
        "No whole half-year lies before {by}; the first one starts on {start}.",
    )
    remedy = Text("请给出 {first} 或更晚的期限。", "Give {first} or a later date.")


class BadBudget(LingnanError):
    """A budget that cannot be."""

    code = "ROA-006"
    what = Text("预算 {value} 不可用：{why}。", "The budget {value} cannot be used: {why}.")
    remedy = Text("请以元为单位给出非负整数。", "Give a whole number of yuan, zero or more.")


class MeasureUnknown(LingnanError):
    """A measure was named that the catalogue does not have."""

    code = "ROA-007"
    what = Text("目录中没有转型项目 {measure}。", "The catalogue has no measure {measure}.")
    remedy = Text("已有：{known}。", "Known: {known}.")


class HorizonOutOfRange(LingnanError):
    """A horizon the solvers do not plan for."""

    code = "ROA-008"
    what = Text(
        "规划期 {value} 个半年不可用。", "A horizon of {value} half-years cannot be planned."
    )
    remedy = Text("请选择 1 至 {most}。", "Choose 1 to {most}.")


class RoadmapFileUnreadable(LingnanError):
    """A roadmap file that cannot be read back."""

    code = "ROA-009"
    what = Text("无法读取路线图文件 {file}：{reason}。", "{file} is no roadmap file: {reason}.")
    remedy = Text(
        "请使用 lingnan roadmap 导出的 JSON 或 XLSX 文件。",
        "Use a JSON or XLSX file that lingnan roadmap wrote.",
    )


class CatalogueTooLarge(LingnanError):
    """More measures than one roadmap can weigh."""

    code = "ROA-010"
    what = Text(
        "目录有 {count} 个转型项目，最多 {most} 个。",
        "{count} measures; at most {most} can be weighed.",
    )
    remedy = Text("请合并或删去一些。", "Merge or remove some.")


class NotPlanned(LingnanError):
    """The last run holds no such roadmap."""

    code = "ROA-011"
    what = Text("上次运行没有 {what} 的路线图。", "The last run holds no roadmap of {what}.")
    remedy = Text("请先运行 lingnan run。", "Run lingnan run first.")


class ContradictoryChoice(LingnanError):
    """The user's fixed choices exclude one another."""

    code = "ROA-012"
    what = Text(
        "对 {measure} 的要求相互矛盾：{why}。", "The choices for {measure} contradict: {why}."
    )
    remedy = Text("请只保留其中一项。", "Keep one of them.")


class MustImpossible(LingnanError):
    """A measure that has to be in cannot be carried out, whatever the budget."""

    code = "ROA-013"
    what = Text("必做项目 {measure} 无法列入：{why}。", "{measure} cannot be in: {why}.")
    remedy = Text("请取消该要求，或改变其前提条件。", "Drop it, or change what stands in its way.")


class PlanBroken(LingnanError):
    """A solver's plan did not pass the checker and was not handed out."""

    code = "ROA-014"
    what = Text(
        "为 {subject} 算得的路线图未通过校验：{why}。",
        "The roadmap computed for {subject} did not pass the check: {why}.",
    )
    remedy = Text(
        "请改用 --exact 重算，并报告此问题。", "Try --exact, and please report this as a defect."
    )
    exit_code = 3


class QuestionIncomplete(LingnanError):
    """A level without a deadline, or a deadline without a level."""

    code = "ROA-015"
    what = Text("提问不完整：{why}。", "The question is incomplete: {why}.")
    remedy = Text(
        "请同时给出等级和期限，或两者都不给。", "Give both a level and a deadline, or neither."
    )


class SubsidyRuleUnknown(LingnanError):
    """A subsidy rule was named that the pack does not have."""

    code = "ROA-016"
    what = Text("没有补助规则 {rule}。", "There is no subsidy rule {rule}.")
    remedy = Text("已有：{known}。", "Known: {known}.")


class BadLimit(LingnanError):
    """A limit or an amount of the request that cannot be."""

    code = "ROA-017"
    what = Text("{what} {value} 不可用：{why}。", "{what} {value} cannot be used: {why}.")
    remedy = Text("请更正该数值。", "Correct the value.")


def _rule(code: str, zh: str, en: str, fix_zh: str, fix_en: str) -> Rule:
    return Rule(code, Severity.ERROR, Text(zh, en), Text(fix_zh, fix_en))


UNASSESSED: Final = Rule(
    "ROA-101",
    Severity.WARNING,
    Text(
        "{subject} 没有评测结果；路线图按尚无任何基础编制",
        "{subject} has no diagnosis; the roadmap assumes that nothing is in place",
    ),
    Text("请先填写评测问卷，再重新编制。", "Fill in the questionnaire, then plan again."),
)
MEASURE_NOT_AVAILABLE: Final = _rule(
    "ROA-102",
    "转型项目 {measure} 对该企业不可选：{why}",
    "measure {measure} cannot be chosen here: {why}",
    "请删去该项目。",
    "Remove it.",
)
STARTS_OUTSIDE: Final = _rule(
    "ROA-103",
    "{measure} 自{start}起历时 {duration} 个半年，不在 {horizon} 个半年的规划期内完成",
    "{measure} starts in {start}, takes {duration} half-years and does not end within {horizon}",
    "请提前开始，或延长规划期。",
    "Start earlier or lengthen the horizon.",
)
REQUIREMENT_BROKEN: Final = _rule(
    "ROA-104",
    "{measure} 自{start}起实施，此前须先完成：{needed}",
    "{measure} starts in {start} before this is finished: {needed}",
    "请先安排前提项目，或推迟开始。",
    "Schedule what it requires first, or start later.",
)
CASH_BROKEN: Final = _rule(
    "ROA-105",
    "{period}末资金缺 {short} 元",
    "{short} yuan are missing at the end of {period}",
    "请推迟或删减项目，或增加预算。",
    "Delay or drop measures, or raise the budget.",
)
PARALLEL_BROKEN: Final = _rule(
    "ROA-106",
    "{period}同时实施 {count} 个项目，上限 {limit}",
    "{count} measures are under way in {period}, the limit is {limit}",
    "请错开实施。",
    "Spread them.",
)
STAFF_BROKEN: Final = _rule(
    "ROA-107",
    "{period}需要 {need} 名专职人员，上限 {limit}",
    "{period} needs {need} full-time people, the limit is {limit}",
    "请错开实施。",
    "Spread them.",
)
MUST_MISSING: Final = _rule(
    "ROA-108",
    "指定的项目 {measure} 未列入",
    "the required measure {measure} is missing",
    "请列入该项目。",
    "Put it in.",
)
LEVEL_MISSED: Final = _rule(
    "ROA-109",
    "期末为 {found} 级，未达到 {level} 级",
    "the plan ends at level {found}, not at level {level}",
    "请补充项目。",
    "Add measures.",
)
STATED_DIFFERS: Final = Rule(
    "ROA-110",
    Severity.WARNING,
    Text(
        "文件中的{what}为 {stated}，复算为 {found}",
        "the file states {what} {stated}, recomputed {found}",
    ),
    Text("请以复算结果为准。", "Use the recomputed figure."),
)
TWICE: Final = _rule(
    "ROA-111",
    "{measure} 列入了两次",
    "{measure} stands in the plan twice",
    "请只保留一次。",
    "Keep one.",
)
SIZE_UNKNOWN: Final = Rule(
    "ROA-112",
    Severity.WARNING,
    Text(
        "{subject} 的从业人数或营业收入不详；按小型企业的价格和限额编制",
        "headcount or revenue of {subject} is unknown; it is planned as a small enterprise",
    ),
    Text("请在登记册中补充这两项。", "Add both to the register."),
)
RUNNING_MOVED: Final = _rule(
    "ROA-115",
    "在建项目 {measure} 须从首个半年继续，不能自{start}起",
    "{measure} is running and goes on from the first half-year, not from {start}",
    "请恢复其起始半年。",
    "Put it back to the first half-year.",
)
PLAN_OUTDATED: Final = Rule(
    "ROA-113",
    Severity.WARNING,
    Text(
        "文件编制于 {stated}，现按截至 {found} 的评测结果校验",
        "the file was made as of {stated}; it is checked against the assessment as of {found}",
    ),
    Text("如有差异，请重新编制路线图。", "Plan again if it matters."),
)
