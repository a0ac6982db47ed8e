"""Anticipated failures of running a node: its folder, its ports, its writer.

Codes NOD-350 to NOD-369. Not for what a request is answered with (see errors).
"""

import errno
from typing import ClassVar, Final

from lingnan.kernel import LingnanError, Text

_REASONS: Final = {
    errno.EADDRINUSE: Text("端口已被占用", "the port is in use"),
    errno.EADDRNOTAVAIL: Text("本机没有此地址", "this machine has no such address"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.ENOENT: Text("没有 node.yaml", "it has no node.yaml"),
    errno.ENOTDIR: Text("不是目录", "it is no folder"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
}


def tell_reason(problem: OSError) -> Text:
    """Tell why the system refused a folder, a file or a port, in words where they are known."""
    told = problem.strerror or type(problem).__name__
    return _REASONS.get(problem.errno or 0, Text(told, told))


class RunningError(LingnanError):
    """Any anticipated failure of running a node; exit code 3."""

    exit_code: ClassVar[int] = 3


class WriterGone(RunningError):
    """The writer process ended while a wish was on its way: whether it was done is not known."""

    code = "NOD-350"
    what = Text(
        "写入进程已断开，本次变更是否完成未知。",
        "The writer has gone; whether this change was made is not known.",
    )
    remedy = Text(
        "请稍后重新提交；若提示标识已存在，说明先前的登记已完成。",
        "Submit it again in a moment; if the handle exists then, the first attempt was made.",
    )


class NodeFolderMissing(RunningError):
    """A folder holds no node."""

    code = "NOD-351"
    exit_code = 2
    what = Text("{path} 不是标识节点目录：{reason}。", "{path} is no node's folder: {reason}.")
    remedy = Text(
        "请先运行 lingnan node init 建立节点。", "Make the node first: lingnan node init FOLDER."
    )


class NodeFolderTaken(RunningError):
    """A node is to be made where there is something already."""

    code = "NOD-352"
    exit_code = 2
    what = Text("{path} 已有内容，未作任何改动。", "{path} is not empty; nothing was changed.")
    remedy = Text("请指定一个新的空目录。", "Name a new or empty folder.")


class BadConfiguration(RunningError):
    """The configuration of a node cannot be used."""

    code = "NOD-353"
    exit_code = 2
    what = Text("节点配置 {path} 有误：{reason}。", "The configuration {path} is wrong: {reason}.")
    remedy = Text("请更正 node.yaml 后重试。", "Correct node.yaml and try again.")


class PortTaken(RunningError):
    """Another program listens where the node should."""

    code = "NOD-354"
    what = Text(
        "无法在 {address} 端口 {port} 监听：{reason}。",
        "Cannot listen at {address}, port {port}: {reason}.",
    )
    remedy = Text(
        "请停止占用该端口的程序，或用 --port、--http-port 另选端口。",
        "Stop the program that holds the port, or choose another with --port or --http-port.",
    )


class BadPrefix(RunningError):
    """The text is no prefix that a node can serve."""

    code = "NOD-355"
    exit_code = 2
    what = Text("前缀 {prefix} 不可用。", "The prefix {prefix} is unusable.")
    remedy = Text(
        "前缀由数字和点组成，例如 88.900（二级节点）或 88.900.1（企业节点），均为示例前缀。",
        "A prefix has numbers and dots, such as 88.900 (second-level node) or 88.900.1 "
        "(enterprise node), which are synthetic.",
    )


class FrameBroken(RunningError):
    """Octets between worker and writer are none of ours."""

    code = "NOD-356"
    what = Text("进程间数据无法读取：{reason}。", "Octets between processes are broken: {reason}.")
    remedy = Text("请重新启动节点。", "Start the node again.")


class NotRunning(RunningError):
    """A running node is needed, and there is none."""

    code = "NOD-357"
    what = Text("节点 {path} 未在运行。", "The node {path} is not running.")
    remedy = Text("请先运行 lingnan node serve。", "Start it first: lingnan node serve.")


class NodeRunning(RunningError):
    """The node must be stopped for this."""

    code = "NOD-358"
    what = Text("节点 {path} 正在运行。", "The node {path} is running.")
    remedy = Text("请先停止节点，再执行此操作。", "Stop the node first, then do this.")


class NoNodeBackup(RunningError):
    """A folder holds no backup of a node."""

    code = "NOD-360"
    exit_code = 2
    what = Text(
        "{path} 不是标识节点的备份：没有 {missing}。",
        "{path} is no backup of a node: it has no {missing}.",
    )
    remedy = Text(
        "请指定由 lingnan node backup 生成的目录。",
        "Name a folder that lingnan node backup has made.",
    )


class FeedFailed(RunningError):
    """The node that feeds a replica does not do so."""

    code = "NOD-361"
    what = Text(
        "无法从 {source} 获取副本数据：{reason}。",
        "Cannot be fed from {source}: {reason}.",
    )
    remedy = Text(
        "请检查管理接口地址、证书，以及令牌是否具有“运行维护”权限。",
        "Check the address of the management API, its certificate, and that the token may operate "
        "the node.",
    )


class BadCertificate(RunningError):
    """A certificate for TLS cannot be made or taken."""

    code = "NOD-362"
    exit_code = 2
    what = Text("TLS 证书不可用：{reason}。", "The TLS certificate is unusable: {reason}.")
    remedy = Text(
        "请提供 PEM 格式且相互匹配、私钥未加密的证书和私钥，或用 --tls self-signed 自行签发。",
        "Give certificate and unencrypted key in PEM that belong together, or use "
        "--tls self-signed.",
    )


class ChildFailing(RunningError):
    """A process of the node ends as soon as it is started."""

    code = "NOD-359"
    what = Text(
        "节点进程 {name} 连续退出（退出码 {status}）。",
        "The process {name} of the node keeps ending (exit code {status}).",
    )
    remedy = Text("请查看日志，排除原因后重新启动。", "Look at the log, then start it again.")
