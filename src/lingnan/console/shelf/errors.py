"""Anticipated failures of the shelf. Codes CON-040 to CON-042."""

from typing import ClassVar

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class ShelfNotReady(ConsoleError):
    """Lists are asked for while the first shelf of a store is being made."""

    code = "CON-040"
    what = Text(
        "正在为最近一次运行准备名单，尚未完成。",
        "Lists of the last run are being prepared and not ready yet.",
    )
    remedy = Text(
        "请稍候几秒至一分钟后刷新页面；其他页面可以照常使用。",
        "Reload the page in some seconds, a minute at most; other pages work meanwhile.",
    )
    exit_code: ClassVar[int] = 3


class ShelfBroken(ConsoleError):
    """The shelf of a run could not be made or read."""

    code = "CON-041"
    what = Text("运行 {run} 的名单无法准备：{reason}。", "No lists of run {run}: {reason}.")
    remedy = Text(
        "请检查磁盘空间后删除存储目录中的 console 文件夹再试；它可以随时重新生成。",
        "Check the disk's space and delete the folder console of the store; it is made again.",
    )
    exit_code: ClassVar[int] = 3
