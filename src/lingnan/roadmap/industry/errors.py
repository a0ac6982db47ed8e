"""Anticipated failures of industry roadmaps, and what can be wrong with an edited one."""

from typing import Final

from lingnan.kernel import LingnanError, Rule, Severity, Text


class NoMembers(LingnanError):
    """Nobody to plan for."""

    code = "IND-001"
    what = Text(
        "{scope} 没有已评测的中小制造企业。",
        "{scope} has no assessed small or medium manufacturing enterprise.",
    )
    remedy = Text(
        "请先组织评测，或扩大范围、计入微型企业。",
        "Assess enterprises first, widen the area, or count micro enterprises too.",
    )


class ClusterUnknown(LingnanError):
    """The pack has no such cluster."""

    code = "IND-002"
    what = Text("没有集群 {cluster}。", "There is no cluster {cluster}.")
    remedy = Text("已有：{known}。", "Known: {known}.")


class DivisionUnknown(LingnanError):
    """No division of manufacturing."""

    code = "IND-003"
    what = Text("{division} 不是制造业的行业代码。", "{division} is no industry of manufacturing.")
    remedy = Text("请给出国民经济行业分类代码，如 C38。", "Give a code of GB/T 4754, such as C38.")


class AreaUnknown(LingnanError):
    """No area of the region."""

    code = "IND-004"
    what = Text("{area} 不是本地区的地市或县区。", "{area} is no city or county of this region.")
    remedy = Text("地市：{known}。", "Cities: {known}.")


class LevelNotInModel(LingnanError):
    """The model does not have that level."""

    code = "IND-005"
    what = Text("模型 {model} 没有 {level} 级。", "Model {model} has no level {level}.")
    remedy = Text("可选：{allowed}。", "Possible: {allowed}.")


class AmountNegative(LingnanError):
    """Money or a capacity below zero."""

    code = "IND-006"
    what = Text("{name} 为 {value}，不能小于零。", "{name} is {value}, below zero.")
    remedy = Text("请给出零或更大的整数。", "Give a whole number, zero or more.")


class PackagesOutOfRange(LingnanError):
    """A product list that cannot be."""

    code = "IND-007"
    what = Text("不能选 {count} 个产品。", "A list of {count} packages cannot be chosen.")
    remedy = Text("请选择 1 至 {most}。", "Choose 1 to {most}.")


class ScopeUnclear(LingnanError):
    """Neither a cluster nor a division, or both."""

    code = "IND-008"
    what = Text("须指定一个集群或一个行业。", "Name either a cluster or an industry division.")
    remedy = Text("请二选一。", "Give one of the two.")


class NoPackages(LingnanError):
    """The catalogue offers nothing."""

    code = "IND-009"
    what = Text(
        "内容包 {pack} 的目录没有可用于模型 {model} 的小快轻准产品。",
        "The catalogue of {pack} has no light package that raises answers of {model}.",
    )
    remedy = Text(
        "请在目录中标注 is_light，或选择另一个模型。",
        "Mark measures with is_light, or choose another model.",
    )


class RateOutOfRange(LingnanError):
    """A rate that is no share."""

    code = "IND-010"
    what = Text(
        "补助比例 {value} 不在 0 与 1,000,000（百万分之）之间。",
        "The subsidy rate {value} does not lie between 0 and 1,000,000 parts per million.",
    )
    remedy = Text("300000 即三成。", "300000 is 30 %.")


class PlanUnreadable(LingnanError):
    """Not an industry roadmap."""

    code = "IND-011"
    what = Text("无法读取行业路线图：{reason}。", "This is no industry roadmap: {reason}.")
    remedy = Text(
        "请使用 lingnan roadmap industry 导出的 JSON。",
        "Use the JSON that lingnan roadmap industry wrote.",
    )


class PackageNotInCatalogue(LingnanError):
    """A capacity names a package that the catalogue does not have."""

    code = "IND-012"
    what = Text("目录中没有小快轻准产品 {package}。", "There is no light package {package}.")
    remedy = Text("已有：{known}。", "Known: {known}.")


def _rule(number: int, zh: str, en: str, fix_zh: str, fix_en: str) -> Rule:
    return Rule(f"IND-{number}", Severity.ERROR, Text(zh, en), Text(fix_zh, fix_en))


PACKAGE_UNKNOWN: Final = _rule(
    101,
    "目录中没有小快轻准产品 {package}",
    "the catalogue has no light package {package}",
    "请删去，或改用目录中的产品。",
    "Remove it or use a package of the catalogue.",
)
LIST_TOO_LONG: Final = _rule(
    102,
    "产品清单有 {count} 项，上限 {limit}",
    "the list holds {count} packages, the limit is {limit}",
    "请删减产品。",
    "Remove packages.",
)
ENTERPRISE_NOT_MEMBER: Final = _rule(
    103,
    "{subject} 不是本范围内待提升的企业",
    "{subject} is no enterprise of this roadmap below the level",
    "请删去该企业。",
    "Remove it.",
)
STANDS_TWICE: Final = _rule(
    104, "{name} 列入了两次", "{name} stands in the roadmap twice", "请只保留一次。", "Keep one."
)
NOT_ON_LIST: Final = _rule(
    105,
    "{subject} 选用的产品 {package} 不在清单中",
    "{subject} takes {package}, which is not on the list",
    "请列入清单，或改用清单中的产品。",
    "Put it on the list or use one that is.",
)
PACKAGE_UNFIT: Final = _rule(
    106,
    "产品 {package} 不适用于 {subject}（规模或前提不符）",
    "{package} does not suit {subject} (its size, or something it requires)",
    "请改用其他产品。",
    "Use another package.",
)
LEVEL_NOT_REACHED: Final = _rule(
    107,
    "{subject} 选用所列产品后为 {found} 级，未达到 {level} 级",
    "{subject} ends at level {found} with its packages, not at level {level}",
    "请补充产品，或删去该企业。",
    "Add packages or remove the enterprise.",
)
CAPACITY_BROKEN: Final = _rule(
    108,
    "产品 {package} 在 {period} 有 {count} 个项目，承接能力 {limit}",
    "{package} has {count} projects in {period}, the capacity is {limit}",
    "请移到后面的批次。",
    "Move some to a later wave.",
)
BUDGET_BROKEN: Final = _rule(
    109,
    "补助合计 {found} 元，超过预算 {limit} 元",
    "the subsidies come to {found} yuan, more than the budget of {limit}",
    "请删减企业，或增加预算。",
    "Remove enterprises or raise the budget.",
)
STATED_DIFFERS: Final = _rule(
    110,
    "文件中的{what}为 {stated}，复算为 {found}",
    "the file states {what} {stated}, recomputed {found}",
    "请以复算结果为准。",
    "Use the recomputed figure.",
)
WAVE_OUTSIDE: Final = _rule(
    111,
    "{subject} 的批次 {wave} 不在规划期 {horizon} 个半年内",
    "the wave {wave} of {subject} lies outside the horizon of {horizon} half-years",
    "请改为期内的批次。",
    "Choose a wave within it.",
)
