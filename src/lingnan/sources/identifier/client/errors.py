"""Anticipated failures of asking a Handle service: NOD-401 to NOD-429.

Failures of the way to the server are `ServerUnreachable` and its like; an answer that says no is a
`Refused`, which carries the response code of the protocol (RFC 3652 §2.2.2.2).
"""

import errno
import socket
from typing import Final

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.wire.codes import Response

_REASONS: Final = {
    errno.ECONNREFUSED: Text("对方没有在此端口服务", "nothing serves at this port"),
    errno.ECONNRESET: Text("对方中断了连接", "the other side ended the connection"),
    errno.EHOSTUNREACH: Text("无法到达主机", "no route to the host"),
    errno.ENETUNREACH: Text("无法到达网络", "no route to the network"),
    errno.EPIPE: Text("对方中断了连接", "the other side ended the connection"),
}
_NO_HOST: Final = Text("没有此主机名", "no host has this name")
_LATE: Final = Text("连接超时", "it took too long")


def tell_reason(failure: Exception) -> Text:
    """Tell why no connection came about, in words where they are known."""
    if isinstance(failure, TimeoutError) and not failure.errno:
        return _LATE
    if isinstance(failure, socket.gaierror):
        return _NO_HOST
    number = failure.errno if isinstance(failure, OSError) else None
    told = str(failure) or type(failure).__name__
    return _REASONS.get(number or 0, Text(told, told))


class ClientError(LingnanError):
    """Any anticipated failure of the client."""

    exit_code = 3


class ServerUnreachable(ClientError):
    """No connection to the server came about."""

    code = "NOD-401"
    what = Text(
        "无法连接服务器 {server}：{reason}。", "The server {server} is unreachable: {reason}."
    )
    remedy = Text("请检查地址、端口和网络。", "Check address, port and network.")


class Unanswered(ClientError):
    """The server did not answer in time; whether it did what was asked is unknown."""

    code = "NOD-402"
    what = Text(
        "服务器 {server} 在 {seconds} 秒内没有应答，操作是否生效未知。",
        "The server {server} did not answer within {seconds} s; whether it acted is unknown.",
    )
    remedy = Text("请先查询标识，再决定是否重试。", "Look the handle up before trying again.")


class ConnectionLost(ClientError):
    """The connection ended before the answer; whether the server acted is unknown."""

    code = "NOD-403"
    what = Text(
        "与服务器 {server} 的连接在应答前中断，操作是否生效未知。",
        "The connection to {server} ended before the answer; whether it acted is unknown.",
    )
    remedy = Text("请先查询标识，再决定是否重试。", "Look the handle up before trying again.")


class UntrustedAnswer(ClientError):
    """The answer does not belong to the request, or its proof does not hold."""

    code = "NOD-404"
    what = Text(
        "服务器 {server} 的应答不可信：{reason}。",
        "The answer of {server} is not trusted: {reason}.",
    )
    remedy = Text(
        "请核对站点公钥；若反复出现，请检查网络是否被篡改。",
        "Compare the public key of the site; if it happens again, suspect the network.",
    )


class TooManyHops(ClientError):
    """Referrals, services and aliases lead on and on."""

    code = "NOD-405"
    what = Text(
        "解析 {handle} 时跳转超过 {limit} 次。", "Resolving {handle} took more than {limit} hops."
    )
    remedy = Text("请检查引用或别名是否成环。", "Check referrals and aliases for a circle.")


class NoSite(ClientError):
    """No site, or none with a usable interface, is known for the handle."""

    code = "NOD-406"
    what = Text(
        "没有可用于 {handle} 的服务站点：{reason}。", "No usable site for {handle}: {reason}."
    )
    remedy = Text(
        "请检查 HS_SITE 记录及其接口。", "Check the HS_SITE records and their interfaces."
    )


class TunnelFailed(ClientError):
    """The HTTP tunnel gave something other than a message."""

    code = "NOD-407"
    what = Text("HTTP 通道 {server} 返回 {status}。", "The HTTP tunnel {server} answered {status}.")
    remedy = Text(
        "请确认该端口支持 application/x-hdl-message。",
        "Check that the port takes application/x-hdl-message.",
    )


class BadServerAddress(ClientError):
    """The address of a server cannot be read."""

    code = "NOD-408"
    exit_code = 2
    what = Text("服务器地址“{text}”不可用。", "The server address “{text}” is unusable.")
    remedy = Text(
        "请使用 主机:端口，或以 udp://、tcp://、http://、https:// 开头。",
        "Write host:port, or begin with udp://, tcp://, http:// or https://.",
    )


class Refused(ClientError):
    """The server answered no.

    Attributes: `response`: the response code. `indexes`: the values to blame, if it named any.
    """

    code = "NOD-410"
    what = Text(
        "服务器拒绝了对 {handle} 的操作：{name}（{response}）。{detail}",
        "The server refused the operation on {handle}: {name} ({response}). {detail}",
    )
    remedy = Text("请按应答码处理。", "Act on the response code.")

    def __init__(
        self, *, response: int, handle: str, detail: str = "", indexes: tuple[int, ...] = ()
    ) -> None:
        super().__init__(
            response=response, handle=handle, detail=detail, indexes=indexes, name=_name(response)
        )
        self.response = response
        self.indexes = indexes


class HandleNotFound(Refused):
    """The handle does not exist (100)."""

    code = "NOD-411"
    what = Text("标识 {handle} 不存在。", "The handle {handle} does not exist.")
    remedy = Text("请检查标识是否写对、是否已注册。", "Check its spelling and registration.")


class HandleExists(Refused):
    """The handle exists already (101)."""

    code = "NOD-412"
    what = Text("标识 {handle} 已存在。", "The handle {handle} exists already.")
    remedy = Text("请换一个标识，或修改已有标识。", "Choose another, or modify that one.")


class ValuesNotFound(Refused):
    """The handle has no such values (200)."""

    code = "NOD-413"
    what = Text("标识 {handle} 没有所查的值。", "The handle {handle} has no such values.")
    remedy = Text("请检查索引、类型和读取权限。", "Check indexes, types and permissions.")


class NotPermitted(Refused):
    """Who asked may not do this (400, 401)."""

    code = "NOD-414"
    what = Text(
        "对 {handle} 没有该操作的权限（{response}）。", "Not permitted on {handle} ({response})."
    )
    remedy = Text("请使用有权限的管理员身份。", "Use an administrator who has the right.")


class IdentityNeeded(Refused):
    """The server wants proof of identity and none was given (402)."""

    code = "NOD-415"
    what = Text(
        "对 {handle} 的操作需要身份认证。", "The operation on {handle} needs authentication."
    )
    remedy = Text("请提供用户标识及其密钥。", "Give a user handle and its key.")


class AuthenticationFailed(Refused):
    """The proof of identity was not accepted (403 to 406)."""

    code = "NOD-416"
    what = Text("身份认证失败（{response}）。", "Authentication failed ({response}).")
    remedy = Text("请检查用户标识、索引和密钥。", "Check user handle, index and key.")


class ServerBusy(Refused):
    """The server has too much to do, or a quota is used up (3, 603 to 605)."""

    code = "NOD-417"
    what = Text(
        "服务器繁忙或达到限额（{response}）。", "The server is busy or at a limit ({response})."
    )
    remedy = Text("请稍后重试。", "Try again later.")


class SessionEnded(Refused):
    """The session or login is no longer known to the server (407, 408, 500 to 505)."""

    code = "NOD-418"
    what = Text("会话已失效（{response}）。", "The session has ended ({response}).")
    remedy = Text("请重新建立会话或登录。", "Set up the session, or log in, again.")


class NotResponsible(Refused):
    """The server does not hold this handle (301)."""

    code = "NOD-419"
    what = Text("服务器不负责标识 {handle}。", "The server is not responsible for {handle}.")
    remedy = Text("请从根或国家顶级节点开始解析。", "Begin at the root or top-level node.")


_CLASSES: Final[dict[int, type[Refused]]] = {
    Response.HANDLE_NOT_FOUND: HandleNotFound,
    Response.HANDLE_EXISTS: HandleExists,
    Response.VALUES_NOT_FOUND: ValuesNotFound,
    Response.NOT_ADMINISTRATOR: NotPermitted,
    Response.INSUFFICIENT_PERMISSION: NotPermitted,
    Response.AUTHENTICATION_NEEDED: IdentityNeeded,
    Response.AUTHENTICATION_FAILED: AuthenticationFailed,
    Response.INVALID_CREDENTIAL: AuthenticationFailed,
    Response.AUTHENTICATION_TIMEOUT: AuthenticationFailed,
    Response.AUTHENTICATION_ERROR: AuthenticationFailed,
    Response.BUSY: ServerBusy,
    Response.DAILY_LIMIT: ServerBusy,
    Response.REGISTRATION_LIMIT: ServerBusy,
    Response.PREFIX_LIMIT: ServerBusy,
    Response.LOGIN_AGAIN: SessionEnded,
    Response.LOGIN_FIRST: SessionEnded,
    Response.SESSION_TIMEOUT: SessionEnded,
    Response.SESSION_FAILED: SessionEnded,
    Response.BAD_SESSION_KEY: SessionEnded,
    Response.NEEDS_RSA_KEY: SessionEnded,
    Response.BAD_SESSION_SETUP: SessionEnded,
    Response.DUPLICATE_SESSION_MESSAGE: SessionEnded,
    Response.NOT_RESPONSIBLE: NotResponsible,
}


def refusal(response: int, handle: str, detail: str = "", indexes: tuple[int, ...] = ()) -> Refused:
    """Answer the error that belongs to a response code."""
    kind = _CLASSES.get(response, Refused)
    return kind(response=response, handle=handle, detail=detail, indexes=indexes)


#: Names of the codes that have no class of their own (Handle protocol facts §1.5).
_NAMES: Final[dict[int, Text]] = {
    Response.ERROR: Text("服务器内部错误", "error"),
    Response.PROTOCOL_ERROR: Text("协议错误", "protocol error"),
    Response.OPERATION_NOT_SUPPORTED: Text("不支持该操作", "operation not supported"),
    Response.RECURSION_LIMIT: Text("递归次数超限", "recursion limit"),
    Response.READ_ONLY: Text("服务器只读", "server is read-only"),
    Response.INVALID_HANDLE: Text("标识无效", "invalid handle"),
    Response.VALUE_EXISTS: Text("值已存在", "value exists already"),
    Response.INVALID_VALUE: Text("值无效", "invalid value"),
    Response.OUT_OF_DATE_SITE: Text("站点信息过期", "site information is out of date"),
    Response.SERVICE_REFERRAL: Text("服务引用", "service referral"),
    Response.PREFIX_REFERRAL: Text("前缀引用", "prefix referral"),
    Response.CLIENT_CHANNEL_ERROR: Text("客户端通道错误", "client channel error"),
    Response.CLIENT_TIMEOUT: Text("客户端超时", "client timeout"),
}
_UNKNOWN: Final = Text("未知应答码", "unknown response code")


def _name(response: int) -> Text:
    return _NAMES.get(response, _UNKNOWN)
