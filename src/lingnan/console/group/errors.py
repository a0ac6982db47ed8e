"""Anticipated failures of planning groups. Codes CON-080 to CON-084, CON-163, CON-164."""

from typing import ClassVar

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class PlanningBusy(ConsoleError):
    """Somebody else's question is being worked on and takes long."""

    code = "CON-080"
    what = Text("正在编制其他路线图，请稍候。", "Another roadmap is being worked out.")
    remedy = Text("请过一会儿重试；已编制的路线图仍可查看。", "Try again in a moment.")
    exit_code: ClassVar[int] = 3


class AskedUnfit(ConsoleError):
    """A field of the question is no number within its bounds."""

    code = "CON-081"
    what = Text(
        "“{field}”应为 {least} 至 {most} 的整数，填写的是 {value}。",
        "“{field}” is a whole number from {least} to {most}, not {value}.",
    )
    remedy = Text("请改正后重新编制。", "Correct it and plan again.")


class MoneyUnfit(AskedUnfit):
    """A field of the question is no amount of money within its bounds."""

    code = "CON-164"
    what = Text(
        "“{field}”应为 0 至 {most} 元的整数金额，填写的是 {value}。",
        "“{field}” is an amount from 0 to {most} whole yuan, not {value}.",
    )
    remedy = Text(
        "可写作 5000000、500万 或 1.2亿元。", "It can be written as 5000000, 500万 or 1.2亿元."
    )


class NotPlanned(ConsoleError):
    """The run planned nothing for this group: its roadmap cannot be shown."""

    code = "CON-082"
    what = Text("本次运行没有编制该路线图。", "The run did not plan this one.")
    remedy = Text(
        "请核对名录中的成员和供应关系，再运行一次。",
        "Check its members and supply in the register, then run again.",
    )


class NotOrdered(ConsoleError):
    """A plan that takes long is wanted as a file, and nobody ordered it yet."""

    code = "CON-163"
    what = Text(
        "该路线图编制时间较长，尚未编制完成。",
        "This roadmap takes long to plan and is not there yet.",
    )
    remedy = Text(
        "请先在页面上提交编制任务，完成后再下载。",
        "Order it on its page, then take the file when it is done.",
    )
