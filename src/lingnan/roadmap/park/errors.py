"""Anticipated failures of park roadmaps, and what can be wrong in one edited by hand."""

from typing import Final

from lingnan.kernel import LingnanError, Rule, Severity, Text


class NoMembers(LingnanError):
    """The park has no members to plan for."""

    code = "PAR-001"
    what = Text("园区 {park} 没有成员企业。", "The park {park} has no members.")
    remedy = Text("请先导入园区与企业的归属关系。", "Import which enterprises belong to it.")


class NoFacilities(LingnanError):
    """The pack names nothing a park could share."""

    code = "PAR-002"
    what = Text("内容包 {pack} 没有园区共享设施。", "The pack {pack} has no park facilities.")
    remedy = Text(
        "请在内容包的 measures 文件夹中补充 facilities。",
        "Add a list `facilities` to measures/*.yaml of the content pack.",
    )


class ParkBudgetInvalid(LingnanError):
    """A budget below zero, or a cumulative one that falls."""

    code = "PAR-003"
    what = Text("{whose}的预算 {value} 不可用：{why}。", "The budget {value} of {whose}: {why}.")
    remedy = Text(
        "请以元为单位给出非负整数，累计预算不得下降。",
        "Give whole yuan, zero or more; a cumulative budget never falls.",
    )


class MemberUnknown(LingnanError):
    """An enterprise was named that is no member."""

    code = "PAR-004"
    what = Text("{uscc} 不是园区 {park} 的成员。", "{uscc} is no member of the park {park}.")
    remedy = Text("请核对统一社会信用代码。", "Check the code of the enterprise.")


class FacilityUnknown(LingnanError):
    """A facility was named that the pack does not have."""

    code = "PAR-005"
    what = Text("没有共享设施 {facility}。", "There is no shared facility {facility}.")
    remedy = Text("已有：{known}。", "Known: {known}.")


class TooManyFacilities(LingnanError):
    """More facilities than one park roadmap can weigh."""

    code = "PAR-006"
    what = Text(
        "有 {count} 项共享设施，最多 {most} 项。",
        "{count} facilities; at most {most} can be weighed.",
    )
    remedy = Text("请排除一些设施。", "Exclude some of them.")


class ParkInputInvalid(LingnanError):
    """A figure that cannot be: a price below zero, a measure twice, a member twice."""

    code = "PAR-007"
    what = Text("{where} 的数据不可用：{why}。", "{where}: {why}.")
    remedy = Text("请更正后重试。", "Correct it, then try again.")


class ParkChoiceContradicts(LingnanError):
    """A facility that must open and must never open."""

    code = "PAR-008"
    what = Text(
        "对 {facility} 的要求相互矛盾。", "The choices for {facility} contradict each other."
    )
    remedy = Text("请只保留其中一项。", "Keep one of them.")


class ParkChoiceImpossible(LingnanError):
    """The required facilities fit neither the budget nor the horizon."""

    code = "PAR-009"
    what = Text(
        "必建设施 {facilities} 在预算和规划期内无法建成。",
        "The required facilities {facilities} fit neither the budget nor the horizon.",
    )
    remedy = Text(
        "请增加预算、延长规划期或减少必建设施。",
        "Raise the budget, lengthen the horizon or require fewer.",
    )


class ParkPlanUnreadable(LingnanError):
    """A file that is no park roadmap."""

    code = "PAR-010"
    what = Text("不是园区路线图：{reason}。", "This is no park roadmap: {reason}.")
    remedy = Text("请使用导出的 JSON 文件。", "Use the JSON that was written for a park.")


def _rule(code: str, zh: str, en: str, fix_zh: str, fix_en: str) -> Rule:
    return Rule(code, Severity.ERROR, Text(zh, en), Text(fix_zh, fix_en))


UNKNOWN_NAME: Final = _rule(
    "PAR-101",
    "方案中的{what} {value} 不存在",
    "the plan names {what} {value}, which does not exist",
    "请删去。",
    "Remove it.",
)
OPENS_OUTSIDE: Final = _rule(
    "PAR-102",
    "{value} 于第 {start} 期开工，规划期内不能建成",
    "{value} starts in period {start} and is not built within the horizon",
    "请提前开工。",
    "Start it earlier.",
)
NOT_OPEN: Final = _rule(
    "PAR-103",
    "{subject} 接入了未建的 {value}",
    "{subject} is connected to {value}, which is not open",
    "请建设该设施或取消接入。",
    "Open it, or disconnect the member.",
)
CAPACITY_BROKEN: Final = _rule(
    "PAR-104",
    "{value} 接入 {count} 家，容量 {limit} 家",
    "{value} serves {count} members, its capacity is {limit}",
    "请减少接入。",
    "Connect fewer.",
)
NOT_SERVED: Final = _rule(
    "PAR-105",
    "{subject} 的 {measure} 不能使用 {value}：{why}",
    "{measure} of {subject} cannot use {value}: {why}",
    "请改用其他设施或按原价实施。",
    "Use another facility or pay the full price.",
)
NOT_WORTH: Final = _rule(
    "PAR-106",
    "{subject} 的 {measure} 价格高于价值（{price} > {worth} 元）",
    "{measure} of {subject} costs more than it is worth ({price} > {worth} yuan)",
    "请删去该项目。",
    "Drop it.",
)
MEMBER_BUDGET_BROKEN: Final = _rule(
    "PAR-107",
    "{subject} 的项目共 {spent} 元，超出预算 {limit} 元",
    "{subject} spends {spent} yuan, its budget is {limit}",
    "请删减项目。",
    "Drop measures.",
)
PARK_CASH_BROKEN: Final = _rule(
    "PAR-108",
    "第 {period} 期末园区资金缺 {short} 元",
    "the park lacks {short} yuan at the end of period {period}",
    "请推迟开工或增加预算。",
    "Open later or raise the budget.",
)
MUST_OPEN_MISSING: Final = _rule(
    "PAR-109",
    "必建的 {value} 未列入",
    "{value} must open and does not",
    "请列入。",
    "Put it in.",
)
NEVER_OPENED: Final = _rule(
    "PAR-110",
    "已排除的 {value} 列入了方案",
    "{value} is excluded, yet in the plan",
    "请删去。",
    "Remove it.",
)
LEVEL_INCOMPLETE: Final = _rule(
    "PAR-111",
    "{subject} 只做了达级所需项目的一部分：缺 {measure}",
    "{subject} does only part of what its level needs: {measure} is missing",
    "请补齐或全部不做。",
    "Complete it, or leave it out altogether.",
)
PARK_STATED_DIFFERS: Final = _rule(
    "PAR-112",
    "文件中的{what}为 {stated}，复算为 {found}",
    "the file states {what} {stated}, recomputed {found}",
    "请以复算结果为准。",
    "Use the recomputed figure.",
)
SHARES_DIFFER: Final = _rule(
    "PAR-113",
    "按“{what}”分摊的合计为 {stated} 元，应为 {found} 元",
    "the shares under {what} add up to {stated} yuan instead of {found}",
    "请调整分摊。",
    "Adjust the shares.",
)
