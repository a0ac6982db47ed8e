"""Anticipated failures of dividing the programme's money."""

from lingnan.kernel import LingnanError, Text


class NoUpgrades(LingnanError):
    """Nothing says what an enterprise needs to reach the level."""

    code = "ALL-001"
    what = Text(
        "没有企业升级方案（out_upgrade，口径 {side}）：{reason}。",
        "There are no upgrade plans (out_upgrade, side {side}): {reason}.",
    )
    remedy = Text(
        "请先运行 lingnan run --as-of <日期>，由其计算企业路线图。",
        "Run lingnan run --as-of <date> first; it computes the enterprises' roadmaps.",
    )


class UnknownTarget(LingnanError):
    """There is no such target, or none of its definitions counts by level."""

    code = "ALL-002"
    what = Text(
        "目标“{target}”无法用资金推进：{reason}。",
        "Target '{target}' cannot be moved by this money: {reason}.",
    )
    remedy = Text("可用的有：{known}。", "Possible: {known}.")


class UnknownRegion(LingnanError):
    """A floor names a place that the pack does not have."""

    code = "ALL-003"
    what = Text("没有城市或城市分组“{region}”。", "There is no city or group of cities '{region}'.")
    remedy = Text("可用的有：{known}。", "Possible: {known}.")


class BadMoney(LingnanError):
    """An amount, a number of years or a share that cannot be."""

    code = "ALL-004"
    what = Text("{name} 为 {value}，不成立：{reason}。", "{name} is {value}: {reason}.")
    remedy = Text("请改正该值。", "Correct the value.")


class BadFloor(LingnanError):
    """Floors that promise more than there is."""

    code = "ALL-005"
    what = Text("保底“{floor}”不成立：{reason}。", "The floor '{floor}' cannot be: {reason}.")
    remedy = Text("请降低或删除该保底。", "Lower the floor or leave it out.")


class FloorOutOfReach(LingnanError):
    """Counts were promised that this money or these enterprises cannot give by the date."""

    code = "ALL-006"
    what = Text(
        "到 {day} 无法同时满足数量保底（{floors}）：{reason}。",
        "By {day} the promised counts ({floors}) cannot all be kept: {reason}.",
    )
    remedy = Text(
        "请降低数量保底、增加资金或推后日期。",
        "Promise fewer, give more money, or take a later date.",
    )


class BrokenUpgrade(LingnanError):
    """A row of out_upgrade contradicts itself or another row."""

    code = "ALL-007"
    what = Text(
        "out_upgrade 中企业 {subject} 的记录有误：{reason}。",
        "The row of {subject} in out_upgrade is broken: {reason}.",
    )
    remedy = Text("请重新运行 lingnan run。", "Run lingnan run again.")


class LevelDiffers(LingnanError):
    """The upgrades lead to another level than the definition counts from."""

    code = "ALL-008"
    what = Text(
        "统计口径 {definition} 自 {wanted} 级起计，升级方案的目标为 {found} 级。",
        "Definition {definition} counts from level {wanted}; the upgrade plans lead to {found}.",
    )
    remedy = Text(
        "请另选统计口径，或为该级别重新计算路线图。",
        "Choose another definition, or compute the roadmaps for that level.",
    )


class NoMoneyStated(LingnanError):
    """Neither the user nor the pack says how much money there is."""

    code = "ALL-009"
    what = Text(
        "未给出资金，内容包也没有假设 {assumption}。",
        "No money was given, and the pack has no assumption {assumption}.",
    )
    remedy = Text("请用 --money 给出每年资金（元）。", "Give it with --money, in yuan a year.")


class NeedsRoadmaps(LingnanError):
    """A scenario changes what enterprises plan by, and nobody can plan anew here."""

    code = "ALL-010"
    what = Text(
        "情景 {scenario} 改变了路线图的依据（{paths}），须在其下重新计算升级方案。",
        "Scenario {scenario} changes what roadmaps rest on ({paths}): "
        "the upgrade plans must be computed anew under it.",
    )
    remedy = Text(
        "请在能计算路线图处比较，或只比较改变 allocation.* 的情景。",
        "Compare it where roadmaps can be computed, or compare scenarios of allocation.* only.",
    )


class BadDay(LingnanError):
    """A date aimed at that no plan can serve."""

    code = "ALL-011"
    what = Text("日期 {day} 不可用：{reason}。", "The date {day} cannot be aimed at: {reason}.")
    remedy = Text("请给出更晚的日期。", "Give a later date.")
