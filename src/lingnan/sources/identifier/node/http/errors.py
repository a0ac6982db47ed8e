"""Anticipated failures of the HTTP side; each knows its HTTP status and response code.

Not for refusals by an operation, which are response codes of the protocol (see status).
"""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.wire.codes import Response


class HttpError(LingnanError):
    """Any anticipated failure of the HTTP side.

    `status` and `response` are what the JSON interface answers (Handle protocol facts §1.15).
    """

    status: ClassVar[int] = 400
    response: ClassVar[Response] = Response.PROTOCOL_ERROR


class BadTarget(HttpError):
    """The request target cannot be read."""

    code = "NOD-380"
    what = Text("请求目标 {target} 无法识别。", "The request target {target} cannot be read.")
    remedy = Text(
        "请以 UTF-8 的百分号编码书写路径和参数。",
        "Write path and parameters in percent-encoded UTF-8.",
    )


class BadParameter(HttpError):
    """A parameter of the query has a value that is not allowed."""

    code = "NOD-381"
    what = Text("参数 {name} 的值 {value} 不可用。", "The parameter {name} cannot be {value}.")
    remedy = Text("请按 HTTP 接口说明填写该参数。", "Fill it in as the HTTP interface describes.")


class BadBody(HttpError):
    """The body is not what the request needs."""

    code = "NOD-382"
    what = Text("请求正文不可用：{reason}。", "The body of the request is unusable: {reason}.")
    remedy = Text("请以 UTF-8 编码的 JSON 发送正文。", "Send the body as JSON in UTF-8.")


class WrongMediaType(HttpError):
    """The body is of a type that is not taken here."""

    code = "NOD-383"
    status = 415
    what = Text("此处不接受类型为 {kind} 的正文。", "A body of type {kind} is not taken here.")
    remedy = Text("请使用 {expected}。", "Use {expected}.")


class NotSecure(HttpError):
    """Credentials came over a connection that is not encrypted."""

    code = "NOD-384"
    status = 403
    response = Response.AUTHENTICATION_ERROR
    what = Text("认证信息只能通过 HTTPS 发送。", "Credentials are taken over HTTPS only.")
    remedy = Text(
        "请改用 HTTPS，并更换已经明文发送的密钥。",
        "Use HTTPS, and replace a secret that was sent in clear.",
    )


class BadAuthorization(HttpError):
    """The Authorization header cannot be read."""

    code = "NOD-385"
    status = 401
    response = Response.AUTHENTICATION_ERROR
    what = Text("Authorization 头不可用：{reason}。", "Authorization is unusable: {reason}.")
    remedy = Text(
        "请使用 Basic（用户名为百分号编码的“索引:标识”）或 Handle。",
        "Use Basic, with index:handle percent-encoded as the user, or Handle.",
    )


class NoSession(HttpError):
    """There is no such session, or no longer."""

    code = "NOD-386"
    status = 403
    response = Response.SESSION_TIMEOUT
    what = Text("会话不存在或已过期。", "There is no such session, or it has ended.")
    remedy = Text("请以 POST /api/sessions 新建会话。", "Begin one with POST /api/sessions.")


class TooManySessions(HttpError):
    """No further session is opened now."""

    code = "NOD-387"
    status = 503
    response = Response.BUSY
    what = Text("会话数已达上限 {limit}。", "There are already {limit} sessions.")
    remedy = Text("请稍后再试。", "Try again later.")
