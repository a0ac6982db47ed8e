"""Anticipated failures of recursive resolution: NOD-430 to NOD-449.

`Refusal`s are told to who asked, with the response code of the protocol (RFC 3652 §2.2.2.2); the
rest is told to who runs the resolver. Failures of asking one server are those of the client.
"""

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.node.errors import Refusal
from lingnan.sources.identifier.wire.codes import Response


class RecursionExceeded(Refusal):
    """The request has passed too many servers, or referrals go on and on or in a circle."""

    code = "NOD-430"
    response = Response.RECURSION_LIMIT
    what = Text(
        "解析 {handle} 的递归或引用超过 {limit} 次，或形成环路。",
        "Resolving {handle} took more than {limit} servers or referrals, or went in a circle.",
    )
    remedy = Text(
        "请检查 HS_SITE 与转发设置是否成环。", "Check HS_SITE records and forwarding for a circle."
    )


class AuthorityMisconfigured(Refusal):
    """What is responsible for the prefix is set up wrongly; asking again soon does not help."""

    code = "NOD-431"
    what = Text(
        "前缀 {prefix} 的解析服务配置有误：{reason}",
        "The service of the prefix {prefix} is set up wrongly: {reason}",
    )
    remedy = Text(
        "请由该前缀的管理方更正 HS_SITE 及服务器。",
        "Let who runs that prefix correct its HS_SITE and servers.",
    )


class AuthorityUnavailable(Refusal):
    """What is responsible for the prefix does not answer now."""

    code = "NOD-432"
    what = Text(
        "前缀 {prefix} 的解析服务暂不可用：{reason}",
        "The service of the prefix {prefix} is unavailable now: {reason}",
    )
    remedy = Text("请稍后重试。", "Try again in a moment.")


class IdentifierBlocked(Refusal):
    """The identifier is on the list of those that are not resolved here."""

    code = "NOD-433"
    response = Response.INSUFFICIENT_PERMISSION
    what = Text("本服务不解析标识 {handle}。", "The handle {handle} is not resolved here.")
    remedy = Text("如有疑问，请联系本服务的管理方。", "Ask who runs this service.")


class IdentifierTooOften(Refusal):
    """One identifier is asked for more often than is granted."""

    code = "NOD-434"
    response = Response.BUSY
    what = Text("标识 {handle} 的查询过于频繁。", "The handle {handle} is asked for too often.")
    remedy = Text("请稍后重试，并按 TTL 缓存应答。", "Try again later; keep answers for their TTL.")


class RecursionBusy(Refusal):
    """As many questions are being followed, or go to servers each second, as are granted."""

    code = "NOD-435"
    response = Response.BUSY
    what = Text("递归解析繁忙：{reason}。", "Recursive resolution is busy: {reason}.")
    remedy = Text("请稍后重试。", "Try again in a moment.")


class ProofElsewhere(Refusal):
    """Restricted values are asked for, and only who holds them can ask for proof."""

    code = "NOD-436"
    response = Response.NOT_RESPONSIBLE
    what = Text(
        "读取 {handle} 的受限标识值须直接向其解析服务证明身份。",
        "Restricted values of {handle} need proof of identity at the service that holds it.",
    )
    remedy = Text(
        "请直接访问该服务，或只查询公开值。", "Ask that service itself, or only for public values."
    )


class ResolverError(LingnanError):
    """Any failure told to who runs the resolver."""

    exit_code = 3


class ResolverFolderMissing(ResolverError):
    """The folder holds no resolver."""

    code = "NOD-440"
    exit_code = 2
    what = Text("{path} 中没有递归解析配置：{reason}。", "{path} holds no resolver: {reason}.")
    remedy = Text(
        "请先运行 lingnan node recursive init。", "Run lingnan node recursive init first."
    )


class BadResolverConfiguration(ResolverError):
    """The configuration cannot be used."""

    code = "NOD-441"
    exit_code = 2
    what = Text("递归解析配置 {path} 不可用：{reason}。", "{path} is unusable: {reason}.")
    remedy = Text("请按说明更正该项。", "Correct that entry.")


class BadCacheFile(ResolverError):
    """A file is no backup of a cache."""

    code = "NOD-442"
    exit_code = 2
    what = Text(
        "{path} 不是缓存备份（第 {line} 行）。", "{path} is no backup of a cache (line {line})."
    )
    remedy = Text("请使用由缓存备份功能写出的文件。", "Use a file that the cache backup wrote.")


class ResolverPortTaken(ResolverError):
    """The port cannot be had."""

    code = "NOD-443"
    what = Text(
        "无法监听 {address}:{port}：{reason}。", "Cannot listen at {address}:{port}: {reason}."
    )
    remedy = Text("请换一个端口，或停止占用它的程序。", "Choose another port, or stop its user.")


class ResolverFolderTaken(ResolverError):
    """The folder holds a resolver already."""

    code = "NOD-444"
    exit_code = 2
    what = Text("{path} 中已有递归解析配置。", "{path} holds a resolver already.")
    remedy = Text("请另选一个文件夹。", "Choose another folder.")


class ResolverNotRunning(ResolverError):
    """No resolver answers at the folder's socket."""

    code = "NOD-445"
    what = Text("{path} 的递归解析未在运行。", "The resolver of {path} is not running.")
    remedy = Text(
        "请先运行 lingnan node recursive serve。", "Run lingnan node recursive serve first."
    )


class UnknownCommand(ResolverError):
    """What the socket was told is no command."""

    code = "NOD-446"
    exit_code = 2
    what = Text("未知的控制命令：{command}。", "Unknown command: {command}.")
    remedy = Text("请使用 lingnan node recursive 的命令。", "Use lingnan node recursive.")


class CommandFailed(ResolverError):
    """A running resolver could not do what it was told."""

    code = "NOD-447"
    what = Text("命令 {command} 未能执行：{reason}", "The command {command} failed: {reason}")
    remedy = Text("请按上述原因处理后重试。", "Act on the reason, then try again.")
