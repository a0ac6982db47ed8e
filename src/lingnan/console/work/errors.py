"""Anticipated failures of jobs and imports. Codes CON-060 to CON-079, CON-162, CON-165 to 167."""

from typing import ClassVar

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class JobBroken(ConsoleError):
    """A fault of the program ended a job; what it was stands in the log."""

    code = "CON-060"
    what = Text(
        "任务因系统内部错误中止（{number}）。", "The job ended by an internal error ({number})."
    )
    remedy = Text(
        "请重试；若仍出现，请把编号告知系统管理员。",
        "Start it again; if it stays, tell the administrator the number.",
    )
    exit_code: ClassVar[int] = 3


class WorkerLost(ConsoleError):
    """The process that did a job ended again and again before the job was done."""

    code = "CON-061"
    what = Text(
        "处理进程 {tries} 次中断，任务未完成。",
        "The process ended {tries} times before the job was done.",
    )
    remedy = Text(
        "请让系统管理员查看内存和磁盘余量，再重新提交。",
        "Let the administrator look at memory and disk space, then start it again.",
    )
    exit_code: ClassVar[int] = 3


class WorkerBusy(ConsoleError):
    """Another process does the jobs of this store."""

    code = "CON-062"
    what = Text("已有进程在处理此数据仓的任务。", "Another process does the jobs of this store.")
    remedy = Text(
        "lingnan serve 会自行启动它；不必再运行 lingnan work。",
        "lingnan serve starts it by itself; lingnan work is not needed then.",
    )
    exit_code: ClassVar[int] = 3


class ForeignRows(ConsoleError):
    """A file of a city's office speaks of what belongs to other cities."""

    code = "CON-063"
    what = Text(
        "文件有 {count} 行不属于您的辖区，首见于第 {row} 行（{value}），未导入任何数据。",
        "{count} rows of the file lie outside your area, the first is row {row} ({value}); "
        "nothing was imported.",
    )
    remedy = Text(
        "请只保留本辖区的记录后重新上传，或由省级主管部门导入。",
        "Keep the rows of your own area and upload the file again, or let the province import it.",
    )


class UploadGone(ConsoleError):
    """The file of an import is no longer in the store."""

    code = "CON-064"
    what = Text(
        "上传的文件 {file} 已不在数据仓中。", "The uploaded file {file} is no longer there."
    )
    remedy = Text("请重新上传。", "Upload it again.")


class NothingToUndo(ConsoleError):
    """An import cannot be undone: it is not done, or was undone before."""

    code = "CON-065"
    what = Text("该导入无法撤销：{reason}。", "This import cannot be undone: {reason}.")
    remedy = Text("请核对导入记录。", "Look at the record of the import.")


class ImportUnfit(ConsoleError):
    """What was told about a file does not suffice for an import."""

    code = "CON-066"
    what = Text("导入设置有误：{reason}。", "The import is not set up rightly: {reason}.")
    remedy = Text("请补充后再提交。", "Complete it and send it again.")


class WholeRegionNeeded(ConsoleError):
    """An act that moves the whole region was asked for by an office of a part of it."""

    code = "CON-067"
    what = Text(
        "此项功能面向全省，您的权限只覆盖其中一部分。",
        "This is for the whole province, and your permissions cover a part of it.",
    )
    remedy = Text("请由省级主管部门办理。", "Ask the province's programme office.")


class ScenarioUnfit(ConsoleError):
    """A scenario that a person made does not hold."""

    code = "CON-068"
    what = Text("情景无法保存：{reason}。", "The scenario cannot be kept: {reason}.")
    remedy = Text("请改正后再提交。", "Correct it and send it again.")


class UploadQuota(ConsoleError):
    """One account uploaded as much as it may in a day."""

    code = "CON-079"
    what = Text(
        "该账号一天内最多上传 {files} 个文件、共 {octets}。",
        "An account may upload {files} files and {octets} in a day.",
    )
    remedy = Text(
        "请明天再上传；大批量数据可在服务器上用 lingnan import 导入。",
        "Go on tomorrow; very large amounts can be imported on the server with lingnan import.",
    )


class RunReplaced(ConsoleError):
    """A plan was ordered as of a run that another one has replaced meanwhile."""

    code = "CON-162"
    what = Text(
        "任务提交之后已有新的运行，未按旧的运行编制。",
        "A new run has come since this was ordered; it was not planned as of the former one.",
    )
    remedy = Text("请在页面上重新提交。", "Order it again on its page.")


class ReportingUnusable(ConsoleError):
    """A file that reporting needs, such as a key or a certificate, cannot be read."""

    code = "CON-165"
    what = Text(
        "报送所需的密钥、证书或解析库文件无法读取（{kind}），本次未报送。",
        "A key, certificate or resolution file that reporting needs cannot be read ({kind}).",
    )
    remedy = Text(
        "请系统管理员检查节点目录中的文件，然后再次办理。",
        "The administrator looks at the files in the node's folder; then order it again.",
    )
    exit_code: ClassVar[int] = 3


class TopLevelAway(ConsoleError):
    """The top-level node did not take what was sent to it; it waits to be sent again."""

    code = "CON-166"
    what = Text(
        "顶级节点暂未接收（{reason}）：已送达 {delivered} 件，{waiting} 件待报送。",
        "The top-level node did not take it ({reason}): {delivered} delivered, {waiting} wait.",
    )
    remedy = Text(
        "待报送的内容均已保留，可稍后再次报送。", "What waits is kept; send it again later."
    )
    exit_code: ClassVar[int] = 3


class ReportingUnset(ConsoleError):
    """Reporting of the identifier node is not set up, or not for this."""

    code = "CON-167"
    what = Text(
        "标识节点的报送尚未配置：{reason}。", "Reporting of the node is not set up: {reason}."
    )
    remedy = Text(
        "请系统管理员补全节点目录中的 reporting.yaml，然后再次办理。",
        "The administrator completes reporting.yaml in the node's folder; then order it again.",
    )
    exit_code: ClassVar[int] = 3
