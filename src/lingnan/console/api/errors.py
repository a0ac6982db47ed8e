"""Anticipated failures of the JSON interface, and what can be wrong with a line of a bulk.

Codes CON-120 to CON-139. Not for how they are told (problem).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Rule, Severity, Text


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a request breaks the schema; `value` is null where nothing stood."""

    where: str
    value: str | None
    what: Text


class Unreadable(ConsoleError):
    """The body is no JSON, or did not come whole."""

    code = "CON-120"
    what = Text("请求内容无法读取：{reason}。", "The body cannot be read: {reason}.")
    remedy = Text("请发送 UTF-8 编码的 JSON。", "Send JSON in UTF-8.")


class Unfit(ConsoleError):
    """The request does not follow the schema; `places` lists where."""

    code = "CON-121"
    what = Text(
        "请求不符合接口定义，共 {count} 处，第一处：{first}。",
        "The request breaks the schema in {count} place(s), first: {first}.",
    )
    remedy = Text("请对照 /api/v1/docs 改正。", "Compare it with /api/v1/docs.")

    places: tuple[Place, ...]

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        first = self.places[0]
        told = Text(f"{first.where} {first.what.zh}", f"{first.where} {first.what.en}")
        super().__init__(count=len(self.places), first=told)


class MediaTypeUnknown(ConsoleError):
    """The body is of a kind that the route does not take."""

    code = "CON-122"
    what = Text("不接受内容类型 {found}。", "A body of type {found} is not taken here.")
    remedy = Text("请以 {wanted} 发送，不压缩。", "Send it as {wanted}, not packed.")


class MethodUnknown(ConsoleError):
    """The address is there, but not for this method."""

    code = "CON-123"
    what = Text("此地址不支持 {method}。", "This address does not take {method}.")
    remedy = Text("可用：{allowed}。", "It takes: {allowed}.")


class KeyMissing(ConsoleError):
    """A bulk without a key could not be sent again safely."""

    code = "CON-124"
    what = Text("缺少可用的 Idempotency-Key 请求头。", "There is no usable header Idempotency-Key.")
    remedy = Text(
        "请为每批数据取一个 1 至 128 个可见 ASCII 字符的键，重发时用同一个键。",
        "Choose 1 to 128 visible ASCII characters for each bulk, and the same when it is resent.",
    )


class KeyReused(ConsoleError):
    """The same key came with another request."""

    code = "CON-125"
    what = Text(
        "Idempotency-Key {key} 已用于另一请求。",
        "The Idempotency-Key {key} was used for another request.",
    )
    remedy = Text("请为新的请求换一个键。", "Take another key for another request.")


class NotPossible(ConsoleError):
    """The request follows the schema, but cannot be carried out as things stand."""

    code = "CON-127"
    what = Text("{field} 的值 {value} 不可用：{reason}。", "{field} cannot be {value}: {reason}.")
    remedy = Text("请改正后重试。", "Correct it and try again.")


class AddressForbidden(ConsoleError):
    """The address of a webhook is one that this console must not call."""

    code = "CON-128"
    what = Text("不能向 {address} 发送通知：{reason}。", "{address} must not be called: {reason}.")
    remedy = Text(
        "请用公网 https 地址；内网地址须由系统管理员在 LINGNAN_WEBHOOK_NETWORKS 中放行。",
        "Use an https address of the public network; the administrator may allow private networks "
        "in LINGNAN_WEBHOOK_NETWORKS.",
    )


class TooManyWebhooks(ConsoleError):
    """An account has all the webhooks it may have."""

    code = "CON-129"
    what = Text("每个账号最多 {most} 个通知地址。", "An account has at most {most} webhooks.")
    remedy = Text("请先删除不用的地址。", "Remove one that is not used.")


class TooManyLines(ConsoleError):
    """A bulk is longer than one request takes."""

    code = "CON-130"
    what = Text("一批超过 {most} 行。", "The bulk has more than {most} lines.")
    remedy = Text("请拆成几批，每批一个键。", "Send it in several, each with its key.")


class TooMuchWork(ConsoleError):
    """The answer would take longer than a request may."""

    code = "CON-134"
    what = Text(
        "此情景须为 {count} 家企业重新编制路线图，超过接口上限 {most} 家。",
        "The scenario needs the roadmaps of {count} enterprises anew; the interface takes {most}.",
    )
    remedy = Text(
        "请在服务器上用 lingnan scenario compare 计算。",
        "Compute it on the server with lingnan scenario compare.",
    )


LINE_UNREADABLE: Final = Rule(
    "CON-131",
    Severity.ERROR,
    Text("第 {row} 行不是 JSON 对象。", "Line {row} is no JSON object."),
    Text("请每行写一个 JSON 对象。", "Write one JSON object a line."),
)
LINE_UNFIT: Final = Rule(
    "CON-132",
    Severity.ERROR,
    Text("第 {row} 行 {field}：{reason}。", "Line {row}, {field}: {reason}."),
    Text("请对照 /api/v1/docs 改正该行后重发。", "Correct the line by /api/v1/docs and resend it."),
)
LINE_TOO_LONG: Final = Rule(
    "CON-133",
    Severity.ERROR,
    Text("第 {row} 行超过 {most} 字节。", "Line {row} is longer than {most} octets."),
    Text("请缩短该行。", "Shorten the line."),
)
#: Whether nobody registered the subject or it lies outside the permissions is not told apart.
LINE_SUBJECT: Final = Rule(
    "CON-135",
    Severity.ERROR,
    Text(
        "第 {row} 行：没有可由您登记证据的主体 {value}。",
        "Line {row}: there is no subject {value} about which you may add evidence.",
    ),
    Text(
        "请核对代码；如代码无误，可能不在您的权限范围内。",
        "Check the code; if it is right, it may lie outside your permissions.",
    ),
)
