"""Anticipated failures of finding, reading and asking a content pack."""

from collections.abc import Iterable
from dataclasses import dataclass

from lingnan.kernel.errors import LingnanError
from lingnan.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where a file of a pack does not follow its schema.

    `line` is 1-based; null where the file as a whole is meant. `path` names the record and field.
    """

    file: str
    line: int | None
    path: str
    what: Text

    def text(self) -> Text:
        """Answer one line naming file, line, place and problem."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        place = f" {self.path}" if self.path else ""
        return Text(
            zh=f"{where}{place}：{self.what.zh}",
            en=f"{where}{place}: {self.what.en}",
        )


class PackError(LingnanError):
    """Any failure of a content pack."""


class PackNotFoundError(PackError):
    """There is neither an installed pack nor a folder of that name."""

    code = "PAK-001"
    what = Text("找不到内容包“{name}”。", "There is no content pack '{name}'.")
    remedy = Text(
        "请使用已安装的内容包（{known}），或给出含 pack.yaml 的文件夹路径。",
        "Use an installed pack ({known}), or give the path of a folder that holds pack.yaml.",
    )


class PackFileError(PackError):
    """A file of the pack is missing or cannot be read as YAML or CSV."""

    code = "PAK-002"
    what = Text(
        "内容包文件 {file} 无法读取：{reason}。", "Pack file {file} cannot be read: {reason}."
    )
    remedy = Text("请修正该文件后重试。", "Repair the file, then try again.")


class PackContentError(PackError):
    """Records of the pack do not follow their schema; `problems` lists all of them."""

    code = "PAK-003"
    what = Text(
        "内容包 {pack} 有 {count} 处不符合格式，第一处：{first}。",
        "Content pack {pack} breaks its schema in {count} place(s), first: {first}.",
    )
    remedy = Text(
        "运行 lingnan pack check {pack} 查看全部问题并修正。",
        "Run 'lingnan pack check {pack}' to see all of them, and correct the files.",
    )

    problems: tuple[Problem, ...]

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0].text() if self.problems else None
        super().__init__(pack=pack, count=len(self.problems), first=first)


class PackLookupError(PackError):
    """The pack has no record of that id."""

    code = "PAK-004"
    what = Text("内容包 {pack} 中没有 {kind}“{id}”。", "Content pack {pack} has no {kind} '{id}'.")
    remedy = Text("可用的有：{known}。", "It has: {known}.")


class ScenarioPathError(PackError):
    """A scenario changes a place that the pack does not have."""

    code = "PAK-005"
    what = Text(
        "情景 {scenario} 的路径 {path} 在“{at}”处无法对应到内容包。",
        "Scenario {scenario}: nothing in the pack answers to '{at}' of the path {path}.",
    )
    remedy = Text("此处可用的有：{known}。", "Allowed here: {known}.")


class ScenarioValueError(PackError):
    """A scenario gives a value that the record does not take."""

    code = "PAK-006"
    what = Text(
        "情景 {scenario} 把 {path} 改为 {value}，不符合格式：{reason}。",
        "Scenario {scenario} sets {path} to {value}, which does not fit: {reason}.",
    )
    remedy = Text("请修正该值。", "Correct the value.")
