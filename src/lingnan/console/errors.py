"""Anticipated failures of the console."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class ConsoleError(LingnanError):
    """Any anticipated failure of the console."""


class UnknownCity(ConsoleError):
    """A report was asked for a city that the pack does not have."""

    code: ClassVar[str] = "CON-001"
    what: ClassVar[Text] = Text(
        "内容包没有城市代码 {code}。", "The content pack has no city with the code {code}."
    )
    remedy: ClassVar[Text] = Text("可用代码：{known}。", "Known codes: {known}.")


class UnknownEnterprise(ConsoleError):
    """A report was asked for an enterprise that is not in the register."""

    code: ClassVar[str] = "CON-002"
    what: ClassVar[Text] = Text(
        "登记库中没有统一社会信用代码为 {uscc} 的企业。",
        "The register holds no enterprise with the code {uscc}.",
    )
    remedy: ClassVar[Text] = Text(
        "请核对代码，或先用 lingnan import register 导入该企业。",
        "Check the code, or import the enterprise with lingnan import register first.",
    )


class AssetBroken(ConsoleError):
    """A vendored file is missing or is not the one that was recorded."""

    code: ClassVar[str] = "CON-003"
    what: ClassVar[Text] = Text(
        "随附文件 {file} 缺失或与登记的校验值不符。",
        "The vendored file {file} is missing or differs from its recorded hash.",
    )
    remedy: ClassVar[Text] = Text("请重新安装岭南。", "Install Lingnan again.")
    exit_code: ClassVar[int] = 3
