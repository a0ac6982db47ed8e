"""Anticipated failures of reading or writing the wire; each knows the code a server answers.

Not for refusals of a well-formed request (see node).
"""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.wire.codes import Response


class WireError(LingnanError):
    """Any anticipated failure of the codec.

    `response` is what a server answers to a request that failed so (RFC 3652 §2.2.2.2).
    """

    response: ClassVar[Response] = Response.PROTOCOL_ERROR


class Truncated(WireError):
    """The octets end before the field does."""

    code = "NOD-101"
    what = Text(
        "报文在第 {offset} 字节处中断：还需要 {need} 字节，只剩 {have} 字节。",
        "The octets end at {offset}: {need} more are needed, {have} are left.",
    )
    remedy = Text(
        "请检查发送方的长度字段，并确认报文完整。",
        "Check the length fields of the sender and that the message is whole.",
    )


class TooLong(WireError):
    """A length or a count is above what the protocol allows."""

    code = "NOD-102"
    what = Text(
        "{field} 为 {value}，超过上限 {limit}。",
        "{field} is {value}, above the limit of {limit}.",
    )
    remedy = Text(
        "请缩短内容，或分多次发送。", "Shorten the content, or send it in several messages."
    )


class NotText(WireError):
    """A string is not UTF-8."""

    code = "NOD-103"
    what = Text(
        "第 {offset} 字节处的字符串不是有效的 UTF-8。",
        "The string at octet {offset} is not valid UTF-8.",
    )
    remedy = Text("请以 UTF-8 编码发送。", "Send strings in UTF-8.")


class Surplus(WireError):
    """Octets follow where the structure has ended."""

    code = "NOD-104"
    what = Text(
        "结构在第 {offset} 字节处结束，其后多出 {surplus} 字节。",
        "The structure ends at octet {offset}, yet {surplus} octets follow.",
    )
    remedy = Text(
        "请检查发送方的长度字段和协议版本。",
        "Check the length fields and the protocol version of the sender.",
    )


class BadField(WireError):
    """A field has a value that the protocol does not know there."""

    code = "NOD-105"
    what = Text(
        "字段 {field} 的值 {value} 不可用；允许：{allowed}。",
        "The field {field} cannot be {value}; allowed: {allowed}.",
    )
    remedy = Text("请改为允许的值。", "Use one of the allowed values.")


class UnknownVersion(WireError):
    """The major version of the envelope is none we speak."""

    code = "NOD-106"
    what = Text(
        "协议版本 {major}.{minor} 不受支持；支持主版本 2 和 3。",
        "The protocol version {major}.{minor} is not supported; major versions 2 and 3 are.",
    )
    remedy = Text(
        "请确认对端是 Handle 协议服务，并使用 2.1 以上的版本。",
        "Make sure that the other side speaks the Handle protocol, in version 2.1 or later.",
    )


class OutOfRange(WireError):
    """A number does not fit the field it is to be written to."""

    code = "NOD-107"
    what = Text(
        "{field} 的值 {value} 无法写入 {width} 字节的无符号整数。",
        "The value {value} of {field} does not fit an unsigned integer of {width} octets.",
    )
    remedy = Text("请检查该值的范围。", "Check the range of the value.")


class InvalidHandle(WireError):
    """The name is no handle."""

    code = "NOD-108"
    response = Response.INVALID_HANDLE
    what = Text("标识 {handle} 不可用：{reason}。", "The handle {handle} is unusable: {reason}.")
    remedy = Text(
        "请使用“前缀/后缀”的形式，UTF-8 编码不超过 2048 字节。",
        "Use the form prefix/suffix of at most 2,048 octets in UTF-8.",
    )


class BadFragment(WireError):
    """A packet does not fit the message it belongs to."""

    code = "NOD-109"
    what = Text(
        "分片 {sequence} 与报文不符：{reason}。",
        "The fragment {sequence} does not fit its message: {reason}.",
    )
    remedy = Text("请重新发送整个请求，或改用 TCP。", "Send the whole request again, or use TCP.")


class BadJson(WireError):
    """A field of the JSON form is missing or cannot be understood."""

    code = "NOD-110"
    response = Response.INVALID_VALUE
    what = Text(
        "JSON 字段 {field} 不可用：{reason}。", "The JSON field {field} is unusable: {reason}."
    )
    remedy = Text(
        "请按 HTTP 接口说明填写该字段。", "Fill in the field as the HTTP interface describes."
    )


class UnknownOperation(WireError):
    """The operation is none we know."""

    code = "NOD-111"
    response = Response.OPERATION_NOT_SUPPORTED
    what = Text("操作码 {operation} 不受支持。", "The operation {operation} is not supported.")
    remedy = Text("请使用 RFC 3652 定义的操作。", "Use an operation that RFC 3652 defines.")
