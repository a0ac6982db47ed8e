"""Anticipated failures of a run and of exports."""

from lingnan.kernel import LingnanError, Text


class NothingToRun(LingnanError):
    """A run was asked for before anything was imported."""

    code = "RUN-001"
    what = Text("数据仓中没有企业，也没有证据。", "The store has neither enterprises nor evidence.")
    remedy = Text(
        "请先运行 lingnan import register 与 lingnan import evidence。",
        "Run lingnan import register and lingnan import evidence first.",
    )


class NoRun(LingnanError):
    """A result was asked for before the first run."""

    code = "RUN-002"
    what = Text("尚未运行过。", "There has been no run yet.")
    remedy = Text("请先运行 lingnan run --as-of <日期>。", "Run lingnan run --as-of <date> first.")


class NotExportable(LingnanError):
    """There is no such export, or it does not fit the format."""

    code = "RUN-003"
    what = Text("无法导出 {what}。", "{what} cannot be exported.")
    remedy = Text("可选：{known}。", "Possible: {known}.")


class RunTooEarly(LingnanError):
    """The as-of date lies before the ledger's first possible day."""

    code = "RUN-004"
    what = Text("截止日期 {as_of} 早于 {first}。", "The as-of date {as_of} lies before {first}.")
    remedy = Text("请给出更晚的日期。", "Give a later date.")


class RunInFuture(LingnanError):
    """The as-of date lies after today."""

    code = "RUN-006"
    what = Text("截止日期 {as_of} 晚于今天。", "The as-of date {as_of} lies after today.")
    remedy = Text(
        "请给出今天或更早的日期；对未来的预测见 lingnan progress。",
        "Give today or an earlier date; lingnan progress forecasts what comes after.",
    )


class UnknownSubject(LingnanError):
    """An enterprise was asked for that nobody has told of."""

    code = "RUN-005"
    what = Text(
        "{subject} 既不在名录中，也没有证据。", "{subject} is not registered and has no evidence."
    )
    remedy = Text(
        "请核对统一社会信用代码，或先导入企业名录。",
        "Check the unified social credit code, or import the register first.",
    )


class NothingToPlan(LingnanError):
    """A roadmap was asked for under a pack that cannot plan."""

    code = "RUN-007"
    what = Text(
        "内容包 {pack} 没有转型项目目录，或没有以数字化水平计数的目标。",
        "The pack {pack} has no catalogue of measures, or no target that counts by level.",
    )
    remedy = Text(
        "请在内容包中补充 measures 文件夹和以水平计数的口径。",
        "Add measures and a definition that counts by level to the pack.",
    )


class UnknownGroup(LingnanError):
    """A park or chain was asked for that nobody has registered."""

    code = "RUN-008"
    what = Text("没有登记{kind} {group}。", "There is no registered {kind} {group}.")
    remedy = Text("已登记的有：{known}。", "Registered: {known}.")
