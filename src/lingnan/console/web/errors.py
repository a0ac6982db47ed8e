"""Anticipated failures of the frame. Codes CON-010 to CON-029."""

from typing import ClassVar

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class NotSignedIn(ConsoleError):
    """The page is for people who are signed in."""

    code = "CON-010"
    what = Text("您尚未登录，或登录已过期。", "You are not signed in, or your session has ended.")
    remedy = Text("请登录后继续。", "Sign in to go on.")


class NothingThere(ConsoleError):
    """There is no such page or record, or it is not for who asks: both are told alike."""

    code = "CON-011"
    what = Text("没有找到这个页面或记录。", "There is no such page or record.")
    remedy = Text(
        "请核对地址；如确认无误，可能不在您的权限范围内。",
        "Check the address; if it is right, it may lie outside what you may see.",
    )


class ForeignOrigin(ConsoleError):
    """Another site tried to change something in the reader's name."""

    code = "CON-012"
    what = Text(
        "请求来自其他网站，未予处理。", "The request came from another site; nothing was done."
    )
    remedy = Text("请在本系统页面上操作。", "Do it on a page of this console.")


class TooLarge(ConsoleError):
    """The request is longer than its page takes."""

    code = "CON-013"
    what = Text("提交内容超过 {limit}。", "What was sent exceeds {limit}.")
    remedy = Text(
        "请拆分后分批提交；大批量数据可在服务器上用 lingnan import 导入。",
        "Send it in parts; very large files can be imported on the server with lingnan import.",
    )


class FormUnreadable(ConsoleError):
    """What was sent is no form of this page."""

    code = "CON-014"
    what = Text("提交内容有误：{reason}。", "What was sent cannot be read: {reason}.")
    remedy = Text("请返回上一页核对后再提交。", "Go back, check it, and send it again.")


class RouteOpen(ConsoleError):
    """A route says nothing about permission, or about the row its path names."""

    code = "CON-015"
    what = Text("路由 {route} 未声明{lack}。", "The route {route} does not declare {lack}.")
    remedy = Text("请补充声明后再启动。", "Declare it before starting.")
    exit_code: ClassVar[int] = 3


class ChangedMeanwhile(ConsoleError):
    """Somebody else saved the same record since it was read."""

    code = "CON-016"
    what = Text("{who} 已于 {at} 修改了同一记录。", "{who} changed the same record at {at}.")
    remedy = Text(
        "您填写的内容仍在下方；请对照后再保存。",
        "What you entered stands below; compare and save again.",
    )


class Unexpected(ConsoleError):
    """A fault of the program; what it was stands in the log, not in the answer."""

    code = "CON-017"
    what = Text("系统内部错误（{number}）。", "An internal error occurred ({number}).")
    remedy = Text(
        "请稍后重试；若仍出现，请把编号告知系统管理员。",
        "Try again; if it stays, tell the administrator the number.",
    )
    exit_code: ClassVar[int] = 3


class AddressUnusable(ConsoleError):
    """The console cannot be served as asked."""

    code = "CON-018"
    what = Text("控制台无法启动：{reason}。", "The console cannot start: {reason}.")
    remedy = Text(
        "请提供 TLS 证书和私钥；不用 TLS 时只能监听本机地址。",
        "Give a TLS certificate and key; without TLS it listens on this machine only.",
    )
    exit_code: ClassVar[int] = 3


class HostUnknown(ConsoleError):
    """The request names a host that this console does not serve."""

    code = "CON-019"
    what = Text("地址 {host} 不是本系统的地址。", "{host} is no address of this console.")
    remedy = Text("请用系统管理员告知的地址访问。", "Use the address that the administrator gave.")


class StillWorking(ConsoleError):
    """The same form was sent twice and the first is not done yet."""

    code = "CON-020"
    what = Text("同一表单正在处理中。", "The same form is being dealt with.")
    remedy = Text(
        "请稍候再查看结果，不必重复提交。", "Look again in a moment; do not send it again."
    )


class UploadRefused(ConsoleError):
    """A file is empty, of no kind that is taken here, or not what its name says."""

    code = "CON-021"
    what = Text("文件“{file}”未接收：{reason}。", "The file “{file}” was not taken: {reason}.")
    remedy = Text("这里接收：{kinds}。", "Taken here: {kinds}.")


class FactorMissing(ConsoleError):
    """A role of the reader asks for a second factor that was not proven in this session."""

    code = "CON-022"
    what = Text(
        "您的角色要求绑定动态口令，绑定之前不能使用其他功能。",
        "Your role needs a second factor; until it is bound, nothing else can be used.",
    )
    remedy = Text("请在“我的账号”中绑定动态口令。", "Bind it under “My account”, then go on.")
