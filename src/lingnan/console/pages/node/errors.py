"""Anticipated failures of the pages of the identifier node. Codes CON-100 to CON-119."""

from typing import ClassVar

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class NodeMissing(ConsoleError):
    """The store has no identifier node. Where it would be is told in the log and under Health."""

    code = "CON-100"
    what = Text("本系统尚未配置标识节点。", "No identifier node is configured here.")
    remedy = Text(
        "请系统管理员在服务器上运行 lingnan node init，所需参数见“运行状况”页面。",
        "The administrator runs lingnan node init on the server; “Health” tells with what.",
    )
    exit_code: ClassVar[int] = 3


class NodeUnusable(ConsoleError):
    """The node's folder, configuration or resolution file cannot be used; why is in the log."""

    code = "CON-101"
    what = Text(
        "标识节点的配置或解析库无法使用。",
        "The identifier node's configuration or resolution file cannot be used.",
    )
    remedy = Text(
        "请系统管理员查看“运行状况”页面和服务器日志。",
        "The administrator looks at the page “Health” and the server's log.",
    )
    exit_code: ClassVar[int] = 3


class WriterAway(ConsoleError):
    """Registering needs the running node; nothing was begun."""

    code = "CON-102"
    what = Text(
        "标识节点未运行，本次未办理任何内容。",
        "The identifier node is not running; nothing was done.",
    )
    remedy = Text(
        "请运行 lingnan node serve 启动节点后重试。",
        "Start it with lingnan node serve and try again.",
    )
    exit_code: ClassVar[int] = 3


class NodeElsewhere(ConsoleError):
    """The node works on another database than this store's."""

    code = "CON-103"
    what = Text(
        "标识节点使用另一个数据库，本系统看不到其数据。",
        "The identifier node works on another database, which is not seen here.",
    )
    remedy = Text(
        "请系统管理员按“运行状况”页面修改 node.yaml 中的 database。",
        "The administrator changes `database` in node.yaml as the page “Health” tells.",
    )
    exit_code: ClassVar[int] = 3


class PaperMissing(ConsoleError):
    """A paper of an application was handed in elsewhere, and only its digest is here."""

    code = "CON-104"
    what = Text("材料“{name}”未随申请上传。", "The paper “{name}” was not uploaded.")
    remedy = Text(
        "请向申请单位索取原件，并核对其 SHA-256：{sha256}。",
        "Ask the applicant for it and compare its SHA-256: {sha256}.",
    )
