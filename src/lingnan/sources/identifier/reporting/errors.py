"""Anticipated failures of reporting to the top-level node.

Whether a failed delivery is tried again is decided by the class: `Temporary` yes, `Permanent` no.
"""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class ReportingError(LingnanError):
    """Any anticipated failure of reporting."""


class Temporary(ReportingError):
    """Trying again may help."""

    exit_code: ClassVar[int] = 3


class Permanent(ReportingError):
    """Trying the same again cannot help: content or configuration has to change."""

    exit_code: ClassVar[int] = 3


class TopLevelUnreachable(Temporary):
    """No connection to the top-level node, or none that lasted."""

    code = "NOD-701"
    what = Text("无法连接顶级节点 {place}：{reason}。", "No way to {place}: {reason}.")
    remedy = Text("系统会自动重试；请检查网络。", "It is tried again by itself; check the network.")


class TopLevelBusy(Temporary):
    """The top-level node asks to come again later."""

    code = "NOD-702"
    what = Text("顶级节点 {place} 繁忙：{reason}。", "The node {place} is busy: {reason}.")
    remedy = Text("系统会自动重试。", "It is tried again by itself.")


class TopLevelRefused(Permanent):
    """The top-level node does not take this content."""

    code = "NOD-703"
    what = Text("顶级节点 {place} 拒收：{reason}。", "The node {place} refused it: {reason}.")
    remedy = Text("请更正数据后重新生成报送。", "Correct the data and build the report again.")


class TopLevelMisconfigured(Permanent):
    """Address, certificate or credentials are wrong; trying on would never end."""

    code = "NOD-704"
    what = Text(
        "顶级节点 {place} 的接入配置有误：{reason}。", "The access to {place} is wrong: {reason}."
    )
    remedy = Text(
        "请检查地址、证书和应用密钥，再运行 lingnan node report retry。",
        "Check address, certificate and application key, then run lingnan node report retry.",
    )


class ReceiptWrong(Temporary):
    """The receipt does not speak of what was sent, or its signature does not hold."""

    code = "NOD-705"
    what = Text(
        "顶级节点 {place} 的回执不可用：{reason}。", "The receipt of {place} is unusable: {reason}."
    )
    remedy = Text(
        "报送视为未完成，系统会自动重试。", "The report counts as not delivered and is tried again."
    )


class ReportInvalid(Permanent):
    """A report does not keep to its table."""

    code = "NOD-706"
    exit_code = 2
    what = Text(
        "报送表 {table} 有 {count} 处不符合要求，首处：{first}。",
        "Table {table} breaks its rules in {count} places, first: {first}.",
    )
    remedy = Text("请补全或更正后重试。", "Complete or correct it and try again.")


class UnknownTable(ReportingError):
    """There is no such table."""

    code = "NOD-707"
    what = Text("没有报送表 {table}。", "There is no table {table}.")
    remedy = Text("可选：{known}。", "It is one of {known}.")


class DepositBroken(ReportingError):
    """A deposit cannot be read: altered, cut off, or of another recipient."""

    code = "NOD-708"
    exit_code = 3
    what = Text("托管数据 {place} 不可用：{reason}。", "The deposit {place} is unusable: {reason}.")
    remedy = Text("请重新取得该份托管数据。", "Fetch the deposit again.")


class DepositChainBroken(ReportingError):
    """Incremental deposits do not follow one another."""

    code = "NOD-709"
    exit_code = 3
    what = Text(
        "增量托管 {deposit} 接在 {previous} 之后，现有 {held}。",
        "The deposit {deposit} follows {previous}, but {held} is held.",
    )
    remedy = Text(
        "请先恢复缺失的托管，或重新全量托管。", "Restore the missing one, or deposit all."
    )


class NothingConfigured(ReportingError):
    """No top-level node is configured."""

    code = "NOD-710"
    what = Text(
        "未配置顶级节点：{path}：{reason}。", "No top-level node is configured: {path}: {reason}."
    )
    remedy = Text(
        "请编写报送配置文件，见 lingnan node report --help。",
        "Write the configuration of reporting, see lingnan node report --help.",
    )


class ObjectRefused(Permanent):
    """The registry refused a command on an enterprise, prefix or identifier."""

    code = "NOD-711"
    what = Text(
        "顶级节点拒绝对 {kind} {name} 执行 {command}：{reason}（结果码 {result}）。",
        "The registry refused {command} of {kind} {name}: {reason} (result {result}).",
    )
    remedy = Text("请核对对象的状态和权限。", "Check the state of the object and your rights.")
