"""Anticipated failures of the management API itself. Codes NOD-650 to NOD-659."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class ManagementError(LingnanError):
    """Any anticipated failure of the management API."""


class NotSignedIn(ManagementError):
    """The request has no token."""

    code = "NOD-650"
    what = Text("尚未登录。", "You are not signed in.")
    remedy = Text(
        "请先获取令牌，并在请求头写明 Authorization: Bearer <令牌>。",
        "Get a token and send it: Authorization: Bearer <token>.",
    )


class FactorMissing(ManagementError):
    """The account's role asks for a second factor that was not proven."""

    code = "NOD-651"
    what = Text("您的角色须绑定并使用动态口令。", "Your role has to bind and use a second factor.")
    remedy = Text(
        "请先绑定动态口令，登录时一并提交 code；程序请使用接口令牌。",
        "Bind one and send its code when you sign in; programs use an API token.",
    )


class DigestSignInRefused(ManagementError):
    """Signing in with a digest of the password, which this node cannot check."""

    code = "NOD-652"
    what = Text(
        "本节点不支持摘要登录（sha256(sha256(密码)+日期)）。",
        "This node does not take sha256(sha256(password)+date) for a password.",
    )
    remedy = Text(
        "核对该摘要须保存 sha256(密码)，而它等同于密码本身。请用 /identity/token 或接口令牌。",
        "To check it, sha256(password) would have to be kept, which is as good as the password. "
        "Use /identity/token over TLS, or an API token.",
    )


class BodyTooLarge(ManagementError):
    """The request is longer than its route takes."""

    code = "NOD-653"
    what = Text("请求超过 {limit} 字节。", "The request exceeds {limit} octets.")
    remedy = Text("请分批提交。", "Send it in parts.")


class BodyMalformed(ManagementError):
    """The request is no JSON of the expected shape."""

    code = "NOD-654"
    what = Text("请求内容有误：{reason}。", "The request cannot be read: {reason}.")
    remedy = Text("请按接口文档填写。", "See the documentation of the interface.")


class RouteOpen(ManagementError):
    """A route was added without saying which permission it asks; the API does not start."""

    code = "NOD-656"
    what = Text("接口 {route} 未声明权限。", "The route {route} declares no permission.")
    remedy = Text("请为其声明权限后再启动。", "Declare one before starting.")
    exit_code: ClassVar[int] = 3


class OperationUnknown(ManagementError):
    """A DOIP operation that is not offered."""

    code = "NOD-657"
    what = Text("不支持的操作 {operation}。", "The operation {operation} is not offered.")
    remedy = Text(
        "请用 0.DOIP/Op.Create、Retrieve、Update、Delete 或 0.DOIP.EXTEND/Op.Update.Non.Overlay。",
        "Use 0.DOIP/Op.Create, Retrieve, Update, Delete or 0.DOIP.EXTEND/Op.Update.Non.Overlay.",
    )


class IdentifierUnknown(ManagementError):
    """There is no such identifier."""

    code = "NOD-658"
    what = Text("没有找到标识 {handle}。", "There is no identifier {handle}.")
    remedy = Text("请核对标识编码。", "Check the identifier.")


class Unexpected(ManagementError):
    """A fault of the program; what it was stands in the log, not in the answer."""

    code = "NOD-659"
    what = Text("系统内部错误（{number}）。", "An internal error occurred ({number}).")
    remedy = Text(
        "请稍后重试；若仍出现，请把编号告知运维人员。",
        "Try again; if it stays, tell the operator the number.",
    )
    exit_code: ClassVar[int] = 3


class AddressUnusable(ManagementError):
    """The API cannot be served as asked."""

    code = "NOD-660"
    what = Text("管理接口无法启动：{reason}。", "The management API cannot start: {reason}.")
    remedy = Text(
        "请提供 TLS 证书和私钥；不用 TLS 时只能监听本机地址。",
        "Give a TLS certificate and key; without TLS it listens on this machine only.",
    )
    exit_code: ClassVar[int] = 3
