"""Refusals of well-formed requests; each knows the response code of the protocol.

Source: RFC 3652 §2.2.2.2, Handle protocol facts §1.5. Codes NOD-301 to NOD-349. Not for octets that
cannot be read (see wire.errors) and not for running the node (see failure).
"""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.wire.codes import Response


class Refusal(LingnanError):
    """Any refusal; `indexes` are the values at fault."""

    response: ClassVar[Response] = Response.ERROR

    @property
    def indexes(self) -> tuple[int, ...]:
        """Answer the indexes of the values at fault."""
        found = self.values.get("indexes", ())
        return found if isinstance(found, tuple) else ()


class ProofNeeded(Refusal):
    """Nobody has proved himself, and the operation needs it."""

    code = "NOD-301"
    response = Response.AUTHENTICATION_NEEDED
    what = Text("此操作需要身份验证。", "This operation needs proof of identity.")
    remedy = Text("请回答质询，或先建立会话。", "Answer the challenge, or set up a session first.")


class HandleNotFound(Refusal):
    """There is no such handle here."""

    code = "NOD-302"
    response = Response.HANDLE_NOT_FOUND
    what = Text("标识 {handle} 不存在。", "The handle {handle} does not exist.")
    remedy = Text("请核对标识。", "Check the handle.")


class HandleExists(Refusal):
    """The handle is registered already."""

    code = "NOD-303"
    response = Response.HANDLE_EXISTS
    what = Text("标识 {handle} 已存在。", "The handle {handle} exists already.")
    remedy = Text("如需覆盖，请使用覆盖标志。", "Set the overwrite flag if it is to be replaced.")


class NameRefused(Refusal):
    """The name is no handle that can be registered."""

    code = "NOD-304"
    response = Response.INVALID_HANDLE
    what = Text("标识 {handle} 不可用。", "The handle {handle} is unusable.")
    remedy = Text("请使用“前缀/后缀”的形式。", "Use the form prefix/suffix.")


class ValuesNotFound(Refusal):
    """The handle has none of the values asked for."""

    code = "NOD-305"
    response = Response.VALUES_NOT_FOUND
    what = Text(
        "标识 {handle} 没有所请求的标识值。",
        "The handle {handle} has none of the values asked for.",
    )
    remedy = Text("请核对索引和类型。", "Check indexes and types.")


class ValueExists(Refusal):
    """An index is taken."""

    code = "NOD-306"
    response = Response.VALUE_EXISTS
    what = Text("标识 {handle} 的索引已被占用。", "Indexes of the handle {handle} are taken.")
    remedy = Text("请改用其他索引，或使用修改操作。", "Use other indexes, or modify the values.")


class ValueRefused(Refusal):
    """A value cannot be kept."""

    code = "NOD-307"
    response = Response.INVALID_VALUE
    what = Text("标识值不可用：{reason}。", "The values are unusable: {reason}.")
    remedy = Text("请更正所列索引的标识值。", "Correct the values of the indexes listed.")


class NotResponsible(Refusal):
    """The handle belongs to another service."""

    code = "NOD-308"
    response = Response.NOT_RESPONSIBLE
    what = Text("本节点不负责前缀 {prefix}。", "The prefix {prefix} does not live here.")
    remedy = Text("请向该前缀的服务查询。", "Ask the service of that prefix.")


class NotAdministrator(Refusal):
    """The user administers nothing here."""

    code = "NOD-309"
    response = Response.NOT_ADMINISTRATOR
    what = Text("{user} 不是 {handle} 的管理员。", "{user} is no administrator of {handle}.")
    remedy = Text("请使用 HS_ADMIN 所列的身份。", "Use an identity that an HS_ADMIN names.")


class PermissionMissing(Refusal):
    """The user lacks a right, or a value forbids it."""

    code = "NOD-310"
    response = Response.INSUFFICIENT_PERMISSION
    what = Text("{user} 对 {handle} 的权限不足。", "{user} lacks a right on {handle}.")
    remedy = Text("请由管理员授予相应权限。", "Let an administrator grant the right.")


class ProofFailed(Refusal):
    """The proof does not hold; never says why."""

    code = "NOD-311"
    response = Response.AUTHENTICATION_FAILED
    what = Text("身份验证失败。", "The proof of identity failed.")
    remedy = Text("请检查标识、索引和密钥。", "Check handle, index and key.")


class CredentialRefused(Refusal):
    """A proof or credential is missing, malformed, or does not fit the session."""

    code = "NOD-312"
    response = Response.INVALID_CREDENTIAL
    what = Text("凭证缺失或格式不正确。", "The credential is missing or malformed.")
    remedy = Text(
        "请检查会话密钥和协议版本（2.7 及以上）。",
        "Check the session key and the protocol version (2.7 or later).",
    )


class ChallengeGone(Refusal):
    """The challenge is unknown, expired, used, or another's."""

    code = "NOD-313"
    response = Response.AUTHENTICATION_TIMEOUT
    what = Text("质询已失效。", "The challenge is gone.")
    remedy = Text("请重新发送原请求。", "Send the original request again.")


class ProofUnusable(Refusal):
    """The proof cannot be checked here."""

    code = "NOD-314"
    response = Response.AUTHENTICATION_ERROR
    what = Text("无法验证身份：{reason}。", "The proof cannot be checked: {reason}.")
    remedy = Text(
        "请更换密钥类型，或降低 PBKDF2 迭代次数。",
        "Use another kind of key, or fewer PBKDF2 iterations.",
    )


class ReadOnly(Refusal):
    """A replica takes no changes."""

    code = "NOD-315"
    response = Response.READ_ONLY
    what = Text("本服务器为只读副本。", "This server is a read-only replica.")
    remedy = Text("请向主服务器提交变更。", "Send changes to the primary server.")


class NotSupported(Refusal):
    """The operation is not offered, or not this way."""

    code = "NOD-316"
    response = Response.OPERATION_NOT_SUPPORTED
    what = Text("不支持操作 {operation}。", "The operation {operation} is not offered here.")
    remedy = Text("请使用其他操作或传输方式。", "Use another operation or transport.")


class Busy(Refusal):
    """A bound of the server is reached."""

    code = "NOD-317"
    response = Response.BUSY
    what = Text("服务器繁忙。", "The server is busy.")
    remedy = Text("请稍后重试。", "Try again in a moment.")


class TooManyServers(Refusal):
    """The request has passed too many servers."""

    code = "NOD-318"
    response = Response.RECURSION_LIMIT
    what = Text("请求经过的服务器过多。", "The request has passed too many servers.")
    remedy = Text("请检查前缀的转介配置。", "Check the referrals of the prefix.")


class SiteOutOfDate(Refusal):
    """Another server of this site holds the handle."""

    code = "NOD-319"
    response = Response.OUT_OF_DATE_SITE
    what = Text("您持有的站点信息已过期。", "The site information you hold is out of date.")
    remedy = Text("请重新获取站点信息。", "Get the site information again.")


class SessionGone(Refusal):
    """The session is unknown or has ended."""

    code = "NOD-320"
    response = Response.SESSION_TIMEOUT
    what = Text("会话已失效。", "The session has ended.")
    remedy = Text("请重新建立会话。", "Set up another session.")


class SessionBroken(Refusal):
    """A message of the session cannot be opened."""

    code = "NOD-321"
    response = Response.SESSION_FAILED
    what = Text("会话报文无法解密。", "A message of the session cannot be opened.")
    remedy = Text("请重新建立会话。", "Set up another session.")


class SessionKeyRefused(Refusal):
    """The session key sent cannot be used."""

    code = "NOD-322"
    response = Response.BAD_SESSION_KEY
    what = Text("会话密钥不可用。", "The session key is unusable.")
    remedy = Text("请重新建立会话。", "Set up another session.")


class ServerKeyMissing(Refusal):
    """This mode needs a key that the server does not have."""

    code = "NOD-323"
    response = Response.NEEDS_RSA_KEY
    what = Text("服务器没有可用于此方式的密钥。", "The server has no key for this mode.")
    remedy = Text("请使用 Diffie–Hellman 方式。", "Use Diffie–Hellman.")


class SetupRefused(Refusal):
    """The session cannot be set up as asked."""

    code = "NOD-324"
    response = Response.BAD_SESSION_SETUP
    what = Text("无法建立会话：{reason}。", "The session cannot be set up: {reason}.")
    remedy = Text("请检查会话参数和公钥。", "Check mode and public key.")


class Replayed(Refusal):
    """A counter of the session came twice."""

    code = "NOD-325"
    response = Response.DUPLICATE_SESSION_MESSAGE
    what = Text("会话报文重复。", "The message of the session came twice.")
    remedy = Text("请使用新的计数发送。", "Send it with a new counter.")


class LoginAgain(Refusal):
    """The login of this connection has ended."""

    code = "NOD-326"
    response = Response.LOGIN_AGAIN
    what = Text("登录已过期。", "The login has ended.")
    remedy = Text("请重新登录。", "Log in again.")


class LoginFirst(Refusal):
    """Nobody has logged in on this connection."""

    code = "NOD-327"
    response = Response.LOGIN_FIRST
    what = Text("尚未登录。", "Nobody has logged in.")
    remedy = Text("请先登录。", "Log in first.")


class DailyLimitReached(Refusal):
    """A prefix has registered as many handles today as it may."""

    code = "NOD-328"
    response = Response.DAILY_LIMIT
    what = Text(
        "前缀 {prefix} 今日注册量已达上限 {limit}。",
        "The prefix {prefix} has reached its {limit} registrations of today.",
    )
    remedy = Text("请明日再试，或申请提高上限。", "Try again tomorrow, or ask for a higher limit.")


class RegistrationLimitReached(Refusal):
    """The node holds as many handles as it may."""

    code = "NOD-329"
    response = Response.REGISTRATION_LIMIT
    what = Text(
        "节点注册量已达上限 {limit}。", "The node has reached its limit of {limit} handles."
    )
    remedy = Text("请联系节点运营方。", "Ask the operator of the node.")


class PrefixLimitReached(Refusal):
    """A prefix has as many handles as it may."""

    code = "NOD-330"
    response = Response.PREFIX_LIMIT
    what = Text(
        "前缀 {prefix} 的注册量已达上限 {limit}。",
        "The prefix {prefix} has reached its limit of {limit} handles.",
    )
    remedy = Text("请申请提高上限。", "Ask for a higher limit.")


class WriteFailed(Refusal):
    """The writer could not do the change."""

    code = "NOD-331"
    response = Response.ERROR
    what = Text(
        "写入失败（{reason}），变更可能未完成。",
        "Writing failed ({reason}); the change may not be made.",
    )
    remedy = Text("请稍后查询后重试。", "Look whether it was made, then try again.")


class ListTooLong(Refusal):
    """A list is longer than one answer may be."""

    code = "NOD-332"
    response = Response.ERROR
    what = Text("列表超过 {limit} 项。", "The list has more than {limit} items.")
    remedy = Text("请使用 HTTP 接口分页查询。", "Use the pages of the HTTP interface.")


class Compressed(Refusal):
    """The message is compressed."""

    code = "NOD-333"
    response = Response.PROTOCOL_ERROR
    what = Text("不接受压缩报文。", "Compressed messages are not taken.")
    remedy = Text("请发送未压缩的报文。", "Send messages uncompressed.")


class ElsewhereFailed(Refusal):
    """Another service did not answer."""

    code = "NOD-334"
    response = Response.ERROR
    what = Text("其他服务未响应。", "Another service did not answer.")
    remedy = Text("请稍后重试。", "Try again in a moment.")


class Unforeseen(Refusal):
    """A fault of ours; the log of the node has its place."""

    code = "NOD-335"
    response = Response.ERROR
    what = Text("服务器内部错误。", "The server failed.")
    remedy = Text("请联系节点运营方。", "Tell the operator of the node.")


class HomedBySettings(Refusal):
    """A prefix that the configuration names cannot be unhomed."""

    code = "NOD-336"
    response = Response.ERROR
    what = Text(
        "前缀 {prefix} 由节点配置指定，不能取消托管。",
        "The prefix {prefix} is held by configuration and cannot be unhomed.",
    )
    remedy = Text("请修改节点配置。", "Change the configuration of the node.")


class TemplateRefused(Refusal):
    """The values do not keep to the metadata template."""

    code = "NOD-337"
    response = Response.INVALID_VALUE
    what = Text("标识值不符合元数据模板：{reason}。", "The values break the template: {reason}.")
    remedy = Text("请按模板更正所列索引的标识值。", "Correct the values listed by the template.")
